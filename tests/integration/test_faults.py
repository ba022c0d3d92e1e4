"""Nothing lost, nothing twice, nothing kept that was deleted: end to end, over lines and servers that fail."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path

import pytest

from app.house import House, open_house
from app.networks.nostr import follow, relay
from tests.integration.test_store_deletion import everything
from tests.support.databases import with_tables
from tests.support.installation import HARBOUR, PROGRAMME, settings_for
from tests.support.jetstream import JANE, START
from tests.support.raw_server import Answering, raw_server, response
from tests.support.worlds import SILENCE, WAIT, Followed, Sky, World, fediverse, followed, relays, sky, words

_WORLDS: dict[str, Callable[[], AbstractAsyncContextManager[World]]] = {
    "fediverse": fediverse,
    "sky": sky,
    "relays": relays,
}


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(relay, "BEAT", SILENCE / 2)
    monkeypatch.setattr(relay, "PONG", SILENCE / 2)
    monkeypatch.setattr(follow, "_RECHECK_EVERY", 0.2)
    monkeypatch.setattr(relay, "usual_patience", lambda *_: WAIT)
    settings = settings_for(with_tables(tmp_path / "data")).model_copy(update={"allowed_hosts": "127.0.0.1"})
    async with open_house(settings) as opened:
        await opened.events.create(HARBOUR)
        await opened.events.import_programme(HARBOUR.slug, PROGRAMME)
        yield opened


@pytest.fixture(params=_WORLDS)
async def event(request: pytest.FixtureRequest, house: House) -> AsyncIterator[Followed]:
    """An event that follows a network, and has heard three posts already."""
    async with _WORLDS[request.param]() as world, followed(house, world) as event:
        await world.ready()
        await event.say(range(3))
        held, shown = await event.settles()
        assert held == shown == event.expected
        yield event


@pytest.fixture(params=["fediverse", "sky"])
async def streaming(request: pytest.FixtureRequest, house: House) -> AsyncIterator[Followed]:
    """The same where a test decides what stands in the stream."""
    async with _WORLDS[request.param]() as world, followed(house, world) as event:
        await world.ready()
        await event.say(range(3))
        held, shown = await event.settles()
        assert held == shown == event.expected
        yield event


def _later(event: Followed) -> None:
    """Let time pass: where deletions are not told again, what was shown is looked at again after a while."""
    if not isinstance(event.world, Sky):
        event.ahead += timedelta(minutes=5)


async def _away(event: Followed, numbers: range, gone: list[int]) -> None:
    await event.say(numbers)
    await event.unsay(gone)


async def test_a_server_that_is_away_for_a_while(event: Followed) -> None:
    await event.world.line.refuse()
    await _away(event, range(10, 15), [1, 12])
    await event.world.line.start()
    _later(event)
    held, shown = await event.settles()
    assert held == shown == event.expected
    assert words(1) not in await everything(event.house.database)


async def test_a_line_that_is_cut_in_the_middle_of_a_frame(event: Followed) -> None:
    line = event.world.line
    for number, place in enumerate((1, 3, 60, 250), start=10):
        cuts = line.cuts
        line.cut_after(place)
        await event.say([number])
        async with asyncio.timeout(60):
            while line.cuts == cuts:  # who polls connects anew also without a cut
                await line.connected(line.connections + 1)
    held, shown = await event.settles()
    assert held == shown == event.expected


@pytest.mark.long
async def test_a_line_that_stands_and_says_nothing(event: Followed) -> None:
    line = event.world.line
    line.fall_silent()
    connections = line.connections
    await _away(event, range(10, 13), [2])
    async with asyncio.timeout(60):
        await line.connected(connections + 1)  # it is noticed, though nobody says so
    await line.speak()
    _later(event)
    held, shown = await event.settles()
    assert held == shown == event.expected


async def test_a_server_that_refuses_for_a_while(event: Followed) -> None:
    refusals = (
        response(status="429 Too Many Requests", retry_after="1"),
        response(status="429 Too Many Requests"),
        response(status="503 Service Unavailable", retry_after="1\r\nretry-after: 0"),
    )

    for number, refusal in enumerate(refusals, start=1):
        await _instead(event, _always(refusal), numbers=range(10 * number, 10 * number + 3), gone=[number - 1])
    _later(event)
    held, shown = await event.settles()
    assert held == shown == event.expected


def _always(said: bytes) -> Answering:
    async def answering(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said)

    return answering


@pytest.mark.long
async def test_ten_megabytes_of_junk_instead_of_a_server(event: Followed) -> None:
    junk = random.Random(1).randbytes(10_000_000)
    await _instead(event, _always(b""), greeting=junk, numbers=range(10, 13), gone=[0, 11])
    _later(event)
    held, shown = await event.settles()
    assert held == shown == event.expected


async def _instead(
    event: Followed, answering: Answering, *, numbers: range, gone: list[int], greeting: bytes = b""
) -> None:
    """Let something else answer at the server's address, until it was asked; people go on meanwhile."""
    line = event.world.line
    server = line.to_port
    async with raw_server(answering, greeting=greeting) as port:
        line.to_port = port
        connections = line.connections
        await line.cut()
        await _away(event, numbers, gone)
        async with asyncio.timeout(60):
            await line.connected(connections + 1)
        line.to_port = server
        await line.cut()


