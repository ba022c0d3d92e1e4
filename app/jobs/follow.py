"""Owns every follower: one task a source, by one process at a time, restarted as its network's rules say."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from app.bus.base import Bus
from app.domain.errors import OvationError, Unavailable
from app.domain.network import Network
from app.domain.phrase import as_phrase, phrase
from app.jobs.supervise import Stamp, Supervisor
from app.networks.outside import Outside
from app.networks.source import Connector
from app.services.events import Events
from app.services.faring import Faring
from app.services.following import Following
from app.services.sources import SOURCES, Sources
from app.services.watching import EventWatch, Held
from app.store.database import Database
from app.store.sources import StoredSource

_LOOK_EVERY = 5.0  # seconds without a wake: another process may have changed the list
_LEASE = timedelta(seconds=20)  # after a process died, another one takes its sources over within this


@dataclass(slots=True)
class _Running:
    task: asyncio.Task[None]
    stored: StoredSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """What a follower is put together from."""

    database: Database
    bus: Bus
    events: Events
    sources: Sources
    connectors: Mapping[Network, Connector]
    outside: Outside
    supervisor: Supervisor
    holder: str  # names this process among those that share the database
    now: Callable[[], datetime]
    held: dict[tuple[int, Network], Held] = field(default_factory=dict)


class Follow:
    """The job that follows what is to be followed."""

    def __init__(self, ways: Ways) -> None:
        self._ways = ways
        self._running: dict[int, _Running] = {}

    async def run(self, stamp: Stamp) -> None:
        """Follow until cancelled."""
        try:
            async with self._ways.bus.listen(SOURCES) as wakes, asyncio.TaskGroup() as tasks:
                while True:
                    await self._look(tasks)
                    stamp()
                    await wakes.wait(_LOOK_EVERY)
        finally:  # whoever comes next need not wait for our leases to end
            ours, self._running = [*self._running], {}
            async with self._ways.database.begin() as tx:
                for source_id in ours:
                    await tx.sources.release(source_id, self._ways.holder)

    async def _look(self, tasks: asyncio.TaskGroup) -> None:
        """Stop what is no longer wanted, start what is new, and keep hold of what is ours."""
        ways = self._ways
        async with ways.database.read() as tx:
            wanted = {
                one.source.id: (slug, one)
                for slug, one in await tx.sources.all()
                if not one.source.paused
                and one.source.network in ways.connectors
                and one.source.network is not Network.WEB
            }
        until = ways.now() + _LEASE
        ours = set()
        if wanted:
            async with ways.database.begin() as tx:
                for source_id in wanted:
                    if await tx.sources.lease(source_id, ways.holder, now=ways.now(), until=until):
                        ours.add(source_id)
        for source_id in self._running.keys() - ours:
            await self._stop(source_id)
        for source_id in ours - self._running.keys():
            slug, stored = wanted[source_id]
            task = tasks.create_task(self._own(slug, stored), name=_name(slug, stored))
            self._running[source_id] = _Running(task, stored)

    async def _stop(self, source_id: int) -> None:
        running = self._running.pop(source_id)
        running.task.cancel()
        await asyncio.wait([running.task])
        self._ways.supervisor.forget(running.task.get_name())
        async with self._ways.database.begin() as tx:
            await tx.sources.release(source_id, self._ways.holder)

    async def _own(self, slug: str, stored: StoredSource) -> None:
        ways = self._ways
        faring = Faring(database=ways.database, source_id=stored.source.id, health=stored.health, now=ways.now)
        await ways.supervisor.run(
            _name(slug, stored),
            partial(self._follow, slug, stored.source.name, stored.source.event_id, faring),
            patience=partial(_patience, ways.connectors[stored.source.network]),
            failed=partial(_failed, faring),
        )

    async def _follow(self, slug: str, name: str, event_id: int, faring: Faring, stamp: Stamp) -> None:
        ways = self._ways
        async with ways.database.read() as tx:
            stored = await tx.sources.named(event_id, name)  # with the places where it was left
        if stored is None:
            return
        network = stored.source.network
        watch = EventWatch(
            database=ways.database,
            network=network,
            held=ways.held.setdefault((event_id, network), Held()),
            places=stored.places,
            now=ways.now,
        )
        follower = ways.connectors[network].open(ways.sources.opened(stored), ways.outside)
        await Following(
            database=ways.database,
            events=ways.events,
            follower=follower,
            source_id=stored.source.id,
            slug=slug,
            watch=watch,
            faring=faring,
            now=ways.now,
        ).run(stamp)


def _name(slug: str, stored: StoredSource) -> str:
    return f"follow {slug} {stored.source.name}"


def _patience(connector: Connector, error: Exception | None, failures: int) -> timedelta:
    return connector.patience(error or Unavailable(phrase("the source ended")), failures)


async def _failed(faring: Faring, error: Exception, retry_at: datetime) -> None:
    ours = isinstance(error, OvationError)
    said = as_phrase(error) if ours else phrase("something unforeseen, which is in the log")
    refused = ours and not isinstance(error, Unavailable)
    await faring.failed(said, refused=refused, retry_at=retry_at)
