"""Events and programmes are remembered, found again and replaced without losing what hangs on them."""

import pytest

from app.domain.errors import Conflict, NotFound
from app.domain.event import Programme
from app.store.database import Database
from tests.support.stored import EVENT, NOW, PROGRAMME, an_event


async def test_an_event_is_found_by_its_slug(database: Database) -> None:
    async with database.begin() as tx:
        made = await tx.events.create(EVENT, NOW)
    async with database.read() as tx:
        found = await tx.events.by_slug("longshore")
        assert found == made
        assert await tx.events.by_slug("elsewhere") is None
        assert await tx.events.all() == [made]
    assert made.event == EVENT
    assert made.seq == 0


async def test_a_slug_belongs_to_one_event(database: Database) -> None:
    await an_event(database)
    with pytest.raises(Conflict, match="there is an event 'longshore' already"):
        async with database.begin() as tx:
            await tx.events.create(EVENT, NOW)


async def test_a_unit_of_work_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(Conflict):
        await _create_twice(database)
    async with database.read() as tx:
        assert await tx.events.all() == []


async def _create_twice(database: Database) -> None:
    async with database.begin() as tx:
        await tx.events.create(EVENT, NOW)
        await tx.events.create(EVENT, NOW)


async def test_a_programme_comes_back_as_it_was_saved(database: Database) -> None:
    event_id = await an_event(database, programme=Programme())
    async with database.begin() as tx:
        await tx.programmes.save(event_id, PROGRAMME)
    async with database.read() as tx:
        assert await tx.programmes.load(event_id) == PROGRAMME


async def test_saving_a_programme_again_changes_what_changed(database: Database) -> None:
    event_id = await an_event(database)
    shorter = Programme(speakers=PROGRAMME.speakers[1::-1], talks=PROGRAMME.talks[:1])
    async with database.begin() as tx:
        await tx.programmes.save(event_id, shorter)
    async with database.read() as tx:
        assert await tx.programmes.load(event_id) == shorter


async def test_what_belongs_to_an_event_needs_the_event(database: Database) -> None:
    with pytest.raises(NotFound):
        async with database.begin() as tx:
            await tx.programmes.save(99, PROGRAMME)
