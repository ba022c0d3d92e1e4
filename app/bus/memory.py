"""The bus of one process, the default: nothing to install."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Ring:
    """A listener's bell: rung any number of times, it is heard once."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake the listener."""
        self._rung.set()

    async def wait(self, seconds: float) -> bool:
        """Wait for the bell, at most so long; whether it rang."""
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return False
        self._rung.clear()
        return True


class MemoryBus:
    """Wakes listeners of the same event loop."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Ring]] = {}

    async def wake(self, topic: str) -> None:
        """Wake every listener of a topic."""
        for ring in self._listeners.get(topic, ()):
            ring.ring()

    @asynccontextmanager
    async def listen(self, topic: str) -> AsyncIterator[Ring]:
        """Listen from now on."""
        ring = Ring()
        listeners = self._listeners.setdefault(topic, set())
        listeners.add(ring)
        try:
            yield ring
        finally:
            listeners.discard(ring)

    async def close(self) -> None:
        """Nothing is held."""
