"""A small server that speaks Mastodon's wire, as ../shared/networks/mastodon.md records it, with all its bad habits.

Statuses, timelines, streaming with one socket for many hashtags, instance documents, limits and refusals; what a real
server does rarely, a test asks for: another order, a connection cut within a frame, or one that is only half there.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from typing_extensions import override
from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from app.networks.mastodon.text import same_tag

MASTODON, GOTOSOCIAL, ICESHRIMP = "Mastodon", "GoToSocial", "Iceshrimp"
TOKEN = "a-token-of-a-member"
_LARGEST_PAGE = 40
Answer = tuple[int, Any, dict[str, str] | list[tuple[str, str]]]


@dataclass
class MastodonServer:
    """What the server has and how it behaves; a test may change everything while it runs."""

    software: str = MASTODON
    domain: str = "tide.example"
    version: str = "4.6.5"
    token: str = TOKEN
    public: bool = True  # whether strangers see hashtags
    local_public: bool = False  # … or at least the posts of its own accounts
    access: dict[str, str] | None = None  # what the instance document says of that
    streams: bool = True  # whether what is posted is streamed; a subscription is accepted anyway
    batches: bool = True  # GET /api/v1/statuses?id[]=
    page: int = _LARGEST_PAGE
    skew: timedelta = timedelta()  # of its clock
    limits: tuple[int, int] | None = None  # what X-RateLimit-Limit and -Remaining say
    statuses: dict[str, dict[str, Any]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)
    raw: dict[str, list[Any]] = field(default_factory=dict)  # further entries of a hashtag's first page
    failing: list[tuple[str, Answer]] = field(default_factory=list)  # (part of a path, answer), each once
    asked: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    sockets: dict[ServerConnection, dict[str, str]] = field(default_factory=dict)  # normalised → as subscribed
    opened: int = 0
    url: str = ""
    _count: int = 0
    _moved: asyncio.Condition = field(default_factory=asyncio.Condition)  # notified when subscriptions have changed

    @property
    def name(self) -> str:
        return urlsplit(self.url).netloc

    # --- what people do ---

    def add(
        self,
        text: str,
        *,
        who: str = "ada",
        ago: timedelta = timedelta(seconds=5),
        tags: tuple[str, ...] | None = None,
        **more: Any,
    ) -> dict[str, Any]:
        """Write a status that no stream tells: late from elsewhere, or while nobody listened."""
        at = datetime.now(UTC) - ago
        self._count += 1
        key = self._id(at)
        names = [word.lstrip("#") for word in text.split() if word.startswith("#")] if tags is None else list(tags)
        status = {
            "id": key,
            "uri": f"https://{self.domain}/ap/users/1/statuses/{key}",
            "url": f"https://{self.domain}/@{who}/{key}",
            "created_at": at.isoformat().replace("+00:00", "Z"),
            "edited_at": None,
            "account": self.person(who),
            "content": f"<p>{text}</p>",
            "visibility": "public",
            "sensitive": False,
            "spoiler_text": "",
            "language": "en",
            "in_reply_to_id": None,
            "in_reply_to_account_id": None,
            "reblog": None,
            "media_attachments": [],
            "mentions": [],
            "tags": [{"name": self._normal(name), "url": f"https://{self.domain}/tags/{name}"} for name in names],
            "emojis": [],
            "quote": None,
            "replies_count": 0,
            "reblogs_count": 0,
            "favourites_count": 0,
        } | more
        self.statuses[str(status["id"])] = status
        if parent := self.statuses.get(str(status["in_reply_to_id"])):
            parent["replies_count"] += 1
        return status

    async def post(self, text: str, **more: Any) -> dict[str, Any]:
        """Write a status, and stream it."""
        status = self.add(text, **{"ago": timedelta()} | more)
        await self.send("update", status)
        return status

    def change(self, status: dict[str, Any], text: str, **more: Any) -> dict[str, Any]:
        """Edit a status without a word on the stream."""
        edited = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        names = [word.lstrip("#") for word in text.split() if word.startswith("#")]
        status |= {"content": f"<p>{text}</p>", "edited_at": edited, "tags": [{"name": name} for name in names]} | more
        return status

    async def edit(self, status: dict[str, Any], text: str, **more: Any) -> None:
        await self.send("status.update", self.change(status, text, **more))

    def remove(self, status: dict[str, Any]) -> None:
        """Delete a status without a word on the stream, as a clean-up does."""
        del self.statuses[str(status["id"])]
        self.gone.add(str(status["id"]))

    async def delete(self, status: dict[str, Any]) -> None:
        self.remove(status)
        await self.send("delete", status["id"], tags=[tag["name"] for tag in status["tags"]])

    def person(self, who: str, **more: Any) -> dict[str, Any]:
        """An account: a name alone is this server's own, name@server another's."""
        if who not in self.accounts:
            self.accounts[who] = {
                "id": str(1000 + len(self.accounts)),
                "username": who.partition("@")[0],
                "acct": who,
                "url": f"https://{who.partition('@')[2] or self.domain}/@{who.partition('@')[0]}",
                "display_name": who.partition("@")[0].title(),
                "note": "",
                "fields": [],
                "emojis": [],
                "bot": False,
                "indexable": False,
                "noindex": False,
            }
        self.accounts[who] |= more
        return self.accounts[who]

    def _id(self, at: datetime) -> str:
        stamp = int(at.timestamp() * 1000)
        if self.software == GOTOSOCIAL:
            return f"01{_base(stamp, 32).zfill(10)[-10:]}{self._count:014d}"
        if self.software == ICESHRIMP:
            return _base(stamp - 946_684_800_000, 36).zfill(8).lower() + f"{self._count:08d}"
        return str((stamp << 16) + self._count)

    def _normal(self, tag: str) -> str:
        return same_tag(tag) if self.software == MASTODON else tag.lower()

    # --- the stream ---

    async def send(self, event: str, payload: Any, *, tags: list[str] | None = None) -> None:
        """Tell everybody who listens to one of the hashtags, once for each of them."""
        if not self.streams:
            return
        names = [tag["name"] for tag in payload["tags"]] if tags is None else tags
        body = payload if isinstance(payload, str) else json.dumps(payload)
        for socket, subscribed in list(self.sockets.items()):
            for normal in dict.fromkeys(map(self._normal, names)):
                if normal in subscribed:
                    stream = ["hashtag"] if self.software == ICESHRIMP else ["hashtag", subscribed[normal]]
                    await socket.send(json.dumps({"stream": stream, "event": event, "payload": body}))
            if "public" in subscribed:
                await socket.send(json.dumps({"stream": ["public"], "event": event, "payload": body}))

    async def say(self, frame: str | bytes) -> None:
        """Send a frame as it is to everybody."""
        for socket in list(self.sockets):
            await socket.send(frame)

    def cut(self) -> None:
        """Cut every connection in the middle of a frame."""
        for socket in list(self.sockets):
            socket.transport.write(b"\x81\x7e\x01\x00" + b'{"event":"upd')
            socket.transport.abort()

    def hang(self) -> None:
        """Let every connection be half there: it stays open, and nothing is read or answered any more."""
        for socket in list(self.sockets):
            socket.transport.pause_reading()
            del self.sockets[socket]

    async def subscribed(self, *tags: str) -> None:
        """Wait until somebody listens to these hashtags, and to no others."""
        wanted = {self._normal(tag) for tag in tags}
        async with asyncio.timeout(60), self._moved:
            await self._moved.wait_for(lambda: any(wanted == {*one} for one in self.sockets.values()))

    async def talk(self, socket: ServerConnection) -> None:
        """Listen to what a client subscribes to."""
        subscribed = self.sockets.setdefault(socket, {})
        self.opened += 1
        try:
            async for message in socket:
                wish = json.loads(message)
                name = wish["stream"] if wish["stream"].startswith("public") else self._normal(wish.get("tag", ""))
                if wish["type"] == "subscribe" and name:
                    subscribed.setdefault(name, wish.get("tag", ""))
                elif wish["type"] == "subscribe":
                    await socket.send(json.dumps({"error": "Missing tag name parameter", "status": 400}))
                else:
                    subscribed.pop(name, None)
                async with self._moved:
                    self._moved.notify_all()
        except ConnectionClosed:
            pass
        finally:
            self.sockets.pop(socket, None)

    # --- the API ---

    def answer(self, _connection: ServerConnection, request: Request) -> Response | None:
        """Answer a request; None lets a WebSocket open."""
        parts = urlsplit(request.path)
        params = parse_qs(parts.query)
        self.asked.append((parts.path, params))
        self.agents.add(request.headers.get("User-Agent", ""))
        for fails in self.failing:
            if fails[0] in parts.path:
                self.failing.remove(fails)
                return self._response(*fails[1])
        if parts.path == "/api/v1/streaming":
            if request.headers.get("Sec-WebSocket-Protocol") != self.token:
                return self._response(401, "", {"X-Error-Message": "Invalid access token"})
            return None
        member = request.headers.get("Authorization") == f"Bearer {self.token}"
        if "Authorization" in request.headers and not member:
            return self._response(401, {"error": "The access token is invalid"}, {})
        return self._response(*self._route(unquote(parts.path), params, member=member))

    def _route(self, path: str, params: dict[str, list[str]], *, member: bool) -> Answer:
        routes: list[tuple[str, Callable[[str], Answer]]] = [
            ("/api/v2/instance", lambda _: self._instance()),
            ("/api/v1/instance", lambda _: (200, self._instance_v1(), {})),
            ("/api/v1/timelines/tag/", lambda tag: self._timeline(tag, params, member=member)),
            ("/api/v1/accounts/lookup", lambda _: self._lookup(params["acct"][0])),
            ("/api/v1/accounts/", lambda rest: self._written_by(rest.partition("/")[0], params)),
            ("/api/v1/statuses/", self._status),
            ("/api/v1/statuses", lambda _: self._statuses(params)),
            ("/.well-known/webfinger", lambda _: self._webfinger(params["resource"][0])),
        ]
        for start, route in routes:
            if path.startswith(start):
                return route(path.removeprefix(start))
        return 404, {"error": "Not found"}, {}

    def _instance(self) -> Answer:
        if self.software == ICESHRIMP:
            return 404, "Not Found", {}
        feeds = {} if self.access is None else {"timelines_access": {"hashtag_feeds": self.access}}
        streaming = f"wss://{self.name}" if self.software == GOTOSOCIAL else f"ws://{self.name}"
        told = {
            "domain": self.domain,
            "version": self.version,
            "configuration": {"urls": {"streaming": streaming}, **feeds},
        }
        if self.software == GOTOSOCIAL:
            told |= {
                "account_domain": self.domain,
                "version": "3.5.3+0.20.0",
                "source_url": "https://git.example/gotosocial",
            }
        return 200, told, {}

    def _instance_v1(self) -> dict[str, Any]:
        version = f"4.2.1 (compatible; Iceshrimp {self.version})" if self.software == ICESHRIMP else self.version
        return {"uri": self.domain, "version": version, "urls": {"streaming_api": f"ws://{self.name}"}}

    def _timeline(self, tag: str, params: dict[str, list[str]], *, member: bool) -> Answer:
        local = params.get("local") == ["true"]
        if not member and not self.public and not (local and self.local_public):
            return 422, {"error": "This method requires an authenticated user"}, {}
        normal = self._normal(tag)
        found = [
            one
            for one in self.statuses.values()
            if one["visibility"] == "public"
            and normal in {self._normal(own["name"]) for own in one["tags"]}
            and not (local and "@" in one["account"]["acct"])
        ]
        if self.software == GOTOSOCIAL and not found:
            return 404, {"error": "Not Found: tag was not found, or not useable/listable on this instance"}, {}
        return self._paged(found, params, path=f"/api/v1/timelines/tag/{tag}", extra=self.raw.get(normal, []))

    def _paged(
        self, found: list[dict[str, Any]], params: dict[str, list[str]], *, path: str, extra: list[Any] | None = None
    ) -> Answer:
        limit = min(int(params.get("limit", ["20"])[0]), self.page)
        below, above = params.get("max_id", [None])[0], params.get("min_id", [None])[0]
        ordered = sorted(found, key=lambda one: self._order(one["id"]))
        if below is not None:
            ordered = [one for one in ordered if self._order(one["id"]) < self._order(below)]
        if above is not None:
            ordered = [one for one in ordered if self._order(one["id"]) > self._order(above)][:limit]
        page: list[Any] = ordered[::-1][:limit]
        links = f'<{self.url}{path}?max_id={page[-1]["id"]}>; rel="next"' if page else ""
        if below is None:
            page = [*(extra or []), *page]
        return 200, page, {"Link": links} if links else {}

    def _order(self, key: str) -> tuple[int, str]:
        return len(key), key

    def _status(self, rest: str) -> Answer:
        key, _, part = rest.partition("/")
        status = self.statuses.get(key)
        if status is None or status["visibility"] == "private":
            return 404, {"error": "Record not found"}, {}
        if part != "context":
            return 200, status, {}
        below: list[dict[str, Any]] = []
        for one in sorted(self.statuses.values(), key=lambda one: self._order(one["id"])):
            if one["in_reply_to_id"] in {key, *(other["id"] for other in below)}:
                below.append(one)
        return 200, {"ancestors": [], "descendants": below}, {}

    def _statuses(self, params: dict[str, list[str]]) -> Answer:
        if not self.batches:
            return (405 if self.software == GOTOSOCIAL else 404), {"error": "Not found"}, {}
        return 200, [self.statuses[key] for key in params.get("id[]", []) if key in self.statuses], {}

    def _lookup(self, acct: str) -> Answer:
        found = self.accounts.get(acct) or self.accounts.get(acct.removesuffix(f"@{self.domain}"))
        return (404, {"error": "Record not found"}, {}) if found is None else (200, found, {})

    def _written_by(self, key: str, params: dict[str, list[str]]) -> Answer:
        own = [one for one in self.statuses.values() if one["account"]["id"] == key and one["reblog"] is None]
        return self._paged(own, params, path=f"/api/v1/accounts/{key}/statuses")

    def _webfinger(self, resource: str) -> Answer:
        name = resource.removeprefix("acct:").partition("@")[0].lower()
        if name not in self.accounts:
            return 404, "", {}
        actor = {"rel": "self", "type": "application/activity+json", "href": f"{self.url}/users/{name}"}
        return 200, {"subject": f"acct:{name}@{self.domain}", "links": [actor]}, {}

    def _response(self, status: int, body: Any, told: dict[str, str] | list[tuple[str, str]]) -> Response:
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        now = datetime.now(UTC) + self.skew
        headers = Headers([("Date", format_datetime(now, usegmt=True)), ("Connection", "close")])
        headers["Content-Type"] = "text/html" if isinstance(body, str) else "application/json; charset=utf-8"
        headers["Content-Length"] = str(len(data))
        limits = (300, 0) if status == HTTPStatus.TOO_MANY_REQUESTS else self.limits
        if limits is not None:
            headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"] = map(str, limits)
            headers["X-RateLimit-Reset"] = (now + timedelta(minutes=3)).isoformat().replace("+00:00", "Z")
        for name, value in told.items() if isinstance(told, dict) else told:
            headers[name] = value
        return Response(status, HTTPStatus(status).phrase, headers, data)


@asynccontextmanager
async def mastodon_server(server: MastodonServer | None = None) -> AsyncIterator[MastodonServer]:
    """Serve on 127.0.0.1, in this loop; a server that was up before comes back where it was."""
    ours = server or MastodonServer()
    transports: list[asyncio.Transport] = []

    class Connection(ServerConnection):
        @override
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)
            transports.append(self.transport)

    async with serve(
        ours.talk,
        "127.0.0.1",
        urlsplit(ours.url).port or 0,
        create_connection=Connection,
        process_request=ours.answer,
        select_subprotocol=lambda _connection, offered: Subprotocol(offered[0]) if offered else None,
        ping_interval=None,
        close_timeout=0.2,
    ) as listening:
        ours.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        try:
            yield ours
        finally:
            for transport in transports:  # those too that never came to ask for anything
                transport.abort()


def _base(number: int, base: int) -> str:
    digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ" if base == 32 else "0123456789abcdefghijklmnopqrstuvwxyz"
    shown = ""
    while number:
        number, rest = divmod(number, base)
        shown = digits[rest] + shown
    return shown
