"""Events, and the counter that orders what happens to each."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

import msgspec
from sqlalchemy import Row, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.errors import Conflict, NotFound
from app.domain.event import Event, EventSlug
from app.store import tables

# made once: asked for every batch of posts, and in every tick of every wall
_BY_SLUG = select(tables.event).where(tables.event.c.slug == bindparam("of_slug"))
_LOCK = select(tables.event.c.id).where(tables.event.c.id == bindparam("of_event")).with_for_update()
# which events each transaction holds: who holds one needs not ask for it again
_held: WeakKeyDictionary[AsyncConnection, set[int]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as it is remembered: `seq` of its last change, `epoch` within which seqs can be compared.

    `revision` grows with every change of what is followed or read by: the event itself and its programme.
    """

    id: int
    event: Event
    seq: int
    epoch: str
    revision: int


class Events:
    """The events of this house."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def create(self, event: Event, now: datetime) -> StoredEvent:
        """Remember a new event; Conflict when its slug is taken."""
        new = insert(tables.event).values(
            slug=event.slug,
            name=event.name,
            hashtags=msgspec.json.encode(event.hashtags).decode(),
            timezone=event.timezone,
            created_at=now,
            seq=0,
            floor=0,
            epoch=_new_epoch(),
        )
        try:
            async with self._connection.begin_nested():
                made = (await self._connection.execute(new.returning(tables.event))).one()
        except IntegrityError as error:
            raise Conflict(f"there is an event {event.slug!r} already") from error
        return _stored(made)

    async def by_slug(self, slug: str) -> StoredEvent | None:
        """The event of that name, or None."""
        found = await self._connection.execute(_BY_SLUG, {"of_slug": slug})
        row = found.one_or_none()
        return None if row is None else _stored(row)

    async def all(self) -> list[StoredEvent]:
        """Every event, the oldest first."""
        found = await self._connection.execute(select(tables.event).order_by(tables.event.c.id))
        return [_stored(row) for row in found]

    async def lock(self, event_id: int) -> None:
        """Let no other transaction write to this event until ours is over."""
        await lock(self._connection, event_id)

    async def clear(self, event_id: int) -> None:
        """Forget everything that was said at an event; a new epoch, for walls to start afresh.

        Its programme and its sources stay, and so does who asked not to be there.
        """
        await self._connection.execute(
            update(tables.event).where(tables.event.c.id == event_id).values(seq=0, floor=0, epoch=_new_epoch())
        )
        for table in (tables.change, tables.post, tables.account, tables.alias):  # mentions go with their posts
            await self._connection.execute(delete(table).where(table.c.event_id == event_id))


async def lock(connection: AsyncConnection, event_id: int) -> None:
    """Let no other transaction write to this event until ours is over: readings see what they depend on."""
    held = _held.setdefault(connection, set())
    if event_id in held:
        return
    if (await connection.execute(_LOCK, {"of_event": event_id})).one_or_none() is None:
        raise NotFound("that event is not there any more")
    held.add(event_id)


async def revised(connection: AsyncConnection, event_id: int) -> None:
    """Let whoever follows or reads an event know that it is not what it was."""
    grown = update(tables.event).where(tables.event.c.id == event_id).values(revision=tables.event.c.revision + 1)
    await connection.execute(grown)


def _new_epoch() -> str:
    return secrets.token_urlsafe(9)


def _stored(row: Row[Any]) -> StoredEvent:
    hashtags: Sequence[str] = msgspec.json.decode(row.hashtags)
    event = Event(slug=EventSlug(row.slug), name=row.name, hashtags=tuple(hashtags), timezone=row.timezone)
    return StoredEvent(id=row.id, event=event, seq=row.seq, epoch=row.epoch, revision=row.revision)
