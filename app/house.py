"""Plugs services together over one database and one bus; without the web, so that a command starts at once."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from app.bus.base import Bus
from app.bus.opening import open_bus
from app.config import Settings, make_folder, secret_of
from app.domain.appraisal import Appraiser
from app.services.events import Events
from app.services.letters import Letters
from app.services.people import People
from app.store.database import Database

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time, aware and in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Every service of one process, over one database and one bus."""

    database: Database
    bus: Bus
    events: Events
    people: People
    letters: Letters


@asynccontextmanager
async def open_house(settings: Settings, *, now: Clock = utc_now) -> AsyncIterator[House]:
    """Open the database (made or upgraded when it is older) and the bus, and close both on leaving."""
    if settings.database_url is None:
        make_folder(settings.data_dir)
    database = await Database.open(settings.database)
    try:
        await database.migrate()
        bus = await open_bus(settings.bus)
        try:
            yield House(
                database=database,
                bus=bus,
                events=Events(database=database, bus=bus, appraiser=Appraiser.shipped(), now=now),
                people=People(database=database, secret=secret_of(settings)),
                letters=Letters(database=database),
            )
        finally:
            await bus.close()
    finally:
        await database.close()
