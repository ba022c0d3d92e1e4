"""A bad line: a TCP proxy for tests that stands between a follower and any server, and fails as real lines do."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

_PIECE = 64 * 1024


@dataclass(slots=True)
class Line:
    """A line from a port of its own to a server's port, both on 127.0.0.1.

    What is set holds from then on, for connections that stand and for new ones. Bytes are counted over all connections,
    from the server to the follower; a line that has been cut carries new connections again.
    """

    to_port: int
    port: int = 0
    delay: float = 0.0  # seconds before each piece from the server
    carried: int = 0  # bytes from the server
    connections: int = 0  # ever accepted
    cuts: int = 0  # how often a connection was cut
    spoil: Callable[[bytes], bytes] | None = None  # what becomes of each piece from the server
    _silent: bool = False
    _cut_at: int | None = None
    _server: asyncio.Server | None = None
    _open: dict[asyncio.Task[None], asyncio.Event] = field(default_factory=dict)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def start(self) -> None:
        """Accept connections, at the same port as before."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def refuse(self) -> None:
        """Cut what stands and accept nothing until `start`: the server is down."""
        if self._server is not None:
            self._server.close()
            self._server = None
        await self.cut()

    async def cut(self) -> None:
        """Cut what stands, without a goodbye (RST), wherever it is in a frame."""
        self.cuts += len(self._open)
        for task in self._open:
            task.cancel()
        if self._open:
            await asyncio.wait(list(self._open))

    def cut_after(self, count: int) -> None:
        """Cut once, when `count` more bytes have come from the server: in the middle of a frame, if that is there."""
        self._cut_at = self.carried + count

    def fall_silent(self) -> None:
        """Go half-open: connections stand and are accepted, and nothing comes through any more, in either direction."""
        self._silent = True

    async def speak(self) -> None:
        """Let connections made from now on carry again; those that went silent have lost what was said and are cut."""
        self._silent = False
        await self.cut()

    async def connected(self, count: int) -> None:
        """Wait until `count` connections have ever been accepted."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.connections >= count)

    async def _serve(self, down: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open[task] = asyncio.Event()
        async with self._changed:
            self.connections += 1
            self._changed.notify_all()
        up: asyncio.StreamWriter | None = None
        try:
            if self._silent:
                await asyncio.Event().wait()
            said, up = await asyncio.open_connection("127.0.0.1", self.to_port)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pass(down, up, from_server=False))
                both.create_task(self._pass(said, answer, from_server=True))
        except asyncio.CancelledError:
            self._reset(answer)
        except (OSError, ExceptionGroup):
            pass  # gone, or nobody there
        finally:
            del self._open[task]
            for writer in (answer, up):
                if writer is not None:
                    writer.transport.abort()

    @staticmethod
    def _reset(writer: asyncio.StreamWriter) -> None:
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, from_server: bool) -> None:
        while piece := await reader.read(_PIECE):
            if from_server:
                await asyncio.sleep(self.delay)
                piece = self.spoil(piece) if self.spoil else piece
            if self._silent:
                continue
            if from_server and self._cut_at is not None and self.carried + len(piece) >= self._cut_at:
                writer.write(piece[: self._cut_at - self.carried])
                self.carried, self._cut_at = self._cut_at, None
                await writer.drain()
                self.cuts += 1
                raise ConnectionAbortedError
            if from_server:
                self.carried += len(piece)
            writer.write(piece)
            await writer.drain()
        with suppress(OSError, RuntimeError):
            writer.write_eof()


@asynccontextmanager
async def faulty(to_port: int, *, delay: float = 0.0) -> AsyncIterator[Line]:
    """Stand between a follower and the server at a port of 127.0.0.1."""
    line = Line(to_port=to_port, delay=delay)
    await line.start()
    try:
        yield line
    finally:
        await line.refuse()
