"""What moderators are told while they look: which posts changed, and who else is at the desk."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import msgspec

from app.domain.errors import NotFound
from app.store.database import Database

_MOST = 500  # posts named in one frame; beyond, the whole list has changed
_BEAT = 10.0  # seconds: who hears nothing for longer knows that the line is cut
_ROOM = 64  # frames that one desk may be behind


@dataclass(eq=False, slots=True)
class _Seat:
    """One open desk."""

    name: str
    frames: asyncio.Queue[str | None]
    looking: str | None = None  # at which post

    def put(self, frame: str | None) -> None:
        if self.frames.full():  # it has fallen behind: it comes back, and looks at everything anew
            while not self.frames.empty():
                self.frames.get_nowait()
            frame = None
        self.frames.put_nowait(frame)


@dataclass(slots=True)
class _Audience:
    epoch: str
    seq: int
    seats: set[_Seat] = field(default_factory=set)

    def tell(self, kind: str, **facts: object) -> None:
        frame = _frame(kind, **facts)
        for seat in tuple(self.seats):
            seat.put(frame)

    def say_who_is_here(self) -> None:
        looking: dict[str, set[str]] = {}
        for seat in self.seats:
            if seat.looking is not None:
                looking.setdefault(seat.looking, set()).add(seat.name)
        names = sorted({seat.name for seat in self.seats})
        self.tell("here", names=names, looking={post: sorted(who) for post, who in looking.items()})


class DeskLive:
    """Tells every desk of this process what any process committed. Moderators are few: each has a queue of its own."""

    def __init__(self, *, database: Database, room: int = _ROOM) -> None:
        self._database = database
        self._room = room
        self._watch = database.watch()
        self._audiences: dict[str, _Audience] = {}
        self._beat = 0.0
        self._behind = False  # whether something was committed that a call which failed has not told

    def join(self, slug: str, name: str) -> "Place":
        """Return a place at the desk of an event, for one open page."""
        return Place(self, slug, _Seat(name, asyncio.Queue(self._room)))

    async def seat(self, slug: str, seat: _Seat) -> _Audience:
        """Let somebody sit down: what is committed from now on is told; NotFound without the event."""
        epoch, seq = await self._place(slug)
        audience = self._audiences.setdefault(slug, _Audience(epoch, seq))
        seat.put(_frame("hello", epoch=epoch, seq=seq))
        audience.seats.add(seat)
        audience.say_who_is_here()
        return audience

    def leave(self, slug: str, seat: _Seat, audience: _Audience) -> None:
        """Let somebody get up."""
        audience.seats.discard(seat)
        audience.say_who_is_here()
        if not audience.seats and self._audiences.get(slug) is audience:
            del self._audiences[slug]

    async def tell(self) -> None:
        """Tell every desk what was committed since the last call."""
        clock = asyncio.get_running_loop().time()
        if clock - self._beat >= _BEAT:
            self._beat = clock
            for audience in self._audiences.values():
                audience.tell("beat")
        self._behind = await self._watch.changed() or self._behind
        if not self._behind:
            return
        for slug, audience in tuple(self._audiences.items()):
            async with self._database.read() as tx:
                stored = await tx.events.by_slug(slug)
                if stored is None or (stored.epoch, stored.seq) == (audience.epoch, audience.seq):
                    continue
                same = stored.epoch == audience.epoch
                changes = await tx.changes.since(stored.id, audience.seq, _MOST) if same else []
            audience.epoch, audience.seq = stored.epoch, stored.seq
            audience.tell("changed", epoch=stored.epoch, seq=stored.seq, ids=[change.id for change in changes])
        self._behind = False

    async def close(self) -> None:
        """Send everyone home: the house closes."""
        for audience in self._audiences.values():
            for seat in audience.seats:
                seat.put(None)
        await self._watch.close()

    async def _place(self, slug: str) -> tuple[str, int]:
        async with self._database.read() as tx:
            stored = await tx.events.by_slug(slug)
        if stored is None:
            raise NotFound("There is no event at this address.")
        return stored.epoch, stored.seq


class Place:
    """One open page at a desk: it is told what changed, and says what its person looks at."""

    def __init__(self, live: DeskLive, slug: str, seat: _Seat) -> None:
        self._live = live
        self._slug = slug
        self._seat = seat
        self._audience: _Audience | None = None

    async def frames(self) -> AsyncIterator[str]:
        """Yield what is told, until the house closes or this page falls behind; NotFound without the event."""
        self._audience = await self._live.seat(self._slug, self._seat)
        try:
            while (frame := await self._seat.frames.get()) is not None:
                yield frame
        finally:
            self._live.leave(self._slug, self._seat, self._audience)

    def look(self, post: str | None) -> None:
        """Say at which post this person looks, so that two don't read the same one."""
        self._seat.looking = post
        if self._audience is not None:
            self._audience.say_who_is_here()


def _frame(kind: str, **facts: object) -> str:
    return msgspec.json.encode({"v": 1, "type": kind, **facts}).decode()
