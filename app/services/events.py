"""Events and their programmes: create, import, import again."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.bus.base import Bus
from app.domain.appraisal import Appraiser
from app.domain.consent import OptOutKeys
from app.domain.errors import NotFound
from app.domain.event import Event, Programme
from app.domain.handle import HandleKey
from app.domain.phrase import phrase
from app.domain.read import Reader
from app.domain.speaker import Speaker
from app.domain.talk import Talk
from app.domain.wall import WALLS
from app.services.ingest import Ingest
from app.store.database import Database
from app.store.events import StoredEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did, by name. `kept` stood in the programme before and not in this file."""

    speakers: int
    talks: int
    with_handle: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    kept: tuple[str, ...]
    read_again: int


class Events:
    """Keeps events, and opens the way into them."""

    def __init__(
        self, *, database: Database, bus: Bus, appraiser: Appraiser, keys: OptOutKeys, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._bus = bus
        self._appraiser = appraiser
        self._keys = keys
        self._now = now

    async def create(self, event: Event) -> StoredEvent:
        """Make a new event."""
        async with self._database.begin() as tx:
            return await tx.events.create(event, self._now())

    async def named(self, slug: str) -> StoredEvent:
        """Return the event of a slug, or say that there is none."""
        async with self._database.read() as tx:
            stored = await tx.events.by_slug(slug)
        if stored is None:
            raise NotFound(
                phrase(
                    "there is no event {event}; `ovation event create {slug} …` makes one", event=repr(slug), slug=slug
                )
            )
        return stored

    async def all(self) -> Sequence[StoredEvent]:
        """Return every event, the newest first."""
        async with self._database.read() as tx:
            return await tx.events.all()

    async def programme(self, slug: str) -> tuple[StoredEvent, Programme]:
        """Return an event and its programme."""
        stored = await self.named(slug)
        async with self._database.read() as tx:
            return stored, await tx.programmes.load(stored.id)

    async def import_programme(self, slug: str, new: Programme) -> Imported:
        """Take a programme over the one that is there, and read every stored post again by it."""
        stored = await self.named(slug)
        async with self._database.begin() as tx:
            old = await tx.programmes.load(stored.id)
            merged = _merged(old, new)
            await tx.programmes.save(stored.id, merged)
        before = {speaker.key: (speaker, old.talks_of(speaker.key)) for speaker in old.speakers}
        given = {speaker.key for speaker in new.speakers}
        changed = await (await self.ingest(slug)).read_again()
        return Imported(
            speakers=len(new.speakers),
            talks=len(new.talks),
            with_handle=sum(bool(speaker.handles) for speaker in new.speakers),
            added=tuple(s.name for s in new.speakers if s.key not in before),
            changed=tuple(
                s.name
                for s in merged.speakers
                if s.key in given and s.key in before and before[s.key] != (s, new.talks_of(s.key))
            ),
            kept=tuple(s.name for s in old.speakers if s.key not in given),
            read_again=changed,
        )

    async def ingest(self, slug: str) -> Ingest:
        """Open the way in: the event's programme and words decide how its posts are read."""
        stored, programme = await self.programme(slug)
        async with self._database.read() as tx:
            words = await tx.words.load(stored.id)
        reader = Reader(programme, self._appraiser, stored.event.hashtags, words)
        return Ingest(
            database=self._database,
            bus=self._bus,
            event_id=stored.id,
            reader=reader,
            slug=stored.event.slug,
            keys=self._keys,
            now=self._now,
        )

    async def clear(self, slug: str) -> None:
        """Forget the posts of an event and begin a new epoch: the demo starts over."""
        stored = await self.named(slug)
        async with self._database.begin() as tx:
            await tx.events.clear(stored.id)
        await self._bus.wake(WALLS)


def _merged(old: Programme, new: Programme) -> Programme:
    """Return the new programme, followed by whom it does not name: a shorter file takes nobody away."""
    given = {speaker.key for speaker in new.speakers}
    known = {speaker.key: speaker for speaker in old.speakers}
    taken = {handle.key for speaker in new.speakers for handle in speaker.handles}
    named = tuple(_with_vouched(speaker, known.get(speaker.key), taken) for speaker in new.speakers)
    kept: list[Speaker] = [speaker for speaker in old.speakers if speaker.key not in given]
    talks: list[Talk] = [talk for talk in old.talks if not given.intersection(talk.speakers)]
    titled = {talk.key for talk in new.talks}
    return Programme(speakers=(*named, *kept), talks=(*new.talks, *(talk for talk in talks if talk.key not in titled)))


def _with_vouched(speaker: Speaker, before: Speaker | None, taken: Container[HandleKey]) -> Speaker:
    """Return a speaker with the handles that a person vouched for, unless the file gives them to somebody."""
    vouched = () if before is None else before.handles
    more = tuple(handle for handle in vouched if handle.verified and handle.key not in taken)
    return replace(speaker, handles=(*speaker.handles, *more)) if more else speaker
