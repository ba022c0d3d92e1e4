"""The dictionary models: readable keys with weights, added up and squashed to a probability for each head."""

import math
from collections.abc import Iterable, Mapping
from itertools import pairwise, repeat
from struct import Struct
from typing import NamedTuple

from app.domain.appraisal_features import NEGATIONS, kinds, named_kinds, negated
from app.domain.appraisal_tokens import token_sentences
from app.domain.errors import BadInput

HEADS = ("appreciation", "celebration", "criticism", "promotion")
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


class _Squashed(dict[int, float]):
    """The logistic function of thousandths; sums are near each other, so that a few hundred serve all posts."""

    def __missing__(self, thousandths: int) -> float:
        value = 1 / (1 + math.exp(-max(-30.0, min(30.0, thousandths / SCALE))))
        if len(self) < _MOST_SQUASHED:
            self[thousandths] = value
        return value


_MOST_SQUASHED = 20_000
_SQUASHED = _Squashed()


def probability(thousandths: int) -> float:
    """Squash a sum of weights (in thousandths of a logit) to 0..1."""
    return _SQUASHED[thousandths]


class Sums(NamedTuple):
    """Weights for each of HEADS, in thousandths of a logit."""

    appreciation: int = 0
    celebration: int = 0
    criticism: int = 0
    promotion: int = 0


_LANE = 32  # bits for each head: sums of a few hundred weights of a few thousands stay far below
_HALF = 1 << (_LANE - 1)
_SHIFTS = tuple(_LANE * place for place in range(len(HEADS)))
_ZERO = sum(_HALF << shift for shift in _SHIFTS)
_LANES = Struct("<4I")


class Weights:
    """All heads in one table: for each key that `features` yields its weights in one number, a lane for each head."""

    def __init__(self, heads: Mapping[str, Mapping[str, int]]) -> None:
        """Join one mapping (key → thousandths) for each of HEADS."""
        table: dict[str, int] = {}
        for shift, head in zip(_SHIFTS, HEADS, strict=True):
            for key, weight in heads[head].items():
                table[key] = table.get(key, 0) + (weight << shift)
        self._bias = table.pop(BIAS, 0) + _ZERO
        self._kinds = kinds()
        self._words: dict[str, int] = {}
        self._negated: dict[str, int] = {}
        self._pairs: dict[tuple[str, str], int] = {}
        self._kind_pairs: dict[tuple[str, str], int] = {}
        named = set(self._kinds.values())
        named |= {f"!{kind}" for kind in named}
        for key, weight in table.items():
            one, space, two = key.partition(" ")
            if space:
                (self._kind_pairs if one in named or two in named else self._pairs)[one, two] = weight
            elif len(one) > 1 and one[0] == "!":
                self._negated[one[1:]] = weight
            else:
                self._words[one] = weight
        for word, kind in self._kinds.items():
            # What a word's kind weighs is added to the word once and for all; under a negation it is taken back.
            as_kind = table.get(kind, 0)
            self._words[word] = self._words.get(word, 0) + as_kind
            self._negated[word] = self._negated.get(word, 0) + table.get(f"!{kind}", 0) - as_kind
        self._behind = _neighbours(self._kinds, self._pairs, self._kind_pairs)

    def sums(self, words: Iterable[str]) -> Sums:
        """Add up the weights of a text's tokens; see `of_sentences`."""
        return self.of_sentences(token_sentences(words))

    def of_sentences(self, sentences: Iterable[list[str]]) -> Sums:
        """Add up the weights of sentences; for each head the whole text or its best sentence.

        The models learned from comments of a dozen words: in a long post, one sentence of praise would drown.
        """
        parts = [self._added(sentence) for sentence in sentences]
        bias = self._bias
        if len(parts) != 1:
            parts.append(sum(parts))
        lanes = [_LANES.unpack((part + bias).to_bytes(16, "little")) for part in parts]
        return Sums(*(max(lane) - _HALF for lane in zip(*lanes, strict=True)))

    def _added(self, sentence: list[str]) -> int:
        distinct = set(sentence)
        total = sum(filter(None, map(self._words.get, distinct)))
        if NEGATIONS.isdisjoint(distinct):
            rows = map(self._behind.get, sentence, repeat(_NOTHING))
            return total + sum(filter(None, map(dict.get, rows, sentence[1:])))
        under = negated(sentence)
        total += sum(filter(None, map(self._negated.get, {sentence[place] for place in under})))
        named = named_kinds(sentence, under)
        total += sum(filter(None, map(self._pairs.get, pairwise(sentence))))
        return total + sum(filter(None, map(self._kind_pairs.get, pairwise(named))))


_Row = dict[str, int]
_NOTHING: _Row = {}


def _neighbours(
    kinds: Mapping[str, str], pairs: Mapping[tuple[str, str], int], kind_pairs: Mapping[tuple[str, str], int]
) -> dict[str, _Row]:
    """Return what each word behind each word weighs, as the pair that they are and as that of their kinds together."""
    of_kind: dict[str, list[str]] = {}
    for word, kind in kinds.items():
        of_kind.setdefault(kind, []).append(word)
    behind_kind: dict[str, _Row] = {}
    behind: dict[str, _Row] = {}
    for (one, two), weight in kind_pairs.items():
        if one not in kinds and two not in kinds:  # a word that has a kind never stands in such a pair itself
            row = (behind_kind if one in of_kind else behind).setdefault(one, {})
            row.update((word, row.get(word, 0) + weight) for word in of_kind.get(two, [two]))
    for (one, two), weight in pairs.items():
        if one not in behind:
            behind[one] = dict(behind_kind.get(kinds.get(one, ""), _NOTHING))
        behind[one][two] = behind[one].get(two, 0) + weight
    for word, kind in kinds.items():
        if word not in behind and kind in behind_kind:
            behind[word] = behind_kind[kind]  # one row for all that have none of their own
    return behind
