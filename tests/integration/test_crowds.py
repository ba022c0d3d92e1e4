"""More walls than a house has seen, all at once: a server as a process, and a crowd that comes in the same second."""

import asyncio
import re
import resource
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from typing_extensions import override

from app.outlets.fanout.descriptors import KEPT
from tests.support.archive import ROSTER, post, written
from tests.support.command import environment, ovation_process
from tests.support.viewers import cut

pytestmark = pytest.mark.long

CROWD = 10_000
_SPARE = 500  # files that this process needs beside its walls
_PORT = re.compile(r":(\d+)")


class Wall(asyncio.Protocol):
    """The least that is a wall: it shakes hands and counts whole frames."""

    def __init__(self) -> None:
        self.status = 0
        self.frames: Counter[bytes] = Counter()
        self._data = b""
        self.changed = asyncio.Event()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.line = transport
        head = ["GET /wall/harbour/live HTTP/1.1", "Host: x", "Upgrade: websocket", "Connection: Upgrade"]
        key = ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13", "", ""]
        transport.write("\r\n".join([*head, *key]).encode())  # type: ignore[attr-defined]  # it is a socket's

    @override
    def data_received(self, data: bytes) -> None:
        self._data += data
        if not self.status:
            head, end, rest = self._data.partition(b"\r\n\r\n")
            if not end:
                return
            self.status, self._data = int(head.split(b" ")[1]), rest
            self.retry = re.search(rb"(?i)retry-after: (\d+)", head)
        self._count()
        self.changed.set()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.changed.set()

    async def hears(self, count: int) -> None:
        """Wait until it has heard so many frames, or is refused."""
        while self.frames.total() < count and self.status in {0, 101}:
            self.changed.clear()
            await self.changed.wait()

    def _count(self) -> None:
        while self.status == 101 and len(self._data) > 9:
            wide = {126: 2, 127: 8}.get(self._data[1], 0)
            size = int.from_bytes(self._data[2 : 2 + wide], "big") if wide else self._data[1]
            if len(self._data) < 2 + wide + size:
                return
            frame, self._data = self._data[2 + wide : 2 + wide + size], self._data[2 + wide + size :]
            self.frames[frame] += 1


@contextmanager
def house(folder: Path, limit: int | None = None) -> Iterator[int]:
    """Serve an event in a process of its own, which may open so many files; yields its port."""
    data = folder / "data"
    create = ("--name", "Harbour Day", "--hashtag", "harbourday", "--timezone", "Europe/Lisbon")
    assert ovation_process("event", "create", "harbour", *create, data=data).code == 0
    assert (
        ovation_process("event", "import", "harbour", str(written(folder / "speakers.jsonl", ROSTER)), data=data).code
        == 0
    )
    words = [sys.executable, "-m", "app", "serve", "--port", "0"]
    if limit is not None:
        words = ["prlimit", f"--nofile={limit // 2}:{limit}", *words]
    with subprocess.Popen(words, env=environment(data), stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield int(_PORT.findall(server.stdout.readline())[0])
        finally:
            server.terminate()


async def come(port: int, count: int) -> list[Wall]:
    """So many walls, all at once."""
    loop = asyncio.get_running_loop()
    ends = await asyncio.gather(*(loop.create_connection(Wall, "127.0.0.1", port) for _ in range(count)))
    return [wall for _, wall in ends]


async def test_ten_thousand_that_come_in_the_same_second_are_all_let_in_and_hear_the_same(tmp_path: Path) -> None:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < CROWD + _SPARE:
        pytest.skip(f"not run: this process may open {soft} files, and needs {CROWD + _SPARE}")
    with house(tmp_path) as port:
        walls = await come(port, CROWD)
        async with asyncio.timeout(120):
            await asyncio.gather(*(wall.hears(1) for wall in walls))
        assert Counter(wall.status for wall in walls) == {101: CROWD}
        archive = written(tmp_path / "1.jsonl", [post(31, "Oskar Lindqvist was brilliant, I loved every minute")])
        said = await asyncio.to_thread(ovation_process, "replay", "harbour", str(archive), data=tmp_path / "data")
        assert said.code == 0, said.err
        async with asyncio.timeout(120):
            while not all(any(b"brilliant" in frame for frame in wall.frames) for wall in walls):
                await asyncio.gather(*(wall.hears(wall.frames.total() + 1) for wall in walls))
        assert all(count == 1 for wall in walls for frame, count in wall.frames.items() if b"brilliant" in frame)
        for wall in walls:
            cut(wall.line)


async def test_when_every_seat_is_taken_walls_are_told_when_to_come_back_and_pages_still_open(tmp_path: Path) -> None:
    if shutil.which("prlimit") is None:
        pytest.skip("not run: there is no prlimit to start a server with")
    with house(tmp_path, KEPT + 150) as port:
        walls = await come(port, 250)
        async with asyncio.timeout(60):
            await asyncio.gather(*(wall.hears(1) for wall in walls))
        let_in = Counter(wall.status for wall in walls)
        assert set(let_in) == {101, 503}
        assert 50 < let_in[101] < 150
        assert all(int(wall.retry[1]) > 0 for wall in walls if wall.status == 503 and wall.retry)
        async with httpx.AsyncClient() as browser:
            assert (await browser.get(f"http://127.0.0.1:{port}/wall/harbour")).status_code == 200
        for wall in walls[:200]:
            cut(wall.line)
        async with asyncio.timeout(60):
            again: list[Wall] = []
            while not again or again[0].status != 101:
                again = await come(port, 1)
                await again[0].hears(1)
        for wall in [*walls[200:], *again]:
            cut(wall.line)
