"""The pages for guests and of sources over a real house, with profiles that a test writes."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
from fastapi import Depends, FastAPI

from app.domain.consent import OptOutKeys
from app.domain.network import Network
from app.domain.post import Posted
from app.house import House, open_house, utc_now
from app.networks.outside import Outside
from app.routes import consent, house, problems, sessions, sources
from app.routes.allowance import Allowance
from app.routes.guard import enforce
from app.services.opt_out import OptOut
from app.services.pages import Pages
from app.services.sources import Sources
from app.services.vault import Vault
from tests.support.databases import with_tables
from tests.support.installation import HARBOUR, INLAND, settings_for
from tests.support.profiles import Profiles

SECRET = b"a secret for tests only"


@dataclass
class Guests:
    """An app with the guests' pages, and what a test looks at behind it."""

    app: FastAPI
    house: House
    profiles: Profiles
    keys: OptOutKeys
    sources: Sources
    folder: Path

    def house_files(self) -> list[Path]:
        """The files in which everything is kept."""
        return sorted(self.folder.glob("ovation.db*"))

    def client(self, address: str = "198.51.100.7") -> httpx.AsyncClient:
        """A browser at an address."""
        transport = httpx.ASGITransport(app=self.app, client=(address, 4711))
        return httpx.AsyncClient(transport=transport, base_url="http://ovation.test", headers={"accept": "text/html"})

    async def say(self, *posts: Posted) -> None:
        """Let posts come in at the harbour."""
        await (await self.house.events.ingest(HARBOUR.slug)).take(posts)


@asynccontextmanager
async def guests(folder: Path, *, now: Callable[[], datetime] = utc_now) -> AsyncIterator[Guests]:
    """Open a house with two events, and the pages over it."""
    settings = settings_for(with_tables(folder))
    async with open_house(settings, now=now) as rooms:
        for event in (HARBOUR, INLAND):
            await rooms.events.create(event)
        outside, profiles, keys = Outside(agent="Ovation tests"), Profiles(), OptOutKeys(SECRET)
        connectors = {Network.MASTODON: profiles}
        followed = Sources(
            database=rooms.database,
            bus=rooms.bus,
            connectors=connectors,
            outside=outside,
            vault=Vault(SECRET),
            now=now,
        )
        app = FastAPI(dependencies=[Depends(enforce)])
        problems.install(app)
        for router in (house.router, sessions.router, consent.router, sources.router):
            app.include_router(router)
        app.state.public_url, app.state.now = None, now
        app.state.people, app.state.events, app.state.pages = rooms.people, rooms.events, Pages()
        app.state.operator, app.state.contact = "The Harbour Office", "mailto:office@harbour.example"
        app.state.sources, app.state.allowance = followed, Allowance()
        app.state.opt_out = OptOut(
            database=rooms.database,
            keys=keys,
            events=rooms.events,
            sources=followed,
            connectors=connectors,
            outside=outside,
            now=now,
        )
        yield Guests(app=app, house=rooms, profiles=profiles, keys=keys, sources=followed, folder=folder)
        await outside.close()
