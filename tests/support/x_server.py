"""A small X on 127.0.0.1: rules, filtered stream, recent search and look-ups as API v2 documents them."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.support.raw_server import raw_server, response

TOKEN = "AAAAAAAAAAAAAAAAAAAAAMLheAAAAAAA0%2BuSeid"
_EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657_000, tzinfo=UTC)
_PAGE = 2
Payload = dict[str, Any]


def id_at(moment: datetime, number: int = 0) -> str:
    """The id that X gives at a moment."""
    return str((((moment - _EPOCH) // timedelta(milliseconds=1)) << 22) + number)


@dataclass
class XServer:
    """What X knows and how it behaves; `asked` are the requests that came, as method and path with query."""

    port: int = 0
    rules: list[Payload] = field(default_factory=list)
    tweets: dict[str, Payload] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    fail: dict[str, tuple[bytes, int]] = field(default_factory=dict)  # by path: the answer, how often
    streams: int = 0  # ever opened
    max_streams: int = 100
    _open: list[asyncio.StreamWriter] = field(default_factory=list)
    _moved: asyncio.Condition = field(default_factory=asyncio.Condition)
    _numbers: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def write(
        self,
        text: str,
        *,
        by: str = "wren_reads",
        at: datetime | None = None,
        history: Sequence[str] = (),
        refers: tuple[str, str] | None = None,
    ) -> Payload:
        """Keep a post so that searches and look-ups find it; the stream does not tell it."""
        self._numbers += 1
        moment = at or datetime.now(UTC)
        number = id_at(moment, self._numbers)
        words = text.split(" ")
        starts = [sum(len(word) + 1 for word in words[:i]) for i in range(len(words))]
        tweet: Payload = {
            "id": number,
            "text": text,
            "author_id": "77",
            "created_at": moment.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "edit_history_tweet_ids": [*history, number],
            "entities": {
                "hashtags": [
                    {"start": start, "end": start + len(word), "tag": word[1:]}
                    for start, word in zip(starts, words, strict=True)
                    if word.startswith("#")
                ]
            },
            "username": by,
        }
        if refers:
            tweet["referenced_tweets"] = [{"type": refers[0], "id": refers[1]}]
            tweet["conversation_id"] = refers[1]
        for version in history:
            self.tweets[version]["edit_history_tweet_ids"] = tweet["edit_history_tweet_ids"]
        self.tweets[number] = tweet
        return tweet

    def line(self, tweet: Payload) -> bytes:
        """A post as the stream tells it."""
        return json.dumps({**_page([tweet], one=True), "matching_rules": [{"id": 1, "tag": None}]}).encode() + b"\r\n"

    async def post(self, text: str, **how: Any) -> Payload:
        """Write a post and tell it to who listens."""
        tweet = self.write(text, **how)
        await self.say(self.line(tweet))
        return tweet

    async def say(self, raw: bytes) -> None:
        """Send bytes to who listens, when somebody does."""
        async with self._moved:
            await self._moved.wait_for(lambda: any(not one.is_closing() for one in self._open))
        for one in self._open:
            if not one.is_closing():
                one.write(b"%x\r\n%b\r\n" % (len(raw), raw))
                await one.drain()

    async def cut(self) -> None:
        """Cut every stream, without a goodbye."""
        for one in self._open:
            one.transport.abort()
        self._open.clear()

    async def opened(self, count: int) -> None:
        """Wait until so many streams have been opened."""
        async with self._moved:
            await self._moved.wait_for(lambda: self.streams >= count)

    def asked_for(self, path: str) -> list[dict[str, list[str]]]:
        """The queries of the requests for a path."""
        split = [urlsplit(one.partition(" ")[2]) for one in self.asked]
        return [parse_qs(one.query) for one in split if one.path == path]

    async def answer(self, head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        method, target, _ = head.split("\r\n", 1)[0].split(" ")
        headers = dict(one.lower().split(": ", 1) for one in head.strip().split("\r\n")[1:])
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.asked.append(f"{method} {target}")
        path = urlsplit(target).path
        refusal, times = self.fail.get(path, (b"", 0))
        if times:
            self.fail[path] = (refusal, times - 1)
            writer.write(refusal)
        elif headers.get("authorization") != f"bearer {TOKEN.lower()}":
            writer.write(_json({"title": "Unauthorized", "detail": "Unauthorized"}, "401 Unauthorized"))
        elif path == "/2/tweets/search/stream":
            await self._stream(writer)
        elif path == "/2/tweets/search/stream/rules":
            writer.write(_json(self._rules(json.loads(body)) if method == "POST" else {"data": self.rules}))
        else:
            query = parse_qs(urlsplit(target).query)
            writer.write(_json(self._look_up(query) if path == "/2/tweets" else self._search(query)))

    async def _stream(self, writer: asyncio.StreamWriter) -> None:
        if not self.rules:
            writer.write(_json({"title": "RuleConfigurationIssue", "detail": "no rules"}, "409 Conflict"))
            return
        if sum(not one.is_closing() for one in self._open) >= self.max_streams:
            issue = {"title": "ConnectionException", "connection_issue": "TooManyConnections", "detail": "one is open"}
            writer.write(_json(issue, "429 Too Many Requests"))
            return
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n")
        await writer.drain()
        async with self._moved:
            self._open.append(writer)
            self.streams += 1
            self._moved.notify_all()

    def _rules(self, asked: Payload) -> Payload:
        errors = []
        for rule in asked.get("add", ()):
            if any(one["value"] == rule["value"] for one in self.rules):
                errors.append({"title": "DuplicateRule", "value": rule["value"]})
            elif "refused" in rule["value"]:
                errors.append({"title": "Invalid Rule", "value": rule["value"], "detail": "it is too long"})
            else:
                self._numbers += 1
                self.rules.append({"id": str(9000 + self._numbers), **rule})
        gone = asked.get("delete", {}).get("ids", ())
        self.rules = [one for one in self.rules if one["id"] not in gone]
        return {"meta": {"summary": {}}, **({"errors": errors} if errors else {})}

    def _search(self, query: dict[str, list[str]]) -> Payload:
        wanted, since = query["query"][0], int(query.get("since_id", ["0"])[0])
        found = [
            one
            for one in sorted(self.tweets.values(), key=lambda one: -int(one["id"]))
            if int(one["id"]) > since
            and (
                any(f"#{tag['tag']}".lower() in wanted.lower() for tag in one["entities"]["hashtags"])
                or (one.get("conversation_id") and f"conversation_id:{one['conversation_id']}" in wanted)
            )
        ]
        first = int(query.get("next_token", ["0"])[0])
        more = {"next_token": str(first + _PAGE)} if len(found) > first + _PAGE else {}
        return {**_page(found[first : first + _PAGE]), "meta": {"result_count": 1, **more}}

    def _look_up(self, query: dict[str, list[str]]) -> Payload:
        ids = query["ids"][0].split(",")
        there = [self.tweets[one] for one in ids if one in self.tweets]
        missing = [
            {"resource_id": one, "value": one, "title": "Not Found Error", "resource_type": "tweet"}
            for one in ids
            if one not in self.tweets
        ]
        return {**_page(there), **({"errors": missing} if missing else {})}


def _page(found: Sequence[Payload], *, one: bool = False) -> Payload:
    users = [
        {
            "id": tweet["author_id"],
            "username": tweet["username"],
            "name": "Wren",
            "protected": tweet.get("protected", False),
        }
        for tweet in found
    ]
    data = [{name: value for name, value in tweet.items() if name not in {"username", "protected"}} for tweet in found]
    return {"data": data[0] if one else data, "includes": {"users": users}} if data else {}


def _json(body: Payload, status: str = "200 OK", **headers: str) -> bytes:
    return response(json.dumps(body).encode(), status=status, content_type="application/json", **headers)


@asynccontextmanager
async def x_server() -> AsyncIterator[XServer]:
    """Serve until the block ends."""
    server = XServer()
    async with raw_server(server.answer) as port:
        server.port = port
        yield server
