"""Networks in small, each behind a bad line: people say things there and take them back, and an event follows them."""

import asyncio
import random
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from typing_extensions import override
from websockets.exceptions import ConnectionClosed

from app.domain.network import Network
from app.domain.source import Source
from app.house import House, utc_now
from app.jobs.follow import Follow, Ways
from app.jobs.supervise import Supervisor
from app.networks.bluesky.follow import BlueskyFollower
from app.networks.bluesky.options import Options
from app.networks.mastodon.follow import MastodonFollower
from app.networks.mastodon.hearing import Timings
from app.networks.mastodon.pace import Paces
from app.networks.nostr.follow import RelaysFollower
from app.networks.outside import Outside
from app.networks.source import Follower, Given
from app.services.sources import Sources
from app.services.vault import Vault
from tests.support.appview import AppView, appview
from tests.support.faulty import Line, faulty
from tests.support.installation import HARBOUR
from tests.support.jetstream import JANE, JOE, START, Jetstream, jetstream
from tests.support.mastodon_server import TOKEN, MastodonServer, mastodon_server
from tests.support.nostr import Person, local_relay, publish
from tests.support.scripted import Scripted

WAIT = timedelta(milliseconds=20)  # of a follower that failed
SILENCE = 0.6  # seconds after which a line without a word is taken for dead


def words(number: int) -> str:
    """What the nth post says."""
    return f"word{number:04d} #harbourday"


class World(Scripted):
    """A network, its connector, and the line to it. `say` and `unsay` are what people do there."""

    line: Line
    lag: timedelta = timedelta()  # of its clock, against ours

    @override
    def describe(self, given: Given) -> Any:
        return super().describe(Given(server="small.example", token="a token for tests"))

    @override
    def patience(self, error: Exception, failures: int) -> timedelta:
        return WAIT

    async def ready(self) -> None:
        """Wait until it is listened to, where nobody is told what was said before."""

    async def say(self, number: int) -> None:
        """Somebody posts."""
        raise NotImplementedError

    async def unsay(self, number: int) -> None:
        """Somebody deletes what they posted."""
        raise NotImplementedError

    async def say_in_disorder(self, numbers: Sequence[int], gone: Collection[int], chance: random.Random) -> None:
        """Post much at once: it is told in another order, some of it twice, and deletions come when they like."""
        raise NotImplementedError

    async def babble(self, frame: str | bytes) -> None:
        """Say something that nobody understands."""
        raise NotImplementedError

    def spill(self, junk: bytes) -> None:
        """Write bytes that are no frames into every connection that listens."""
        raise NotImplementedError


class Fediverse(World):
    """A server of Mastodon's, with a token: its stream, and a poll beside it."""

    def __init__(self, server: MastodonServer, line: Line) -> None:
        super().__init__(Network.MASTODON)
        self.server, self.line = server, line
        self.said: dict[int, dict[str, Any]] = {}

    @override
    def open(self, source: Source, outside: Outside) -> Follower:
        timings = Timings(
            poll=0.1,
            poll_beside_stream=0.3,
            poll_beside_bad_stream=0.3,
            overlap_every=0.1,
            settle=0.3,
            alive=SILENCE / 2,
            pong=SILENCE / 2,
            look=0.1,
            speakers=600.0,
            retry=0.02,
            retry_longest=0.1,
            paces=Paces(any=0, paged=0),
        )
        return MastodonFollower(
            url=f"http://127.0.0.1:{self.line.port}",
            outside=outside,
            token=TOKEN,
            timings=timings,
            speakers_scheme="http",
        )

    @override
    async def say(self, number: int) -> None:
        status = self.said[number] = self.server.add(words(number), ago=timedelta())
        with suppress(ConnectionClosed):  # the line was cut, and the server has not noticed
            await self.server.send("update", status)

    @override
    async def unsay(self, number: int) -> None:
        with suppress(ConnectionClosed):
            await self.server.delete(self.said[number])

    @override
    async def say_in_disorder(self, numbers: Sequence[int], gone: Collection[int], chance: random.Random) -> None:
        told: list[tuple[str, Any, list[str]]] = []
        for number in numbers:
            status = self.said[number] = self.server.add(words(number))
            tags = [tag["name"] for tag in status["tags"]]
            told += [("update", dict(status), tags)] * chance.choice([1, 1, 2])
            if number in gone:
                self.server.remove(status)
                told.append(("delete", status["id"], tags))
        for kind, payload, tags in chance.sample(told, len(told)):
            with suppress(ConnectionClosed):
                await self.server.send(kind, payload, tags=tags)

    @override
    async def babble(self, frame: str | bytes) -> None:
        with suppress(ConnectionClosed):
            await self.server.say(frame)

    @override
    def spill(self, junk: bytes) -> None:
        for socket in list(self.server.sockets):
            socket.transport.write(junk)


