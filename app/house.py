"""Plugs services together over one database and one bus; without the web, so that a command starts at once."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from app.bus.base import Bus
from app.bus.opening import open_bus
from app.config import Settings, make_folder, secret_of
from app.domain.appraisal import Appraiser
from app.domain.consent import OptOutKeys
from app.domain.saying import SayKeys
from app.networks.connectors import CONNECTORS
from app.networks.outside import Outside
from app.outlets import fonts
from app.services.desk import Desks
from app.services.doctor import Doctor
from app.services.event_words import Words
from app.services.events import Events
from app.services.inbox import Inbox
from app.services.letters import Letters
from app.services.looks import Looks
from app.services.moderation import Moderation
from app.services.opt_out import OptOut
from app.services.people import People
from app.services.pictures import Pictures
from app.services.rulebook import Rulebook
from app.services.saying import Saying
from app.services.scenes import Scenes
from app.services.shows import ShowControl
from app.services.sources import Sources
from app.services.told_accounts import ToldAccounts
from app.services.vault import Vault
from app.services.writing import Writing
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
    words: Words
    people: People
    letters: Letters
    outside: Outside
    sources: Sources
    inbox: Inbox
    saying: Saying
    opt_out: OptOut
    moderation: Moderation
    rulebook: Rulebook
    desks: Desks
    pictures: Pictures
    scenes: Scenes
    show_control: ShowControl
    doctor: Doctor
    looks: Looks
    told_accounts: ToldAccounts


@asynccontextmanager
async def open_house(settings: Settings, *, now: Clock = utc_now) -> AsyncIterator[House]:
    """Open the database (made or upgraded when it is older) and the bus, and close both on leaving."""
    if settings.database_url is None:
        make_folder(settings.data_dir)
    database = await Database.open(settings.database)
    try:
        await database.migrate()
        bus = await open_bus(settings.bus)
        outside = Outside(agent=settings.agent, allowed=settings.hosts)
        try:
            yield _furnished(settings, database, bus, outside, now)
        finally:
            await outside.close()
            await bus.close()
    finally:
        await database.close()


def _furnished(settings: Settings, database: Database, bus: Bus, outside: Outside, now: Clock) -> House:
    secret = secret_of(settings)
    keys = OptOutKeys(secret)
    events = Events(database=database, bus=bus, appraiser=Appraiser.shipped(), keys=keys, now=now)
    sources = Sources(database=database, bus=bus, connectors=CONNECTORS, outside=outside, vault=Vault(secret), now=now)
    writing = Writing(database=database, bus=bus, events=events)
    return House(
        database=database,
        bus=bus,
        events=events,
        words=Words(database=database, writing=writing, events=events, appraiser=Appraiser.shipped(), now=now),
        people=People(database=database, secret=secret),
        letters=Letters(database=database),
        outside=outside,
        sources=sources,
        saying=Saying(database=database, keys=SayKeys(secret), events=events, now=now),
        inbox=Inbox(database=database, events=events, sources=sources, now=now),
        looks=Looks(database=database, now=now),
        told_accounts=ToldAccounts(database=database, events=events, keys=keys, now=now),
        show_control=ShowControl(database=database, bus=bus, now=now),
        scenes=Scenes(database=database, appraiser=Appraiser.shipped(), now=now),
        doctor=Doctor(database=database, events=events, undrawn=fonts.undrawn),
        moderation=Moderation(writing=writing, now=now),
        rulebook=Rulebook(database=database, writing=writing, events=events, now=now),
        desks=Desks(database=database, appraiser=Appraiser.shipped(), now=now),
        pictures=Pictures(database=database, bus=bus, outside=outside, now=now),
        opt_out=OptOut(
            database=database,
            keys=keys,
            events=events,
            sources=sources,
            connectors=CONNECTORS,
            outside=outside,
            now=now,
        ),
    )
