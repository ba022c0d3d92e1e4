"""Several things that are listened to at once, told as one: whichever fails ends them all, with its own error."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import TypeAlias

from app.networks.source import Heard

Tell: TypeAlias = Callable[[Heard], Awaitable[None]]
Listen: TypeAlias = Callable[[Tell], Awaitable[None]]
_WAITING = 8  # what may be told before somebody takes it; a slow taker slows the tellers down


async def together(*listening: Listen) -> AsyncGenerator[Heard, None]:
    """Yield what each of several listeners tells, as it comes; raise what one of them dies of, and stop the others.

    No listener's failure reaches whoever takes what is told while they are doing something else.
    """
    told: asyncio.Queue[Heard | Exception | None] = asyncio.Queue(_WAITING)
    failure: Exception | None = None
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(_run(listen, told)) for listen in listening]
        try:
            left = len(running)
            while left and failure is None:
                heard = await told.get()
                if isinstance(heard, Heard):
                    yield heard
                else:
                    left, failure = left - 1, heard
        except GeneratorExit:
            return  # a group would wrap it into something else
        finally:
            for task in running:
                task.cancel()
    if failure is not None:
        raise failure


async def _run(listen: Listen, told: asyncio.Queue[Heard | Exception | None]) -> None:
    try:
        await listen(told.put)
    except Exception as error:  # noqa: BLE001 - handed on, whatever it is
        await told.put(error)
    else:
        await told.put(None)
