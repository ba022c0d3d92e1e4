"""Interleaved rounds and medians, so that a machine that slows down slows both sides down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from typing_extensions import override

ROUNDS = 3


@dataclass(frozen=True)
class Result:
    """One line of `make bench`. `goal` says what the ratio should be, in words; nothing asserts it."""

    what: str
    ratio: float
    goal: str
    information: str

    @property
    def met(self) -> bool:
        """Whether the ratio is what it should be."""
        sign, _, bound = self.goal.partition(" ")
        if not bound:  # – is for information
            return True
        return self.ratio >= float(bound) if sign == "≥" else self.ratio <= float(bound)

    @override
    def __str__(self) -> str:
        word = "" if " " not in self.goal else "met" if self.met else "MISSED"
        return f"{self.what:<68} {self.ratio:6.3g} ×   goal {self.goal:<7} {word:<6} ({self.information})"


def seconds(
    sides: Mapping[str, Callable[[], object]], rounds: int = ROUNDS, clock: Callable[[], float] = perf_counter
) -> dict[str, float]:
    """Run each side once a round, one after the other; the median seconds of each, by the wall's clock or the CPU's."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            start = clock()
            side()
            taken[name].append(clock() - start)
    return {name: median(times) for name, times in taken.items()}