class Sky(World):
    """A host of Jetstream, and an AppView beside it."""

    def __init__(self, host: Jetstream, api: AppView, line: Line) -> None:
        super().__init__(Network.BLUESKY)
        self.host, self.api, self.line = host, api, line
        self.lag = datetime.now(UTC) - datetime.fromtimestamp(START / 1e6, UTC) - timedelta(hours=1)

    @override
    def open(self, source: Source, outside: Outside) -> Follower:
        options = Options(
            hosts=(f"ws://127.0.0.1:{self.line.port}",), api=self.api.url, plc=self.api.url, silence=SILENCE
        )
        return BlueskyFollower(options, outside, None)

    @override
    async def ready(self) -> None:
        async with asyncio.timeout(60):
            await self.host.arrived.wait()

    @override
    async def say(self, number: int) -> None:
        self.api.hold(JANE, str(number), words(number))
        await self.host.post(words(number), str(number))

    @override
    async def unsay(self, number: int) -> None:
        self.api.posts = {uri: post for uri, post in self.api.posts.items() if not uri.endswith(f"/{number}")}
        await self.host.delete(str(number))

    @override
    async def say_in_disorder(self, numbers: Sequence[int], gone: Collection[int], chance: random.Random) -> None:
        began = self.host.now
        told = [number for number in numbers for _ in range(chance.choice([1, 1, 2]))]
        for number in chance.sample(told, len(told)):
            self.host.now = began + 1000 * numbers.index(number)
            await self.say(number)
        self.host.now = began + 1000 * len(numbers)
        for number in chance.sample([*gone], len(gone)):  # here a deletion never comes before its post
            await self.unsay(number)

    @override
    async def babble(self, frame: str | bytes) -> None:
        await self.host.send(frame, keep=False)

    @override
    def spill(self, junk: bytes) -> None:
        self.host.spill(junk)


class Relays(World):
    """A relay of Nostr's."""

    def __init__(self, url: str, line: Line) -> None:
        super().__init__(Network.NOSTR)
        self.url, self.line = url, line
        self.person = Person("ada")
        self.now = int(datetime.now(UTC).timestamp())
        self.said: dict[int, dict[str, Any]] = {}

    @override
    def open(self, source: Source, outside: Outside) -> Follower:
        return RelaysFollower(relays=[f"ws://127.0.0.1:{self.line.port}"], outside=outside)

    def note(self, number: int) -> dict[str, Any]:
        """A note before it is published."""
        return self.said.setdefault(
            number, self.person.write(words(number), ["t", "harbourday"], at=self.now - 300 + number % 300)
        )

    @override
    async def say(self, number: int) -> None:
        await publish(self.url, self.note(number))

    @override
    async def unsay(self, number: int) -> None:
        await publish(self.url, self.person.delete(self.said[number]["id"], at=self.now))

    @override
    async def say_in_disorder(self, numbers: Sequence[int], gone: Collection[int], chance: random.Random) -> None:
        told = [self.note(number) for number in numbers for _ in range(chance.choice([1, 1, 2]))]
        told += [self.person.delete(self.note(number)["id"], at=self.now) for number in gone]
        await publish(self.url, *chance.sample(told, len(told)))


