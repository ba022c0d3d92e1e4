"""What was said on our own page: how it stands, how much one browser said, and whether the door is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.network import Network
from app.domain.speaker import SpeakerKey
from app.domain.verdict import Verdict
from app.store.events import lock
from app.store.say_tables import say_door
from app.store.tables import account, post


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A door that is closed: since when, and by whom."""

    closed_at: datetime
    closed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidHere:
    """One thing said here, as its author may see it; taken back, it has no words."""

    text: str
    name: str | None
    chosen: tuple[SpeakerKey, ...]
    verdict: Verdict | None
    taken_back: bool


class Says:
    """What was said on the thanks pages."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def door(self, event_id: int) -> Door | None:
        """The door, if somebody closed it."""
        row = (await self._connection.execute(select(say_door).where(say_door.c.event_id == event_id))).one_or_none()
        return None if row is None else Door(closed_at=row.closed_at, closed_by=row.closed_by)

    async def close(self, event_id: int, by: str, now: datetime) -> bool:
        """Close the door; whether it was open."""
        await lock(self._connection, event_id)
        if await self.door(event_id) is not None:
            return False
        await self._connection.execute(insert(say_door).values(event_id=event_id, closed_at=now, closed_by=by))
        return True

    async def open(self, event_id: int) -> bool:
        """Open the door; whether it was closed."""
        await lock(self._connection, event_id)
        found = await self._connection.execute(delete(say_door).where(say_door.c.event_id == event_id))
        return found.rowcount > 0

    async def find(self, event_id: int, uri: str) -> SaidHere | None:
        """What was said under a uri; None when nothing ever was."""
        wanted = (
            select(post.c.text, post.c.chosen, post.c.verdict, post.c.deleted_at, account.c.name, account.c.gone)
            .outerjoin_from(post, account, post.c.account_id == account.c.id)
            .where(post.c.event_id == event_id, post.c.network == Network.WEB.value, post.c.uri == uri)
        )
        row = (await self._connection.execute(wanted)).one_or_none()
        if row is None:
            return None
        gone = row.deleted_at is not None or bool(row.gone)
        return SaidHere(
            text="" if gone else row.text,
            name=None if gone else row.name,
            chosen=() if gone or row.chosen is None else _keys(row.chosen),
            verdict=None if gone or row.verdict is None else Verdict(row.verdict),
            taken_back=gone,
        )

    async def counts(self, event_id: int, browser: str, chosen: Sequence[SpeakerKey]) -> tuple[int, int]:
        """How much one browser has said at an event, to these speakers and in all; what it took back counts no more."""
        whose = account.c.handle.like(f"{browser}-%")  # hex digits: nothing in them means anything to LIKE
        packed = msgspec.json.encode(tuple(chosen)).decode()
        wanted = (
            select(func.count().filter(post.c.chosen == packed), func.count())
            .join_from(account, post, post.c.account_id == account.c.id)
            .where(account.c.event_id == event_id, account.c.network == Network.WEB.value, whose)
        )
        here, everywhere = (await self._connection.execute(wanted)).one()
        return here, everywhere


def _keys(packed: str) -> tuple[SpeakerKey, ...]:
    return tuple(map(SpeakerKey, msgspec.json.decode(packed)))
