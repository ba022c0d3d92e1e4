"""Reads the change log after each wake, and every quarter of a second without one, and tells the walls."""

import asyncio

from app.bus.base import Bus
from app.jobs.supervise import Stamp
from app.services.live import Live

_LOOK_AFTER = 0.25  # seconds without a wake: another process may have written
TICK = 0.05  # seconds; what comes within it goes out in one frame, and what comes after a silence at once


class Publish:
    """The job that carries commits to walls."""

    def __init__(self, *, live: Live, bus: Bus, topic: str) -> None:
        self._live = live
        self._bus = bus
        self._topic = topic

    async def run(self, stamp: Stamp) -> None:
        """Tell until cancelled."""
        loop = asyncio.get_running_loop()
        async with self._bus.listen(self._topic) as wakes:
            self._live.on_guest(wakes.ring)
            while True:
                begun = loop.time()
                told = await self._live.tell()
                stamp()
                if told:
                    await asyncio.sleep(max(0.0, begun + TICK - loop.time()))
                await wakes.wait(_LOOK_AFTER)
