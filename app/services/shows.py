"""What walls are told to show: every turn of a remote is one transaction, and reaches each wall by the change log."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.bus.base import Bus
from app.domain.errors import BadInput, NotFound
from app.domain.event import Event, Programme
from app.domain.phrase import phrase
from app.domain.scene import EVERY_WALL, Announcement, Scene, Show, Shows, show_of
from app.domain.stage import event_clock, talk_heard
from app.domain.talk import TalkKey
from app.domain.wall import WALLS, CardId
from app.outlets.frames import shows_json
from app.store.database import Database
from app.store.events import StoredEvent
from app.store.shows import Announced
from app.store.transaction import Transaction

_Turn = Callable[[Show], Show]
_Deciding = Callable[[Transaction, StoredEvent, Programme], Awaitable[_Turn]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stagehand:
    """What a remote works on: the event, its rooms, what each shows, and what is to be announced."""

    event: Event
    programme: Programme
    rooms: tuple[str, ...]
    shows: Shows
    planned: tuple[Announced, ...]


class ShowControl:
    """The switches behind every remote. `by` is who turned them, as the pages of staff say it."""

    def __init__(self, *, database: Database, bus: Bus, now: Callable[[], datetime]) -> None:
        self._database = database
        self._bus = bus
        self._now = now

    async def view(self, slug: str) -> Stagehand:
        """Return what a remote works on; NotFound without such an event."""
        async with self._database.read() as tx:
            stored = await _stored(tx, slug)
            programme = await tx.programmes.load(stored.id)
            shows, planned = await tx.shows.of_event(stored.id), await tx.shows.planned(stored.id)
        return Stagehand(
            event=stored.event,
            programme=programme,
            rooms=rooms_of(programme),
            shows=shows,
            planned=tuple(planned),
        )

    async def turn_to(self, slug: str, room: str, scene: Scene, *, talk: str | None = None, by: str) -> Shows:
        """Turn a room's walls to a scene; *letters* without a talk are those of the talk that has just ended there."""

        async def decide(tx: Transaction, stored: StoredEvent, programme: Programme) -> _Turn:
            chosen = TalkKey(talk) if talk else None
            if chosen is not None and all(one.key != chosen for one in programme.talks):
                raise BadInput(phrase("this event has no such talk; take one of its programme"))
            together = (
                room == EVERY_WALL and len(rooms_of(programme)) > 1
            )  # each room reads the letters of its own talk
            if scene is Scene.LETTERS and chosen is None and not together:
                clock = event_clock(programme, self._now(), await tx.posts.last_received(stored.id))
                heard = talk_heard(programme, clock, room)
                chosen = None if heard is None else heard.key
            return lambda show: show.turned_to(scene, chosen if scene is Scene.LETTERS else None)

        return await self._change(slug, room, decide, by=by)

    async def pause(self, slug: str, room: str, *, paused: bool, by: str) -> Shows:
        """Hold a room's walls still, or let them go on."""
        return await self._change(slug, room, _always(lambda show: replace(show, paused=paused)), by=by)

    async def blank(self, slug: str, room: str, *, blank: bool, by: str) -> Shows:
        """Darken a room's walls, or light them again; every wall means every wall."""
        return await self._change(slug, room, _always(lambda show: replace(show, blank=blank)), by=by, wide=True)

    async def pin(self, slug: str, room: str, card: str | None, *, by: str) -> Shows:
        """Keep one card lit, or let it go; BadInput when it is not there or may not be shown."""

        async def decide(tx: Transaction, stored: StoredEvent, _: Programme) -> _Turn:
            if card is not None and not await tx.shows.may_be_pinned(stored.id, CardId(card)):
                raise BadInput(phrase("that post is not on the wall any more; pin another"))
            pin = None if card is None else CardId(card)
            if room != EVERY_WALL:
                return lambda show: show.pinning(pin)
            before = (await tx.shows.of_event(stored.id))[EVERY_WALL].held
            return lambda show: show.pinning(pin) if show.goes_along(pin, before) else show

        return await self._change(slug, room, decide, by=by, wide=True)

    async def clear(self, slug: str, room: str, *, by: str) -> Shows:
        """Back to the stream as it comes: nothing pinned, announced, paused or dark."""
        return await self._change(slug, room, _always(Show.cleared), by=by, wide=True)

    async def follow(self, slug: str, room: str, *, by: str) -> Shows:
        """Let a room show again what every wall shows."""

        async def decide(tx: Transaction, stored: StoredEvent, _: Programme) -> _Turn:
            shows = await tx.shows.of_event(stored.id)
            return lambda _: shows[EVERY_WALL]

        return await self._change(slug, room, decide, by=by)

    async def announce(  # noqa: PLR0913 - an announcement has these facts
        self,
        slug: str,
        room: str,
        told: Announcement,
        *,
        starts_at: datetime | None = None,
        ends_at: datetime | None = None,
        by: str,
    ) -> Shows:
        """Announce now, or at a time; until a time, or until somebody ends it."""
        now = self._now()
        begins = now if starts_at is None else starts_at
        if ends_at is not None and ends_at <= max(begins, now):
            raise BadInput(phrase("an announcement cannot end before it begins, or in the past"))
        async with self._database.begin() as tx:
            stored = await _stored(tx, slug)
            await tx.shows.hold(stored.id)
            _in_programme(await tx.programmes.load(stored.id), room)
            await tx.shows.plan(stored.id, told, room=room, starts_at=begins, ends_at=ends_at, by=by)
            await self._see_to(tx, stored.id, now)
            shows = await tx.shows.of_event(stored.id)
        await self._bus.wake(WALLS)
        return shows

    async def end(self, slug: str, announced: int) -> Shows:
        """End an announcement, or take one back that has not begun."""
        async with self._database.begin() as tx:
            stored = await _stored(tx, slug)
            await tx.shows.hold(stored.id)
            await self._end(tx, await tx.shows.announced(stored.id, announced), self._now())
            shows = await tx.shows.of_event(stored.id)
        await self._bus.wake(WALLS)
        return shows

    async def see_to_announcements(self) -> int:
        """Begin and end what is due, at every event; return how many were seen to."""
        now = self._now()
        async with self._database.read() as tx:
            events = {one.event_id for one in await tx.shows.due(now)}
        seen_to = 0
        for event_id in events:
            async with self._database.begin() as tx:
                await tx.shows.hold(event_id)
                seen_to += await self._see_to(tx, event_id, now)
        if seen_to:
            await self._bus.wake(WALLS)
        return seen_to

    async def _see_to(self, tx: Transaction, event_id: int, now: datetime) -> int:
        due = [one for one in await tx.shows.due(now) if one.event_id == event_id]
        for one in due:
            if one.ends_at is not None and one.ends_at <= now:
                await self._end(tx, one, now)
            else:
                await self._begin(tx, one, now)
        return len(due)

    async def _begin(self, tx: Transaction, one: Announced, now: datetime) -> None:
        shows = await tx.shows.of_event(one.event_id)
        for room in shows if one.room == EVERY_WALL else (one.room,):
            show = replace(show_of(shows, room).announcing(one.announcement), changed_at=now, by=one.by)
            await tx.shows.save(one.event_id, room, show)
            await tx.shows.announces(one.event_id, room, one.id)
        await tx.shows.mark(one.id, begun_at=now)
        await tx.shows.let_go(one.event_id, now=now)
        await tx.changes.append_show(one.event_id, now=now)

    async def _end(self, tx: Transaction, one: Announced, now: datetime) -> None:
        rooms = await tx.shows.announcing(one.id)
        shows = await tx.shows.of_event(one.event_id)
        after = {room: replace(shows[room].after_announcing(), changed_at=now) for room in rooms}
        await save_shows(tx, one.event_id, after, shows)
        await tx.shows.mark(one.id, over_at=now)
        if rooms:
            await tx.changes.append_show(one.event_id, now=now)

    async def _change(self, slug: str, room: str, decide: _Deciding, *, by: str, wide: bool = False) -> Shows:
        """Turn a switch. `wide` ones, turned for every wall, are turned in the rooms that have their own show too."""
        now = self._now()
        async with self._database.begin() as tx:
            stored = await _stored(tx, slug)
            await tx.shows.hold(stored.id)
            programme = await tx.programmes.load(stored.id)
            _in_programme(programme, room)
            shows = await tx.shows.of_event(stored.id)
            turn = await decide(tx, stored, programme)
            rooms = tuple(shows) if wide and room == EVERY_WALL else (room,)
            turned = {one: turn(show_of(shows, one)) for one in rooms}
            after = {
                one: replace(show, changed_at=now, by=by)
                for one, show in turned.items()
                if one == room or show is not shows[one]
            }
            await save_shows(tx, stored.id, after, shows)
            await tx.shows.let_go(stored.id, now=now)
            pinned = {show.pinned for show in after.values()} - {show.pinned for show in shows.values()} - {None}
            await tx.changes.append_show(stored.id, pinned=next(iter(pinned), None), now=now)
            told = await tx.shows.of_event(stored.id)
        await self._bus.wake(WALLS)
        return told


