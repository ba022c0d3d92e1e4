"""Begins and ends announcements when their time has come."""

import asyncio

from app.jobs.supervise import Stamp
from app.services.shows import ShowControl

_LOOK_AFTER = 0.5  # seconds


class Announce:
    """The job that keeps the organizers' times."""

    def __init__(self, *, control: ShowControl) -> None:
        self._control = control

    async def run(self, stamp: Stamp) -> None:
        """See to them until cancelled."""
        while True:
            await self._control.see_to_announcements()
            stamp()
            await asyncio.sleep(_LOOK_AFTER)
