"""Shows: what each room's walls are told to show, and the announcements that wait for their time."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.errors import NotFound
from app.domain.phrase import phrase
from app.domain.scene import EVERY_WALL, Announcement, Scene, Show
from app.domain.talk import TalkKey
from app.domain.wall import CardId
from app.store.cards import MAY_BE_SHOWN, row_of
from app.store.events import lock
from app.store.show_tables import announcement, show
from app.store.tables import account, post

# made once: they are asked in every tick of every wall
_SHOWS = (
    select(show, announcement.c.title, announcement.c.text, announcement.c.language)
    .add_columns(
        select(post.c.id)
        .join_from(post, account)
        .where(post.c.id == show.c.pinned_id, post.c.event_id == show.c.event_id, MAY_BE_SHOWN)
        .correlate(show)
        .scalar_subquery()
        .label("pin")
    )
    .join_from(show, announcement, show.c.announcement_id == announcement.c.id, isouter=True)
    .where(show.c.event_id == bindparam("of_event"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """An announcement with its time. `room` is empty for every wall; `ends_at` None: until somebody ends it."""

    id: int
    event_id: int
    room: str
    announcement: Announcement
    starts_at: datetime
    ends_at: datetime | None
    begun_at: datetime | None
    over_at: datetime | None
    by: str


class Shows:
    """The shows and announcements of each event."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of_event(self, event_id: int) -> dict[str, Show]:
        """What every wall shows, by room. A pin of what may not be shown (any more) rests."""
        found = await self._connection.execute(_SHOWS, {"of_event": event_id})
        shows = {row.room: _show(row) for row in found}
        return {EVERY_WALL: Show(), **shows}

    async def hold(self, event_id: int) -> None:
        """Let nobody else change this event's shows until this transaction is over."""
        await lock(self._connection, event_id)

    async def save(self, event_id: int, room: str, new: Show) -> None:
        """Write a room's show as it is now. Its announcement's place is `begin`'s affair, not ours."""
        facts: dict[str, Any] = {
            "scene": new.scene.value,
            "paused": new.paused,
            "blank": new.blank,
            "pinned_id": row_of(new.held),
            "return_to": None if new.before is None else new.before.value,
            "talk": new.talk,
            "changed_at": new.changed_at,
            "by_name": new.by,
        }
        if new.announcement is None:
            facts["announcement_id"] = None
        mine = and_(show.c.event_id == event_id, show.c.room == room)
        changed = await self._connection.execute(update(show).where(mine).values(**facts))
        if changed.rowcount:
            return
        if new.announcement is not None:  # a room that leaves the others takes along what they are in the middle of
            everywhere = and_(show.c.event_id == event_id, show.c.room == EVERY_WALL)
            facts["announcement_id"] = select(show.c.announcement_id).where(everywhere).scalar_subquery()
        await self._connection.execute(insert(show).values(event_id=event_id, room=room, **facts))

    async def announces(self, event_id: int, room: str, announced: int) -> None:
        """Say which announcement a room's show is in the middle of."""
        mine = and_(show.c.event_id == event_id, show.c.room == room)
        await self._connection.execute(update(show).where(mine).values(announcement_id=announced))

    async def announcing(self, announced: int) -> list[str]:
        """The rooms whose shows are in the middle of an announcement."""
        wanted = select(show.c.room).where(show.c.announcement_id == announced)
        return list((await self._connection.execute(wanted)).scalars())

    async def forget(self, event_id: int, room: str) -> None:
        """Let a room follow the event's show again."""
        await self._connection.execute(delete(show).where(show.c.event_id == event_id, show.c.room == room))

    async def may_be_pinned(self, event_id: int, card: CardId) -> bool:
        """Whether a post of that id is there and may be shown."""
        row_id = row_of(card)
        wanted = select(post.c.id).join_from(post, account).where(post.c.id == row_id, post.c.event_id == event_id)
        return (await self._connection.execute(wanted.where(MAY_BE_SHOWN))).first() is not None

    async def plan(  # noqa: PLR0913 - an announcement has these facts
        self,
        event_id: int,
        told: Announcement,
        *,
        room: str,
        starts_at: datetime,
        ends_at: datetime | None,
        by: str,
    ) -> int:
        """Remember what is to be announced, where and when; its id."""
        row = {"room": room, "title": told.title, "text": told.text, "language": told.language}
        when = {"starts_at": starts_at, "ends_at": ends_at, "by_name": by}
        made = insert(announcement).values(event_id=event_id, **row, **when).returning(announcement.c.id)
        return int((await self._connection.execute(made)).scalar_one())

    async def planned(self, event_id: int) -> list[Announced]:
        """The announcements that are not over, in order of time."""
        wanted = _announced().where(announcement.c.event_id == event_id, announcement.c.over_at.is_(None))
        return [_announcement(row) for row in await self._connection.execute(wanted)]

    async def due(self, now: datetime) -> list[Announced]:
        """The announcements, of any event, whose beginning or end has come and was not seen to."""
        begins = and_(announcement.c.begun_at.is_(None), announcement.c.starts_at <= now)
        wanted = _announced().where(announcement.c.over_at.is_(None), or_(begins, announcement.c.ends_at <= now))
        return [_announcement(row) for row in await self._connection.execute(wanted)]

    async def announced(self, event_id: int, announced: int) -> Announced:
        """One announcement that is not over; NotFound without it."""
        wanted = _announced().where(announcement.c.id == announced, announcement.c.event_id == event_id)
        row = (await self._connection.execute(wanted.where(announcement.c.over_at.is_(None)))).one_or_none()
        if row is None:
            raise NotFound(phrase("that announcement is over, or was taken back"))
        return _announcement(row)

    async def let_go(self, event_id: int, *, now: datetime) -> None:
        """Take announcements that have begun and that no wall shows any more for over."""
        shown = select(show.c.announcement_id).where(show.c.event_id == event_id, show.c.announcement_id.is_not(None))
        unseen = and_(announcement.c.begun_at.is_not(None), announcement.c.over_at.is_(None))
        mine = update(announcement).where(announcement.c.event_id == event_id, unseen)
        await self._connection.execute(mine.where(announcement.c.id.not_in(shown)).values(over_at=now))

    async def mark(self, announced: int, *, begun_at: datetime | None = None, over_at: datetime | None = None) -> None:
        """Remember that an announcement has begun, or is over."""
        facts = {name: at for name, at in (("begun_at", begun_at), ("over_at", over_at)) if at is not None}
        if facts:
            await self._connection.execute(update(announcement).where(announcement.c.id == announced).values(**facts))


def _announced() -> Select[Any]:
    return select(announcement).order_by(announcement.c.starts_at, announcement.c.id)


def _announcement(row: Row[Any]) -> Announced:
    return Announced(
        id=row.id,
        event_id=row.event_id,
        room=row.room,
        announcement=Announcement(title=row.title, text=row.text, language=row.language),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        begun_at=row.begun_at,
        over_at=row.over_at,
        by=row.by_name,
    )


def _show(row: Row[Any]) -> Show:
    told = None if row.title is None else Announcement(title=row.title, text=row.text, language=row.language)
    found = Show(
        scene=Scene(row.scene),
        paused=row.paused,
        blank=row.blank,
        pinned=None if row.pin is None else CardId(str(row.pin)),
        resting=None if row.pinned_id is None or row.pin is not None else CardId(str(row.pinned_id)),
        announcement=told,
        talk=None if row.talk is None else TalkKey(row.talk),
        before=None if row.return_to is None else Scene(row.return_to),
        changed_at=row.changed_at,
        by=row.by_name,
    )
    if found.scene is Scene.ANNOUNCEMENT and told is None:  # an empty announcement says nothing
        return replace(found.after_announcing(), changed_at=row.changed_at, by=row.by_name)
    return found
