"""How a decision is written: one transaction for one event, in which what it concerns is read again and logged."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from app.bus.base import Bus
from app.domain.post import Post, PostKey
from app.domain.wall import WALLS
from app.services.events import Events
from app.services.ingest import Ingest
from app.store.database import Database
from app.store.events import StoredEvent
from app.store.transaction import Transaction

_AT_ONCE = 500  # posts that are looked at together


@dataclass(frozen=True, slots=True)
class Desk:
    """What a decision is written with: the event as it stands, its transaction, and what reads posts again."""

    stored: StoredEvent
    tx: Transaction
    ingest: Ingest

    @property
    def event_id(self) -> int:
        """The event's row."""
        return self.stored.id


@dataclass(frozen=True, slots=True)
class Met:
    """The stored posts that something concerns, how many were looked at, and up to which change that is so."""

    keys: set[PostKey]
    looked_at: int
    seq: int


class Writing:
    """Opens transactions for decisions. What reads an event's posts is kept: hiding must not wait for an index."""

    def __init__(self, *, database: Database, bus: Bus, events: Events) -> None:
        self._database = database
        self._bus = bus
        self._events = events
        self._kept: dict[str, tuple[int, Ingest]] = {}

    @asynccontextmanager
    async def at(self, slug: str) -> AsyncIterator[Desk]:
        """Let nobody else write to an event meanwhile; on leaving, commit and wake the walls."""
        stored = await self._events.named(slug)
        revision, ingest = self._kept.get(slug, (-1, None))
        if ingest is None or revision != stored.revision:
            ingest = await self._events.ingest(slug)
            self._kept[slug] = (stored.revision, ingest)
        async with self._database.begin() as tx:
            await tx.events.lock(stored.id)
            yield Desk(stored, tx, ingest)
        await self._bus.wake(WALLS)

    async def meeting(self, slug: str, concerned: Callable[[Post], bool], *, newest: int | None = None) -> Met:
        """Look through all that was said, or its newest posts, for what something concerns."""
        met: set[PostKey] = set()
        stored = await self._events.named(slug)
        async with self._database.read() as tx:
            keys = await tx.posts.keys(stored.id)
            keys = keys if newest is None else keys[-newest:]
            for start in range(0, len(keys), _AT_ONCE):
                posts = await tx.posts.load(stored.id, keys[start : start + _AT_ONCE])
                met |= {key for key, post in posts.items() if post.is_original and concerned(post)}
        return Met(met, len(keys), stored.seq)

    async def read_again(self, slug: str, concerned: Callable[[Post], bool]) -> int:
        """Read again what a change of the event concerns, in as many transactions as that takes; how many changed."""
        met = await self.meeting(slug, concerned)
        stored = await self._events.named(slug)
        async with self._database.read() as tx:
            leading = {card.key for card in await tx.desk.cards_of(stored.id, met.keys)}
        return await (await self._events.ingest(slug)).read_again(sorted(met.keys | leading))
