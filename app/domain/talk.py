"""A talk: when and where a speaker is on stage."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NewType

from app.domain.speaker import SpeakerKey

TalkKey = NewType("TalkKey", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A slot of the programme. Some programmes know only its day; then both times are None."""

    key: TalkKey
    title: str
    speakers: tuple[SpeakerKey, ...]
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    day: date | None = None
    room: str | None = None
    kind: str | None = None

    def runs_at(self, moment: datetime) -> bool:
        """Whether the talk is on stage at a moment (its end is not part of it)."""
        return self.starts_at is not None and self.ends_at is not None and self.starts_at <= moment < self.ends_at


def talk_meant(talks: tuple[Talk, ...], moment: datetime) -> Talk | None:
    """Which of one speaker's talks a post is about: the only one, else the last that had begun, else the first."""
    if len(talks) <= 1:
        return talks[0] if talks else None
    timed = sorted((t for t in talks if t.starts_at is not None), key=lambda t: (t.starts_at, t.key))
    if len(timed) != len(talks):
        return None
    begun = [t for t in timed if t.starts_at is not None and t.starts_at <= moment]
    return begun[-1] if begun else timed[0]
