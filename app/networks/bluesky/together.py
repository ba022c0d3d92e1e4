"""Several things that tell, as one: what any of them tells comes out, and the first that fails ends them all."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from functools import partial

from app.networks.source import Heard

_WAITING = 100  # things told that nobody has taken; then those who tell wait

_Inbox = asyncio.Queue[Heard | Exception]


async def together(
    tellers: Sequence[Callable[[], AsyncIterator[Heard]]], workers: Sequence[Callable[[], Awaitable[None]]]
) -> AsyncGenerator[Heard, None]:
    """Yield what the tellers tell while the workers work; raises what any of them raised.

    A failure comes out here and nowhere else: whoever listens may be in the middle of storing something.
    """
    inbox: _Inbox = asyncio.Queue(_WAITING)
    failure: Exception | None = None
    async with asyncio.TaskGroup() as group:
        work: list[Callable[[], Awaitable[None]]] = [*workers, *(partial(_tell, teller, inbox) for teller in tellers)]
        tasks = [group.create_task(_guard(one, inbox)) for one in work]
        try:
            while not isinstance(heard := await inbox.get(), Exception):
                yield heard
            failure = heard
        except GeneratorExit:
            pass  # nobody listens any more, which is no failure of the group
        finally:
            for task in tasks:
                task.cancel()
    if failure is not None:
        raise failure


async def _tell(teller: Callable[[], AsyncIterator[Heard]], inbox: _Inbox) -> None:
    async for heard in teller():
        await inbox.put(heard)


async def _guard(work: Callable[[], Awaitable[None]], inbox: _Inbox) -> None:
    try:
        await work()
    except Exception as error:  # noqa: BLE001 - handed on
        await inbox.put(error)
