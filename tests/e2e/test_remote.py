"""The remote in a real browser: two of them agree, the wall follows, and one without a connection says so."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.async_api import Page, expect

from app.domain.access import Audience
from app.domain.errors import BadInput
from app.house import House, utc_now
from app.main import create_app
from app.networks.archive.read import lines
from tests.support.archive import post, written
from tests.support.browser import PHONE, OpenPage
from tests.support.installation import HARBOUR, PROGRAMME, listening, settings_for

pytestmark = pytest.mark.asyncio(loop_scope="session")  # where the browser lives
KIND = post(31, "Good morning from row three, the coffee is strong")


class Hall(NamedTuple):
    """An event that is being served: the addresses of its wall and of its remote."""

    wall: str
    remote: str


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    keys: list[str] = []

    async def opened(house: House) -> None:
        await house.events.create(HARBOUR)
        await house.events.import_programme(HARBOUR.slug, PROGRAMME)
        ingest = await house.events.ingest(HARBOUR.slug)
        archive = written(tmp_path / "posts.jsonl", [KIND])
        await ingest.take([change for _, change in lines(archive) if not isinstance(change, BadInput)])
        keys.append(house.people.link(HARBOUR.slug, Audience.REMOTE, subject=None, now=utc_now()))

    with listening(create_app(settings_for(tmp_path / "data"), opened=opened)) as base:
        yield Hall(f"{base}/wall/harbour", f"{base}/remote/harbour?key={keys[0]}")


async def held(page: Page, address: str) -> Page:
    """A remote in somebody's hand, connected."""
    await page.goto(address)
    await expect(page.locator("html[data-state=live]")).to_be_attached()
    return page


async def test_two_remotes_agree_and_one_without_a_connection_says_so(open_page: OpenPage, hall: Hall) -> None:
    lost = ("ERR_FAILED", "ERR_INTERNET", "WebSocket")
    one = await held(await open_page(viewport=PHONE, expects=lost), hall.remote)
    other = await held(await open_page(viewport=PHONE), hall.remote)
    assert await one.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    await one.get_by_role("button", name="Applause").click()
    await expect(other.get_by_role("button", name="Applause")).to_have_attribute("aria-pressed", "true")
    await expect(other.locator(".what")).to_have_text("Applause")

    await other.keyboard.press("b")
    await expect(one.get_by_role("button", name="Blank")).to_have_attribute("aria-pressed", "true")
    await expect(one.locator(".now.is-blank .state")).to_have_text("Dark")
    await one.get_by_role("button", name="Clear").click()
    await expect(other.locator(".now.is-blank")).to_have_count(0)
    await expect(other.get_by_role("button", name="Stream")).to_have_attribute("aria-pressed", "true")

    await one.get_by_label("Title").fill("Lunch is served")
    await one.get_by_role("button", name="Announce on every wall").click()
    await expect(other.get_by_role("button", name="End: Lunch is served")).to_be_visible()
    await expect(other.locator(".now .v")).to_have_text("Lunch is served")
    await one.get_by_role("button", name="Clear").click()
    for remote in (one, other):
        await expect(remote.get_by_role("button", name="End: Lunch is served")).to_have_count(0)

    await other.get_by_role("button", name="Pin what").first.click()
    await expect(one.locator(".now .who")).to_contain_text("pinned")

    await one.route("**/remote/**", lambda route: route.abort())
    await one.get_by_role("button", name="Blank").click()
    await expect(one.get_by_role("alert")).to_contain_text("may not have arrived")
    await expect(one.get_by_role("button", name="Blank")).to_have_attribute("aria-pressed", "false")


async def test_what_the_thumb_needs_is_on_the_screen_and_nothing_lies_over_it(open_page: OpenPage, hall: Hall) -> None:
    page = await held(await open_page(viewport=PHONE), hall.remote)
    for name in ("Pause", "Clear", "Blank"):
        box = await page.get_by_role("button", name=name).bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["y"] + box["height"] <= PHONE["height"]
    sizes = await page.eval_on_selector_all(
        ".remote :is(button, a, select, input:not([type=hidden]))",
        "all => all.filter((one) => one.offsetParent).map((one) => Math.round(one.getBoundingClientRect().height))",
    )
    assert min(sizes) >= 44


@pytest.mark.wide
async def test_the_remote_works_without_its_script(open_page: OpenPage, hall: Hall) -> None:
    page = await open_page(viewport=PHONE, java_script_enabled=False)
    await page.goto(hall.remote)
    await page.get_by_label("Title").fill("Lunch is served")
    await page.get_by_role("button", name="Announce on every wall").click()
    await expect(page.locator(".now .v")).to_have_text("Lunch is served")
    await page.get_by_role("button", name="End: Lunch is served").click()
    await expect(page.locator(".what")).to_have_text("Stream")
