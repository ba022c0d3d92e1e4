"""Many who say something in one moment share a transaction, and its failure."""

import asyncio
from collections.abc import Sequence
from typing import cast

from app.domain.errors import Unavailable
from app.domain.network import Network
from app.domain.post import Change, Deleted, PostKey
from app.services.ingest import Ingest
from app.services.taking import Taking
from tests.support.stored import NOW


class Slow:
    """An ingest whose first transaction lasts until it is let go."""

    def __init__(self, *, fails: bool = False) -> None:
        self.batches: list[list[str]] = []
        self.gate, self.begun = asyncio.Event(), asyncio.Event()
        self._fails = fails

    async def take(self, changes: Sequence[Change]) -> None:
        self.batches.append([change.key.uri for change in changes if isinstance(change, Deleted)])
        self.begun.set()
        await self.gate.wait()
        if self._fails and len(self.batches) > 1:
            raise Unavailable("the disk is full")


def change(number: int) -> Change:
    return Deleted(PostKey(Network.WEB, f"say:{number}"), NOW)


async def begun(slow: Slow, taking: Taking, *numbers: int) -> list[asyncio.Future[None]]:
    ingest = cast("Ingest", slow)
    running: list[asyncio.Future[None]] = [
        asyncio.ensure_future(taking.take(ingest, change(number))) for number in numbers
    ]
    await slow.begun.wait()
    return running


async def test_who_comes_while_one_is_taken_goes_with_the_next() -> None:
    slow, taking = Slow(), Taking()
    running = await begun(slow, taking, *range(40))
    slow.gate.set()
    await asyncio.gather(*running)
    assert slow.batches[0] == [f"say:{number}" for number in range(len(slow.batches[0]))]
    assert sum(map(len, slow.batches)) == 40
    assert len(slow.batches) <= 2


async def test_a_transaction_that_fails_tells_everybody_who_was_in_it_and_nobody_else() -> None:
    slow, taking = Slow(fails=True), Taking()
    running = [*await begun(slow, taking, 1), *await begun(slow, taking, 7, 8)]
    await asyncio.sleep(0)
    slow.gate.set()
    told = await asyncio.gather(*running, return_exceptions=True)
    assert [type(one) for one in told] == [type(None), Unavailable, Unavailable]
    assert slow.batches == [["say:1"], ["say:7", "say:8"]]


async def test_who_leaves_in_the_middle_takes_nobody_along() -> None:
    slow, taking = Slow(), Taking()
    running = await begun(slow, taking, 1, 2)
    running[0].cancel()
    await asyncio.sleep(0)
    slow.gate.set()
    told = await asyncio.gather(*running, return_exceptions=True)
    assert [type(one) for one in told] == [asyncio.CancelledError, type(None)]
    assert "say:2" in slow.batches[-1]
