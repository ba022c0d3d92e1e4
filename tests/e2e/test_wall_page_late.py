"""The quiet line: a wall says what it does not hear in time, and stops saying so."""

from collections.abc import Iterator

import pytest
from playwright.async_api import Page, expect

from tests.support.browser import PHONE, OpenPage
from tests.support.wall_cards import NOW, card, gallery
from tests.support.wall_page import opened
from tests.support.wall_stub import WallStub, serving

pytestmark = pytest.mark.asyncio(loop_scope="session")  # where the browser lives
LATE = "Bluesky is four minutes behind"


@pytest.fixture
def stub() -> Iterator[WallStub]:
    with serving(WallStub(gallery()[:4])) as served:
        yield served


@pytest.mark.parametrize("mirror", ["", "/text"])
async def test_a_wall_says_quietly_what_is_late_and_then_no_more(page: Page, stub: WallStub, mirror: str) -> None:
    await opened(page, stub, mirror)
    await expect(page.locator(".late")).to_be_hidden()
    stub.late = LATE
    stub.beat()
    await expect(page.locator(".late")).to_be_visible()
    await expect(page.locator(".late")).to_have_text(LATE)
    stub.show(card(200, at=NOW))  # frames of changes do not tell
    await expect(page.locator(".voice[data-id='200']").first).to_be_visible()
    await expect(page.locator(".late")).to_have_text(LATE)
    stub.late = None
    stub.beat()
    await expect(page.locator(".late")).to_be_hidden()


async def test_the_line_is_there_before_any_script_and_covers_no_word(open_page: OpenPage, stub: WallStub) -> None:
    stub.late = LATE
    page = await open_page(java_script_enabled=False)
    await page.goto(stub.url)
    line = await page.locator(".late").bounding_box()
    strip = await page.locator(".strip").bounding_box()
    words = await page.locator(".room").bounding_box()
    assert line
    assert strip
    assert words
    assert strip["y"] + strip["height"] <= line["y"]
    assert line["y"] + line["height"] <= words["y"]


async def test_the_foot_leads_out_by_keyboard_and_on_a_phone(open_page: OpenPage, stub: WallStub) -> None:
    page = await open_page()
    await opened(page, stub)
    link = page.get_by_role("link", name="Not on the wall?")
    await link.focus()
    await expect(page.locator(".foot")).to_have_css("opacity", "1")
    await expect(link).to_have_attribute("href", "/out/longshore26")
    phone = await open_page(viewport=PHONE)
    for where in ("", "/text"):
        await opened(phone, stub, where)
        link = phone.get_by_role("link", name="Not on the wall?")
        await link.scroll_into_view_if_needed()
        box = await link.bounding_box()
        assert box
        assert box["height"] >= 40
