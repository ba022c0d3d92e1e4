"""The change log has no gaps, stands in the order of commits, and tells what may be shown now."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.domain.errors import NotFound
from app.domain.network import Network
from app.domain.post import PostKey
from app.domain.verdict import Verdict
from app.domain.wall import ChangeKind
from app.store.database import Database
from tests.support.stored import NOW, a_post, a_reading, an_event, key, stored

SHOWN, GONE = ChangeKind.SHOWN, ChangeKind.GONE


async def test_changes_are_numbered_from_one_without_gaps(database: Database) -> None:
    event_id = await an_event(database)
    await stored(database, event_id, [a_post(1), a_post(2), a_post(3)])
    async with database.begin() as tx:
        assert await tx.changes.append(event_id, [(SHOWN, key(1)), (SHOWN, key(2))], now=NOW) == 2
        assert await tx.changes.append(event_id, [], now=NOW) == 2
        assert await tx.changes.append(event_id, [(GONE, key(3)), (GONE, PostKey(Network.X, "?"))], now=NOW) == 3
        assert [change.seq for change in await tx.changes.since(event_id, 0)] == [1, 2, 3]
        assert [change.seq for change in await tx.changes.since(event_id, 1, limit=1)] == [2]
        assert await tx.changes.since(event_id, 3) == []
        assert (await tx.walls.snapshot(event_id)).seq == 3


async def test_changes_tell_what_may_be_shown_now(database: Database) -> None:
    event_id = await an_event(database)
    await stored(database, event_id, [a_post(1), a_post(2)])
    async with database.begin() as tx:
        await tx.changes.append(event_id, [(SHOWN, key(1)), (SHOWN, key(2))], now=NOW)
        await tx.readings.save(event_id, {key(1): a_reading(verdict=Verdict.HIDE)})
        first, second = await tx.changes.since(event_id, 0)
        snapshot = await tx.walls.snapshot(event_id)
    assert first.card is None
    assert second.card == snapshot.cards[0]
    assert second.id == snapshot.cards[0].id


async def test_a_post_that_changed_twice_stands_at_its_last_change(database: Database) -> None:
    event_id = await an_event(database)
    await stored(database, event_id, [a_post(1), a_post(2)])
    async with database.begin() as tx:
        await tx.changes.append(event_id, [(SHOWN, key(1)), (SHOWN, key(2)), (SHOWN, key(1))], now=NOW)
        assert [change.seq for change in await tx.changes.since(event_id, 0)] == [2, 3]


async def test_the_log_lets_go_of_what_is_old_or_too_much(database: Database) -> None:
    event_id = await an_event(database)
    await stored(database, event_id, [a_post(1)])
    async with database.begin() as tx:
        for hour in range(6):
            await tx.changes.append(event_id, [(SHOWN, key(1))], now=NOW + timedelta(hours=hour))
        await tx.changes.trim(event_id, before=NOW)
        assert await tx.changes.floor(event_id) == 0
        await tx.changes.trim(event_id, before=NOW + timedelta(hours=2))
        assert await tx.changes.floor(event_id) == 2
        await tx.changes.trim(event_id, keep=1, before=NOW)
        assert await tx.changes.floor(event_id) == 5
        assert [change.seq for change in await tx.changes.since(event_id, 5)] == [6]
        assert await tx.changes.append(event_id, [(SHOWN, key(1))], now=NOW) == 7


async def test_a_log_needs_its_event(database: Database) -> None:
    async with database.begin() as tx:
        with pytest.raises(NotFound):
            await tx.changes.append(99, [(SHOWN, key(1))], now=NOW)
        assert await tx.changes.floor(99) == 0


async def test_two_writers_at_once_leave_no_gap_and_the_order_of_their_commits(
    database: Database, database_url: str
) -> None:
    event_id = await an_event(database)
    other = await Database.open(database_url)
    committed: list[int] = []

    async def write(mine: Database, start: int) -> None:
        for number in range(start, start + 20):
            async with mine.begin() as tx:
                await tx.posts.add(event_id, [a_post(number)])
                await tx.readings.save(event_id, {key(number): a_reading()})
                seq = await tx.changes.append(event_id, [(SHOWN, key(number)), (SHOWN, key(number))], now=NOW)
            committed.append(seq)

    async def follow() -> list[int]:
        """A reader that only ever goes forward, as walls do: whoever numbers before committing would lose it rows."""
        seen: list[int] = []
        while len(seen) < 80:
            async with other._engine.connect() as connection:
                rows = await connection.execute(
                    text("SELECT seq FROM change WHERE seq > :last ORDER BY seq"), {"last": seen[-1] if seen else 0}
                )
                seen.extend(rows.scalars())
        return seen

    async with asyncio.TaskGroup() as tasks:
        following = tasks.create_task(follow())
        for mine, start in ((database, 0), (other, 100)):
            tasks.create_task(write(mine, start))
    await other.close()
    assert following.result() == list(range(1, 81))
    assert sorted(committed) == list(range(2, 81, 2))


async def test_a_look_out_sees_commits_of_other_processes(database: Database, database_url: str) -> None:
    event_id = await an_event(database)
    other = await Database.open(database_url)
    assert await database.changed()
    assert not await database.changed()
    async with other.begin() as tx:
        await tx.posts.add(event_id, [a_post(1)])
        await tx.changes.append(event_id, [(SHOWN, key(1))], now=NOW)
    assert await database.changed()
    assert not await database.changed()
    async with database.read() as tx:
        await tx.posts.keys(event_id)
    assert not await database.changed()
    async with other.begin() as tx:
        await tx.events.clear(event_id)
    assert await database.changed()
    await other.close()


async def test_each_look_out_has_its_own_eyes(database: Database) -> None:
    await an_event(database)
    watch = database.watch()
    assert await database.changed()
    assert await watch.changed()
    assert not await watch.changed()
    await watch.close()
