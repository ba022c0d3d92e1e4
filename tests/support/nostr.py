"""People who write on Nostr, and relays to write to: a real one in this process, and one that a test plays."""

import asyncio
import hashlib
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import nostr_sdk
from btclib_libsecp256k1 import ssa
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

from app.networks.nostr.payloads import Event
from app.networks.nostr.payloads import event as decoded

Tags = Iterable[Iterable[str]]


@dataclass(frozen=True)
class Person:
    """Somebody with a key of their own, which is the same for the same name."""

    name: str

    @property
    def secret(self) -> bytes:
        return hashlib.sha256(f"a pretended key of {self.name}".encode()).digest()

    @property
    def pubkey(self) -> str:
        key: str = nostr_sdk.Keys.parse(self.secret.hex()).public_key().to_hex()
        return key

    def write(self, content: str, *tags: Iterable[str], kind: int = 1, at: int) -> dict[str, Any]:
        """Return a signed event."""
        told = [list(tag) for tag in tags]
        whole = json.dumps([0, self.pubkey, at, kind, told, content], ensure_ascii=False, separators=(",", ":"))
        digest = hashlib.sha256(whole.encode()).digest()
        signature: bytes = ssa.sign(digest, self.secret, b"\0" * 32)
        return {
            "id": digest.hex(),
            "pubkey": self.pubkey,
            "created_at": at,
            "kind": kind,
            "tags": told,
            "content": content,
            "sig": signature.hex(),
        }

    def profile(self, *tags: Iterable[str], at: int, **told: Any) -> dict[str, Any]:
        """Return a signed kind 0."""
        return self.write(json.dumps(told, ensure_ascii=False), *tags, kind=0, at=at)

    def delete(self, *ids: str, at: int) -> dict[str, Any]:
        """Return a signed kind 5."""
        return self.write("", *(["e", uri] for uri in ids), ["k", "1"], kind=5, at=at)


def event(raw: dict[str, Any]) -> Event:
    """Return an event as the app decodes it."""
    told = decoded(json.dumps(raw))
    assert told is not None
    return told


async def publish(url: str, *events: dict[str, Any]) -> list[list[Any]]:
    """Send events to a relay and return what it answers to each."""
    answers = []
    async with connect(url, proxy=None) as peer, asyncio.timeout(60):
        for one in events:
            await peer.send(json.dumps(["EVENT", one], ensure_ascii=False))
            while (answer := json.loads(await peer.recv()))[0] != "OK":
                pass
            answers.append(answer)
    return answers


@asynccontextmanager
async def local_relay(port: int | None = None) -> AsyncIterator[str]:
    """Run a real relay in this process, and give its address."""
    builder = nostr_sdk.LocalRelayBuilder().addr("127.0.0.1")
    # its usual limit of 60 notes a minute is one for people
    builder = builder.rate_limit(nostr_sdk.RateLimit(max_reqs=500, notes_per_minute=100_000))
    relay = (builder if port is None else builder.port(port)).build()
    await relay.run()
    try:
        yield str(await relay.url())
    finally:
        relay.shutdown()


@contextmanager
def nobody() -> Iterator[str]:
    """Give the address of a relay that is not there: a port that is taken, and refuses."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"ws://127.0.0.1:{taken.getsockname()[1]}"


@dataclass
class Stage:
    """A relay that says what a test wants: `play` is called for every message, and answers with messages."""

    play: Callable[["Stage", list[Any]], Awaitable[Iterable[Any]]]
    url: str = ""
    requests: list[list[Any]] = field(default_factory=list)
    sockets: list[ServerConnection] = field(default_factory=list)

    async def handle(self, peer: ServerConnection) -> None:
        self.sockets.append(peer)
        async for frame in peer:
            asked = json.loads(frame)
            self.requests.append(asked)
            for told in await self.play(self, asked):
                await peer.send(told if isinstance(told, (str, bytes)) else json.dumps(told))


@asynccontextmanager
async def staged_relay(play: Callable[[Stage, list[Any]], Awaitable[Iterable[Any]]]) -> AsyncIterator[Stage]:
    """Run a relay that a test plays."""
    stage = Stage(play)
    async with serve(stage.handle, "127.0.0.1", 0) as server:
        stage.url = f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"
        yield stage


SOON = timedelta(seconds=60).total_seconds()  # no test waits so long unless something is broken
