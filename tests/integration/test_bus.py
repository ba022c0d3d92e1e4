"""Both buses wake whoever listens, and the one between machines outlives its server."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from time import monotonic

import pytest
import pytest_asyncio

from app.bus.base import Bus
from app.bus.opening import open_bus
from app.domain.errors import BadInput, Unavailable
from tests.support.nats import NatsServer, nats_server

SOON = 60.0  # seconds; a wake takes under a millisecond
NEVER = 0.05


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    with nats_server(tmp_path_factory.mktemp("nats")) as running:
        yield running


@pytest_asyncio.fixture(params=["memory", "nats"])
async def bus(request: pytest.FixtureRequest) -> AsyncIterator[Bus]:
    url = None if request.param == "memory" else request.getfixturevalue("server").url
    opened = await open_bus(url)
    yield opened
    await opened.close()


async def test_a_wake_reaches_every_listener_of_its_topic(bus: Bus) -> None:
    async with bus.listen("walls") as one, bus.listen("walls") as two, bus.listen("letters") as other:
        await bus.wake("walls")
        assert await one.wait(SOON)
        assert await two.wait(SOON)
        assert not await other.wait(NEVER)


async def test_many_wakes_are_one(bus: Bus) -> None:
    async with bus.listen("walls") as walls, bus.listen("last") as last:
        for _ in range(50):
            await bus.wake("walls")
        await bus.wake("last")
        assert await last.wait(SOON)  # so all the others have come
        assert await walls.wait(SOON)
        assert not await walls.wait(NEVER)


async def test_a_wake_while_nobody_waits_is_kept(bus: Bus) -> None:
    async with bus.listen("walls") as walls:
        await bus.wake("walls")
        async with bus.listen("last") as last:
            await bus.wake("last")
            await last.wait(SOON)
        assert await walls.wait(SOON)


async def test_nobody_listening_is_no_trouble(bus: Bus) -> None:
    async with bus.listen("walls"):
        pass
    await bus.wake("walls")
    await bus.wake("no such * topic >")
    async with bus.listen("walls") as walls:
        await bus.wake("walls")
        assert await walls.wait(SOON)


async def test_two_processes_share_a_bus_between_machines(server: NatsServer) -> None:
    here, there = await open_bus(server.url), await open_bus(server.url)
    async with there.listen("walls") as walls:
        await here.wake("walls")
        assert await walls.wait(SOON)
    await here.close()
    await there.close()


async def test_a_server_that_comes_back_finds_its_listeners(tmp_path: Path) -> None:
    with nats_server(tmp_path) as server:
        bus = await open_bus(server.url)
        async with bus.listen("walls") as walls:
            server.stop()
            await bus.wake("walls")  # lost or kept: either will do
            server.start()
            assert await walls.wait(60)  # the return itself is a wake: something may have been missed
            await bus.wake("walls")
            assert await walls.wait(SOON)
        await bus.close()


async def test_a_bus_closes_within_two_seconds_when_its_server_is_gone(tmp_path: Path) -> None:
    with nats_server(tmp_path) as server:
        bus = await open_bus(server.url)
        async with bus.listen("walls"):
            server.stop()
        before = monotonic()
        await bus.close()
        assert monotonic() - before < 2
        await bus.wake("walls")


async def test_a_bus_that_does_not_answer_is_unavailable_and_keeps_the_password(tmp_path: Path) -> None:
    with nats_server(tmp_path) as server:
        nobody = server.url.replace("nats://", "nats://me:secret@")
    with pytest.raises(Unavailable, match="cannot be reached") as refused:
        await open_bus(nobody)
    assert "secret" not in str(refused.value)


async def test_an_address_of_something_else_is_refused() -> None:
    with pytest.raises(BadInput, match="nats://HOST"):
        await open_bus("redis://localhost")
