"""Saying thanks on a phone: without a script, by keyboard alone, in any script, and as axe-core sees it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from app.house import House
from app.main import create_app
from tests.e2e.test_accessible import UNDECIDED, looked_at
from tests.support.browser import PHONE, OpenPage
from tests.support.installation import HARBOUR, PROGRAMME, listening, settings_for

pytestmark = pytest.mark.asyncio(loop_scope="session")  # where the browser lives

SHUKRAN = "شكرًا جزيلًا على هذا الحديث"


@pytest.fixture
def base(tmp_path: Path) -> Iterator[str]:
    async def prepare(house: House) -> None:
        await house.events.create(HARBOUR)
        await house.events.import_programme(HARBOUR.slug, PROGRAMME)

    with listening(create_app(settings_for(tmp_path), opened=prepare)) as address:
        yield address


async def test_a_phone_without_scripts_says_thanks_by_keyboard_alone_and_takes_it_back(
    open_page: OpenPage, base: str
) -> None:
    page = await open_page(viewport=PHONE, java_script_enabled=False)
    await page.goto(f"{base}/say/harbour")
    keys = page.keyboard
    for key in ("Tab", "Tab"):  # past the choices, to the search
        await keys.press(key)
    await keys.type("oskar")
    await keys.press("Enter")
    await page.wait_for_url("**/find")
    await expect(page.get_by_role("radio")).to_have_count(1)
    await expect(page.get_by_role("radio")).to_be_focused()
    await keys.press("Space")
    for key in ("Tab", "Tab", "Tab"):
        await keys.press(key)
    await keys.type(SHUKRAN)
    assert await page.locator("#text").evaluate("(area) => getComputedStyle(area).direction") == "rtl"
    await keys.press("Tab")
    await keys.type("نور")
    for key in ("Tab", "Tab"):
        await keys.press(key)
    await expect(page.get_by_role("button", name="Send")).to_be_focused()
    wide = "(page) => page.scrollWidth > page.clientWidth"
    assert not await page.locator("html").evaluate(wide)
    await keys.press("Enter")
    await expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    await expect(page.get_by_role("blockquote")).to_have_text(SHUKRAN)
    assert await page.get_by_role("blockquote").evaluate("(quote) => getComputedStyle(quote).direction") == "rtl"
    assert not await page.locator("html").evaluate(wide)
    await page.reload()
    await page.locator("summary").press("Enter")
    await page.get_by_role("button", name="Take it back now").press("Enter")
    await expect(page.get_by_role("heading", name="It is gone")).to_be_visible()
    await expect(page.get_by_text(SHUKRAN)).to_have_count(0)


async def test_axe_finds_nothing_on_what_its_author_sees(open_page: OpenPage, base: str) -> None:
    page = await open_page(viewport=PHONE, reduced_motion="reduce", expects=("400",))
    await page.goto(f"{base}/say/harbour?talk=quay")
    await expect(page.get_by_role("radio", name="Oskar Lindqvist")).to_be_checked()
    await page.locator("#text").fill("word " * 120)
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("alert")).to_contain_text("room for 500 characters")
    await expect(page.locator("#text")).to_be_focused()
    refused = await looked_at(page)
    await page.locator("#text").fill("Thank you, that stayed with me. " + "W" * 120)
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    mine = await looked_at(page)
    assert [*refused["violations"], *mine["violations"]] == []
    assert {rule.split(":")[0] for rule in [*refused["incomplete"], *mine["incomplete"]]} <= UNDECIDED
    assert not await page.locator("html").evaluate("(page) => page.scrollWidth > page.clientWidth")


async def test_a_form_that_is_too_large_is_answered_with_the_way_back(open_page: OpenPage, base: str) -> None:
    page = await open_page(viewport=PHONE, java_script_enabled=False, expects=("413",))
    await page.goto(f"{base}/say/harbour?talk=quay")
    await page.locator("#text").fill("Thank you")
    await page.locator("[name=once]").evaluate("(field) => { field.value = 'x'.repeat(3_000_000); }")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("heading", name="That is too large")).to_be_visible()
    await page.get_by_role("link", name="Go back").click()
    await expect(page.get_by_role("radio", name="Oskar Lindqvist")).to_be_checked()
