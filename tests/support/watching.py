"""What a follower is told to follow, in memory: for tests of followers without an event, a store or a clock."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.domain.handle import Handle
from app.domain.post import AccountBack, AccountGone, Change, Deleted, OptedOut, Post, Posted
from app.networks.source import Due, Follower, Heard


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(kw_only=True)
class FakeWatch:
    """A Watch whose every answer a test decides, and may change while the follower runs.

    `held` grows as `hear` and `until` take what was heard. `due` gives each entry of `to_check` once.
    """

    tags: tuple[str, ...] = ()
    speakers: tuple[Handle, ...] = ()
    held: set[str] = field(default_factory=set)
    authors: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    to_check: list[Due] = field(default_factory=list)
    clock: Callable[[], datetime] = _now

    def now(self) -> datetime:
        return self.clock()

    def holds(self, uri: str) -> bool:
        return uri in self.held

    def author(self, uri: str) -> str | None:
        return self.authors.get(uri)

    def recent(self, limit: int) -> tuple[str, ...]:
        return tuple(sorted(self.held, reverse=True)[:limit])

    async def due(self, *, limit: int, alias: str = "") -> Sequence[Due]:
        wanted = [one for one in self.to_check if not alias or any(name.startswith(alias) for name in one.aliases)]
        given = wanted[:limit]
        self.to_check = [one for one in self.to_check if one not in given]
        return given


@dataclass
class Told:
    """Everything that a follower has told so far, as a store would have it."""

    heard: list[Heard] = field(default_factory=list)
    posts: dict[str, Post] = field(default_factory=dict)  # by uri, the last version told
    aliases: dict[str, str] = field(default_factory=dict)  # alias → uri
    deleted: list[str] = field(default_factory=list)  # uris or aliases, as told
    places: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def changes(self) -> list[Change]:
        return [change for heard in self.heard for change in heard.changes]

    @property
    def texts(self) -> list[str]:
        """The texts of the posts, in the order in which they were told first."""
        return [post.text for post in self.posts.values()]

    @property
    def malformed(self) -> int:
        return sum(heard.malformed for heard in self.heard)

    def gone(self) -> list[AccountGone | AccountBack | OptedOut]:
        return [one for one in self.changes if isinstance(one, AccountGone | AccountBack | OptedOut)]

    def take(self, heard: Heard, watch: FakeWatch | None = None) -> None:
        self.heard.append(heard)
        self.places |= heard.places
        if heard.note is not None:
            self.notes.append(heard.note)
        for change in heard.changes:
            if isinstance(change, Posted):
                self.posts[change.post.uri] = change.post
                self.aliases |= dict.fromkeys(change.aliases, change.post.uri)
                if watch is not None:
                    watch.held |= {change.post.uri, *change.aliases}
            elif isinstance(change, Deleted):
                self.deleted.append(change.key.uri)


async def until(
    stream: AsyncIterator[Heard], watch: FakeWatch, done: Callable[[Told], bool], told: Told | None = None
) -> Told:
    """Take what a running follower tells until a test has seen enough; the follower goes on afterwards."""
    told = Told() if told is None else told
    while not done(told):
        told.take(await anext(stream), watch)
    return told


async def hear(follower: Follower, watch: FakeWatch, done: Callable[[Told], bool]) -> Told:
    """Start a follower, take what it tells until a test has seen enough, and stop it."""
    stream = follower.follow(watch)
    async with aclosing(stream):  # type: ignore[type-var]  # every follower is an async generator, as `follow` is written with yield
        return await until(stream, watch, done)


class Ear:
    """Listens to a follower in the background."""

    def __init__(self) -> None:
        self.told = Told()
        self._failure: Exception | None = None
        self._moved = asyncio.Condition()

    async def listen(self, follower: Follower, watch: FakeWatch) -> None:
        try:
            async for heard in follower.follow(watch):
                self.told.take(heard, watch)
                async with self._moved:
                    self._moved.notify_all()
        except Exception as error:  # noqa: BLE001 - handed to whoever waits
            async with self._moved:
                self._failure = error
                self._moved.notify_all()

    async def until(self, done: Callable[[Told], bool]) -> Told:
        """Wait until enough has been told; raise what the follower died of."""
        async with asyncio.timeout(60), self._moved:
            await self._moved.wait_for(lambda: self._failure is not None or done(self.told))
        if not done(self.told) and self._failure is not None:
            raise self._failure
        return self.told

    async def more(self, times: int = 3) -> Told:
        """Wait until it has told something a few times more, be it nothing but that it is alive."""
        before = len(self.told.heard)
        return await self.until(lambda told: len(told.heard) >= before + times)

    async def failure(self) -> Exception:
        """Wait until the follower dies, and return what of."""
        async with asyncio.timeout(60), self._moved:
            await self._moved.wait_for(lambda: self._failure is not None)
        assert self._failure is not None
        return self._failure


@asynccontextmanager
async def listening_to(follower: Follower, watch: FakeWatch) -> AsyncIterator[Ear]:
    """Run a follower in the background for as long as the block lasts."""
    ear = Ear()
    running = asyncio.ensure_future(ear.listen(follower, watch))  # a group would wrap a test's failure
    try:
        yield ear
    finally:
        running.cancel()
        await asyncio.wait([running])


def texts_are(*texts: str) -> Callable[[Told], bool]:
    """Whether exactly these texts have been told, in any order."""
    wanted: Iterable[str] = sorted(texts)
    return lambda told: sorted(told.texts) == wanted
