"""From a post that is received to the last of 500 walls, beside the same rows committed and a socket's echo."""

import asyncio
import json
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median, quantiles
from time import monotonic_ns, sleep
from typing import Any, NamedTuple

from app.jobs.publish import TICK
from tests.bench.judge import Judge
from tests.bench.rounds import ROUNDS, Result
from tests.bench.sides import Missing, viewers_in
from tests.bench.storing import _GIVEN, _PRAGMAS, _WRITTEN, Rows, _insert, _migrated, _rows

_WALLS, _RATE, _POSTS = 500, 200, 400
_QUIET = 8  # posts, one a second
_PATH = "/wall/longshore/live"


class _Heard(NamedTuple):
    """One run: ms from each post to the last wall, CPU of sending in µs a wall, frames, and seconds."""

    took: list[float]
    spent: float
    frames: int
    seconds: float


class _Ovation:
    """A whole Ovation in a process of its own, and its walls in another."""

    def __init__(self, folder: Path, walls: Path) -> None:
        self.file = folder / "ovation.db"
        command = (sys.executable, "-m", "tests.bench.arriving_server", str(folder))
        self._server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        port = int(_read(self._server))
        self._judge = Judge(port, _PATH, packed=True)
        self._judge.read(1)
        self._walls = subprocess.Popen(
            [walls, str(port), _PATH, str(_WALLS), "deflate"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        _read(self._walls)
        sleep(1)

    def run(self, rate: int, count: int) -> _Heard:
        """Say so many posts; the gate is that every wall had every one of them once."""
        begun = monotonic_ns()
        before = len(self._judge.heard)
        _ask(self._walls, "forget")
        done = json.loads(_ask(self._server, f"{rate} {count}"))
        frames: list[dict[str, Any]] = []
        while not frames or frames[-1]["seq"] < done["seq"]:
            frames.append(json.loads(self._judge.read(before + len(frames) + 1)[before + len(frames)]))
        seconds = (monotonic_ns() - begun) / 1e9
        _ask(self._walls, f"wait {len(frames)}")
        reached = list(map(int, _ask(self._walls, "times").split()))[: len(frames)]
        at: dict[int, int] = {}
        for frame, ns in zip(frames, reached, strict=True):
            for change in frame.get("changes", ()):
                at[int(change["card"]["text"].rsplit(" ", 1)[1])] = ns
        numbers = range(done["first"], done["first"] + count)
        if sorted(at) != list(numbers):
            raise AssertionError(f"{len(at)} of {count} posts reached the walls")
        took = [(at[n] - ns) / 1e6 for n, ns in zip(numbers, done["received"], strict=True)]
        return _Heard(took, int(_ask(self._server, "")) / 1e3 / _WALLS, len(frames), seconds)

    def close(self) -> None:
        """End both processes."""
        self._judge.close()
        for process in (self._walls, self._server):
            process.kill()
            process.communicate()


def _read(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def _ask(process: subprocess.Popen[str], question: str) -> str:
    assert process.stdin is not None
    process.stdin.write(f"{question}\n")
    process.stdin.flush()
    return _read(process)


def _bare(file: Path, rows: Rows, frame: bytes) -> list[float]:
    """Ms a post: its rows are committed as we commit them, and a frame goes to a socket and back."""
    asyncio.run(_migrated(file))
    here, there = socket.socketpair()
    threading.Thread(target=_echo, args=(there,), daemon=True).start()
    took = []
    with closing(sqlite3.connect(file, isolation_level=None)) as connection, closing(here):
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        for table in _GIVEN:
            connection.executemany(_insert(table, rows), rows[table])
        connection.executemany(_insert("account", rows), rows["account"])
        begun = monotonic_ns()
        for number, post in enumerate(rows["post"][:_POSTS]):
            sleep(max(0.0, number / _RATE - (monotonic_ns() - begun) / 1e9))
            received = monotonic_ns()
            given: dict[str, Sequence[Any]] = {
                "post": [post],
                "mention": [row for row in rows["mention"] if row[0] == post[0]],
            }
            connection.execute("BEGIN IMMEDIATE")
            for table in _WRITTEN[1:]:
                connection.executemany(_insert(table, rows), given[table])
            connection.execute("COMMIT")
            here.sendall(frame)
            left = len(frame)
            while left:
                left -= len(here.recv(left))
            took.append((monotonic_ns() - received) / 1e6)
    return took


def _echo(line: socket.socket) -> None:
    with closing(line):
        while data := line.recv(1 << 16):
            line.sendall(data)


def measure() -> Iterator[Result | str]:
    """Goal 7 of performance.md."""
    with ExitStack() as stack:
        try:
            _, walls = viewers_in(stack)
        except Missing as lacking:
            yield f"from a post to {_WALLS} walls: not run, because {lacking}"
            return
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ovation-bench-")))
        ovation = _Ovation(folder / "data", walls)
        stack.callback(ovation.close)
        ovation.run(_RATE, _POSTS // 4)  # the first time, everything is loaded
        busy: list[_Heard] = []
        bare: list[list[float]] = []
        for turn in range(ROUNDS):
            busy.append(ovation.run(_RATE, _POSTS))
            bare.append(_bare(folder / f"bare-{turn}.db", _rows(ovation.file), b"x" * 900))
        yield from _results(busy, bare, ovation.run(1, _QUIET))


def _results(busy: Sequence[_Heard], bare: Sequence[Sequence[float]], quiet: _Heard) -> Iterator[Result]:
    for name, point in (("p50", 49), ("p99", 98)):
        ours = median(quantiles(one.took, n=100)[point] for one in busy)
        least = median(quantiles(one, n=100)[point] for one in bare)
        yield Result(
            f"{name} from a post to {_WALLS} walls at {_RATE} posts/s, in times of 3 × the bare path and a tick",
            ours / (3 * least + TICK * 1e3),
            "≤ 1",
            f"{ours:.1f} ms; rows committed and a socket's echo {least:.2f} ms",
        )
    loud, still = median(one.spent / one.frames for one in busy), quiet.spent / quiet.frames
    a_second = median(one.spent / one.seconds for one in busy)
    a_post = median(one.spent for one in busy) / _POSTS
    yield Result(
        f"CPU of sending, a wall and frame, at {_RATE} posts/s beside 1",
        loud / still,
        "≤ 2",
        f"{loud:.1f} and {still:.1f} µs; a wall and second {a_second:.0f} and {quiet.spent / quiet.seconds:.0f} µs, "
        f"a wall and post {a_post:.1f} and {quiet.spent / _QUIET:.1f} µs",
    )
