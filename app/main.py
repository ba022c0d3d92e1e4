"""The only place where things are plugged together: settings in, an app or a house of services out."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from fastapi import Depends, FastAPI

from app.bus.base import Bus
from app.bus.opening import open_bus
from app.config import Settings, secret_of
from app.domain.appraisal import Appraiser
from app.domain.wall import WALLS
from app.jobs.publish import Publish
from app.jobs.supervise import Job, Supervisor
from app.outlets.hub import Hub
from app.routes import events, house, problems, sessions, walls
from app.routes.guard import enforce
from app.routes.headers import SafeHeaders
from app.services.events import Events
from app.services.letters import Letters
from app.services.live import Live
from app.services.pages import Pages
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
        settings.data_dir.mkdir(parents=True, exist_ok=True)
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


async def _nothing_more(_: House) -> None:
    """Open without ado."""


def create_app(
    settings: Settings,
    *,
    now: Clock = utc_now,
    jobs: Callable[[House], dict[str, Job]] = lambda _: {},
    opened: Callable[[House], Awaitable[None]] = _nothing_more,
) -> FastAPI:
    """Return the web application. `jobs` adds what else this process runs; `opened` is told the house at start-up."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_house(settings, now=now) as rooms:
            hub = Hub()
            live = Live(database=rooms.database, hub=hub, now=now)
            supervisor = Supervisor(now=now)
            publish = Publish(live=live, bus=rooms.bus, topic=WALLS)
            _furnish(app, rooms, live, supervisor, settings, now)
            await opened(rooms)
            async with asyncio.TaskGroup() as tasks:
                running = [
                    tasks.create_task(supervisor.run(name, job), name=name)
                    for name, job in {"publish": publish.run, **jobs(rooms)}.items()
                ]
                yield
                hub.close()
                for task in running:
                    task.cancel()

    app = FastAPI(
        title="Ovation",
        lifespan=lifespan,
        dependencies=[Depends(enforce)],
        docs_url=None,  # FastAPI's pages of docs ask other hosts for their scripts
        redoc_url=None,
        openapi_url=None,
    )
    app.add_middleware(SafeHeaders, https=urlsplit(settings.public_url or "").scheme == "https")
    problems.install(app)
    for routes in (house, walls, sessions, events):
        app.include_router(routes.router)
    return app


def _furnish(app: FastAPI, rooms: House, live: Live, supervisor: Supervisor, settings: Settings, now: Clock) -> None:
    state = app.state
    state.public_url = settings.public_url
    state.now = now
    state.events, state.people, state.letters = rooms.events, rooms.people, rooms.letters
    state.live, state.pages = live, Pages()
    state.health = partial(_health, rooms.database, supervisor)


async def _health(database: Database, supervisor: Supervisor) -> dict[str, Any]:
    async with database.read() as tx:
        await tx.events.all()
    jobs = {
        name: {
            "running": job.running,
            "restarts": job.restarts,
            "last_success": job.stamped_at and job.stamped_at.isoformat(),
        }
        for name, job in supervisor.jobs.items()
    }
    well = all(job.running for job in supervisor.jobs.values())
    return {"status": "ok" if well else "degraded", "jobs": jobs}