@asynccontextmanager
async def fediverse() -> AsyncIterator[Fediverse]:
    """Run a server, and a line to it that calls itself the server."""
    async with mastodon_server() as server, faulty(_port(server.url)) as line:
        server.url = f"http://127.0.0.1:{line.port}"
        yield Fediverse(server, line)


@asynccontextmanager
async def sky() -> AsyncIterator[Sky]:
    """Run a host, and a line to it."""
    async with jetstream() as host, appview() as api, faulty(host.port) as line:
        api.know(JANE, "jane.test")
        api.know(JOE, "joe.test")
        yield Sky(host, api, line)


@asynccontextmanager
async def relays() -> AsyncIterator[Relays]:
    """Run a relay, and a line to it."""
    async with local_relay() as url, faulty(_port(url)) as line:
        yield Relays(url, line)


def _port(url: str) -> int:
    return int(url.rpartition(":")[2].strip("/"))


@dataclass
class Followed:
    """An event that follows a world: the job, the services and the database of a real house."""

    house: House
    world: World
    ahead: timedelta = timedelta()
    said: set[int] = field(default_factory=set)
    unsaid: set[int] = field(default_factory=set)

    def now(self) -> datetime:
        return utc_now() - self.world.lag + self.ahead

    async def say(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            await self.world.say(number)
            self.said.add(number)

    async def unsay(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            await self.world.unsay(number)
            self.unsaid.add(number)

    async def say_in_disorder(self, numbers: Sequence[int], gone: Collection[int], chance: random.Random) -> None:
        await self.world.say_in_disorder(numbers, gone, chance)
        self.said.update(numbers)
        self.unsaid.update(gone)

    async def held(self) -> list[str]:
        """The texts of all posts that have content, each as often as it is there."""
        stored = await self.house.events.named(HARBOUR.slug)
        async with self.house.database.read() as tx:
            posts = await tx.posts.load(stored.id, await tx.posts.keys(stored.id))
        return sorted(post.text for post in posts.values())

    async def on_the_wall(self) -> list[str]:
        """The texts of the cards."""
        stored = await self.house.events.named(HARBOUR.slug)
        async with self.house.database.read() as tx:
            return sorted(card.text for card in (await tx.walls.snapshot(stored.id, limit=10_000)).cards)

    @property
    def expected(self) -> list[str]:
        return sorted(words(number) for number in self.said - self.unsaid)

    async def waits(self, seconds: float) -> None:
        """Wait until nothing is lost and nothing is kept, but no longer than this."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while await self.held() != self.expected:  # noqa: ASYNC110 - it asks a database, which sets no event
                    await asyncio.sleep(0.05)

    async def settles(self, seconds: float = 20) -> tuple[list[str], list[str]]:
        """What is held and what stands on the wall, when that is as `expected` or no longer may take its time."""
        await self.waits(seconds)
        return await self.held(), await self.on_the_wall()


@asynccontextmanager
async def followed(house: House, world: World) -> AsyncIterator[Followed]:
    """Follow a world for as long as the block lasts."""
    event = Followed(house, world)
    sources = Sources(
        database=house.database,
        bus=house.bus,
        connectors={world.network: world},
        outside=house.outside,
        vault=Vault(b"a secret for tests only"),
        now=event.now,
    )
    await sources.add(HARBOUR.slug, world.network, Given(server="small.example"))
    job = Follow(
        Ways(
            database=house.database,
            bus=house.bus,
            events=house.events,
            sources=sources,
            connectors={world.network: world},
            outside=house.outside,
            supervisor=Supervisor(now=event.now),
            holder="one",
            now=event.now,
        )
    )
    async with AsyncExitStack() as stack:
        tasks = await stack.enter_async_context(asyncio.TaskGroup())
        running = tasks.create_task(job.run(lambda: None))
        stack.callback(running.cancel)
        yield event
