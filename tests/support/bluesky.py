"""Bluesky in small: a host that streams, an API that knows two people, and a follower that runs beside the test."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from app.networks.bluesky.follow import BlueskyFollower
from app.networks.bluesky.options import Options
from app.networks.bluesky.session import SignedIn
from app.networks.outside import Outside
from tests.support.appview import AppView, appview
from tests.support.jetstream import JANE, JOE, START, Jetstream, jetstream
from tests.support.watching import FakeWatch, Told

_PATIENCE = 60.0  # seconds until a test gives up


@dataclass
class Scene:
    """What a test of a follower needs. `listening` starts it, `hear` waits until it has told enough."""

    host: Jetstream
    api: AppView
    outside: Outside
    tasks: asyncio.TaskGroup
    watch: FakeWatch = field(default_factory=lambda: FakeWatch(tags=("TideConf",)))
    told: Told = field(default_factory=Told)
    hosts: tuple[str, ...] = ()
    silence: float = 30.0
    signed_in: bool = False
    password: str | None = None  # the right one, unless told
    ahead: timedelta = timedelta(hours=1)  # how much later than the host's first event it is
    failure: Exception | None = None
    running: asyncio.Task[None] | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def options(self) -> Options:
        return Options(
            hosts=self.hosts or (self.host.url,),
            api=self.api.url,
            plc=self.api.url,
            handle="jane.test" if self.signed_in else None,
            password=(self.password or self.api.password) if self.signed_in else None,
            silence=self.silence,
        )

    async def _run(self) -> None:
        options = self.options()
        account = SignedIn(options, self.outside) if self.signed_in else None
        stream = BlueskyFollower(options, self.outside, account).follow(self.watch)
        try:
            async with aclosing(stream):  # type: ignore[type-var]  # a follower is an async generator
                async for heard in stream:
                    self.told.take(heard, self.watch)
                    self.news.set()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            self.failure = error
            self.news.set()

    def start(self) -> None:
        if self.running is None:
            self.watch.clock = lambda: datetime.fromtimestamp(START / 1e6, UTC) + self.ahead
            self.running = self.tasks.create_task(self._run())

    async def listening(self) -> None:
        """Start, and wait until the host was asked."""
        self.start()
        async with asyncio.timeout(_PATIENCE):
            await self.host.arrived.wait()

    async def hear(self, done: Callable[[Told], bool]) -> Told:
        """Wait until enough was told; raises what the follower raised."""
        self.start()
        async with asyncio.timeout(_PATIENCE):
            while not done(self.told):
                self.news.clear()
                if self.failure is not None:
                    raise self.failure
                await self.news.wait()
        return self.told


@asynccontextmanager
async def a_scene() -> AsyncIterator[Scene]:
    """Set it up and take it down."""
    outside = Outside(agent="Ovation tests", allowed={"127.0.0.1", "localhost"})
    async with jetstream() as host, appview() as api, asyncio.TaskGroup() as tasks:
        api.know(JANE, "jane.test", avatar="https://cdn.example/jane.jpg", description="Tides.")
        api.know(JOE, "joe.test")
        scene = Scene(host, api, outside, tasks)
        yield scene
        if scene.running is not None:
            scene.running.cancel()
    await outside.close()
