"""A wall hears everything once and in order, whoever sends it: our own sockets, or a server that sends one by one."""

import asyncio
import json
import random
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from app.domain.post import Deleted, Posted
from app.jobs import publish
from app.outlets.fanout import viewer
from app.outlets.fanout.inbox import Inbox
from app.outlets.fanout.upgrade import WallSocket
from app.outlets.frames import changes_frame
from app.services import live
from app.services.ingest import Ingest
from app.serving import take_port
from tests.support.installation import Installation
from tests.support.saying import said
from tests.support.viewers import cut, here

ENGINES = {"our own sockets": WallSocket, "one by one": "websockets-sansio"}
WORDS = [
    "quay",
    "harbour",
    "paper",
    "salt",
    "tide",
    "archive",
    "lantern",
    "map",
    "rope",
    "letter",
    "ferry",
    "gull",
    "dock",
    "sail",
    "anchor",
    "pier",
    "keel",
]
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass
class Wall:
    """A client that goes by docs/wall-protocol.md, and is stricter: whatever comes twice or is missing fails."""

    url: str
    epoch: str = ""
    seq: int = -1
    cards: dict[str, Any] = field(default_factory=dict)
    frames: int = 0

    @asynccontextmanager
    async def line(self, **options: Any) -> AsyncIterator[ClientConnection]:
        """Connect where it was cut."""
        where = f"{self.url}?epoch={self.epoch}&seq={self.seq}" if self.epoch else self.url
        line = await connect(where, proxy=None, max_size=None, **options)
        try:
            yield line
        finally:
            cut(line.transport)

    async def hear(self, line: ClientConnection) -> None:
        """Take in one frame."""
        async with asyncio.timeout(60):  # `wait_for` may swallow a caller's own timeout
            frame = json.loads(await line.recv())
        self.frames += 1
        if frame["type"] == "snapshot":
            assert self.seq < 0, "a wall that was told everything is not painted anew"
            self.cards = {card["id"]: card for card in frame["cards"]}
        else:
            assert frame["epoch"] == self.epoch
            assert frame.get("from", frame["seq"]) == self.seq, "nothing is lost and nothing comes twice"
        for change in frame.get("changes", ()):
            assert self.seq < change["seq"] <= frame["seq"]
            if change["card"] is None:
                self.cards.pop(change["id"], None)
            else:
                self.cards[change["id"]] = change["card"]
        self.epoch, self.seq = frame["epoch"], frame["seq"]

    async def until(self, seq: int, line: ClientConnection) -> None:
        """Listen until it knows of everything up to a seq."""
        while self.seq < seq:
            await self.hear(line)


@dataclass
class House:
    """An installation on a port, and somebody who says things."""

    installation: Installation
    address: tuple[str, int]
    ingest: Ingest
    count: int = 0

    def wall(self) -> Wall:
        """A wall that knows nothing yet."""
        return Wall(self.url)

    @property
    def url(self) -> str:
        """Where walls connect."""
        return "ws://{}:{}/wall/harbour/live".format(*self.address)

    def narrow(self) -> socket.socket:
        """A socket that holds little, so that who does not read is soon behind."""
        plug = socket.socket()
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32_768)
        plug.connect(self.address)
        return plug

    def somebody_is_sent_away(self) -> bool:
        """Whether one of two walls no longer hears what is said."""
        audience = self.installation.app.state.live._hub._audiences["harbour"]
        return len(audience) < 2 or any(inbox.overflowed for inbox in audience._inboxes)

    async def say(self, how_many: int = 1) -> None:
        """Say something about a speaker, each time something else and as somebody else."""
        posts = []
        for _ in range(how_many):
            self.count += 1
            name, at = f"guest{self.count}", AT + timedelta(seconds=self.count)
            text = f"Thank you, Amélie Strand, your talk was wonderful {self.count}"
            posts.append(said(text, by=name, uri=name, created_at=at, received_at=at))
        await self.ingest.take([Posted(post) for post in posts])

    async def take_back(self, number: int) -> None:
        """Delete what was said."""
        post = said("", by=f"guest{number}", uri=f"guest{number}")
        await self.ingest.take([Deleted(post.key, AT + timedelta(hours=1))])

    async def seq(self) -> int:
        """How far the event is."""
        return (await self.installation.house.events.named("harbour")).seq


@pytest.fixture(params=list(ENGINES))
async def house(installation: Installation, request: pytest.FixtureRequest) -> AsyncIterator[House]:
    taken = take_port("127.0.0.1", 0)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16_384)
    async with here(installation.app, taken, ws=ENGINES[request.param]):
        yield House(installation, taken.getsockname(), await installation.house.events.ingest("harbour"))


async def watch(wall: Wall, chance: random.Random, talked: asyncio.Event) -> None:
    """Come, listen for a while, be cut off at any moment, and come back, until all is said and heard."""
    while True:
        over = talked.is_set()
        async with wall.line(compression=chance.choice(("deflate", None))) as line:
            await wall.hear(line)
            if over:
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(chance.random() / 10):
                    while True:
                        await wall.hear(line)


async def test_walls_that_come_and_go_while_the_room_talks_hear_each_thing_once(house: House) -> None:
    chance, talked = random.Random(3), asyncio.Event()
    walls = [house.wall() for _ in range(4)]
    async with asyncio.TaskGroup() as tasks:
        for wall in walls:
            tasks.create_task(watch(wall, chance, talked))
        for number in range(6):
            await house.say(chance.randrange(1, 4))
            await asyncio.sleep(chance.random() / 50)
            if number % 2:
                await house.take_back(chance.randrange(1, house.count + 1))
        talked.set()
    final = house.wall()
    async with final.line() as line:
        await final.hear(line)
    assert final.cards
    for wall in walls:
        assert (wall.epoch, wall.seq, wall.cards) == (final.epoch, final.seq, final.cards)
        assert wall.frames > 3


