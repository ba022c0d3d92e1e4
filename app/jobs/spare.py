"""Looks at the stages once a second: where an event spares its speakers, who came on stage and who left it."""

import asyncio

from app.jobs.supervise import Stamp
from app.services.rulebook import Rulebook

_LOOK_AFTER = 1.0  # seconds


class Spare:
    """The job that keeps posts about whoever is on stage off the walls, where an event asks for it."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook

    async def run(self, stamp: Stamp) -> None:
        """Look until cancelled."""
        while True:
            await self._rulebook.look_at_stages()
            stamp()
            await asyncio.sleep(_LOOK_AFTER)
