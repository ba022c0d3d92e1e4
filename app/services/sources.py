"""Sources: add, check, pause, remove, and how each of them fares."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.bus.base import Bus
from app.domain.errors import BadInput, NotFound, OvationError
from app.domain.event import Event
from app.domain.network import Network
from app.domain.phrase import phrase
from app.domain.source import Gap, Source, SourceHealth, SourceState, late_line
from app.networks.outside import Outside
from app.networks.source import Checked, Connector, Described, Given
from app.services.vault import Vault
from app.store.database import Database
from app.store.events import StoredEvent
from app.store.sources import StoredSource

SOURCES = "sources"  # the bus topic that tells followers that the list has changed


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """One source as a page shows it."""

    name: str
    network: Network
    health: SourceHealth
    late_by: timedelta | None
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesHealth:
    """How all sources of an event fare; `late` is the quiet line for its walls."""

    event: Event
    sources: tuple[SourceView, ...]
    late: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCheck:
    """What a check of one source found, or why it failed."""

    name: str
    found: Checked | OvationError


class Sources:
    """Keeps the sources of every event."""

    def __init__(  # noqa: PLR0913 - what it is put together from
        self,
        *,
        database: Database,
        bus: Bus,
        connectors: Mapping[Network, Connector],
        outside: Outside,
        vault: Vault,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._bus = bus
        self._connectors = connectors
        self._outside = outside
        self._vault = vault
        self._now = now

    async def add(self, slug: str, network: Network, given: Given) -> Described:
        """Store a new source; the running server follows it within seconds."""
        described = self._connector(network).describe(given)
        async with self._database.begin() as tx:
            stored = await self._stored(tx.events.by_slug(slug), slug)
            await tx.sources.add(
                stored.id,
                name=described.name,
                network=network,
                options=described.options,
                sealed=self._vault.seal(described.secret),
                now=self._now(),
            )
        await self._bus.wake(SOURCES)
        return described

    async def all(self, slug: str) -> Sequence[StoredSource]:
        """Return the sources of an event, by name."""
        async with self._database.read() as tx:
            return await tx.sources.of_event((await self._stored(tx.events.by_slug(slug), slug)).id)

    async def check(self, slug: str, name: str | None = None) -> AsyncIterator[SourceCheck]:
        """Connect to one source, or to each, and yield what was found."""
        async with self._database.read() as tx:
            stored = await self._stored(tx.events.by_slug(slug), slug)
        sources = await self.all(slug) if name is None else [await self._named(slug, name)]
        for one in sources:
            try:
                source = self.opened(one)
                found = await self._connector(source.network).check(source, self._outside, stored.event.hashtags)
            except OvationError as error:
                yield SourceCheck(name=one.source.name, found=error)
            else:
                yield SourceCheck(name=one.source.name, found=found)

    async def pause(self, slug: str, name: str, *, paused: bool) -> None:
        """Stop following a source, or go on from where it was."""
        found = await self._named(slug, name)
        async with self._database.begin() as tx:
            await tx.sources.pause(found.source.id, paused, self._now())
        await self._bus.wake(SOURCES)

    async def remove(self, slug: str, name: str) -> None:
        """Forget a source and its secret; the posts that it brought stay."""
        found = await self._named(slug, name)
        async with self._database.begin() as tx:
            await tx.sources.remove(found.source.id)
        await self._bus.wake(SOURCES)

    async def health(self, slug: str) -> SourcesHealth:
        """Return how every source of an event fares."""
        now = self._now()
        async with self._database.read() as tx:
            stored = await self._stored(tx.events.by_slug(slug), slug)
            sources = await tx.sources.of_event(stored.id)
            gaps = {one.source.id: await tx.sources.gaps(one.source.id) for one in sources}
        return SourcesHealth(
            event=stored.event,
            sources=tuple(
                SourceView(
                    name=one.source.name,
                    network=one.source.network,
                    health=health_now(one),
                    late_by=health_now(one).late_by(one.source.network, now),
                    gaps=tuple(gaps[one.source.id]),
                )
                for one in sources
            ),
            late=late_line(((one.source.network, health_now(one)) for one in sources), now),
        )

    def opened(self, stored: StoredSource) -> Source:
        """Return a source with its secret; BadInput when the key is not the one that sealed it."""
        return replace(stored.source, secret=self._vault.open(stored.sealed))

    def _connector(self, network: Network) -> Connector:
        connector = self._connectors.get(network)
        if connector is None:
            raise BadInput(f"{network.label} cannot be followed; networks are {', '.join(sorted(self._connectors))}")
        return connector

    async def _named(self, slug: str, name: str) -> StoredSource:
        sources = await self.all(slug)
        fits = [one for one in sources if one.source.name == name] or [
            one for one in sources if one.source.network == name
        ]
        if len(fits) == 1:
            return fits[0]
        known = ", ".join(one.source.name for one in sources) or "none yet"
        raise NotFound(f"the event {slug!r} has no source {name!r}; there are: {known}")

    async def _stored(self, asked: Awaitable[StoredEvent | None], slug: str) -> StoredEvent:
        stored = await asked
        if stored is None:
            raise NotFound(
                phrase(
                    "there is no event {event}; `ovation event create {slug} …` makes one", event=repr(slug), slug=slug
                )
            )
        return stored


def health_now(stored: StoredSource) -> SourceHealth:
    """Return the health of a stored source as it is: somebody may have paused it meanwhile."""
    if stored.source.paused:
        return replace(stored.health, state=SourceState.PAUSED, why=None, retry_at=None)
    if stored.source.network is Network.WEB:
        return replace(stored.health, state=SourceState.LISTENING)
    return stored.health
