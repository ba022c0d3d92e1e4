"""Jobs are started again whatever they die of, and end when they are told to, whatever they say then."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.errors import Unavailable
from app.jobs.supervise import Stamp, Supervisor


def now() -> datetime:
    return datetime.now(UTC)


async def test_a_job_that_dies_is_started_again_and_its_health_says_of_what() -> None:
    supervisor, begun = Supervisor(now=now), asyncio.Semaphore(0)

    async def dies(stamp: Stamp) -> None:
        stamp()
        begun.release()
        raise Unavailable("nobody answers")

    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(supervisor.run("dies", dies, patience=lambda _error, _failures: timedelta(0)))
        for _ in range(3):
            await begun.acquire()
        task.cancel()
    assert task.cancelled()
    assert supervisor.jobs["dies"].restarts >= 2
    assert supervisor.jobs["dies"].last_error == "Unavailable"


async def test_a_job_that_ran_well_for_a_while_fails_for_the_first_time_again() -> None:
    """Each run lasts as long as `lasts` says; how often it failed in a row decides how long it waits."""
    clock, lasts = [now()], iter([0, 0, 90, 0])
    told: list[int] = []
    supervisor, over = Supervisor(now=lambda: clock[0]), asyncio.Event()

    async def dies(_stamp: Stamp) -> None:
        if len(told) == 4:
            over.set()
            await asyncio.Event().wait()
        clock[0] += timedelta(seconds=next(lasts))
        raise Unavailable("nobody answers")

    def patience(_error: Exception | None, failures: int) -> timedelta:
        told.append(failures)
        return timedelta(0)

    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(supervisor.run("dies", dies, patience=patience))
        await over.wait()
        task.cancel()
    assert told == [1, 2, 1, 2]


@pytest.mark.parametrize("error", [Unavailable("the database went away"), RuntimeError("no active connection")])
async def test_a_job_that_breaks_while_it_is_cancelled_ends(error: Exception) -> None:
    """A database driver may turn a cancellation into an error of its own; a server would wait for its end for ever."""
    supervisor, begun = Supervisor(now=now), asyncio.Event()

    async def breaks(_stamp: Stamp) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise error from None

    async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
        task = tasks.create_task(supervisor.run("breaks", breaks))
        await begun.wait()
        task.cancel()
    assert task.cancelled()
    assert supervisor.jobs["breaks"].restarts == 0
