"""The change log: the one truth about what walls must do, in the order in which it was committed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.errors import NotFound
from app.domain.post import PostKey
from app.domain.wall import CardId, ChangeKind, WallChange
from app.store import threads
from app.store.batch import Batch
from app.store.cards import cards_of
from app.store.tables import change, event

_NAMES = ("event_id", "seq", "kind", "post_id", "at")
_APPEND = Batch(
    [change.c[name] for name in _NAMES],
    "INSERT INTO change ({columns}) SELECT {columns} FROM given",
)

# made once: asked for every batch of posts, and in every tick of every wall
_COUNT = (
    update(event)
    .where(event.c.id == bindparam("of_event"))
    .values(seq=event.c.seq + bindparam("more"))
    .returning(event.c.seq)
)
_SINCE = (
    select(change.c.seq, change.c.post_id)
    .where(change.c.event_id == bindparam("of_event"), change.c.seq > bindparam("after"), change.c.post_id.is_not(None))
    .order_by(change.c.seq)
    .limit(bindparam("most"))
)


class Changes:
    """The change log of each event."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def append(self, event_id: int, entries: Sequence[tuple[ChangeKind, PostKey]], *, now: datetime) -> int:
        """Log what happened, in the transaction in which it happens; the event's last seq.

        The event's own counter gives the numbers: no gaps, and in the order of commits, because whoever has counted
        keeps the event until the end. Posts that nobody knows are passed over; copies are never on a wall.
        """
        told: list[tuple[ChangeKind, int | None]] = []
        standing = await threads.standing(self._connection, event_id, {key for _, key in entries})
        for kind, key in entries:
            post_id, leader = standing.get(key, (None, None))
            if post_id is not None:
                told.append((kind if leader is None else ChangeKind.GONE, post_id))
        return await self._count(event_id, told, now)

    async def append_show(self, event_id: int, *, pinned: CardId | None = None, now: datetime) -> int:
        """Log that walls are told to show something else; a card that is pinned now goes out again before that."""
        rows: list[tuple[ChangeKind, int | None]] = [(ChangeKind.SHOW, None)]
        if pinned is not None:
            rows.insert(0, (ChangeKind.SHOWN, int(pinned)))
        return await self._count(event_id, rows, now)

    async def _count(self, event_id: int, rows: Sequence[tuple[ChangeKind, int | None]], now: datetime) -> int:
        counted = await self._connection.execute(_COUNT, {"of_event": event_id, "more": len(rows)})
        last = counted.scalar_one_or_none()
        if last is None:
            raise NotFound("that event is not there any more")
        first = last - len(rows) + 1
        logged = [(event_id, seq, kind.value, post_id, now) for seq, (kind, post_id) in enumerate(rows, start=first)]
        await _APPEND.run(self._connection, logged)
        return int(last)

    async def since(self, event_id: int, seq: int, limit: int = 500) -> list[WallChange]:
        """What happened to posts after a seq, with what may be shown now; one that changed twice stands at the end."""
        logged = await self._connection.execute(_SINCE, {"of_event": event_id, "after": seq, "most": limit})
        last = {row.post_id: row.seq for row in logged}
        cards = await cards_of(self._connection, list(last))
        return [
            WallChange(seq=number, id=CardId(str(post_id)), card=cards.get(post_id))
            for post_id, number in sorted(last.items(), key=lambda item: item[1])
        ]

    async def floor(self, event_id: int) -> int:
        """The lowest seq from which the log is whole; a client that saw less needs a snapshot."""
        found = await self._connection.execute(select(event.c.floor).where(event.c.id == event_id))
        return found.scalar_one_or_none() or 0

    async def trim(self, event_id: int, *, keep: int = 100_000, before: datetime) -> None:
        """Let go what is older than `before` or beyond the last `keep` rows; the floor rises over it."""
        seqs = select(func.max(change.c.seq)).where(
            change.c.event_id == event_id,
            or_(
                change.c.at < before,
                change.c.seq <= select(event.c.seq).where(event.c.id == event_id).scalar_subquery() - keep,
            ),
        )
        last = (await self._connection.execute(seqs)).scalar_one()
        if last is None:
            return
        await self._connection.execute(update(event).where(event.c.id == event_id).values(floor=last))
        await self._connection.execute(delete(change).where(change.c.event_id == event_id, change.c.seq <= last))
