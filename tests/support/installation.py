"""A whole Ovation for tests: the real app over a real database file, and a client for every kind of visitor."""

import asyncio
import tempfile
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr

from app.config import Settings
from app.domain.access import Audience, Role
from app.domain.event import Event, EventSlug, Programme
from app.domain.handle import Handle
from app.domain.network import Network
from app.domain.speaker import Speaker, SpeakerKey
from app.domain.talk import Talk, TalkKey
from app.house import House, open_house, utc_now
from app.main import create_app
from app.serving import Server, address_of, take_port
from tests.support.databases import with_tables

HARBOUR = Event(slug=EventSlug("harbour"), name="Harbour Day", hashtags=("harbourday",), timezone="Europe/Lisbon")
INLAND = Event(slug=EventSlug("inland"), name="Inland Day", hashtags=("inlandday",), timezone="Europe/Vienna")
AMELIE = Speaker(
    key=SpeakerKey("amelie-strand"),
    name="Amélie Strand",
    organisation="Tidewater Archive",
    handles=(Handle(network=Network.MASTODON, canonical="amelie@tide.example"),),
)
OSKAR = Speaker(key=SpeakerKey("oskar-lindqvist"), name="Oskar Lindqvist")
PROGRAMME = Programme(
    speakers=(AMELIE, OSKAR),
    talks=(
        Talk(key=TalkKey("salt"), title="Salt and paper", speakers=(AMELIE.key,)),
        Talk(key=TalkKey("quay"), title="The quay that remembers", speakers=(OSKAR.key,)),
    ),
)


_FILES: list[bytes] = []


def settings_for(folder: Path) -> Settings:
    """Settings of an installation in a folder of its own, whatever the environment says."""
    return Settings(
        data_dir=folder,
        database_url=None,
        bus_url=None,
        public_url=None,
        secret_key=SecretStr("a secret for tests only"),
        trusted_proxies="",
    )


@dataclass
class Installation:
    """A running app with two events; `client()` is anonymous, `client(role)` signed in at `harbour`."""

    settings: Settings
    app: FastAPI
    house: House
    _stack: AsyncExitStack = field(repr=False)

    async def client(
        self, role: Role | None = None, *, event: str | None = "harbour", speaker: str | None = None
    ) -> httpx.AsyncClient:
        """A browser of its own, signed in by an invitation when a role is asked for."""
        transport = httpx.ASGITransport(app=self.app)
        client = httpx.AsyncClient(transport=transport, base_url="http://ovation.test", headers={"accept": "text/html"})
        await self._stack.enter_async_context(client)
        if role is not None:
            place = None if role is Role.OWNER else event
            invited = await self.house.people.invite(role, event=place, now=utc_now(), speaker=speaker)
            answer = await client.post(f"/join/{invited.token}", data={"name": f"A person who is {role}"})
            assert answer.status_code == 303, answer.text
        return client

    def link(self, audience: Audience, subject: str | None = None, *, event: str = "harbour") -> str:
        """The signed part of a link."""
        return self.house.people.link(event, audience, subject=subject, now=utc_now())


async def _with_events() -> bytes:
    """Return a database file with two events and a programme: a process makes it once, and tests get copies."""
    if not _FILES:
        with tempfile.TemporaryDirectory(prefix="ovation-events-") as made:
            data = with_tables(Path(made) / "data")
            async with open_house(settings_for(data)) as house:
                for event in (HARBOUR, INLAND):
                    await house.events.create(event)
                    await house.events.import_programme(event.slug, PROGRAMME)
            _FILES.append((data / "ovation.db").read_bytes())
    return _FILES[0]


@asynccontextmanager
async def installed(folder: Path) -> AsyncIterator[Installation]:
    """Start an app in a new folder, with two events and a programme."""
    opened: list[House] = []

    async def note(house: House) -> None:
        opened.append(house)

    settings = settings_for(with_tables(folder, await _with_events()))
    app = create_app(settings, opened=note)
    async with AsyncExitStack() as stack, app.router.lifespan_context(app):
        yield Installation(settings=settings, app=app, house=opened[0], _stack=stack)


@pytest.fixture
async def installation(tmp_path: Path) -> AsyncIterator[Installation]:
    """An installation of this test's own."""
    async with installed(tmp_path / "data") as ready:
        yield ready


@contextmanager
def listening(app: FastAPI) -> Iterator[str]:
    """Serve an app over real sockets, in a thread with its own loop; yields its address."""
    taken = take_port("127.0.0.1", 0)
    config = uvicorn.Config(
        app, ws="websockets-sansio", log_level="warning", lifespan="on", timeout_graceful_shutdown=1
    )
    up = threading.Event()
    server = Server(config, up.set)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[taken])), daemon=True)
    thread.start()
    assert up.wait(120), "the server did not start"
    try:
        yield address_of(taken)
    finally:
        server.should_exit = True
        thread.join(10)


def digest_path(speaker: str, event: str = "harbour") -> str:
    """The address of a digest."""
    return f"/events/{event}/speakers/{quote(speaker, safe='')}/digest"
