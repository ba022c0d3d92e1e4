"""A wall that nobody sits at survives a cut and a crash, follows the event's look, and hides its pointer."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, Response, expect

from app.domain.errors import BadInput
from app.house import House
from app.main import create_app
from app.networks.archive.read import lines
from tests.support.archive import post, written
from tests.support.browser import OpenPage
from tests.support.installation import HARBOUR, PROGRAMME, listening, settings_for

pytestmark = pytest.mark.asyncio(loop_scope="session")  # where the browser lives
KIND = post(31, "Good morning from row three, the coffee is strong")
KEPT = """async () => {
  const caught = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
  return caught.flat().map((one) => new URL(one.url).pathname);
}"""
NEEDED = {"/wall/harbour", "/static/js/wall.js", "/static/css/wall.css", "/wall/harbour/look.css"}


class Hall:
    """An event that is served until the network is cut."""

    def __init__(self, base: str, house: House, loop: asyncio.AbstractEventLoop, served: ExitStack) -> None:
        self.base, self._house, self._loop, self._served = base, house, loop, served

    @property
    def wall(self) -> str:
        """The address of a kiosk's wall."""
        return f"{self.base}/wall/harbour?kiosk=1"

    async def colour(self, colour: str) -> None:
        """Give the event a colour of its own."""
        chosen = self._house.looks.choose("harbour", colour=colour, lettering="serif", language="en", sight=None)
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(chosen, self._loop))

    async def cut(self) -> None:
        """Stop answering."""
        await asyncio.to_thread(self._served.close)


@pytest_asyncio.fixture(loop_scope="session")
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    ready: list[tuple[House, asyncio.AbstractEventLoop]] = []

    async def opened(house: House) -> None:
        ready.append((house, asyncio.get_running_loop()))
        await house.events.create(HARBOUR)
        await house.events.import_programme(HARBOUR.slug, PROGRAMME)
        ingest = await house.events.ingest(HARBOUR.slug)
        archive = written(tmp_path / "posts.jsonl", [KIND])
        await ingest.take([change for _, change in lines(archive) if not isinstance(change, BadInput)])

    with ExitStack() as served:
        base = served.enter_context(listening(create_app(settings_for(tmp_path / "data"), opened=opened)))
        yield Hall(base, *ready[0], served)


async def kept(page: Page) -> set[str]:
    """The paths that the worker keeps."""
    return set(await page.evaluate(KEPT))


async def test_a_kiosk_comes_up_again_while_the_network_is_cut(open_page: OpenPage, hall: Hall) -> None:
    page = await open_page(expects=("ERR_", "WebSocket", "Failed to load", "Failed to fetch"))
    await page.goto(hall.wall)
    await expect(page.locator("html[data-kiosk], html[data-at-rest]")).to_be_attached()
    async with asyncio.timeout(60):
        while not await kept(page) >= NEEDED:
            await page.evaluate("() => new Promise(requestAnimationFrame)")
    await hall.cut()
    await page.reload()
    await expect(page.locator(".voice:visible", has_text="row three").first).to_be_visible()
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(19, 16, 51)"


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
