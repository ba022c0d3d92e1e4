"""A small Jetstream of the first generation: what it is told it streams, and keeps for whoever comes back."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

POST = "app.bsky.feed.post"
JANE, JOE, ANN = (
    "did:plc:janejanejanejanejanejane",
    "did:plc:joejoejoejoejoejoejoejoe",
    "did:plc:annannannannannannannann",
)
START = 1_790_000_000_000_000  # unix microseconds, in 2026


def facets(text: str, mentions: dict[str, str] | None = None) -> list[dict[str, Any]]:
    """Mark the hashtags of a text, and the mentions of these handles, as a client would."""
    found = [
        (tag.span(), {"$type": "app.bsky.richtext.facet#tag", "tag": tag[1]})
        for tag in re.finditer(r"(?<!\S)#(\w+)", text)
    ]
    for handle, did in (mentions or {}).items():
        if (at := text.find(f"@{handle}")) >= 0:
            span = (at, at + len(handle) + 1)
            found.append((span, {"$type": "app.bsky.richtext.facet#mention", "did": did}))
    return [
        {"index": {"byteStart": len(text[:start].encode()), "byteEnd": len(text[:end].encode())}, "features": [feature]}
        for (start, end), feature in found
    ]


def record(text: str, *, mentions: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    """A post as a client would write it."""
    told = {"$type": POST, "text": text, "createdAt": "2026-09-21T14:13:20.000Z", "langs": ["en"]}
    return told | ({"facets": marks} if (marks := facets(text, mentions)) else {}) | more


def uri(rkey: str, did: str = JANE) -> str:
    return f"at://{did}/{POST}/{rkey}"


def answering(parent: str, root: str | None = None) -> dict[str, Any]:
    """The `reply` of a record."""
    return {"parent": {"uri": parent, "cid": "bafyparent"}, "root": {"uri": root or parent, "cid": "bafyroot"}}


class Jetstream:
    """One host. `lookback` is how many microseconds it keeps; `refusing` answers a handshake with a status."""

    def __init__(self) -> None:
        self.port = 0
        self.now = START
        self.lookback = 36 * 3600 * 1_000_000
        self.refusing: HTTPStatus | None = None
        self.greeting: str | bytes | None = None  # a frame for whoever comes
        self.asked: list[dict[str, list[str]]] = []
        self.kept: list[tuple[int, str | None, str | bytes]] = []  # time, collection (None always comes), frame
        self.connections: set[ServerConnection] = set()
        self.arrived = asyncio.Event()
        self._server: Server | None = None

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    async def start(self, port: int = 0) -> None:
        self._server = await serve(
            self._serve, "127.0.0.1", port, process_request=self._answer, compression=None, ping_interval=None
        )
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def stop(self) -> None:
        """As when the process dies: every connection breaks."""
        for connection in list(self.connections):
            connection.transport.abort()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def _answer(self, _: ServerConnection, request: Request) -> Response | None:
        status = HTTPStatus.NOT_FOUND if urlsplit(request.path).path != "/subscribe" else self.refusing
        return None if status is None else Response(status, status.phrase, request.headers.__class__(), b"")

    async def _serve(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        query = parse_qs(urlsplit(connection.request.path).query)
        self.asked.append(query)
        wanted = query.get("wantedCollections", [])
        if cursor := query.get("cursor"):
            since = max(int(cursor[0]), self.now - self.lookback)  # clamped, and nobody says so
            for time_us, collection, frame in self.kept:
                if time_us >= since and (collection is None or not wanted or collection in wanted):
                    await connection.send(frame, text=True)
        if self.greeting is not None:
            await connection.send(self.greeting, text=True)
        self.connections.add(connection)
        self.arrived.set()
        try:
            await connection.wait_closed()
        finally:
            self.connections.discard(connection)

    async def tell(self, event: dict[str, Any], *, at: int | None = None) -> int:
        """Stream an event, a millisecond after the last unless told otherwise; return its time."""
        self.now = self.now + 1_000 if at is None else at
        told = {"did": event["did"], "time_us": self.now, **event}
        collection = event["commit"]["collection"] if "commit" in event else None
        await self.send(json.dumps(told, ensure_ascii=False), collection=collection)
        return self.now

    async def send(self, frame: str | bytes, *, collection: str | None = POST, keep: bool = True) -> None:
        """Stream a frame, whatever it holds."""
        if keep:
            self.kept.append((self.now, collection, frame))
        for connection in list(self.connections):
            try:
                await connection.send(frame, text=True)
            except ConnectionClosed:
                self.connections.discard(connection)

    async def post(self, text: str, rkey: str, *, did: str = JANE, operation: str = "create", **more: Any) -> str:
        """Stream a post, or with `operation` a new version of it; return its uri."""
        commit = {
            "rev": f"rev{rkey}",
            "operation": operation,
            "collection": POST,
            "rkey": rkey,
            "record": record(text, **more),
            "cid": f"bafy{abs(hash(text)):x}",
        }
        await self.tell({"did": did, "kind": "commit", "commit": commit})
        return uri(rkey, did)

    async def delete(self, rkey: str, *, did: str = JANE) -> None:
        commit = {"rev": f"gone{rkey}", "operation": "delete", "collection": POST, "rkey": rkey}
        await self.tell({"did": did, "kind": "commit", "commit": commit})

    async def identity(self, did: str = JANE) -> None:
        """Somebody's handle may have changed; as in production, it is not told."""
        await self.tell(
            {"did": did, "kind": "identity", "identity": {"did": did, "seq": 1, "time": "2026-09-21T14:13:20Z"}}
        )

    async def account(self, did: str = JANE, *, active: bool, status: str | None = None) -> None:
        told = {"active": active, "did": did, "seq": 2, "time": "2026-09-21T14:13:20Z"}
        await self.tell({"did": did, "kind": "account", "account": told | ({"status": status} if status else {})})

    def cut(self) -> None:
        """Break every connection in the middle of a frame."""
        for connection in list(self.connections):
            connection.transport.write(b"\x81\x7e\x03\x20" + b'{"did":"did:plc:')  # 800 bytes are announced
            connection.transport.close()

    def spill(self, junk: bytes) -> None:
        """Send bytes that are no frames."""
        for connection in list(self.connections):
            connection.transport.write(junk)


@asynccontextmanager
async def jetstream() -> AsyncIterator[Jetstream]:
    """Run a host for a while."""
    host = Jetstream()
    await host.start()
    try:
        yield host
    finally:
        await host.stop()
