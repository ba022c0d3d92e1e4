"""A server of one audience on a free port, in the test's own loop, and viewers of it that speak for themselves."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import uvicorn
from websockets.asyncio.client import ClientConnection, connect

from app.outlets.fanout.upgrade import EXTENSION, WallSocket
from app.outlets.fanout.viewer import Viewer
from app.outlets.hub import Hub
from app.serving import Server, take_port

EVENT = "harbour"
HELLO = "hello, whoever you are"


@dataclass
class Room:
    """One audience. `seated` are the server's ends, in the order in which they came."""

    port: int
    hub: Hub = field(default_factory=Hub)
    seated: list[Viewer] = field(default_factory=list)
    door: asyncio.Event = field(default_factory=asyncio.Event)  # open, unless a test closes it
    ends: list[asyncio.BaseTransport] = field(default_factory=list)
    server: uvicorn.Server | None = None

    @property
    def url(self) -> str:
        """Where to connect."""
        return f"ws://127.0.0.1:{self.port}/"

    async def viewer(self, **options: Any) -> tuple[ClientConnection, Viewer]:
        """A seated viewer that has heard its greeting: its own end and the server's."""
        before = len(self.seated)
        client = await connect(self.url, proxy=None, max_size=None, ping_interval=None, **options)
        self.ends.append(client.transport)
        assert await client.recv() == HELLO
        return client, self.seated[before]

    async def raw(self, *lines: str, receive_buffer: int | None = None) -> "Raw":
        """A viewer of sockets and bytes, after its handshake; `lines` are more headers."""
        plug = socket.socket()
        if receive_buffer is not None:
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        plug.settimeout(0)
        await asyncio.get_running_loop().sock_connect(plug, ("127.0.0.1", self.port))
        reader, writer = await asyncio.open_connection(sock=plug, limit=1 << 24)
        self.ends.append(writer.transport)
        head = ["GET / HTTP/1.1", "Host: x", "Upgrade: websocket", "Connection: Upgrade", *lines]
        if not any(line.startswith("Sec-WebSocket-Key") for line in lines):
            head += ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13"]
        writer.write("\r\n".join([*head, "", ""]).encode())
        answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 60)
        return Raw(reader, writer, answer.decode())

    async def left(self, count: int = 0) -> None:
        """Wait until so many are left."""
        async with asyncio.timeout(60):
            while self.hub.audience(EVENT) > count:  # noqa: ASYNC110 - a hub tells nobody who leaves it
                await asyncio.sleep(0.005)


@dataclass
class Raw:
    """A connection on which a test says what it likes."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    answer: str

    def say(self, first: int, payload: bytes = b"", *, masked: bool = True) -> None:
        """Send one frame; `first` is its first byte: flags and opcode."""
        self.writer.write(client_frame(first, payload, masked=masked))

    async def frame(self) -> tuple[int, bytes]:
        """The next frame's first byte and payload."""
        first, size = await asyncio.wait_for(self.reader.readexactly(2), 60)
        if size == 126:
            size = int.from_bytes(await self.reader.readexactly(2), "big")
        elif size == 127:
            size = int.from_bytes(await self.reader.readexactly(8), "big")
        return first, await asyncio.wait_for(self.reader.readexactly(size), 60)

    async def closing(self) -> int:
        """The code with which the server says goodbye, after whatever it says before."""
        while True:
            first, payload = await self.frame()
            if first == 0x88:
                return int.from_bytes(payload[:2], "big")

    async def gone(self) -> None:
        """Wait until the server has closed the line."""
        while await asyncio.wait_for(self.reader.read(1 << 16), 60):
            pass

    def pause(self) -> None:
        """Stop reading."""
        self._transport.pause_reading()

    def resume(self) -> None:
        """Read on."""
        self._transport.resume_reading()

    @property
    def _transport(self) -> asyncio.Transport:
        return cast("asyncio.Transport", self.writer.transport)

    def close(self) -> None:
        """Hang up without a word."""
        cut(self.writer.transport)


def client_frame(first: int, payload: bytes = b"", *, masked: bool = True) -> bytes:
    """A client's frame, with a mask that is all its own."""
    size = len(payload)
    bit = 0x80 if masked else 0
    if size < 126:
        head = bytes((first, bit | size))
    elif size < 1 << 16:
        head = bytes((first, bit | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((first, bit | 127)) + size.to_bytes(8, "big")
    if not masked:
        return head + payload
    mask = b"\x5a\x01\xc3\x7e"
    return head + mask + bytes(byte ^ mask[n % 4] for n, byte in enumerate(payload))


@asynccontextmanager
async def here(app: Any, taken: socket.socket, **options: Any) -> AsyncIterator[Server]:
    """Serve an app in the test's own loop until the test is done; `options` are uvicorn's."""
    settings: dict[str, Any] = {
        "ws": WallSocket,
        "lifespan": "off",
        "log_level": "error",
        "timeout_graceful_shutdown": 2,
    }
    up = asyncio.Event()
    server = Server(uvicorn.Config(app, **settings | options), up.set)
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(server._serve([taken]))
        await asyncio.wait_for(up.wait(), 60)
        try:
            yield server
        finally:
            serving.cancel()  # at once: who wants to see a graceful end stops the server before
            for listening in server.servers:
                listening.close()
            for connection in tuple(server.server_state.connections):
                cut(connection._transport if isinstance(connection, Viewer) else connection.transport)
            await asyncio.sleep(0)


def cut(line: asyncio.BaseTransport) -> None:
    """Cut a line without a word."""
    cast("asyncio.Transport", line).abort()


@asynccontextmanager
async def room(**options: Any) -> AsyncIterator[Room]:
    """Serve an audience without the rest of the house."""
    taken = take_port("127.0.0.1", 0)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65_536)  # so that who does not read is soon behind
    served = Room(port=taken.getsockname()[1])

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await served.door.wait()
        await send({"type": "websocket.accept"})
        viewer = scope["extensions"][EXTENSION]["hand_over"]()
        if viewer is not None:
            served.seated.append(viewer)
            await served.hub.seat(EVENT, [(viewer, HELLO)])

    served.door.set()
    async with here(app, taken, **options) as served.server:
        try:
            yield served
        finally:
            for end in served.ends:
                cut(end)
