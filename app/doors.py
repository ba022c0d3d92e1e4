"""Opens the doors: `serve` and `demo`, and the lines that tell a person where to go."""

import socket
import tempfile
import webbrowser
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlsplit

from fastapi import FastAPI
from pydantic import SecretStr

from app.config import Settings
from app.domain.access import Audience, Role, new_token
from app.domain.errors import BadInput, Unavailable
from app.house import House, utc_now
from app.logs import log_to_stderr
from app.main import create_app
from app.services.demo import Demo
from app.services.shows import rooms_of
from app.serving import LOCAL, address_of, serve, take_port

Tell = Callable[[str], None]


def open_doors(settings: Settings, *, host: str, port: int, tell: Tell) -> None:
    """Serve an installation until interrupted."""
    taken = take_port(host, port)
    base = settings.public_url or address_of(taken)
    lines: list[str] = []

    async def opened(house: House) -> None:
        owner = await house.people.invite_first_owner(utc_now())
        if owner is not None:
            lines.append("Nobody owns this installation yet. This invitation makes you its owner, and works once:")
            lines.append(f"{base}/join/{owner.token}")

    def started() -> None:
        tell(f"Ovation is at {base}")
        for line in (*_about_address(settings, base), *lines):
            tell(line)

    _serve(settings, taken, create_app(settings, opened=opened), started)


def open_demo(*, port: int, speed: float, browser: bool, tell: Tell) -> None:
    """Serve the demo from a temporary folder until interrupted."""
    with tempfile.TemporaryDirectory(prefix="ovation-demo-") as folder:
        settings = Settings(
            data_dir=Path(folder), database_url=None, bus_url=None, public_url=None, secret_key=SecretStr(new_token())
        )
        taken = _port_or_any(port)
        base = address_of(taken)
        lines: list[tuple[str, str]] = []
        demos: list[Demo] = []

        def player(house: House) -> Demo:
            if not demos:
                demos.append(Demo(events=house.events, control=house.show_control, looks=house.looks, speed=speed))
            return demos[0]

        async def opened(house: House) -> None:
            demo = player(house)
            await demo.prepare()
            lines.extend(await _demo_links(house, demo, base))

        def started() -> None:
            event = demos[0].event
            tell(f"{event.name} is playing. Nothing of it is real, and nothing of it stays. Ctrl+C ends it.")
            for what, link in lines:
                tell(f"{what:<20} {link}")
            if browser:
                webbrowser.open(lines[0][1])

        app = create_app(settings, opened=opened, jobs=lambda house: {"demo": player(house).play})
        _serve(settings, taken, app, started)


async def _demo_links(house: House, demo: Demo, base: str) -> list[tuple[str, str]]:
    event, now = demo.event.slug, utc_now()
    organizer = await house.people.invite(Role.ORGANIZER, event=event, now=now)
    ledger = house.people.link(event, Audience.LEDGER, subject=None, now=now)
    remote = house.people.link(event, Audience.REMOTE, subject=None, now=now)
    _, programme = await house.events.programme(event)
    tagged = next(speaker for speaker in programme.speakers if speaker.handles)
    silent = next(speaker for speaker in programme.speakers if not speaker.handles)
    links = [
        ("The wall", f"{base}/wall/{event}"),
        ("… of a room", f"{base}/wall/{event}?room={quote(rooms_of(programme)[0])}"),
        ("… for a foyer", f"{base}/wall/{event}?density=foyer&scenes=stream,applause,programme,sponsors"),
        ("… as text", f"{base}/wall/{event}/text"),
        ("The overlay", f"{base}/overlay/{event}"),
        ("Say thanks", f"{base}/say/{event}"),
        ("Organizer (once)", f"{base}/join/{organizer.token}"),
        ("The remote", f"{base}/remote/{event}?key={remote}"),
        ("The desk", f"{base}/moderate/{event}"),
        ("The look", f"{base}/events/{event}/look"),
        ("The ledger", f"{base}/events/{event}/undelivered?key={ledger}"),
    ]
    for speaker in (tagged, silent):
        key = house.people.link(event, Audience.DIGEST, subject=speaker.key, now=now)
        path = f"/events/{event}/speakers/{quote(speaker.key, safe='')}/digest"
        links.append((f"{speaker.name}", f"{base}{path}?key={key}"))
    return links


def _about_address(settings: Settings, base: str) -> tuple[str, ...]:
    if settings.public_url is None:
        return (f"OVATION_PUBLIC_URL is not set: links name {base}, and sign-in cookies are not marked Secure.",)
    if urlsplit(settings.public_url).scheme == "http":
        return (
            "OVATION_PUBLIC_URL is plain http: what people send can be read on the way. Use https outside a rehearsal.",
        )
    return ()


def _port_or_any(port: int) -> socket.socket:
    try:
        return take_port(LOCAL, port)
    except BadInput:
        return take_port(LOCAL, 0)


def _serve(settings: Settings, taken: socket.socket, app: FastAPI, started: Callable[[], None]) -> None:
    log_to_stderr()
    if not serve(app, taken, settings, opened=started):
        raise Unavailable("the server did not start; the lines above say why")
