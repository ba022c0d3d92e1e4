"""Sources are remembered with their places, their health and their gaps, and one holder follows each at a time."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from app.domain.errors import Conflict
from app.domain.network import Network
from app.domain.phrase import verbatim
from app.domain.source import Gap, Source, SourceHealth, SourceState
from app.store.database import Database
from app.store.sources import StoredSource
from app.store.transaction import Transaction
from tests.support.stored import EVENT, NOW, PROGRAMME, an_event, another_event

LATER = NOW + timedelta(minutes=1)
NAME = "mastodon:shore.example"


async def a_source(tx: Transaction, event_id: int, name: str = NAME, **options: object) -> StoredSource:
    return await tx.sources.add(
        event_id, name=name, network=Network.MASTODON, options=options, sealed=b"\x00sealed", now=NOW
    )


def a_gap(minute: int, **facts: object) -> Gap:
    start = NOW + timedelta(minutes=minute)
    return Gap(**{"from_at": start, "until_at": start + timedelta(minutes=1), "why": verbatim("cut"), **facts})  # type: ignore[arg-type] # whatever a test says


async def test_a_source_comes_back_as_it_was_added(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        added = await a_source(tx, event_id, server="shore.example", tags=["a", "b"])
        other = await a_source(tx, event_id, "bluesky")
    assert added == StoredSource(
        source=Source(
            id=added.source.id,
            event_id=event_id,
            name=NAME,
            network=Network.MASTODON,
            options={"server": "shore.example", "tags": ["a", "b"]},
        ),
        sealed=b"\x00sealed",
        places={},
        health=SourceHealth(),
        created_at=NOW,
    )
    assert "sealed" not in repr(added)
    async with database.read() as tx:
        assert await tx.sources.of_event(event_id) == [other, added]
        assert await tx.sources.all() == [(EVENT.slug, other), (EVENT.slug, added)]
        assert await tx.sources.named(event_id, NAME) == added
        assert await tx.sources.named(event_id, "nostr") is None
        assert await tx.sources.of_event(event_id + 1) == []


async def test_a_name_is_taken_once_in_each_event(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        elsewhere = await another_event(tx)
        await a_source(tx, event_id)
        await a_source(tx, elsewhere)
        with pytest.raises(Conflict, match=r"the event has a source 'mastodon:shore\.example' already"):
            await a_source(tx, event_id)
        assert len(await tx.sources.of_event(event_id)) == 1
        assert [slug for slug, _ in await tx.sources.all()] == ["longshore", "other"]


async def test_a_lease_is_for_one_holder_until_it_ends(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        source = (await a_source(tx, event_id)).source.id
        assert await tx.sources.lease(source, "one", now=NOW, until=LATER)
        assert not await tx.sources.lease(source, "two", now=NOW, until=LATER)
        assert await tx.sources.lease(source, "one", now=NOW, until=LATER + timedelta(minutes=1))
        assert not await tx.sources.lease(source, "two", now=LATER, until=LATER + timedelta(hours=1))
        late = LATER + timedelta(minutes=1)
        assert await tx.sources.lease(source, "two", now=late, until=late + timedelta(hours=1))
        assert not await tx.sources.lease(source, "one", now=late, until=late + timedelta(hours=1))


async def test_a_lease_that_is_given_back_is_free(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        source = (await a_source(tx, event_id)).source.id
        assert await tx.sources.lease(source, "one", now=NOW, until=LATER)
        await tx.sources.release(source, "two")
        assert not await tx.sources.lease(source, "two", now=NOW, until=LATER)
        await tx.sources.release(source, "one")
        assert await tx.sources.lease(source, "two", now=NOW, until=LATER)
        await tx.sources.remove(source)
        assert not await tx.sources.lease(source, "two", now=NOW, until=LATER)


async def test_places_move_on_one_by_one(database: Database) -> None:
    event_id = await an_event(database)

    async def advance(places: Mapping[str, str]) -> dict[str, str]:
        async with database.begin() as tx:
            await tx.sources.advance(source, places)
            return (await tx.sources.of_event(event_id))[0].places

    async with database.begin() as tx:
        source = (await a_source(tx, event_id)).source.id
    assert await advance({"#longshore": "11", "#tides": "7"}) == {"#longshore": "11", "#tides": "7"}
    assert await advance({"#tides": "8"}) == {"#longshore": "11", "#tides": "8"}
    assert await advance({}) == {"#longshore": "11", "#tides": "8"}
    async with database.begin() as tx:
        await tx.sources.remove(source)
        await tx.sources.advance(source, {"#tides": "9"})
        assert await tx.sources.of_event(event_id) == []


async def test_health_is_written_down_whole(database: Database) -> None:
    event_id = await an_event(database)
    health = SourceHealth(
        state=SourceState.WAITING,
        why=verbatim("it answered 503"),
        since=NOW,
        heard_at=NOW - timedelta(minutes=3),
        last_post_at=NOW - timedelta(minutes=4),
        posts=12,
        malformed=1,
        received_lag=timedelta(seconds=1, microseconds=7),
        shown_lag=timedelta(milliseconds=80),
        retry_at=LATER,
    )
    async with database.begin() as tx:
        source = (await a_source(tx, event_id)).source.id
        await tx.sources.report(source, health)
        assert (await tx.sources.of_event(event_id))[0].health == health
        await tx.sources.report(source, SourceHealth())
        assert (await tx.sources.of_event(event_id))[0].health == SourceHealth()


async def test_a_paused_source_stays_paused_whatever_its_follower_still_says(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        source = (await a_source(tx, event_id)).source.id
        await tx.sources.report(
            source, SourceHealth(state=SourceState.WAITING, why=verbatim("503"), retry_at=NOW, posts=4)
        )
        await tx.sources.pause(source, paused=True, now=LATER)
        await tx.sources.report(source, SourceHealth(state=SourceState.LISTENING))
        stored = (await tx.sources.of_event(event_id))[0]
        assert stored.source.paused
        assert stored.health == SourceHealth(state=SourceState.PAUSED, since=LATER, posts=4)
        await tx.sources.pause(source, paused=False, now=NOW)
        stored = (await tx.sources.of_event(event_id))[0]
        assert not stored.source.paused
        assert stored.health == SourceHealth(state=SourceState.STARTING, since=NOW, posts=4)


async def test_gaps_are_told_newest_first_and_filled_together(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        source = (await a_source(tx, event_id)).source.id
        other = (await a_source(tx, event_id, "bluesky")).source.id
        await tx.sources.gap(source, [a_gap(1), a_gap(3, filled_at=NOW)])
        await tx.sources.gap(source, [a_gap(2)])
        await tx.sources.gap(other, [a_gap(9)])
        assert await tx.sources.gaps(source) == [a_gap(3, filled_at=NOW), a_gap(2), a_gap(1)]
        assert await tx.sources.gaps(source, limit=1) == [a_gap(3, filled_at=NOW)]
        await tx.sources.fill(source, LATER)
        assert await tx.sources.gaps(source) == [
            a_gap(3, filled_at=NOW),
            a_gap(2, filled_at=LATER),
            a_gap(1, filled_at=LATER),
        ]
        assert await tx.sources.gaps(other) == [a_gap(9)]


async def test_a_gap_that_is_told_again_is_one(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        source = (await a_source(tx, event_id)).source.id
        await tx.sources.gap(source, [a_gap(1), a_gap(1)])
        await tx.sources.gap(source, [a_gap(1, filled_at=LATER)])
        assert await tx.sources.gaps(source) == [a_gap(1, filled_at=LATER)]


async def test_what_is_followed_has_a_revision(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        before = (await tx.events.all())[0].revision
        await tx.programmes.save(event_id, PROGRAMME)
        assert (await tx.events.all())[0].revision == before + 1
        await tx.events.clear(event_id)
        assert (await tx.events.all())[0].revision == before + 1
