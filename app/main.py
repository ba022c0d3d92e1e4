"""Plugs the web application together: settings in, an app out; its lifespan opens the house and runs the jobs."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from fastapi import Depends, FastAPI

from app.config import Settings
from app.domain.wall import WALLS
from app.house import Clock, House, open_house, utc_now
from app.jobs.announce import Announce
from app.jobs.follow import Follow, Ways
from app.jobs.pictures import FetchPictures
from app.jobs.publish import Publish
from app.jobs.spare import Spare
from app.jobs.supervise import Job, Supervisor
from app.jobs.tell_desks import TellDesks
from app.networks.connectors import CONNECTORS
from app.outlets.hub import Hub
from app.routes import (
    consent,
    event_words,
    events,
    house,
    inbox,
    look,
    moderate,
    moderate_rules,
    moderate_words,
    overlay,
    pictures,
    problems,
    remote,
    say,
    scenes,
    sessions,
    sources,
    told_accounts,
    walls,
)
from app.routes.allowance import Allowance
from app.routes.bodies import SmallBodies
from app.routes.guard import enforce
from app.routes.headers import SafeHeaders
from app.routes.language import Languages
from app.services.desk_live import DeskLive
from app.services.live import Live
from app.services.pages import Pages
from app.store.database import Database


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
            app.state.public_url, app.state.now = settings.public_url, now
            app.state.events, app.state.people, app.state.letters = rooms.events, rooms.people, rooms.letters
            app.state.words = rooms.words
            app.state.live, app.state.pages = live, Pages()
            app.state.scenes, app.state.show_control = rooms.scenes, rooms.show_control
            app.state.looks, app.state.told_accounts = rooms.looks, rooms.told_accounts
            desk_live = DeskLive(database=rooms.database)
            tell_desks = TellDesks(live=desk_live, bus=rooms.bus, topic=WALLS)
            app.state.moderation, app.state.rulebook = rooms.moderation, rooms.rulebook
            app.state.desks, app.state.desk_live = rooms.desks, desk_live
            app.state.inbox, app.state.sources, app.state.opt_out = rooms.inbox, rooms.sources, rooms.opt_out
            app.state.operator, app.state.contact = settings.operator, settings.contact
            app.state.allowance, app.state.pictures = Allowance(), rooms.pictures
            app.state.saying, app.state.a_room = rooms.saying, say.a_room()
            app.state.health = partial(_health, rooms.database, supervisor)
            await opened(rooms)
            async with asyncio.TaskGroup() as tasks:
                running = [
                    tasks.create_task(supervisor.run(name, job), name=name)
                    for name, job in {
                        **_jobs(rooms, now),
                        "publish": publish.run,
                        "desks": tell_desks.run,
                        **jobs(rooms),
                    }.items()
                ]
                yield
                hub.close()
                await desk_live.close()
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
    app.add_middleware(SmallBodies)
    https = urlsplit(settings.public_url or "").scheme == "https"
    app.add_middleware(Languages, https=https)
    app.add_middleware(SafeHeaders, https=https)
    problems.install(app)
    for routes in (
        house,
        walls,
        sessions,
        events,
        inbox,
        consent,
        sources,
        pictures,
        scenes,
        remote,
        overlay,
        say,
        look,
        event_words,
        moderate,
        moderate_rules,
        moderate_words,
        told_accounts,
    ):
        app.include_router(routes.router)
    return app


def _jobs(rooms: House, now: Clock) -> dict[str, Job]:
    fetch = FetchPictures(pictures=rooms.pictures, bus=rooms.bus, topic=WALLS)
    follow = Follow(
        Ways(
            database=rooms.database,
            bus=rooms.bus,
            events=rooms.events,
            sources=rooms.sources,
            connectors=CONNECTORS,
            outside=rooms.outside,
            supervisor=Supervisor(now=now),  # its own: a network that is down does not make this process unwell
            holder=secrets.token_hex(8),
            now=now,
        )
    )
    announce = Announce(control=rooms.show_control)
    spare = Spare(rooms.rulebook)
    return {"spare": spare.run, "announce": announce.run, "pictures": fetch.run, "follow": follow.run}


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
