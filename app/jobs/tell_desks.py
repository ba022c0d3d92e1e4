"""Reads the change log after each wake, and every quarter of a second without one, and tells the moderators."""

from app.bus.base import Bus
from app.jobs.supervise import Stamp
from app.services.desk_live import DeskLive

_LOOK_AFTER = 0.25  # seconds without a wake: another process may have written


class TellDesks:
    """The job that carries commits to moderators."""

    def __init__(self, *, live: DeskLive, bus: Bus, topic: str) -> None:
        self._live = live
        self._bus = bus
        self._topic = topic

    async def run(self, stamp: Stamp) -> None:
        """Tell until cancelled."""
        async with self._bus.listen(self._topic) as wakes:
            while True:
                await self._live.tell()
                stamp()
                await wakes.wait(_LOOK_AFTER)
