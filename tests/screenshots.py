"""Photographs every page of the demo's event for the documentation: `make screenshots`."""

import asyncio
import io
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.async_api import Browser, Page, async_playwright

from app.domain.access import Audience, Role
from app.house import House, utc_now
from app.main import create_app
from app.services.demo import Demo
from tests.support.browser import ARGUMENTS, PHONE, ROOM, chromium_for
from tests.support.installation import listening, settings_for

IMAGES = Path(__file__).parents[1] / "docs" / "images"
_PLAYED = 0.72  # of the demo's posts: somebody is on stage, and talks have ended
_QUALITY = 82
_SETTLES = 2_500  # milliseconds until a scene has come up and stands
_EVENT = "longshore"
_WALL = f"/wall/{_EVENT}"
_SCENES = ("stream", "stage", "applause", "letters", "credits", "programme", "sponsors")
_DESK = {"width": 1440, "height": 900}


@dataclass(frozen=True)
class Shot:
    """One photograph: where, how large, in which light."""

    name: str
    path: str
    size: Mapping[str, int] = field(default_factory=lambda: dict(ROOM))
    light: str = "dark"
    signed_in: bool = False


def shots(links: Mapping[str, str]) -> list[Shot]:
    """Every photograph that the documentation shows, from a dict of the pages that open by a link."""
    return [
        *(Shot(scene, f"{_WALL}?scenes={scene}&room={quote('Lighthouse')}") for scene in _SCENES),
        Shot("foyer", f"{_WALL}?density=foyer"),
        Shot("phone", _WALL, PHONE),
        Shot("text", f"{_WALL}/text?theme=light", PHONE, "light"),
        Shot("overlay", f"/overlay/{_EVENT}"),
        Shot("say", f"/say/{_EVENT}", PHONE, "light"),
        Shot("remote", links["remote"], PHONE),
        Shot("digest", links["digest"], _DESK, "light"),
        Shot("ledger", links["ledger"], _DESK, "light"),
        Shot("home", f"/events/{_EVENT}", _DESK, "light", signed_in=True),
        Shot("moderate", f"/moderate/{_EVENT}", ROOM, signed_in=True),
        Shot("look", f"/events/{_EVENT}/look", _DESK, "light", signed_in=True),
    ]


class Stage:
    """The demo's event, played most of the way, on a server of its own."""

    def __init__(self, folder: Path) -> None:
        self.links: dict[str, str] = {}
        self.invitation = ""
        self.app = create_app(settings_for(folder), opened=self._prepare)

    async def _prepare(self, house: House) -> None:
        demo = Demo(events=house.events, control=house.show_control, looks=house.looks)
        await demo.prepare()
        ingest = await house.events.ingest(_EVENT)
        told = demo.changes
        await ingest.take(told[: int(len(told) * _PLAYED)])
        now = utc_now()
        people = house.people
        letters = f"/events/{_EVENT}/speakers/ingrid-solvberg/digest"
        self.links = {
            "remote": f"/remote/{_EVENT}?key={people.link(_EVENT, Audience.REMOTE, subject=None, now=now)}",
            "ledger": f"/events/{_EVENT}/undelivered?key={people.link(_EVENT, Audience.LEDGER, subject=None, now=now)}",
            "digest": f"{letters}?key={people.link(_EVENT, Audience.DIGEST, subject='ingrid-solvberg', now=now)}",
        }
        self.invitation = (await people.invite(Role.ORGANIZER, event=_EVENT, now=now)).token


async def _signed_in(browser: Browser, base: str, invitation: str) -> dict[str, object]:
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(f"{base}/join/{invitation}")
    await page.get_by_role("textbox").fill("Rosa Ferreira")
    await page.get_by_role("button", name="Come in").click()
    await page.wait_for_url("**/events/**")
    state = await context.storage_state()
    await context.close()
    return dict(state)


async def _take(page: Page, base: str, shot: Shot) -> bytes:
    answer = await page.goto(base + shot.path)
    if answer is None or answer.status != 200:
        raise SystemExit(f"{shot.path} answers {answer and answer.status}")
    await page.wait_for_timeout(_SETTLES)
    return await page.screenshot(omit_background=shot.name == "overlay")


async def photograph(folder: Path, into: Path) -> None:
    """Take every photograph, as WebP files in a folder."""
    stage = Stage(folder)
    with listening(stage.app) as base:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium_for(playwright), args=list(ARGUMENTS))
            signed_in = await _signed_in(browser, base, stage.invitation)
            for shot in shots(stage.links):
                context = await browser.new_context(
                    viewport=dict(shot.size),  # type: ignore[arg-type]  # a TypedDict of Playwright's own
                    color_scheme="dark" if shot.light == "dark" else "light",
                    storage_state=signed_in if shot.signed_in else None,  # type: ignore[arg-type]  # likewise
                )
                png = await _take(await context.new_page(), base, shot)
                await context.close()
                Image.open(io.BytesIO(png)).save(into / f"{shot.name}.webp", quality=_QUALITY, method=6)
                sys.stdout.write(f"{shot.name}.webp\n")
            await browser.close()


if __name__ == "__main__":
    began = time.monotonic()
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="ovation-screenshots-") as made:
        asyncio.run(photograph(Path(made), IMAGES))
    sys.stdout.write(f"in {IMAGES.relative_to(IMAGES.parents[2])}, {time.monotonic() - began:.0f} s\n")
