"""A whole Ovation that is told what to hear: `python -m tests.bench.arriving_server FOLDER`.

It prints its port. For each line of its standard input, `RATE COUNT`, it receives so many posts, so many a second,
takes what waits together as sources do, and prints as JSON when it received each (ns, CLOCK_MONOTONIC), the seq that
walls will hear last, and, asked by an empty line, what sending them cost: the CPU in ns. Its number ends a post's text.
"""

import asyncio
import json
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import monotonic_ns, thread_time_ns
from typing import Any

import uvicorn
import uvloop

from app.domain.event import Event, EventSlug
from app.domain.post import Posted
from app.house import House
from app.main import create_app
from app.outlets.fanout import audience
from app.outlets.fanout.descriptors import raise_limit
from app.outlets.fanout.upgrade import WallSocket
from app.outlets.fanout.viewer import Viewer
from app.services.ingest import Ingest
from app.serving import Server, _settled, take_port
from tests.bench.crowd import cast, posts
from tests.support.installation import settings_for

EVENT = Event(slug=EventSlug("longshore"), name="Longshore", hashtags=("longshore26",), timezone="Europe/Lisbon")


class Meter:
    """Counts what sending costs, around the one function that does it."""

    def __init__(self) -> None:
        self.spent = 0
        self._send = audience._send

    def send(self, frame: bytes, viewers: list[Viewer]) -> None:
        """Send, and count."""
        begun = thread_time_ns()
        self._send(frame, viewers)
        self.spent += thread_time_ns() - begun


async def hear(ingest: Ingest, rate: float, count: int, first: int) -> list[int]:
    """Receive posts at a rate, and take what waits together, as app/services/following.py does; when each came."""
    praise = posts(1)[0]
    received: list[int] = []
    waiting: asyncio.Queue[Posted] = asyncio.Queue()

    async def arrive() -> None:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        for number in range(first, first + count):
            await asyncio.sleep(max(0.0, begun + (number - first) / rate - loop.time()))
            author = replace(praise.author, handle=f"voice{number}@dijk.example")
            text = f"Ingrid Sølvberg was wonderful, thank you {number}"
            received.append(monotonic_ns())
            waiting.put_nowait(Posted(replace(praise, text=text, author=author, uri=f"{praise.uri}/{number}")))

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(arrive())
        taken = 0
        while taken < count:
            batch = [await waiting.get()]
            while not waiting.empty():
                batch.append(waiting.get_nowait())
            await ingest.take(batch)
            taken += len(batch)
    return received


async def main(folder: Path) -> None:
    """Serve until there are no more commands."""
    opened: list[House] = []

    async def prepare(house: House) -> None:
        opened.append(house)
        await house.events.create(EVENT)
        await house.events.import_programme(EVENT.slug, cast())

    app = create_app(settings_for(folder), opened=prepare)
    meter = Meter()
    audience._send = meter.send
    raise_limit()
    taken = take_port("127.0.0.1", 0)
    settings: dict[str, Any] = {"ws": WallSocket, "log_level": "error", "access_log": False, "lifespan": "off"}
    started = partial(print, taken.getsockname()[1], flush=True)
    server = Server(uvicorn.Config(app, **settings), partial(_settled, started))
    commands = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    async with app.router.lifespan_context(app), asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(server._serve([taken]))
        ingest, first = await opened[0].events.ingest(EVENT.slug), 0
        while line := await commands.readline():
            if not line.strip():
                print(meter.spent, flush=True)
                meter.spent = 0
                continue
            rate, count = map(int, line.split())
            received = await hear(ingest, rate, count, first)
            last = (await opened[0].events.named(EVENT.slug)).seq
            print(json.dumps({"first": first, "received": received, "seq": last}), flush=True)
            first += count
        serving.cancel()


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1])))
