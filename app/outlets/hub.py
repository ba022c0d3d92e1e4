"""The audience of each event: frames are handed to every wall at once, and nobody is ever waited for."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

_ROOM = 256  # frames; a wall that is this far behind is better off coming back and resuming


class Inbox:
    """What one wall has yet to be sent. One task reads it, and `closed` or `overflowed` says why reading ended."""

    def __init__(self, room: int = _ROOM) -> None:
        self._room = room
        self._frames: deque[str] = deque()
        self._ready = asyncio.Event()
        self._read_by: asyncio.Task[object] | None = None
        self.closed = False
        self.overflowed = False

    def put(self, frame: str) -> bool:
        """Take a frame in without waiting. A full inbox is emptied, closed and its reader woken: then False."""
        if self.closed:
            return False
        if len(self._frames) >= self._room:
            self.overflowed = True
            self._frames.clear()
            self.close()
            return False
        self._frames.append(frame)
        self._ready.set()
        return True

    def close(self) -> None:
        """End the reading, after the frames that are already here."""
        self.closed = True
        self._ready.set()

    async def __aiter__(self) -> AsyncIterator[str]:
        """Yield frames in order until the inbox is closed."""
        reader = asyncio.current_task()
        if self._read_by not in {None, reader}:
            raise RuntimeError("an inbox has one owner")
        self._read_by = reader
        while True:
            while self._frames:
                yield self._frames.popleft()
            if self.closed:
                return
            self._ready.clear()
            await self._ready.wait()


class Hub:
    """Who is looking at which event. Belongs to one event loop; nothing in it is awaited."""

    def __init__(self, *, room: int = _ROOM) -> None:
        self._room = room
        self._audiences: dict[str, set[Inbox]] = {}
        self._closed = False

    @contextmanager
    def join(self, slug: str) -> Iterator[Inbox]:
        """Take a seat: whatever is broadcast from now on is in the inbox. Join first, then read the snapshot."""
        inbox = Inbox(self._room)
        if self._closed:
            inbox.close()
        audience = self._audiences.setdefault(slug, set())
        audience.add(inbox)
        try:
            yield inbox
        finally:
            audience.discard(inbox)
            if not audience and self._audiences.get(slug) is audience:
                del self._audiences[slug]

    def broadcast(self, slug: str, frame: str) -> int:
        """Hand a frame to everyone who looks at an event; return how many took it."""
        return sum(inbox.put(frame) for inbox in tuple(self._audiences.get(slug, ())))

    def audience(self, slug: str) -> int:
        """How many are looking at an event."""
        return len(self._audiences.get(slug, ()))

    def watched(self) -> frozenset[str]:
        """The events that somebody is looking at."""
        return frozenset(self._audiences)

    def close(self) -> None:
        """Send everyone home, and whoever comes later: the server is going down."""
        self._closed = True
        for audience in self._audiences.values():
            for inbox in audience:
                inbox.close()
