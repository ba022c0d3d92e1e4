"""An event: what is followed, and its programme."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import NewType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.domain.errors import BadInput, NotFound
from app.domain.phrase import phrase
from app.domain.speaker import Speaker, SpeakerKey
from app.domain.talk import Talk

EventSlug = NewType("EventSlug", str)
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event. `hashtags` are without #, as the organizer writes them; `timezone` is an IANA name."""

    slug: EventSlug
    name: str
    hashtags: tuple[str, ...]
    timezone: str

    def __post_init__(self) -> None:
        """Refuse what no page could show."""
        if not _SLUG.fullmatch(self.slug):
            raise BadInput(f"{self.slug!r} is not a slug: use lower-case letters, digits and hyphens, at most 64")
        if not self.name.strip():
            raise BadInput("an event needs a name")
        if not self.hashtags or any(not tag.strip() for tag in self.hashtags):
            raise BadInput("an event needs at least one hashtag, such as --hashtag longshore26")
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise BadInput(f"unknown timezone {self.timezone!r}; use an IANA name such as Europe/Lisbon") from error

    @property
    def zone(self) -> ZoneInfo:
        """The timezone, ready to convert with."""
        return ZoneInfo(self.timezone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Who speaks when at an event, in programme order."""

    speakers: tuple[Speaker, ...] = ()
    talks: tuple[Talk, ...] = ()

    def talks_of(self, speaker: SpeakerKey) -> tuple[Talk, ...]:
        """The talks in which a speaker is on stage, in programme order."""
        return tuple(talk for talk in self.talks if speaker in talk.speakers)

    def speaker(self, key: str) -> Speaker:
        """The speaker of a key; NotFound when there is none."""
        for speaker in self.speakers:
            if speaker.key == key:
                return speaker
        raise NotFound(phrase("This event has no such speaker."))

    def speaker_called(self, name: str) -> Speaker:
        """The one speaker who goes by a name (or key), in any case; NotFound or BadInput when it is not one."""
        wanted = name.strip().casefold()
        fits = [s for s in self.speakers if wanted in {s.key, *(n.casefold() for n in (s.name, *s.aliases))}]
        if not fits:
            raise NotFound(f"no speaker is called {name!r}; names are as in the imported programme")
        if len(fits) > 1:
            raise BadInput(f"{len(fits)} speakers are called {name!r}; use one of {', '.join(s.key for s in fits)}")
        return fits[0]

    @property
    def opens_at(self) -> datetime | None:
        """When the first talk begins, if the programme knows times."""
        return min((talk.starts_at for talk in self.talks if talk.starts_at is not None), default=None)

    @property
    def closes_at(self) -> datetime | None:
        """When the last talk ends, if the programme knows times."""
        return max((talk.ends_at for talk in self.talks if talk.ends_at is not None), default=None)
