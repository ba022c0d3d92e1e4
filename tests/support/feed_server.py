"""A small server of one feed on 127.0.0.1, with the validators and refusals of real ones."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.support.raw_server import raw_server, response

RSS = (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/">'
    "<channel><title>The Tide</title>{extra}{items}</channel></rss>"
)


def item(text: str, *, guid: str = "", tag: str = "", date: str = "Mon, 01 Jun 2026 10:00:00 +0000") -> str:
    """An entry of an RSS feed; `text` is HTML, already escaped."""
    return (
        f"<item><guid isPermaLink='false'>{guid or text}</guid><pubDate>{date}</pubDate>"
        f"<description>{text}</description>{f'<category>{tag}</category>' if tag else ''}</item>"
    )


@dataclass
class FeedServer:
    """What is at /feed.xml and how it is served. `asked` are the heads of the requests."""

    port: int = 0
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=lambda: {"content_type": "application/rss+xml"})
    validates: bool = True  # with an ETag of the body
    refusals: list[bytes] = field(default_factory=list)  # answered first, one each
    asked: list[str] = field(default_factory=list)
    _moved: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/feed.xml"

    def have(self, *items: str, extra: str = "") -> None:
        """Put entries into the feed, the newest first."""
        self.body = RSS.format(items="".join(items), extra=extra).encode()

    async def asked_times(self, count: int) -> None:
        """Wait until it has been asked so often."""
        async with self._moved:
            await self._moved.wait_for(lambda: len(self.asked) >= count)

    async def answer(self, head: str, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        etag = f'"{hashlib.sha256(self.body).hexdigest()[:12]}"'
        if self.refusals:
            writer.write(self.refusals.pop(0))
        elif self.validates and f"if-none-match: {etag}" in head.lower():
            writer.write(response(status="304 Not Modified", etag=etag))
        else:
            validators = {"etag": etag} if self.validates else {}
            writer.write(response(self.body, **validators, **self.headers))
        async with self._moved:
            self.asked.append(head)
            self._moved.notify_all()


@asynccontextmanager
async def feed_server() -> AsyncIterator[FeedServer]:
    """Serve until the block ends."""
    server = FeedServer()
    async with raw_server(server.answer) as port:
        server.port = port
        yield server
