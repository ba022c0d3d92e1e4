"""A wall that nobody sits at survives a cut and a crash, follows the event's look, and hides its pointer."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Error, Page, Response, expect

from app.domain.errors import BadInput
from app.domain.scene import Announcement, Scene
from app.house import House
from app.main import create_app
from app.networks.archive.read import lines
from tests.support.archive import Line, deleted, edited, post, written
from tests.support.browser import OpenPage
from tests.support.installation import HARBOUR, PROGRAMME, listening, settings_for

pytestmark = pytest.mark.asyncio(loop_scope="session")  # where the browser lives
KIND = post(31, "Good morning from row three, the coffee is strong")
KEPT = """async () => {
  const caught = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
  return caught.flat().map((one) => new URL(one.url).pathname);
}"""
WORDS = """async () => {
  const kept = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).matchAll()));
  const told = kept.flat().filter((one) => /html|json/.test(one.headers.get('content-type')));
  return (await Promise.all(told.map((one) => one.text()))).join(' ');
}"""
_PATIENCE = 60  # seconds; of which a quiet machine needs two
CUT = ("ERR_", "WebSocket", "Failed to load", "Failed to fetch", "crashed")
MADE_OF = """() => performance.getEntriesByType('resource').map((one) => new URL(one.name).pathname)
  .filter((path) => /[.](js|css)$/.test(path))"""


class Hall:
    """An event that is served until the network is cut."""

    def __init__(self, base: str, folder: Path, served: ExitStack) -> None:
        self.base, self._folder, self._served = base, folder, served
        self._house: House
        self._loop: asyncio.AbstractEventLoop
        self._said = 0

    async def open(self, house: House) -> None:
        """Begin in a house, in the loop that it lives in."""
        self._house, self._loop = house, asyncio.get_running_loop()
        await house.events.create(HARBOUR)
        await house.events.import_programme(HARBOUR.slug, PROGRAMME)
        await self._hear(KIND)

    @property
    def wall(self) -> str:
        """The address of a kiosk's wall."""
        return f"{self.base}/wall/harbour?kiosk=1"

    async def colour(self, colour: str) -> None:
        """Give the event a colour of its own."""
        looks = self._house.looks
        await self._there(looks.choose("harbour", colour=colour, lettering="serif", language="en", sight=None))

    async def say(self, *said: Line) -> None:
        """Let the event hear something."""
        await self._there(self._hear(*said))

    async def turn_to(self, scene: Scene) -> None:
        """Turn every wall to a scene."""
        await self._there(self._house.show_control.turn_to("harbour", "", scene, by="Rosa"))

    async def announce(self, title: str) -> None:
        """Tell the room something."""
        await self._there(self._house.show_control.announce("harbour", "", Announcement(title=title), by="Rosa"))

    async def clear(self) -> None:
        """Let walls go back to the stream."""
        await self._there(self._house.show_control.clear("harbour", "", by="Rosa"))

    async def cut(self) -> None:
        """Stop answering."""
        await asyncio.to_thread(self._served.close)

    async def _there(self, deed: Coroutine[Any, Any, object]) -> None:
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(deed, self._loop))

    async def _hear(self, *said: Line) -> None:
        self._said += 1
        archive = written(self._folder / f"{self._said}.jsonl", said)
        ingest = await self._house.events.ingest(HARBOUR.slug)
        await ingest.take([change for _, change in lines(archive) if not isinstance(change, BadInput)])


@pytest_asyncio.fixture(loop_scope="session")
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    with ExitStack() as served:
        hall = Hall("", tmp_path, served)
        hall.base = served.enter_context(listening(create_app(settings_for(tmp_path / "data"), opened=hall.open)))
        yield hall


async def kept(page: Page) -> set[str]:
    """The paths that the worker keeps."""
    return set(await page.evaluate(KEPT))


