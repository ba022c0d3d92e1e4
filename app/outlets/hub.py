"""The audience of each event: frames are handed to every wall at once, and nobody is ever waited for."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from websockets.frames import CloseCode

from app.outlets.fanout.audience import MOST_A_TURN, Audience, Greeting
from app.outlets.fanout.inbox import ROOM, Inbox
from app.outlets.fanout.viewer import Viewer

Guest = Inbox | Viewer


class Hub:
    """Who is looking at which event. Belongs to one event loop."""

    def __init__(self, *, room: int = ROOM) -> None:
        self._room = room
        self._audiences: dict[str, Audience] = {}
        self._closed = False

    async def seat(self, slug: str, guests: Iterable[tuple[Guest, str | None]]) -> None:
        """Take guests in, each with a first frame; each hears whatever is broadcast after it was taken in, in order."""
        greetings: dict[str, Greeting] = {}
        for number, (guest, first) in enumerate(guests, 1):
            if self._closed:
                _send_home(guest)
                continue
            audience = self._audiences.setdefault(slug, Audience())
            audience.seat(guest, None if first is None else greetings.setdefault(first, Greeting(first)))
            if number % MOST_A_TURN == 0:
                await asyncio.sleep(0)

    def leave(self, slug: str, guest: Guest) -> None:
        """Let a guest go, also one who was to be seated and isn't yet."""
        if isinstance(guest, Inbox):
            guest.close()
        if slug in self._audiences:
            self._audiences[slug].leave(guest)

    @contextmanager
    def join(self, slug: str) -> Iterator[Inbox]:
        """Take a seat without a first frame: whatever is broadcast from now on is in the inbox."""
        inbox = Inbox(self._room)
        if self._closed:
            inbox.close()
        audience = self._audiences.setdefault(slug, Audience())
        audience.seat(inbox)
        try:
            yield inbox
        finally:
            audience.leave(inbox)

    def broadcast(self, slug: str, frame: str) -> int:
        """Begin to hand a frame to everyone who looks at an event now; return how many that is."""
        audience = self._audiences.get(slug)
        return 0 if audience is None else audience.broadcast(frame)

    async def drained(self) -> None:
        """Wait until everything that was broadcast has gone out, or waits for slow viewers."""
        for audience in tuple(self._audiences.values()):
            await audience.drained()

    def audience(self, slug: str) -> int:
        """How many are looking at an event."""
        return len(self._audiences.get(slug, ()))

    def watched(self) -> frozenset[str]:
        """The events that somebody is looking at."""
        for slug in [slug for slug, audience in self._audiences.items() if not audience]:
            del self._audiences[slug]
        return frozenset(self._audiences)

    def close(self) -> None:
        """Send everyone home, and whoever comes later: the server is going down."""
        self._closed = True
        for audience in self._audiences.values():
            audience.close(CloseCode.GOING_AWAY)


def _send_home(guest: Guest) -> None:
    if isinstance(guest, Inbox):
        guest.close()
    else:
        guest.close(CloseCode.GOING_AWAY)