class Gate:
    """Stands in for the tick's pause: it lasts until the test says so."""

    def __init__(self) -> None:
        self._reached, self._open = asyncio.Event(), asyncio.Event()

    async def sleep(self, _seconds: float) -> None:
        """Wait to be let through."""
        self._reached.set()
        await self._open.wait()
        self._open.clear()

    async def lets_through(self) -> None:
        """Wait for somebody to come, and open."""
        await asyncio.wait_for(self._reached.wait(), 60)
        self._reached.clear()
        self._open.set()


async def test_after_a_silence_it_goes_out_at_once_and_then_all_that_is_said_within_a_tick_in_one_frame(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate()
    own = SimpleNamespace(sleep=gate.sleep, get_running_loop=asyncio.get_running_loop)
    monkeypatch.setattr(publish, "asyncio", own)
    wall = house.wall()
    async with wall.line() as line:
        await wall.hear(line)
        await gate.lets_through()
        await house.say()
        await wall.hear(line)  # before the pause, not after it
        for _ in range(5):
            await house.say()
        await gate.lets_through()
        await wall.hear(line)
        assert (wall.frames, wall.seq) == (3, await house.seq())
        assert len(wall.cards) == 6
        await gate.lets_through()


async def test_a_slow_wall_is_sent_away_with_1013_and_resumes_without_gap_or_duplicate(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewer, "MOST_UNSENT", 20_000)
    monkeypatch.setattr(publish, "TICK", 0.0)
    monkeypatch.setattr(live, "Inbox", partial(Inbox, 3))
    monkeypatch.setattr(live, "changes_frame", lambda *given, **named: _padded(changes_frame(*given, **named)))
    slow, quick = house.wall(), house.wall()
    async with quick.line() as reading, slow.line(compression=None, max_queue=1, sock=house.narrow()) as line:
        await quick.hear(reading)
        await slow.hear(line)
        line.transport.pause_reading()
        while not house.somebody_is_sent_away():
            await house.say()
            await quick.until(await house.seq(), reading)
        await house.say()
        await quick.until(await house.seq(), reading)
        line.transport.resume_reading()
        with suppress(ConnectionClosed):
            while True:
                await slow.hear(line)
        assert line.close_code == 1013
        assert 0 < slow.seq < quick.seq
    async with slow.line() as line:
        await slow.until(quick.seq, line)
    assert (slow.seq, slow.cards) == (quick.seq, quick.cards)


def _padded(frame: str) -> str:
    """The same frame, and something in it that no client knows."""
    return f'{frame[:-1]},"pad":"{"x" * 60_000}"}}'


async def test_many_that_come_at_once_are_read_for_together(house: House) -> None:
    await house.say(5)
    walls = [house.wall() for _ in range(40)]
    read = house.installation.app.state.live._snapshot
    snapshots = 0

    async def counted(*arguments: Any) -> str:
        nonlocal snapshots
        snapshots += 1
        return str(await read(*arguments))

    house.installation.app.state.live._snapshot = counted

    async with AsyncExitStack() as stack:
        lines = await asyncio.gather(*(stack.enter_async_context(wall.line()) for wall in walls))
        await asyncio.gather(*(wall.hear(line) for wall, line in zip(walls, lines, strict=True)))
        assert 0 < snapshots < len(walls) / 2
        await house.say()
        await asyncio.gather(*(wall.hear(line) for wall, line in zip(walls, lines, strict=True)))
    assert {len(wall.cards) for wall in walls} == {6}


async def test_there_is_no_seat_at_an_event_that_there_is_not(house: House) -> None:
    async with connect(house.url.replace("harbour", "nowhere"), proxy=None) as line:
        with pytest.raises(ConnectionClosed):
            await asyncio.wait_for(line.recv(), 60)
        assert line.close_code == 4404


async def test_when_the_store_cannot_be_read_a_wall_is_asked_to_come_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: Any) -> None:
        raise OSError

    monkeypatch.setattr(house.installation.app.state.live, "_moment", fail)
    async with connect(house.url, proxy=None) as line:
        with pytest.raises(ConnectionClosed):
            await asyncio.wait_for(line.recv(), 60)
        assert line.close_code == 1013


async def test_who_leaves_before_it_is_seated_takes_no_seat(house: House) -> None:
    state = house.installation.app.state.live
    seen: list[int] = []
    tick = state._tick

    async def late(waiting: Any) -> bool:
        if waiting:
            async with asyncio.timeout(60):
                while not all(gone(one.guest) for guests in waiting.values() for one in guests):  # noqa: ASYNC110 - as below
                    await asyncio.sleep(0.001)
            seen.append(len(waiting))
        return bool(await tick(waiting))

    def gone(guest: Any) -> bool:
        return bool(guest.closed if isinstance(guest, Inbox) else guest.gone)

    state._tick = late
    async with connect(house.url, proxy=None) as line:
        cut(line.transport)
    async with asyncio.timeout(60):
        while not seen:  # noqa: ASYNC110 - a tick is nobody's event
            await asyncio.sleep(0.005)
    assert state._hub.audience("harbour") == 0
