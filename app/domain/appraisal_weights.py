"""The dictionary models: readable keys with weights, added up and squashed to a probability for each head."""

import math
from collections.abc import Iterable, Mapping
from itertools import pairwise, repeat
from typing import NamedTuple

from app.domain.appraisal_features import NEGATIONS, kinds, named_kinds, negated, token_sentences
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


def probability(thousandths: int) -> float:
    """Squash a sum of weights (in thousandths of a logit) to 0..1."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, thousandths / SCALE))))


class Sums(NamedTuple):
    """Weights for each of HEADS, in thousandths of a logit."""

    appreciation: int = 0
    celebration: int = 0
    criticism: int = 0
    promotion: int = 0


_LANE = 32  # bits for each head: sums of a few hundred weights of a few thousands stay far below
_HALF = 1 << (_LANE - 1)
_MASK = (1 << _LANE) - 1
_SHIFTS = tuple(_LANE * place for place in range(len(HEADS)))
_ZERO = sum(_HALF << shift for shift in _SHIFTS)


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

    def sums(self, words: Iterable[str]) -> Sums:
        """Add up the weights of a text's tokens; for each head the whole text or its best sentence.

        The models learned from comments of a dozen words: in a long post, one sentence of praise would drown.
        """
        parts = [self._added(sentence) for sentence in token_sentences(words)]
        if len(parts) == 1:
            return _lanes(parts[0] + self._bias)
        whole = _lanes(sum(parts) + self._bias)
        return Sums(*map(max, whole, *(_lanes(part + self._bias) for part in parts))) if parts else whole

    def _added(self, sentence: list[str]) -> int:
        distinct = set(sentence)
        zero = repeat(0)
        total = sum(map(self._words.get, distinct, zero)) + sum(map(self._pairs.get, pairwise(sentence), zero))
        if NEGATIONS.isdisjoint(distinct):
            named = list(map(self._kinds.get, sentence, sentence))
        else:
            under = negated(sentence)
            total += sum(map(self._negated.get, {sentence[place] for place in under}, zero))
            named = named_kinds(sentence, under)
        return total + sum(map(self._kind_pairs.get, pairwise(named), zero))


def _lanes(packed: int) -> Sums:
    return Sums(
        (packed & _MASK) - _HALF,
        (packed >> _LANE & _MASK) - _HALF,
        (packed >> 2 * _LANE & _MASK) - _HALF,
        (packed >> 3 * _LANE & _MASK) - _HALF,
    )
