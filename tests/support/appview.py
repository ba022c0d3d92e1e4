"""A small AppView, PDS and PLC in one: profiles, posts, threads, search with a session, and what its servers refuse."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.support.jetstream import record as written
from tests.support.jetstream import uri as address

Query = dict[str, list[str]]
Answer = tuple[int, Any]
MANY = 25
_WORDS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    429: "Too Many",
    501: "No",
}


class AppView:
    """Knows accounts and posts. `lone` makes it a PDS without an AppView; `status` is answered to everything."""

    def __init__(self) -> None:
        self.port = 0
        self.lone = False
        self.status: int | None = None
        self.headers: dict[str, str] = {}
        self.stalls = False
        self.password = "abcd-efgh-ijkl-mnop"
        self.accounts: dict[str, dict[str, Any]] = {}
        self.posts: dict[str, dict[str, Any]] = {}
        self.asked: list[tuple[str, Query]] = []
        self.tokens: set[str] = set()
        self.sessions = 0
        self._server: asyncio.Server | None = None
        self._stalled: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def calls(self, method: str) -> list[Query]:
        return [query for name, query in self.asked if name.endswith(method)]

    def know(self, did: str, handle: str, **more: Any) -> None:
        self.accounts[did] = {"did": did, "handle": handle, "displayName": handle.partition(".")[0].title(), **more}

    def hold(self, did: str, rkey: str, text: str, *, labels: list[dict[str, Any]] | None = None, **more: Any) -> str:
        """Index a post, or its new version."""
        uri = address(rkey, did)
        told = written(text, **more)
        self.posts[uri] = {"uri": uri, "cid": f"bafy{abs(hash(text)):x}", "record": told, "labels": labels or []}
        return uri

    async def recover(self) -> None:
        """Answer again; those who wait lose their connection."""
        self.stalls = False
        for writer in list(self._stalled):
            writer.close()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        assert self._server is not None
        await self.recover()
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            target = head[0].split(" ")[1]
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            if self.stalls:
                self._stalled.add(writer)
                await reader.read()
                return
            status, told = self._answer(target, headers.get("authorization", ""), body)
            payload = json.dumps(told).encode()
            more = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
            writer.write(
                f"HTTP/1.1 {status} {_WORDS.get(status, 'Odd')}\r\nContent-Type: application/json\r\n{more}"
                f"Content-Length: {len(payload)}\r\nConnection: close\r\n\r\n".encode()
                + payload
            )
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _answer(self, target: str, authorization: str, body: bytes) -> Answer:
        parts = urlsplit(target)
        name, query = parts.path.removeprefix("/xrpc/"), parse_qs(parts.query)
        self.asked.append((name, query))
        if self.status is not None:
            return self.status, {"error": "Trouble", "message": "as the test wants"}
        if parts.path.startswith("/did:"):
            return self._document(unquote(parts.path[1:]))
        method = getattr(self, "_" + name.rpartition(".")[2], None)
        if method is None:
            return 501, {"error": "MethodNotImplemented", "message": "not here"}
        if name.startswith("com.atproto.server") and name != "com.atproto.server.describeServer":
            told: Answer = method(authorization, body)
            return told
        if name == "app.bsky.feed.searchPosts" and authorization.removeprefix("Bearer ") not in self.tokens:
            return (400, {"error": "ExpiredToken"}) if authorization else (401, {"error": "AuthMissing"})
        answer: Answer = method(query)
        return answer

    def _of_appview(self, query: Query, name: str) -> list[str] | None:
        return None if self.lone or len(query[name]) > MANY else query[name]

    def _getProfiles(self, query: Query) -> Answer:  # noqa: N802 - the wire's names
        actors = self._of_appview(query, "actors")
        if actors is None:
            return 400, {"error": "InvalidRequest", "message": "array too big"}
        found = [one for one in self.accounts.values() if one["did"] in actors or one["handle"] in actors]
        return 200, {"profiles": found}

    def _getProfile(self, query: Query) -> Answer:  # noqa: N802 - as above
        _, found = self._getProfiles({"actors": query["actor"]})
        profiles = found.get("profiles")
        return (200, profiles[0]) if profiles else (400, {"error": "InvalidRequest", "message": "Profile not found"})

    def _view(self, uri: str) -> dict[str, Any] | None:
        did = uri.split("/")[2]
        if uri not in self.posts or did not in self.accounts:
            return None
        short = {name: self.accounts[did][name] for name in ("did", "handle", "displayName")}
        answers = [one for one in self.posts.values() if self._parent(one) == uri]
        return {"author": short, "replyCount": len(answers), "indexedAt": "2026-09-21T14:13:21Z", **self.posts[uri]}

    @staticmethod
    def _parent(post: dict[str, Any]) -> str | None:
        reply = post["record"].get("reply")
        return reply["parent"]["uri"] if reply else None

    def _getPosts(self, query: Query) -> Answer:  # noqa: N802 - as above
        uris = self._of_appview(query, "uris")
        if uris is None:
            return 400, {"error": "InvalidRequest", "message": "array too big"}
        return 200, {"posts": [view for uri in uris if (view := self._view(uri)) is not None]}

    def _getPostThread(self, query: Query) -> Answer:  # noqa: N802 - as above
        return 200, {"thread": self._thread(query["uri"][0])}

    def _thread(self, uri: str) -> dict[str, Any]:
        replies = [self._thread(one["uri"]) for one in self.posts.values() if self._parent(one) == uri]
        return {"$type": "app.bsky.feed.defs#threadViewPost", "post": self._view(uri), "replies": replies}

    def _searchPosts(self, query: Query) -> Answer:  # noqa: N802 - as above
        start, size = int(query.get("cursor", ["0"])[0]), int(query["limit"][0])
        tag = query["tag"][0].lower() if "tag" in query else ""
        found = [
            view for uri in self.posts if (view := self._view(uri)) and f"#{tag}" in str(view["record"]["text"]).lower()
        ]
        more = {"cursor": str(start + size)} if start + size < len(found) else {}
        return 200, {"posts": found[start : start + size], **more}

    def _resolveHandle(self, query: Query) -> Answer:  # noqa: N802 - as above
        found = [did for did, one in self.accounts.items() if one["handle"] == query["handle"][0]]
        return (200, {"did": found[0]}) if found else (400, {"error": "InvalidRequest", "message": "no such handle"})

    def _document(self, did: str) -> Answer:
        service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": self.url}
        known = [f"at://{self.accounts[did]['handle']}"] if did in self.accounts else []
        return (200, {"id": did, "alsoKnownAs": known, "service": [service]}) if known else (404, {})

    def _createSession(self, _: str, body: bytes) -> Answer:  # noqa: N802 - as above
        self.sessions += 1
        if json.loads(body)["password"] != self.password:
            return 401, {"error": "AuthenticationRequired", "message": "Invalid identifier or password"}
        return self._refreshSession("Bearer refresh", b"")

    def _refreshSession(self, authorization: str, _: bytes) -> Answer:  # noqa: N802 - as above
        if authorization != "Bearer refresh":
            return 400, {"error": "ExpiredToken"}
        token = f"access{len(self.asked)}"
        self.tokens = {token}
        return 200, {"did": "did:plc:x", "accessJwt": token, "refreshJwt": "refresh"}

    def _describeServer(self, _: Query) -> Answer:  # noqa: N802 - as above
        return (200, {"did": "did:web:pds.test"}) if self.lone else (501, {"error": "MethodNotImplemented"})

    def _describeRepo(self, query: Query) -> Answer:  # noqa: N802 - as above
        if not self.lone:
            return 501, {"error": "MethodNotImplemented"}
        asked = query["repo"][0]
        found = [one for one in self.accounts.values() if asked in {one["did"], one["handle"]}]
        if not found:
            return 400, {"error": "RepoNotFound", "message": "Could not find repo"}
        _, document = self._document(found[0]["did"])
        return 200, {"handle": found[0]["handle"], "did": found[0]["did"], "didDoc": document}

    def _getRecord(self, query: Query) -> Answer:  # noqa: N802 - as above
        if query["collection"][0] == "app.bsky.actor.profile":
            account = self.accounts[query["repo"][0]]
            value = {name: account[name] for name in ("displayName", "description") if name in account}
            return 200, {"uri": f"at://{query['repo'][0]}/app.bsky.actor.profile/self", "value": value}
        uri = address(query["rkey"][0], query["repo"][0])
        if uri not in self.posts:
            return 400, {"error": "RecordNotFound", "message": "Could not locate record"}
        post = self.posts[uri]
        return 200, {"uri": uri, "cid": post["cid"], "value": post["record"]}


@asynccontextmanager
async def appview() -> AsyncIterator[AppView]:
    """Run one for a while."""
    view = AppView()
    await view.start()
    try:
        yield view
    finally:
        await view.stop()
