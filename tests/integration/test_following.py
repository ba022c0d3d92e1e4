"""Followers are owned: what they hear is stored, they are started again, stopped at once, and never run twice."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import Refused, Unavailable
from app.domain.network import Network
from app.domain.phrase import verbatim
from app.domain.post import Deleted, PostKey
from app.domain.source import Gap, SourceState
from app.house import House, open_house, utc_now
from app.jobs.follow import Follow, Ways
from app.jobs.supervise import Supervisor
from app.networks.source import Given, Heard
from app.services.sources import Sources
from app.services.vault import Vault
from tests.support.databases import with_tables
from tests.support.installation import HARBOUR, PROGRAMME, settings_for
from tests.support.scripted import Scripted, said

_PATIENCE = 60.0


class Office:
    """A house with one scripted network, and the job that follows it."""

    def __init__(self, house: House, network: Scripted, holder: str = "one") -> None:
        self.house = house
        self.network = network
        self.sources = Sources(
            database=house.database,
            bus=house.bus,
            connectors={network.network: network},
            outside=house.outside,
            vault=Vault(b"a secret for tests only"),
            now=utc_now,
        )
        self.ahead = timedelta()  # of the real clock
        self.supervisor = Supervisor(now=self.now)
        self.job = Follow(
            Ways(
                database=house.database,
                bus=house.bus,
                events=house.events,
                sources=self.sources,
                connectors={network.network: network},
                outside=house.outside,
                supervisor=self.supervisor,
                holder=holder,
                now=self.now,
            )
        )

    def now(self) -> datetime:
        return utc_now() + self.ahead

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as tasks:
            job = tasks.create_task(self.job.run(lambda: None))
            try:
                yield
            finally:
                job.cancel()

    async def state(self) -> SourceState:
        return (await self.sources.health("harbour")).sources[0].health.state


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(settings_for(with_tables(tmp_path / "data"))) as opened:
        await opened.events.create(HARBOUR)
        await opened.events.import_programme(HARBOUR.slug, PROGRAMME)
        yield opened


@pytest.fixture
async def office(house: House) -> Office:
    made = Office(house, Scripted())
    await made.sources.add("harbour", Network.MASTODON, Given(server="tide.example", token="a token to hide"))
    return made


async def until(condition: Callable[[], Awaitable[Any]]) -> Any:
    """Ask until the answer is yes; a test that waits too long has failed."""
    async with asyncio.timeout(_PATIENCE):
        while not (answer := await condition()):  # noqa: ASYNC110 - it asks a database, which sets no event
            await asyncio.sleep(0.01)
    return answer


async def posts(house: House) -> int:
    stored = await house.events.named("harbour")
    async with house.database.read() as tx:
        return (await tx.posts.counts(stored.id)).posts


async def places(house: House) -> dict[str, str]:
    stored = await house.events.named("harbour")
    async with house.database.read() as tx:
        return (await tx.sources.of_event(stored.id))[0].places


async def test_what_is_heard_is_stored_and_only_then_the_place_moves_on(house: House, office: Office) -> None:
    async with office.open():
        post = said("What a talk, @amelie@tide.example #harbourday", uri="https://tide.example/1")
        await office.network.script.put(Heard(changes=(post,), places={"poll": "7"}))

        async def listening() -> bool:
            return await office.state() is SourceState.LISTENING

        await until(listening)
        assert await posts(house) == 1
        assert await places(house) == {"poll": "7"}
        view = (await office.sources.health("harbour")).sources[0]
        assert view.health.posts == 1
        assert view.health.received_lag is not None
        assert view.health.shown_lag is not None


async def test_a_source_that_fails_is_started_again_where_it_was(house: House, office: Office) -> None:
    async with office.open():
        first = Heard(changes=(said("Lovely #harbourday", uri="https://tide.example/1"),), places={"poll": "1"})
        await office.network.script.put(first)
        await office.network.script.put(Unavailable("tide.example does not answer"))

        async def again() -> bool:
            return len(office.network.watches) == 2

        await until(again)
        assert await posts(house) == 1
        assert office.network.watches[1].places == {"poll": "1"}
        assert office.network.watches[1].holds("https://tide.example/1")
        assert office.network.waits == [("tide.example does not answer", 1)]
        assert office.network.opened[0].secret == {"token": "a token to hide"}


async def test_a_refusal_is_told_in_the_words_of_the_network(office: Office) -> None:
    office.network.wait = timedelta(minutes=5)
    async with office.open():
        await office.network.script.put(Refused("tide.example wants a token with the scope read:statuses"))

        async def refused() -> bool:
            return await office.state() is SourceState.REFUSED

        await until(refused)
        health = (await office.sources.health("harbour")).sources[0].health
        assert health.why == "tide.example wants a token with the scope read:statuses"
        assert health.retry_at is not None
        assert health.retry_at > utc_now() + timedelta(minutes=4)


async def test_a_pause_stops_it_and_going_on_starts_where_it_was(house: House, office: Office) -> None:
    async with office.open():
        await office.network.script.put(Heard(places={"poll": "3"}))

        async def placed() -> bool:
            return await places(house) == {"poll": "3"}

        await until(placed)
        await office.sources.pause("harbour", "mastodon:tide.example", paused=True)

        async def stopped() -> bool:
            return office.network.closed == 1

        await until(stopped)
        assert await office.state() is SourceState.PAUSED
        await office.sources.pause("harbour", "mastodon", paused=False)

        async def going_on() -> bool:
            return len(office.network.watches) == 2

        await until(going_on)
        assert office.network.watches[1].places == {"poll": "3"}


async def test_two_processes_follow_a_source_once(house: House, office: Office) -> None:
    other = Office(house, office.network, holder="two")
    async with office.open():

        async def following() -> bool:
            return len(office.network.watches) == 1

        await until(following)
        async with other.open():
            await office.network.script.put(Heard(changes=(said("Warm #harbourday", uri="https://tide.example/1"),)))

            async def arrived() -> bool:
                return await posts(house) == 1

            await until(arrived)
            assert len(office.network.watches) == 1
        assert other.supervisor.jobs == {}


async def test_when_the_first_process_ends_the_second_takes_over(house: House, office: Office) -> None:
    async with office.open():

        async def following() -> bool:
            return len(office.network.watches) == 1

        await until(following)
    other = Office(house, office.network, holder="two")
    async with other.open():

        async def taken_over() -> bool:
            return len(office.network.watches) == 2

        await until(taken_over)
    assert office.network.closed == 2


async def test_one_change_that_cannot_be_stored_does_not_lose_the_others(house: House, office: Office) -> None:
    good = [said(f"Kind words {n} #harbourday", uri=f"https://tide.example/{n}") for n in range(4)]
    bad = replace(good[1], post=replace(good[1].post, created_at=datetime(2026, 11, 23)))  # noqa: DTZ001 - no store takes it
    async with office.open():
        await office.network.script.put(Heard(changes=(good[0], bad, good[2], good[3]), places={"poll": "9"}))

        async def counted() -> bool:
            return (await office.sources.health("harbour")).sources[0].health.malformed == 1

        await until(counted)
        assert await posts(house) == 3
        assert await places(house) == {"poll": "9"}


async def test_a_new_programme_reads_what_comes_after_it(house: House, office: Office) -> None:
    async with office.open():
        await office.network.script.put(Heard(changes=(said("Hello #harbourday", uri="https://tide.example/1"),)))

        async def first() -> bool:
            return await posts(house) == 1

        await until(first)
        renamed = replace(PROGRAMME.speakers[1], name="Wilhelmina Oakes")
        await house.events.import_programme("harbour", replace(PROGRAMME, speakers=(PROGRAMME.speakers[0], renamed)))
        office.ahead = timedelta(seconds=10)
        thanks = said("Thank you so much, Wilhelmina Oakes #harbourday", uri="https://tide.example/2")
        await office.network.script.put(Heard(changes=(thanks,)))

        async def second() -> bool:
            return await posts(house) == 2

        await until(second)
        stored = await house.events.named("harbour")
        async with house.database.read() as tx:
            about = [one.speaker.name async for one in tx.said.stream(stored.id)]
        assert about == ["Wilhelmina Oakes"]


async def test_gaps_and_deletions_are_told_and_kept(house: House, office: Office) -> None:
    now = datetime.now(UTC)
    gap = Gap(from_at=now - timedelta(minutes=9), until_at=now, why=verbatim("tide.example did not answer"))
    async with office.open():
        post = said("Thank you, Oskar Lindqvist #harbourday", uri="https://tide.example/1")
        await office.network.script.put(Heard(changes=(post,), gaps=(gap,), note=verbatim("polling only")))
        await office.network.script.put(
            Heard(changes=(Deleted(PostKey(Network.MASTODON, "https://tide.example/1"), now),), places={"poll": "2"})
        )

        async def told() -> bool:
            why = (await office.sources.health("harbour")).sources[0].health.why
            return why == "polling only" and await places(house) == {"poll": "2"}

        await until(told)
        view = (await office.sources.health("harbour")).sources[0]
        assert [one.why for one in view.gaps] == ["tide.example did not answer"]
        assert await posts(house) == 0
        assert not office.network.watches[0].holds("https://tide.example/1")
