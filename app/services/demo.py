"""The demo: Longshore 2026 is set up, played in about eight minutes, and begun again."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from app.assets import demo
from app.domain.errors import BadInput
from app.domain.event import Event, EventSlug
from app.domain.post import Change
from app.networks.archive.read import lines
from app.networks.archive.roster import read_roster
from app.services.archives import programme_of
from app.services.demo_staging import Staging
from app.services.events import Events
from app.services.looks import Looks
from app.services.shows import ShowControl

_PLAYS_FOR = 480.0  # seconds at speed 1
_OPENING = 5  # posts that are there when the doors open, so that the first look is not an empty room
_CURTAIN = 12.0  # seconds between the last post and the next beginning


class _EventFile(msgspec.Struct, frozen=True):
    slug: str
    name: str
    hashtags: tuple[str, ...]
    timezone: str


class Demo:
    """Plays a fictional event through the line that every source uses."""

    def __init__(
        self,
        *,
        events: Events,
        control: ShowControl | None = None,
        looks: Looks | None = None,
        speed: float = 1.0,
        folder: Path | None = None,
    ) -> None:
        self._events = events
        self._speed = speed
        self._folder = folder or demo() / "longshore"
        given = msgspec.json.decode((self._folder / "event.json").read_bytes(), type=_EventFile)
        self.event = Event(
            slug=EventSlug(given.slug), name=given.name, hashtags=given.hashtags, timezone=given.timezone
        )
        self._staging: Staging | None = None  # without switches, posts are all that is played
        if control is not None and looks is not None:
            self._staging = Staging(control=control, looks=looks, slug=self.event.slug, folder=self._folder)

    async def prepare(self) -> None:
        """Make the event and its programme, and let the first voices speak."""
        await self._events.create(self.event)
        roster = read_roster(self._folder / "speakers.jsonl", zone=self.event.zone)
        await self._events.import_programme(self.event.slug, programme_of(roster))
        if self._staging is not None:
            await self._staging.dress()
        await self._open()

    async def play(self, stamp: Callable[[], None]) -> None:
        """Play one line after the other, evenly; after the last one begin again."""
        changes = self.changes
        pause = _PLAYS_FOR / max(1, len(changes)) / self._speed
        while True:
            if self._staging is not None:
                await self._staging.begin()
            ingest = await self._events.ingest(self.event.slug)
            for played, change in enumerate(changes[_OPENING:]):
                await asyncio.sleep(pause)
                await ingest.take([change])
                if self._staging is not None:
                    await self._staging.reach(played / len(changes))
                stamp()
            await asyncio.sleep(_CURTAIN / self._speed)
            await self._events.clear(self.event.slug)
            await self._open()

    async def _open(self) -> None:
        ingest = await self._events.ingest(self.event.slug)
        await ingest.take(self.changes[:_OPENING])

    @property
    def changes(self) -> Sequence[Change]:
        """Everything that happens at the event, in order."""
        told = [change for _, change in lines(self._folder / "posts.jsonl")]
        return [change for change in told if not isinstance(change, BadInput)]
