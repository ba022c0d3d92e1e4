"""A server of raw bytes, for what no decent server would answer."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Answering = Callable[[str, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
"""Is handed the head of a request (request line and headers) and where to answer it."""


@asynccontextmanager
async def raw_server(
    answer: Answering, *, tls: ssl.SSLContext | None = None, greeting: bytes = b""
) -> AsyncIterator[int]:
    """Serve on 127.0.0.1; gives the port. `greeting` is said before anybody asks. Connections are cut when it ends."""
    talking: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talking.add(task)
        try:
            writer.write(greeting)
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                await answer(head.decode("latin-1"), reader, writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError, asyncio.CancelledError):
            pass  # gone, or cut
        finally:
            talking.discard(task)
            writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for task in talking:
            task.cancel()
        await asyncio.gather(*talking)


def response(body: bytes = b"", *, status: str = "200 OK", **headers: str) -> bytes:
    """Return an HTTP answer; a header's name is written with _ for -."""
    told = {"content-length": str(len(body))} | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in told.items() if value)]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
