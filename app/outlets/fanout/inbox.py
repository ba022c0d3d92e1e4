"""A viewer's frames where a task of its own sends them: under servers that can't hand a socket over."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator

ROOM = 256  # frames; a wall that is this far behind is better off coming back and resuming


class Inbox:
    """What one wall has yet to be sent. One task reads it, and `closed` or `overflowed` says why reading ended."""

    def __init__(self, room: int = ROOM) -> None:
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
