"""The wall while it happens: what a browser is painted with first, and every frame after that."""

import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from app.domain.errors import NotFound
from app.domain.event import Event, Programme
from app.domain.scene import EVERY_WALL, Show, Shows
from app.domain.source import late_line
from app.domain.stage import event_clock, on_stage
from app.domain.wall import OnStage, Snapshot
from app.outlets.frames import beat_frame, changes_frame, snapshot_frame
from app.outlets.hub import Hub, Inbox
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """Up to where an event's audience has been told, and when the last frame went out."""

    epoch: str
    seq: int
    at: datetime
    programme: Programme
    shows: Shows


class Live:
    """Serves walls. One object a process; any process's commits reach it through the change log."""

    def __init__(self, *, database: Database, hub: Hub, now: Callable[[], datetime]) -> None:
        self._database = database
        self._hub = hub
        self._now = now
        self._told: dict[str, _Told] = {}

    async def view(self, slug: str) -> WallView:
        """Return what a wall shows now; NotFound without such an event."""
        async with self._database.read() as tx:
            view, _ = await self._view(tx, await _stored(tx, slug))
        return view

    def join(self, slug: str) -> "Seat":
        """Return a seat in the audience of an event, to be entered with `with`."""
        return Seat(self, self._hub, slug)

    async def first_frame(self, slug: str, *, epoch: str | None, seq: int | None) -> str:
        """Return what brings a wall up to date: what changed since it was last told, or everything."""
        async with self._database.read() as tx:
            stored = await _stored(tx, slug)
            programme = await tx.programmes.load(stored.id)
            clock = event_clock(programme, self._now(), await tx.posts.last_received(stored.id))
            stage = on_stage(programme, clock)
            known = seq is not None and epoch == stored.epoch and await tx.changes.floor(stored.id) <= seq <= stored.seq
            shows = await tx.shows.of_event(stored.id)
            changes = await tx.changes.since(stored.id, seq, _AT_ONCE + 1) if known and seq is not None else []
            if known and seq is not None and len(changes) <= _AT_ONCE:
                frame = (
                    changes_frame(stored.epoch, seq, changes, stage, clock, seq=stored.seq, shows=shows)
                    if seq < stored.seq
                    else beat_frame(stored.epoch, stored.seq, clock, stage, await self._late(tx, stored), shows=shows)
                )
            else:
                snapshot = await _snapshot(tx, stored, shows)
                frame = snapshot_frame(stored.event, snapshot, stage, clock, await self._late(tx, stored), shows=shows)
        told = _Told(epoch=stored.epoch, seq=stored.seq, at=self._now(), programme=programme, shows=shows)
        self._told.setdefault(slug, told)
        return frame

    async def tell(self) -> None:
        """Tell every audience what was committed since the last call; a sign of life where nothing was."""
        watched = self._hub.watched()
        now = self._now()
        due = any(now - told.at >= BEAT for told in self._told.values())
        if not await self._database.changed() and not due:
            return
        for slug in self._told.keys() - watched:
            del self._told[slug]
        for slug in watched & self._told.keys():
            try:
                await self._tell(slug, self._told[slug])
            except NotFound:
                _LOG.warning("event is gone while watched", extra={"event": slug})

    async def _tell(self, slug: str, told: _Told) -> None:
        now = self._now()
        async with self._database.read() as tx:
            stored = await _stored(tx, slug)
            if stored.epoch == told.epoch and stored.seq == told.seq and now - told.at < BEAT:
                return
            programme = told.programme if now - told.at < BEAT else await tx.programmes.load(stored.id)
            clock = event_clock(programme, now, await tx.posts.last_received(stored.id))
            stage = on_stage(programme, clock)
            changes = await tx.changes.since(stored.id, told.seq, _AT_ONCE + 1) if stored.epoch == told.epoch else []
            shows = await tx.shows.of_event(stored.id)
            if stored.epoch != told.epoch or len(changes) > _AT_ONCE:
                snapshot = await _snapshot(tx, stored, shows)
                late = await self._late(tx, stored)
                frame, seq = snapshot_frame(stored.event, snapshot, stage, clock, late, shows=shows), snapshot.seq
            elif told.seq < stored.seq:
                frame = changes_frame(
                    *(stored.epoch, told.seq, changes, stage, clock),
                    seq=stored.seq,
                    shows=None if shows == told.shows else shows,
                )
                seq = stored.seq
            else:
                late = await self._late(tx, stored)
                frame, seq = beat_frame(stored.epoch, stored.seq, clock, stage, late, shows=shows), stored.seq
        self._told[slug] = replace(told, epoch=stored.epoch, seq=seq, at=now, programme=programme, shows=shows)
        self._hub.broadcast(slug, frame)

    async def _view(self, tx: Transaction, stored: StoredEvent) -> tuple[WallView, Programme]:
        programme = await tx.programmes.load(stored.id)
        clock = event_clock(programme, self._now(), await tx.posts.last_received(stored.id))
        shows = await tx.shows.of_event(stored.id)
        snapshot = await _snapshot(tx, stored, shows)
        stage = on_stage(programme, clock)
        late = await self._late(tx, stored)
        view = WallView(event=stored.event, snapshot=snapshot, on_stage=stage, clock=clock, late=late, shows=shows)
        return view, programme

    async def _late(self, tx: Transaction, stored: StoredEvent) -> str | None:
        sources = await tx.sources.of_event(stored.id)
        return late_line(((one.source.network, health_now(one)) for one in sources), self._now())


class Seat:
    """One wall's place: first what brings it up to date, then frames as they come."""

    def __init__(self, live: Live, hub: Hub, slug: str) -> None:
        self._live = live
        self._hub = hub
        self._slug = slug
        self._inbox: Inbox | None = None

    @property
    def overflowed(self) -> bool:
        """Whether reading ended because the wall fell too far behind."""
        return self._inbox is not None and self._inbox.overflowed

    async def frames(self, *, epoch: str | None, seq: int | None) -> AsyncIterator[str]:
        """Yield frames until the audience is sent home. The seat is taken before the first state is read."""
        with self._hub.join(self._slug) as inbox:
            self._inbox = inbox
            yield await self._live.first_frame(self._slug, epoch=epoch, seq=seq)
            async for frame in inbox:
                yield frame


async def _snapshot(tx: Transaction, stored: StoredEvent, shows: Shows) -> Snapshot:
    return await tx.walls.snapshot(stored.id, _CARDS, pinned=[show.pinned for show in shows.values() if show.pinned])


async def _stored(tx: Transaction, slug: str) -> StoredEvent:
    stored = await tx.events.by_slug(slug)
    if stored is None:
        raise NotFound("There is no event at this address.")
    return stored
