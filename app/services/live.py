"""The wall while it happens: what a browser is painted with first, and every frame after that."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.domain.errors import NotFound, Unavailable
from app.domain.event import Event, Programme
from app.domain.look import Look
from app.domain.scene import EVERY_WALL, Show, Shows
from app.domain.source import late_line
from app.domain.stage import event_clock, on_stage
from app.domain.wall import OnStage, Snapshot
from app.outlets.fanout.inbox import Inbox
from app.outlets.fanout.upgrade import EXTENSION
from app.outlets.fanout.viewer import Viewer
from app.outlets.frames import beat_frame, changes_frame, snapshot_frame
from app.outlets.hub import Guest, Hub
from app.outlets.languages import say, speaking
from app.services.sources import health_now
from app.store.database import Database
from app.store.events import StoredEvent
from app.store.transaction import Transaction

BEAT = timedelta(seconds=10)
_CARDS = 60
_AT_ONCE = 500  # changes told in one frame; a wall that missed more is painted anew
_LOG = logging.getLogger("ovation.live")


@dataclass(frozen=True, slots=True, kw_only=True)
class WallView:
    """What one wall shows at one moment."""

    event: Event
    snapshot: Snapshot
    on_stage: Sequence[OnStage]
    clock: datetime
    late: str | None = None
    shows: Shows = field(default_factory=lambda: {EVERY_WALL: Show()})  # by room
    look: Look = field(default_factory=Look)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """Up to where an event's audience has been told, and when the last frame went out."""

    epoch: str
    seq: int
    at: datetime
    programme: Programme
    shows: Shows


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moment:
    """An event as it is in one transaction."""

    stored: StoredEvent
    programme: Programme
    clock: datetime
    on_stage: Sequence[OnStage]
    shows: Shows


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A guest who waits for the next tick, and how far it had heard."""

    guest: Guest
    place: tuple[str | None, int | None]  # epoch and seq
    seated: asyncio.Future[None]


class Live:
    """Serves walls. One object a process; any process's commits reach it through the change log."""

    def __init__(self, *, database: Database, hub: Hub, now: Callable[[], datetime]) -> None:
        self._database = database
        self._hub = hub
        self._now = now
        self._told: dict[str, _Told] = {}
        self._waiting: dict[str, list[_Waiting]] = {}
        self._behind = False  # whether something was committed that a call which failed has not told
        self._bell: Callable[[], None] = lambda: None

    async def view(self, slug: str) -> WallView:
        """Return what a wall shows now; NotFound without such an event."""
        async with self._database.read() as tx:
            view, _ = await self._view(tx, await _stored(tx, slug))
        return view

    def on_guest(self, bell: Callable[[], None]) -> None:
        """Have a bell rung whenever somebody waits for the next call of `tell`."""
        self._bell = bell

    def hand_over(self, scope: Mapping[str, Any]) -> Viewer | None:
        """Take an accepted connection from its server, where that can let go of it; else it is sent to one by one."""
        offered = scope.get("extensions", {}).get(EXTENSION)
        viewer: Viewer | None = None if offered is None else offered["hand_over"]()
        return viewer

    def join(self, slug: str) -> "Seat":
        """Return a seat in the audience of an event, for whoever is sent to one by one."""
        return Seat(self, self._hub, slug)

    async def seat(self, slug: str, guest: Guest, *, epoch: str | None, seq: int | None) -> None:
        """Seat a guest in the next tick: it gets what happened since it last heard, or everything, and then each frame.

        Nothing is lost and nothing comes twice between the two, because both are read in one transaction.
        NotFound without such an event; Unavailable when this tick failed.
        """
        waiting = _Waiting(guest, (epoch, seq), asyncio.get_running_loop().create_future())
        self._waiting.setdefault(slug, []).append(waiting)
        self._bell()
        await waiting.seated

    async def tell(self) -> bool:
        """One tick: tell every audience what was committed since the last one, or give a sign of life, and seat guests.

        Returns whether there was anything to tell, after it has gone out. One caller at a time.
        """
        waiting, self._waiting = self._waiting, {}
        try:
            return await self._tick(waiting)
        finally:
            for one in (one for guests in waiting.values() for one in guests if not one.seated.done()):
                one.seated.set_exception(Unavailable("The wall can’t be read at the moment."))

    async def _tick(self, waiting: Mapping[str, Sequence[_Waiting]]) -> bool:
        watched = self._hub.watched()
        for slug in self._told.keys() - watched:
            del self._told[slug]
        now = self._now()
        due = any(now - told.at >= BEAT for told in self._told.values())
        self._behind = await self._database.changed() or self._behind
        told = False
        for slug in {*waiting, *(self._told if self._behind or due else ())}:
            try:
                told = await self._tell(slug, waiting.get(slug, ())) or told
            except NotFound as error:
                for one in waiting.get(slug, ()):
                    one.seated.set_exception(error)
                if self._told.pop(slug, None):  # its walls grow stale, come back and are told so
                    _LOG.warning("event is gone while watched", extra={"event": slug})
        self._behind = False
        await self._hub.drained()
        return told

    async def _tell(self, slug: str, waiting: Sequence[_Waiting]) -> bool:
        told, now = self._told.get(slug), self._now()
        async with self._database.read(short=True) as tx:
            moment = await self._moment(tx, await _stored(tx, slug), told, now)
            frame = None if told is None else await self._news(tx, moment, told, now)
            firsts = {place: await self._first(tx, moment, *place) for place in {one.place for one in waiting}}
        if told is None or frame is not None:
            at, known = moment.stored, moment.programme
            self._told[slug] = _Told(epoch=at.epoch, seq=at.seq, at=now, programme=known, shows=moment.shows)
        if frame is not None:
            self._hub.broadcast(slug, frame)
        here = [one for one in waiting if not one.seated.done()]
        await self._hub.seat(slug, [(one.guest, firsts[one.place]) for one in here])
        for one in here:
            if not one.seated.done():
                one.seated.set_result(None)
        return frame is not None or bool(waiting)

    async def _moment(self, tx: Transaction, stored: StoredEvent, told: _Told | None, now: datetime) -> _Moment:
        fresh = told is not None and now - told.at < BEAT
        programme = told.programme if told is not None and fresh else await tx.programmes.load(stored.id)
        clock = event_clock(programme, now, await tx.posts.last_received(stored.id))
        return _Moment(
            stored=stored,
            programme=programme,
            clock=clock,
            on_stage=on_stage(programme, clock),
            shows=await tx.shows.of_event(stored.id),
        )

    async def _news(self, tx: Transaction, moment: _Moment, told: _Told, now: datetime) -> str | None:
        """What an audience has not been told yet, a sign of life if one is due, else None."""
        stored = moment.stored
        if stored.epoch == told.epoch and stored.seq == told.seq:
            return await self._beat(tx, moment) if now - told.at >= BEAT else None
        if stored.epoch != told.epoch:
            return await self._snapshot(tx, moment)
        return await self._since(tx, moment, told.seq, None if moment.shows == told.shows else moment.shows)

    async def _first(self, tx: Transaction, moment: _Moment, epoch: str | None, seq: int | None) -> str:
        """What brings a wall up to date: what changed since it was last told, or everything."""
        stored = moment.stored
        known = seq is not None and epoch == stored.epoch and await tx.changes.floor(stored.id) <= seq <= stored.seq
        if seq is None or not known:
            return await self._snapshot(tx, moment)
        return await self._beat(tx, moment) if seq == stored.seq else await self._since(tx, moment, seq, moment.shows)

    async def _since(self, tx: Transaction, moment: _Moment, seq: int, shows: Shows | None) -> str:
        stored = moment.stored
        changes = await tx.changes.since(stored.id, seq, _AT_ONCE + 1)
        if len(changes) > _AT_ONCE:
            return await self._snapshot(tx, moment)
        return changes_frame(stored.epoch, seq, changes, moment.on_stage, moment.clock, seq=stored.seq, shows=shows)

    async def _beat(self, tx: Transaction, moment: _Moment) -> str:
        stored, late = moment.stored, await self._late(tx, moment.stored)
        return beat_frame(stored.epoch, stored.seq, moment.clock, moment.on_stage, late, shows=moment.shows)

    async def _snapshot(self, tx: Transaction, moment: _Moment) -> str:
        stored, late = moment.stored, await self._late(tx, moment.stored)
        snapshot = await _snapshot(tx, stored, moment.shows)
        return snapshot_frame(stored.event, snapshot, moment.on_stage, moment.clock, late, shows=moment.shows)

    async def _view(self, tx: Transaction, stored: StoredEvent) -> tuple[WallView, Programme]:
        programme = await tx.programmes.load(stored.id)
        clock = event_clock(programme, self._now(), await tx.posts.last_received(stored.id))
        shows = await tx.shows.of_event(stored.id)
        snapshot = await _snapshot(tx, stored, shows)
        stage = on_stage(programme, clock)
        late = await self._late(tx, stored)
        look = await tx.looks.of_event(stored.id)
        view = WallView(
            event=stored.event, snapshot=snapshot, on_stage=stage, clock=clock, late=late, shows=shows, look=look
        )
        return view, programme

    async def _late(self, tx: Transaction, stored: StoredEvent) -> str | None:
        sources = await tx.sources.of_event(stored.id)
        line = late_line(((one.source.network, health_now(one)) for one in sources), self._now())
        if line is None:
            return None
        with speaking((await tx.looks.of_event(stored.id)).language.value):
            return say(line)


class Seat:
    """The place of a wall that is sent to one by one: first what brings it up to date, then frames as they come."""

    def __init__(self, live: Live, hub: Hub, slug: str) -> None:
        self._live = live
        self._hub = hub
        self._slug = slug
        self._inbox = Inbox()

    @property
    def overflowed(self) -> bool:
        """Whether reading ended because the wall fell too far behind."""
        return self._inbox.overflowed

    async def frames(self, *, epoch: str | None, seq: int | None) -> AsyncIterator[str]:
        """Yield frames until the audience is sent home. Errors are those of `Live.seat`."""
        try:
            await self._live.seat(self._slug, self._inbox, epoch=epoch, seq=seq)
            async for frame in self._inbox:
                yield frame
        finally:
            self._hub.leave(self._slug, self._inbox)


async def _snapshot(tx: Transaction, stored: StoredEvent, shows: Shows) -> Snapshot:
    return await tx.walls.snapshot(stored.id, _CARDS, pinned=[show.pinned for show in shows.values() if show.pinned])


async def _stored(tx: Transaction, slug: str) -> StoredEvent:
    stored = await tx.events.by_slug(slug)
    if stored is None:
        raise NotFound("There is no event at this address.")
    return stored
