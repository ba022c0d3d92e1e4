"""How fast a firehose is followed: beside a loop that only decodes, beside json, and with many tags beside few."""

import json
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import aclosing, contextmanager
from datetime import UTC, datetime, timedelta
from statistics import median
from time import process_time
from typing import NamedTuple

import uvloop
from websockets.asyncio.client import connect

from app.domain.post import Posted
from app.networks.bluesky.follow import BlueskyFollower
from app.networks.bluesky.glance import glance
from app.networks.bluesky.options import Options
from app.networks.outside import Outside
from tests.bench.firehose import EVENTS, OURS, held, tag
from tests.bench.rounds import ROUNDS, Result
from tests.support.jetstream import START
from tests.support.watching import FakeWatch

_FEW, _MANY = 5, 1_000
_RECORD = 143_199  # posts a second, X's of August 2013


class _Hose(NamedTuple):
    stream: str
    api: str
    size: int  # bytes of a frame


_Side = Callable[[Outside, _Hose], Awaitable[int]]


@contextmanager
def _hose() -> Iterator[_Hose]:
    with subprocess.Popen([sys.executable, "-m", "tests.bench.firehose"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        stream, api, size = process.stdout.readline().split()
        try:
            yield _Hose(f"ws://127.0.0.1:{stream}", f"http://127.0.0.1:{api}", int(size))
        finally:
            process.kill()


async def _decoded(outside: Outside, hose: _Hose) -> int:
    """The same socket, the same decoding, and everything is thrown away."""
    async with outside.socket(f"{hose.stream}/subscribe", compression=None) as connection:
        last = START
        for _ in range(EVENTS):
            last = glance(await connection.recv(decode=False)).time_us
    return last


async def _plainly(_outside: Outside, hose: _Hose) -> int:
    """As one would write it first."""
    async with connect(f"{hose.stream}/subscribe", compression=None) as connection:
        last = START
        for _ in range(EVENTS):
            last = json.loads(await connection.recv())["time_us"]
    return last


def _following(tags: int) -> _Side:
    async def follow(outside: Outside, hose: _Hose, /) -> int:
        """Follow until the last event, which has one of the tags; the gate is that each that has one was told once."""
        clock = datetime.fromtimestamp(START / 1e6, UTC) + timedelta(days=1)
        watch = FakeWatch(tags=tuple(map(tag, range(tags))), held=set(map(held, range(10_000))), clock=lambda: clock)
        follower = BlueskyFollower(Options(hosts=(hose.stream,), api=hose.api), outside)
        uris: list[str] = []
        names: set[str] = set()
        place = 0
        async with aclosing(follower.follow(watch)) as heard:  # type: ignore[type-var]  # a follower is an async generator
            async for one in heard:
                told = [change.post for change in one.changes if isinstance(change, Posted)]
                uris.extend(post.uri for post in told)
                names.update(post.author.handle for post in told)
                place = int(one.places.get("jetstream", place))
                if len(uris) == EVENTS // OURS:
                    break
        if len(set(uris)) != len(uris) or not all(name.endswith(".test") for name in names):
            raise AssertionError(f"{len(uris)} posts were told, {len(set(uris))} of them different, by {sorted(names)}")
        return place

    return follow


def _seconds(side: _Side, hose: _Hose) -> float:
    """CPU seconds of reading everything; the gate is that the end was reached."""

    async def measured() -> float:
        outside = Outside(agent="Ovation bench", allowed={"127.0.0.1"})
        begun = process_time()
        last = await side(outside, hose)
        took = process_time() - begun
        await outside.close()
        if last < START + 27_000 * (EVENTS - OURS):
            raise AssertionError(f"the end was not reached: {last}")
        return took

    return uvloop.run(measured())


def measure() -> Iterator[Result]:
    """Goal 4 of performance.md, in CPU seconds of the reading process."""
    sides: dict[str, _Side] = {
        "decode": _decoded,
        "json": _plainly,
        "few": _following(_FEW),
        "many": _following(_MANY),
    }
    taken: dict[str, list[float]] = {name: [] for name in sides}
    with _hose() as hose:
        for turn in range(ROUNDS + 1):
            for name, side in sides.items():
                seconds = _seconds(side, hose)
                if turn:  # the first time, everything is loaded and compiled
                    taken[name].append(seconds)
    took = {name: median(times) for name, times in taken.items()}
    rate = {name: EVENTS / time for name, time in took.items()}
    yield Result(
        "following a firehose, beside a loop that only decodes it",
        rate["few"] / rate["decode"],
        "≥ 0.9",
        f"{rate['few']:,.0f} and {rate['decode']:,.0f} events/s of {hose.size} bytes a core; X's record {_RECORD:,}",
    )
    yield Result(
        "following a firehose, beside websockets and json",
        rate["few"] / rate["json"],
        "≥ 1.8",
        f"{rate['json']:,.0f} events/s with json",
    )
    yield Result(
        f"following {_MANY:,} hashtags, in times of following {_FEW}",
        took["many"] / took["few"],
        "≤ 1.2",
        f"{rate['many']:,.0f} and {rate['few']:,.0f} events/s",
    )
