"""A network that says what a test wants: a connector whose followers read from a script."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

from typing_extensions import override

from app.domain.account import Account
from app.domain.errors import BadInput
from app.domain.network import Network
from app.domain.post import Post, Posted
from app.domain.source import Source
from app.networks.outside import Outside
from app.networks.registry import entities
from app.networks.source import Checked, Connector, Described, Follower, Given, Heard, Watch


class Scripted(Connector):
    """Everything that is put into `script` is told by whatever follower is open: Heard is yielded, an error raised."""

    def __init__(self, network: Network = Network.MASTODON) -> None:
        self._network = network
        self.script: asyncio.Queue[Heard | Exception] = asyncio.Queue()
        self.opened: list[Source] = []
        self.watches: list[Watch] = []
        self.closed = 0
        self.waits: list[tuple[str, int]] = []
        self.wait = timedelta(milliseconds=1)  # after a failure

    @property
    @override
    def network(self) -> Network:
        return self._network

    @override
    def describe(self, given: Given) -> Described:
        if given.server is None:
            raise BadInput("say which server with --server")
        return Described(
            name=f"{self.network}:{given.server}", options={"server": given.server}, secret={"token": given.token or ""}
        )

    @override
    def open(self, source: Source, outside: Outside) -> Follower:
        self.opened.append(source)
        return _Reading(self)

    @override
    async def check(self, source: Source, outside: Outside, tags: Sequence[str]) -> Checked:
        return Checked(sees=("it answers",), misses=("nothing",))

    @override
    async def bio(self, handle: str, outside: Outside, sources: Sequence[Source]) -> str:
        return ""

    @override
    def patience(self, error: Exception, failures: int) -> timedelta:
        self.waits.append((str(error), failures))
        return self.wait


class _Reading(Follower):
    def __init__(self, network: Scripted) -> None:
        self._network = network

    @override
    async def follow(self, watch: Watch) -> AsyncIterator[Heard]:
        self._network.watches.append(watch)
        try:
            while True:
                told = await self._network.script.get()
                if isinstance(told, Exception):
                    raise told
                yield told
        finally:
            self._network.closed += 1


def said(text: str, *, uri: str, by: str = "wren@tide.example", at: datetime | None = None) -> Posted:
    """A post as a follower tells it."""
    moment = at or datetime.now(UTC)
    author = Account(network=Network.MASTODON, handle=by, name=by.partition("@")[0].title())
    return Posted(
        Post(
            network=Network.MASTODON,
            uri=uri,
            author=author,
            text=text,
            created_at=moment,
            received_at=moment,
            entities=entities(Network.MASTODON, text, author=by),
        )
    )
