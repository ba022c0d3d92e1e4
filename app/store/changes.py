"""The change log: the one truth about what walls must do, in the order in which it was committed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
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


class Changes:
    """The change log of each event."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def append(self, event_id: int, entries: Sequence[tuple[ChangeKind, PostKey]], *, now: datetime) -> int:
        """Log what happened, in the transaction in which it happens; the event's last seq.

        The event's own counter gives the numbers: no gaps, and in the order of commits, because whoever has counted
        keeps the event until the end. Posts that nobody knows are passed over; copies are never on a wall.
        """
        ids = await threads.ids(self._connection, event_id, {key for _, key in entries})
        copies = await threads.copies_among(self._connection, event_id, ids.values())
        known = [(ChangeKind.GONE if ids[key] in copies else kind, ids[key]) for kind, key in entries if key in ids]
        return await self._count(event_id, known, now)

    async def append_show(self, event_id: int, *, pinned: CardId | None = None, now: datetime) -> int:
        """Log that walls are told to show something else; a card that is pinned now goes out again before that."""
        rows: list[tuple[ChangeKind, int | None]] = [(ChangeKind.SHOW, None)]
        if pinned is not None:
            rows.insert(0, (ChangeKind.SHOWN, int(pinned)))
        return await self._count(event_id, rows, now)

    async def _count(self, event_id: int, rows: Sequence[tuple[ChangeKind, int | None]], now: datetime) -> int:
        counted = await self._connection.execute(
            update(event).where(event.c.id == event_id).values(seq=event.c.seq + len(rows)).returning(event.c.seq)
        )
        last = counted.scalar_one_or_none()
        if last is None:
            raise NotFound("that event is not there any more")
        first = last - len(rows) + 1
        logged = [(event_id, seq, kind.value, post_id, now) for seq, (kind, post_id) in enumerate(rows, start=first)]
        await _APPEND.run(self._connection, logged)
        return int(last)

    async def since(self, event_id: int, seq: int, limit: int = 500) -> list[WallChange]:
        """What happened to posts after a seq, with what may be shown now; one that changed twice stands at the end."""
        logged = await self._connection.execute(
            select(change.c.seq, change.c.post_id)
            .where(change.c.event_id == event_id, change.c.seq > seq, change.c.post_id.is_not(None))
            .order_by(change.c.seq)
            .limit(limit)
        )
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
