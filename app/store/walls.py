"""What walls show: cards of posts that may be shown, and the faces of those who wrote them."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.errors import NotFound
from app.domain.wall import CardId, Snapshot
from app.store.album import album
from app.store.cards import MAY_BE_SHOWN, VOICE, cards, our_picture, row_of, shown_posts
from app.store.tables import account, event, post


class Face(NamedTuple):
    """A voice in the stalls: the name, the canonical handle that chooses a colour, and a path on our own host."""

    name: str
    account: str
    face: str | None


class Walls:
    """The wall of each event."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def snapshot(self, event_id: int, limit: int = 60, *, pinned: Collection[CardId] = ()) -> Snapshot:
        """The newest cards, and the place in the change log from which to go on; NotFound without the event.

        Cards that are `pinned` are among them, however old.
        The place is read first: in a transaction that sees later commits too, a change is told twice and none is lost.
        """
        found = await self._connection.execute(select(event.c.epoch, event.c.seq).where(event.c.id == event_id))
        place = found.one_or_none()
        if place is None:
            raise NotFound("that event is not there any more")
        newest = (
            shown_posts(event_id)
            .order_by(post.c.created_at.desc(), post.c.network.desc(), post.c.uri.desc())
            .limit(limit)
        )
        rows = list((await self._connection.execute(newest)).all())
        held = [row_id for card in pinned if (row_id := row_of(card)) is not None]
        if missing := set(held) - {row.id for row in rows}:
            older = shown_posts(event_id).where(post.c.id.in_(missing)).order_by(post.c.created_at.desc(), post.c.id)
            rows += (await self._connection.execute(older)).all()
        return Snapshot(epoch=place.epoch, seq=place.seq, cards=tuple(await cards(self._connection, rows)))

    async def voices(self, event_id: int, limit: int) -> list[Face]:
        """The voices that spoke last, each once and as they looked then, the newest first."""
        newest = (post.c.created_at.desc(), account.c.network, account.c.handle)
        turn = func.row_number().over(partition_by=VOICE, order_by=newest).label("turn")
        spoke = (
            select(post.c.account_id, account.c.name, account.c.handle, account.c.avatar, account.c.network)
            .add_columns(post.c.created_at, turn)
            .join_from(post, account)
            .where(post.c.event_id == event_id, MAY_BE_SHOWN)
            .subquery()
        )
        last = (
            select(spoke)
            .where(spoke.c.turn == 1)
            .order_by(spoke.c.created_at.desc(), spoke.c.network, spoke.c.handle)
            .limit(limit)
        )
        rows = (await self._connection.execute(last)).all()
        hung = await album(self._connection, {row.account_id for row in rows if row.avatar}, ())
        return [
            Face(row.name or row.handle, row.handle, our_picture(row.avatar) or hung.face(row.account_id, row.avatar))
            for row in rows
        ]