@pytest.mark.long
async def test_ten_megabytes_of_junk_in_the_middle_of_a_stream(streaming: Followed) -> None:
    streaming.world.spill(random.Random(2).randbytes(10_000_000))
    await streaming.say(range(10, 13))
    held, shown = await streaming.settles()
    assert held == shown == streaming.expected


async def test_a_hundred_posts_in_another_order_some_twice_some_deleted_before_they_come(event: Followed) -> None:
    await event.say_in_disorder(range(100, 200), [*range(100, 200, 9)], random.Random(3))
    _later(event)
    held, shown = await event.settles()
    assert held == shown == event.expected


async def test_frames_that_nobody_understands_in_every_position(streaming: Followed) -> None:
    for number in range(10, 14):
        await _babble(streaming)
        await streaming.say([number])
    await _babble(streaming)
    await streaming.unsay([11])
    _later(streaming)
    held, shown = await streaming.settles()
    assert held == shown == streaming.expected


_UNHEARD_OF = (
    *("", "{", "null", "[]", "{}", "0", "x" * 100_000, "[" * 50_000, b"\xff\xfe{}"),
    json.dumps({"stream": ["hashtag", "harbourday"], "event": "update", "payload": "{"}),
    json.dumps({"stream": ["hashtag", "harbourday"], "event": "update", "payload": "null"}),
    json.dumps({"stream": "hashtag", "event": {"update": 1}, "payload": [1]}),
    json.dumps({"did": JANE, "time_us": "soon", "kind": "commit", "commit": []}),
    json.dumps({"did": JANE, "time_us": START + 10**6, "kind": "commit", "commit": {"operation": "create"}}),
    json.dumps({"did": 7, "time_us": 10**30, "kind": "identity", "identity": None}),
)


async def _babble(event: Followed) -> None:
    for frame in _UNHEARD_OF:
        await event.world.babble(frame)


@pytest.mark.long
async def test_a_bad_day(event: Followed, rounds: int, chance: random.Random) -> None:
    """Whatever fails, and in whatever order, for as many rounds as are asked for."""
    number = 1_000
    for _ in range(10 * rounds):
        begun = await _fail(event, chance)
        await event.say(range(number, number + chance.randrange(1, 8)))
        number += 8
        there = sorted(event.said - event.unsaid)
        await event.unsay(chance.sample(there, min(len(there), chance.randrange(3))))
        if chance.random() < 0.5:
            await asyncio.sleep(chance.random() * 2 * SILENCE)
        await begun()
    await event.say_in_disorder(range(number, number + 200), [*range(number, number + 200, 7)], chance)
    for _ in range(5):  # what was heard after its deletion had been lost is looked at when it is a while old
        _later(event)
        await event.waits(10)
    held, shown = await event.settles(60)
    assert held == shown == event.expected


async def _fail(event: Followed, chance: random.Random) -> Callable[[], Awaitable[None]]:
    """Begin a fault; what ends it."""
    line = event.world.line
    match chance.randrange(5):
        case 0:
            await line.cut()
        case 1:
            line.cut_after(chance.randrange(3_000))
        case 2:
            await line.refuse()
            return line.start
        case 3:
            line.fall_silent()
            return line.speak
        case _:
            pass  # a good hour
    return _over


async def _over() -> None:
    """What needs no end."""
