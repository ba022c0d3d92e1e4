"""Precision, recall and F1, as every table of the model card means them."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """What was said and found (`hits`), found only (`alarms`), said only (`misses`)."""

    hits: int
    alarms: int
    misses: int

    @property
    def precision(self) -> float:
        """The share of those found that were said; 0 where nothing was found."""
        return self.hits / max(1, self.hits + self.alarms)

    @property
    def recall(self) -> float:
        """The share of those said that were found; 0 where nothing was said."""
        return self.hits / max(1, self.hits + self.misses)

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.hits / max(1, 2 * self.hits + self.alarms + self.misses)


def scored(said: Iterable[bool], guessed: Iterable[float], threshold: float = 0.5) -> Score:
    """Compare labels with values in 0..1; a value at the threshold counts as found."""
    hits = alarms = misses = 0
    for is_said, value in zip(said, guessed, strict=True):
        is_found = value >= threshold
        hits += is_said and is_found
        alarms += is_found and not is_said
        misses += is_said and not is_found
    return Score(hits, alarms, misses)
