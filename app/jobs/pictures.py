"""Fetches the pictures that walls need, a few at a time, as posts come."""

import asyncio

from app.bus.base import Bus
from app.jobs.supervise import Stamp
from app.services.pictures import Pictures

_LOOK_AFTER = 1.0  # seconds without a wake
_BREATH = 0.25  # seconds between two looks, however many posts come


class FetchPictures:
    """The job that brings faces to the walls."""

    def __init__(self, *, pictures: Pictures, bus: Bus, topic: str) -> None:
        self._pictures = pictures
        self._bus = bus
        self._topic = topic

    async def run(self, stamp: Stamp) -> None:
        """Fetch until cancelled."""
        async with self._bus.listen(self._topic) as wakes, asyncio.TaskGroup() as tasks:
            while True:
                for one in await self._pictures.due():
                    tasks.create_task(self._pictures.fetch(one))
                stamp()
                await asyncio.sleep(_BREATH)
                await wakes.wait(_LOOK_AFTER)
