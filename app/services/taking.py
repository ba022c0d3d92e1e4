"""Taking together what many say in one moment: a room that applauds is a few transactions, not two thousand."""

import asyncio

from app.domain.post import Change
from app.services.ingest import Ingest


class Taking:
    """Takes changes of one event. Whoever comes while a transaction runs goes with the next one, all in one."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Change, asyncio.Future[None]]] = []
        self._turn = asyncio.Lock()

    async def take(self, ingest: Ingest, change: Change) -> None:
        """Return once a change is committed; if that failed, it failed for all that came together."""
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((change, mine))
        async with self._turn:
            if not mine.done():
                await self._take_all(ingest)
        await mine

    async def _take_all(self, ingest: Ingest) -> None:
        together, self._waiting = self._waiting, []
        try:
            await ingest.take([change for change, _ in together])
        except asyncio.CancelledError:  # one of them left: the next of them takes the rest
            self._waiting = [*together, *self._waiting]
            raise
        except Exception as error:  # noqa: BLE001 - each of them raises it
            for _, waiting in together:
                if not waiting.done():
                    waiting.set_exception(error)
        else:
            for _, waiting in together:
                if not waiting.done():
                    waiting.set_result(None)
