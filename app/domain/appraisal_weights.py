"""The dictionary models: readable keys with weights, added up and squashed to a probability for each head."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from app.domain.appraisal_features import CALLS, NEGATIONS, PAUSES, REACH, token_sentences
from app.domain.errors import BadInput

HEADS = ("appreciation", "celebration", "criticism")
BIAS = "(bias)"  # no feature key: tokens hold no bracket beside letters
SCALE = 1000  # weights are whole thousandths, so that sums are exact and the same on every machine


def parse_weights(name: str, text: str) -> dict[str, int]:
    """Read a weight file: `key<TAB>weight` with three decimals, `#` starts a comment line. Raises BadInput."""
    weights: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        key, _, weight = line.rpartition("\t")
        try:
            thousandths = round(float(weight) * SCALE)
        except ValueError as error:
            raise BadInput(f"{name}: expected a key, a tab and a number", line=number) from error
        if not key or key in weights:
            raise BadInput(f"{name}: no key, or one that was there before", line=number)
        weights[key] = thousandths
    return weights


def probability(thousandths: int) -> float:
    """Squash a sum of weights (in thousandths of a logit) to 0..1."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, thousandths / SCALE))))


class Sums(NamedTuple):
    """Weights for each of HEADS, in thousandths of a logit."""

    appreciation: int = 0
    celebration: int = 0
    criticism: int = 0


class _Word:
    """The rows of all keys that begin with one word: read with one look-up a word, and no key is ever built.

    Row 0 is empty and stands for a key that does not exist.
    """

    __slots__ = ("first", "last", "negated", "next", "own", "skipped")

    def __init__(self) -> None:
        self.own = self.first = self.last = self.negated = 0
        self.next: dict[str, int] = {}
        self.skipped: dict[str, int] = {}

    def put(self, key: str, row: int) -> None:
        """File the row of one of this word's keys."""
        first, space, rest = key.partition(" ")
        if space:
            skipped = rest.startswith("_ ")
            (self.skipped if skipped else self.next)[rest[2:] if skipped else rest] = row
        elif len(first) > 1 and first[0] == "^":
            self.first = row
        elif len(first) > 1 and first[0] == "!":
            self.negated = row
        elif len(first) > 1 and first[-1] == "$":
            self.last = row
        else:
            self.own = row


_UNKNOWN = _Word()


class Weights:
    """All heads in one table: for each key that `features` yields, a weight for each head."""

    def __init__(self, heads: Mapping[str, Mapping[str, int]]) -> None:
        """Join one mapping (key → thousandths) for each of HEADS."""
        columns = [heads[head] for head in HEADS]
        keys = sorted({key for column in columns for key in column})
        self.table = {key: Sums(*(column.get(key, 0) for column in columns)) for key in keys}
        self._bias = self.table.pop(BIAS, Sums())
        self._rows = [Sums(), *self.table.values()]
        self._words: dict[str, _Word] = {}
        for row, key in enumerate(self.table, 1):
            first = key.partition(" ")[0]
            word = first if len(first) == 1 else first.lstrip("^!").removesuffix("$")
            self._words.setdefault(word, _Word()).put(key, row)

    def sums(self, words: Sequence[str]) -> Sums:
        """Add up the weights of tokens, each key once, and of each sentence alone; return whichever says more.

        The models learned from comments of a dozen words: in a long post, one sentence of praise would drown.
        """
        sentences = [self._sentence(part) for part in token_sentences(words)]
        if len(sentences) == 1:
            return self._added(sentences[0])
        parts = [self._added(set().union(*sentences)), *map(self._added, sentences)]
        return Sums(*map(max, *parts)) if len(parts) > 1 else parts[0]

    def _added(self, rows: Iterable[int]) -> Sums:
        appreciation, celebration, criticism = self._bias
        weights = self._rows
        for row in rows:
            weight = weights[row]
            appreciation += weight[0]
            celebration += weight[1]
            criticism += weight[2]
        return Sums(appreciation, celebration, criticism)

    def _sentence(self, words: Sequence[str]) -> set[int]:
        """Return the rows of one sentence's keys: what `features` yields for it, found without building a key."""
        known = self._words
        rows: set[int] = set()
        add = rows.add
        before = previous = last = _UNKNOWN
        negated, begun = 0, False
        for text in words:
            if text in PAUSES:
                before, previous, negated = previous, _UNKNOWN, 0
                continue
            word = known.get(text, _UNKNOWN)
            add(word.own)
            add(previous.next.get(text, 0))
            if text in CALLS:
                break
            add(before.skipped.get(text, 0))
            if not begun:
                add(word.first)
                begun = True
            if negated:
                add(word.negated)
                negated -= 1
            if text in NEGATIONS or text[-3:] == "n't":  # `negates`, without the cost of calling it for every word
                negated = REACH
            before, previous, last = previous, word, word
        add(last.last)
        return rows
