"""Estimates: what a count of right and wrong says about posts that nobody counted, with how far chance may carry it."""

import random
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_SEED = 2018
_ROUNDS = 1_000
_LOW, _HIGH = 0.025, 0.975  # the middle 95 %
_BITS = 32  # of each of the numbers that are summed as one: more posts than that are no labels
_MASK = (1 << _BITS) - 1


class Estimate(NamedTuple):
    """A share in 0..1, and between which values 95 % of the shares of redrawn samples lie."""

    value: float
    low: float
    high: float


class Tally(NamedTuple):
    """What was found and how much of it is right; what readers said and how much of it was found."""

    right: int = 0
    found: int = 0
    caught: int = 0
    said: int = 0

    @property
    def precision(self) -> float | None:
        """The share of what was found that is right; None when nothing was found."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """The share of what readers said that was found; None when they said nothing."""
        return self.caught / self.said if self.said else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both; None where there was nothing to find and nothing was found."""
        if not self.said and not self.found:
            return None
        precision, recall = self.precision or 0.0, self.recall or 0.0
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Precision, recall and F1 over some posts; None where there is nothing that could be divided."""

    tally: Tally
    precision: Estimate | None
    recall: Estimate | None
    f1: Estimate | None


def scored(tallies: Iterable[Tally]) -> Scored:
    """Sum what is told post by post; the bootstrap redraws posts, since errors within a post hang together."""
    packed = [_packed(tally) for tally in tallies if any(tally)]
    whole = _unpacked(sum(packed))
    draw = random.Random(_SEED)  # noqa: S311 - chance for statistics, and the same each time
    drawn = [_unpacked(sum(draw.choices(packed, k=len(packed)))) for _ in range(_ROUNDS if packed else 0)]

    def estimate(measure: Callable[[Tally], float | None]) -> Estimate | None:
        return _between(measure(whole), [measure(tally) for tally in drawn])

    return Scored(
        tally=whole,
        precision=estimate(lambda tally: tally.precision),
        recall=estimate(lambda tally: tally.recall),
        f1=estimate(lambda tally: tally.f1),
    )


def share(units: Sequence[bool]) -> Estimate | None:
    """Return the share of units that are true; None when there are none."""
    return scored(Tally(right=int(unit), found=1) for unit in units).precision


def precision_at_recall(units: Sequence[tuple[bool, float]], recall: float) -> Estimate | None:
    """Return the best precision of any threshold that finds at least this share of the true units."""
    draw = random.Random(_SEED)  # noqa: S311 - as above
    drawn = (draw.choices(units, k=len(units)) for _ in range(_ROUNDS if units else 0))
    return _between(_best_precision(units, recall), [_best_precision(sample, recall) for sample in drawn])


def kappa(pairs: Iterable[tuple[Hashable, Hashable]]) -> float | None:
    """Return Cohen's kappa (1960) of what two readers said; None when there is nothing, or only one thing to say."""
    both = Counter(pairs)
    total = both.total()
    if not total:
        return None
    one, two = Counter[Hashable](), Counter[Hashable]()
    for (first, second), times in both.items():
        one[first] += times
        two[second] += times
    agreed = sum(times for (first, second), times in both.items() if first == second) / total
    by_chance = sum(one[label] * two[label] for label in one) / total**2
    return None if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)


def _best_precision(units: Sequence[tuple[bool, float]], recall: float) -> float | None:
    true = sum(is_true for is_true, _ in units)
    if not true:
        return None
    best, right = 0.0, 0
    ordered = sorted(units, key=lambda unit: -unit[1])
    for found, (is_true, value) in enumerate(ordered, start=1):
        right += is_true
        is_threshold = found == len(ordered) or ordered[found][1] != value
        if is_threshold and right >= recall * true:
            best = max(best, right / found)
    return best


def _between(value: float | None, drawn: Iterable[float | None]) -> Estimate | None:
    if value is None:
        return None
    values = sorted(one for one in drawn if one is not None)
    return Estimate(value, values[int(_LOW * (len(values) - 1))], values[round(_HIGH * (len(values) - 1))])


def _packed(tally: Tally) -> int:
    """Put four counts side by side into one number, so that one sum adds them all: ten times as fast."""
    return tally.right | tally.found << _BITS | tally.caught << 2 * _BITS | tally.said << 3 * _BITS


def _unpacked(packed: int) -> Tally:
    return Tally(*(packed >> place * _BITS & _MASK for place in range(4)))
