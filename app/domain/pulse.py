"""The pulse of an event: how many posts come in a minute, and how many of them still wait for a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTES = 60
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Beat:
    """What came from a moment on, and how much of that waits now."""

    starts_at: datetime
    came: int
    waits: int


@dataclass(frozen=True, slots=True)
class Pulse:
    """An hour, minute by minute, up to and with the one that runs."""

    beats: tuple[Beat, ...]

    @property
    def came(self) -> int:
        """How many came in the hour."""
        return sum(beat.came for beat in self.beats)

    @property
    def waits(self) -> int:
        """How many of them wait now."""
        return sum(beat.waits for beat in self.beats)

    @property
    def strongest(self) -> Beat:
        """The minute in which most came; of several, the last."""
        return max(self.beats, key=lambda beat: (beat.came, beat.starts_at))

    def by(self, minutes: int) -> tuple[Beat, ...]:
        """The same in longer steps, for whoever reads it as a table."""
        return tuple(
            Beat(some[0].starts_at, sum(beat.came for beat in some), sum(beat.waits for beat in some))
            for some in (self.beats[start : start + minutes] for start in range(0, len(self.beats), minutes))
        )


def first_minute(now: datetime) -> datetime:
    """Return where the hour begins whose last minute runs now."""
    return now.replace(second=0, microsecond=0) - (MINUTES - 1) * MINUTE


def pulse_of(counted: Mapping[int, tuple[int, int]], start: datetime) -> Pulse:
    """Return the hour from a start on; what came and what waits is told by the number of the minute, from 0."""
    return Pulse(tuple(Beat(start + at * MINUTE, *counted.get(at, (0, 0))) for at in range(MINUTES)))