async def keeps(page: Page, *, told: frozenset[str] = frozenset(), without: str = "", having: str = "") -> None:
    """Wait until the worker keeps the page, all that it is made of and what was told, and those words or not."""
    async with asyncio.timeout(_PATIENCE):
        while True:
            words = await page.evaluate(WORDS)
            needed = {"/wall/harbour", *await page.evaluate(MADE_OF), *told}
            if await kept(page) >= needed and having in words and not (without and without in words):
                return


async def crashed(page: Page) -> BrowserContext:
    """Let the page's process die as it is; whoever opens another one has its profile."""
    with suppress(Error):
        await page.goto("chrome://crash")
    return page.context


async def test_a_kiosk_comes_up_again_while_the_network_is_cut(open_page: OpenPage, hall: Hall) -> None:
    page = await open_page(expects=CUT)
    await page.goto(hall.wall)
    await expect(page.locator("html[data-kiosk], html[data-at-rest]")).to_be_attached()
    await keeps(page, having="row three")
    await hall.cut()
    await page.reload()
    await expect(page.locator(".voice:visible", has_text="row three").first).to_be_visible()
    await expect(page.locator(".stalls .front .face:not(.vacant)")).to_have_count(1)
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(19, 16, 51)"


async def test_what_was_taken_away_does_not_come_back_after_a_crash(open_page: OpenPage, hall: Hall) -> None:
    page = await open_page(expects=CUT)
    hidden = post(32, "Thank you Amélie Strand, what a lovely quayside talk", by="b@dijk.example", name="Bo Secretive")
    changed = post(33, "The second thoughts of a windmill", by="c@dijk.example", name="Cees")
    await hall.say(hidden, changed)
    await hall.turn_to(Scene.CREDITS)
    await page.goto(hall.wall)
    await keeps(page, told=frozenset({"/wall/harbour/voices.json"}), having="Bo Secretive")
    await hall.announce("The wrong room")
    await keeps(page, having="The wrong room")
    await hall.say(deleted(hidden), edited(changed, "A better word about windmills"))
    await hall.clear()
    for gone in ("quayside", "Bo Secretive", "second thoughts", "The wrong room"):
        await keeps(page, without=gone)
    context = await crashed(page)
    await hall.cut()
    again = await context.new_page()
    await again.goto(hall.wall)
    await expect(again.locator(".voice:visible", has_text="windmills").first).to_be_visible()
    shown = await again.content()
    assert not [words for words in ("quayside", "Bo Secretive", "second thoughts", "The wrong room") if words in shown]


async def test_whoever_looks_at_a_wall_without_a_kiosk_keeps_nothing(open_page: OpenPage, hall: Hall) -> None:
    page = await open_page()
    await page.goto(f"{hall.base}/wall/harbour")
    await expect(page.locator("html[data-state=live]")).to_be_attached()
    assert await page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    assert await page.evaluate("document.documentElement.hasAttribute('data-at-rest')") is False


async def test_an_open_wall_takes_over_the_events_new_colour(open_page: OpenPage, hall: Hall) -> None:
    page = await open_page(service_workers="block")
    await page.clock.install()
    asked = 0

    def count(response: Response) -> None:
        nonlocal asked
        asked += response.url.endswith("/look.css")

    page.on("response", count)
    await page.goto(hall.wall)
    await until(lambda: asked >= 2, page)  # by the page, and by what follows it
    await hall.colour("#FFD200")
    await page.clock.run_for(16_000)
    await until(lambda: asked >= 3, page)
    await expect(page.locator("link[href*='look.css?v=']")).to_have_count(1)
    await expect(page.locator("link[href*='look.css']")).to_have_count(1)
    colour = "getComputedStyle(document.documentElement).getPropertyValue('--warm').trim()"
    assert await page.evaluate(colour) == "#FFD200"
    assert await page.evaluate("document.documentElement.hasAttribute('data-at-rest')") is True


async def until(happened: Callable[[], bool], page: Page) -> None:
    """Wait, by turns of the page, for something that it asks for."""
    async with asyncio.timeout(60):
        while not happened():
            await page.evaluate("0")