def told_shows(shows: Shows) -> dict[str, Any]:
    """Shows as the frames tell them."""
    return shows_json(shows)


def rooms_of(programme: Programme) -> tuple[str, ...]:
    """The rooms of a programme, in its order."""
    return tuple(dict.fromkeys(talk.room for talk in programme.talks if talk.room))


def _always(turn: _Turn) -> _Deciding:
    async def decide(_tx: Transaction, _stored: StoredEvent, _programme: Programme) -> _Turn:
        return turn

    return decide


def _in_programme(programme: Programme, room: str) -> None:
    if room != EVERY_WALL and room not in rooms_of(programme):
        raise BadInput(phrase("this event’s programme has no such room"))


async def save_shows(tx: Transaction, event_id: int, after: Shows, before: Shows) -> None:
    """Write what has changed; a room that shows what every wall shows has no show of its own, and goes on following."""
    every_wall = {**before, **after}[EVERY_WALL]
    for room, show in after.items():
        if room != EVERY_WALL and show.same_as(every_wall):
            await tx.shows.forget(event_id, room)
        else:
            await tx.shows.save(event_id, room, show)


async def _stored(tx: Transaction, slug: str) -> StoredEvent:
    stored = await tx.events.by_slug(slug)
    if stored is None:
        raise NotFound(phrase("There is no event at this address."))
    return stored
