"""How a decision is written: one transaction for one event, in which what it concerns is read again and logged."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from app.bus.base import Bus
from app.domain.wall import WALLS
from app.services.events import Events
from app.services.ingest import Ingest
from app.store.database import Database
from app.store.events import StoredEvent
from app.store.transaction import Transaction


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
