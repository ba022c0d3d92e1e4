"""A Nostr relay with every bad habit: it repeats, mixes up, babbles, cuts and goes away; but it loses nothing."""

import json
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

Raw = dict[str, Any]
_JUNK = (
    "",
    "[]",
    "{",
    "5",
    '["EVENT"]',
    '["EVENT","tags",{"id":1}]',
    '["NOTICE","are you well?"]',
    '["EOSE","what?"]',
    "[" * 9,
)
_HALF_A_FRAME = b'\x81\x7e\x10\x00["EVENT'


@dataclass
class CrankyRelay:
    """Keeps what it is given, deletes nothing, and passes it all on to whoever asked."""

    chance: random.Random
    port: int = 0
    stored: list[Raw] = field(default_factory=list)
    _server: Server | None = None
    _asked: dict[ServerConnection, dict[str, list[Raw]]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    async def up(self) -> None:
        """Listen, always at the same port."""
        if self._server is None:
            self._server = await serve(self._handle, "127.0.0.1", self.port)
            self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def down(self) -> None:
        """Go away without a word."""
        if self._server is not None:
            self.cut()
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    def cut(self) -> None:
        """Cut all connections, some in the middle of a frame."""
        for peer in list(self._asked):
            if self.chance.random() < 0.5:
                peer.transport.write(_HALF_A_FRAME)
            peer.transport.abort()

    async def publish(self, *events: Raw) -> None:
        """Store events and tell whoever asked for them."""
        self.stored.extend(events)
        for peer, asked in list(self._asked.items()):
            for name, filters in list(asked.items()):
                await self._tell(peer, name, [one for one in events if _matches(filters, one)])

    async def _handle(self, peer: ServerConnection) -> None:
        self._asked[peer] = {}
        try:
            async for frame in peer:
                kind, name, *filters = json.loads(frame)
                if kind == "CLOSE":
                    self._asked[peer].pop(name, None)
                elif kind == "REQ":
                    self._asked[peer][name] = filters
                    await self._tell(peer, name, [one for one in self.stored if _matches(filters, one)])
                    await peer.send(json.dumps(["EOSE", name]))
        except ConnectionClosed:
            pass
        finally:
            self._asked.pop(peer, None)

    async def _tell(self, peer: ServerConnection, name: str, events: list[Raw]) -> None:
        """Tell events in any order, some of them twice, with junk in between."""
        told = events + self.chance.choices(events, k=len(events) // 4) if events else []
        self.chance.shuffle(told)
        try:
            for one in told:
                if self.chance.random() < 0.02:
                    await peer.send(self.chance.choice(_JUNK))
                await peer.send(json.dumps(["EVENT", name, one]))
        except ConnectionClosed:
            pass


def _matches(filters: Iterable[Raw], event: Raw) -> bool:
    return any(all(_fits(name, wanted, event) for name, wanted in one.items()) for one in filters)


def _fits(name: str, wanted: Any, event: Raw) -> bool:
    if name.startswith("#"):
        return any(tag[0] == name[1:] and tag[1] in wanted for tag in event["tags"] if len(tag) > 1)
    fits: dict[str, Callable[[], bool]] = {
        "ids": lambda: event["id"] in wanted,
        "authors": lambda: event["pubkey"] in wanted,
        "kinds": lambda: event["kind"] in wanted,
        "since": lambda: bool(event["created_at"] >= wanted),
        "until": lambda: bool(event["created_at"] <= wanted),
    }
    return fits[name]()
