"""Times: whether a speaker is on stage when a post is written, which makes a single name or "this talk" theirs."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from app.domain.speaker import SpeakerKey
from app.domain.talk import Talk

_BEFORE = timedelta(minutes=10)  # people sit down and say for whom
_AFTER = timedelta(minutes=45)  # and write when they leave
_LATER = timedelta(minutes=10)  # "this talk" is over when the next has begun to fill the room
_USUAL, _LONGEST = timedelta(hours=1), timedelta(hours=12)
# A day without its zone: from early morning in Sydney to midnight in San Francisco.
_DAY_BEGINS, _DAY_ENDS = timedelta(hours=-4), timedelta(hours=32)


class Times:
    """Who is on stage when."""

    def __init__(self, talks: Iterable[Talk]) -> None:
        timed: list[tuple[datetime, datetime, Talk]] = []
        self._slots: dict[SpeakerKey, list[tuple[datetime, datetime]]] = {}
        self._days: dict[SpeakerKey, list[datetime]] = {}
        for talk in talks:
            if talk.starts_at is not None:
                ends = talk.ends_at or talk.starts_at + _USUAL
                timed.append((talk.starts_at, min(ends, talk.starts_at + _LONGEST), talk))
            for speaker in talk.speakers:
                if talk.starts_at is not None:
                    self._slots.setdefault(speaker, []).append(timed[-1][:2])
                elif talk.day is not None:
                    self._days.setdefault(speaker, []).append(datetime.combine(talk.day, time(), UTC))
        self._timed = sorted(timed, key=lambda one: (one[0], one[1], one[2].key))
        self._starts = [start for start, _, _ in self._timed]
        self._edges = sorted(
            {
                edge
                for slots in self._slots.values()
                for since, upto in slots
                for edge in (since - _BEFORE, upto + _AFTER)
            }
        )
        self._longest = max((end - start for start, end, _ in timed), default=timedelta(0))

    def __bool__(self) -> bool:
        """Whether any talk has its time."""
        return bool(self._timed)

    def is_on_stage(self, speaker: SpeakerKey, moment: datetime) -> bool:
        """Whether a speaker is about to begin, speaks, or has just spoken."""
        return any(start - _BEFORE <= moment < end + _AFTER for start, end in self._slots.get(speaker, ()))

    def segment(self, moment: datetime) -> int:
        """Return a number that two moments share when the same speakers are on stage in both; 0 before all of them."""
        return bisect_right(self._edges, moment)

    def there(self, moment: datetime) -> frozenset[SpeakerKey]:
        """Return everybody who is on stage."""
        return frozenset(speaker for speaker in self._slots if self.is_on_stage(speaker, moment))

    def runs(self, talk: Talk, moment: datetime) -> bool:
        """Whether a talk is about to begin, is on stage, or has just ended."""
        if talk.starts_at is None:
            return False
        ends = talk.ends_at or talk.starts_at + _USUAL
        return talk.starts_at - _BEFORE <= moment < min(ends, talk.starts_at + _LONGEST) + _AFTER

    def is_the_day(self, speaker: SpeakerKey, moment: datetime) -> bool:
        """Whether a speaker's talk has no time, but a day which it is somewhere in the world where talks are held."""
        return any(day + _DAY_BEGINS <= moment < day + _DAY_ENDS for day in self._days.get(speaker, ()))

    def on_stage(self, moment: datetime) -> list[Talk]:
        """Return the talks that run, or have just ended while nothing else began."""
        reach = self._longest + _LATER
        upto = bisect_right(self._starts, moment)
        since = bisect_right(self._starts, moment - reach)
        around = [(end, talk) for _, end, talk in self._timed[since:upto] if moment < end + _LATER]
        running = [talk for end, talk in around if moment < end]
        return running or [talk for _, talk in around]
