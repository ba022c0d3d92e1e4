"""The servers in Python that are measured, a process each: `python -m tests.bench.fanout_servers ours|defaults`.

Each prints its port, and then sends every message of its standard input (a length, a newline, the bytes) to everyone.
Ours answers a length with a `?` before it by sending twice, once in turns and once in one go, and printing for how
many ns the event loop did nothing else, in turns and in one go.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from time import thread_time_ns
from typing import Any
from unittest.mock import patch

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

from app.outlets.fanout import audience
from app.outlets.fanout.descriptors import raise_limit
from app.outlets.fanout.upgrade import EXTENSION, WallSocket
from app.outlets.hub import Hub
from app.serving import Server, take_port

EVENT = "longshore"
Send = Callable[[str], Awaitable[None]]


def ours() -> tuple[FastAPI, Send, Hub]:
    """Our hub behind one route of FastAPI, as the wall's socket is."""
    app, hub = FastAPI(openapi_url=None), Hub()

    @app.websocket("/live")
    async def live(socket: WebSocket) -> None:
        await socket.accept()
        viewer = socket.scope["extensions"][EXTENSION]["hand_over"]()
        await hub.seat(EVENT, [(viewer, None)])

    async def send(text: str) -> None:
        hub.broadcast(EVENT, text)
        await hub.drained()

    return app, send, hub


def defaults() -> tuple[FastAPI, Send, None]:
    """What FastAPI's own documentation does, with uvicorn as it comes."""
    app = FastAPI()
    connected: list[WebSocket] = []

    @app.websocket("/live")
    async def live(socket: WebSocket) -> None:
        await socket.accept()
        connected.append(socket)
        try:
            while True:
                await socket.receive_text()
        except WebSocketDisconnect:
            connected.remove(socket)

    async def send(text: str) -> None:
        for socket in connected:
            await socket.send_text(text)

    return app, send, None


async def blocked(send: Send, text: str) -> int:
    """The longest time in ns of this thread for which the loop did nothing else while a message was sent."""
    loop, longest, last, going = asyncio.get_running_loop(), 0, thread_time_ns(), True

    def look() -> None:
        nonlocal longest, last
        now = thread_time_ns()
        longest, last = max(longest, now - last), now
        if going:
            loop.call_soon(look)

    look()
    await asyncio.sleep(0)
    await send(text)
    await asyncio.sleep(0)
    going = False
    return longest


async def probe(send: Send, text: str) -> str:
    """Both ways of sending, one after the other."""
    in_turns = await blocked(send, text)
    with patch.object(audience, "MOST_A_TURN", 1 << 20), patch.object(audience, "_FEWEST_A_TURN", 1 << 20):
        at_once = await blocked(send, text)
    return f"{in_turns} {at_once}"


async def commanded(send: Send) -> None:
    """Do as the standard input says, to its end."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=1 << 24)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        text = (await reader.readexactly(int(line.strip(b"?\n")))).decode()
        if line.startswith(b"?"):
            print(await probe(send, text), flush=True)
        else:
            await send(text)


async def main(which: str) -> None:
    """Serve until there are no more commands."""
    app, send, hub = {"ours": ours, "defaults": defaults}[which]()
    raise_limit()
    taken = take_port("127.0.0.1", 0)
    settings: dict[str, Any] = {"log_level": "error", "access_log": False} | ({"ws": WallSocket} if hub else {})
    server = Server(uvicorn.Config(app, **settings), lambda: print(taken.getsockname()[1], flush=True))
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(server._serve([taken]))
        await commanded(send)
        serving.cancel()


if __name__ == "__main__":
    import uvloop

    uvloop.run(main(sys.argv[1]))
