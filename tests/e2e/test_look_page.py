"""The page of an event's look says at once what could not be read, and a wall takes over what was chosen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import FilePayload, expect

from app.domain.access import Role
from app.house import House, utc_now
from app.main import create_app
from tests.support.browser import PHONE, OpenPage
from tests.support.installation import HARBOUR, PROGRAMME, listening, settings_for

pytestmark = pytest.mark.asyncio(loop_scope="session")  # where the browser lives


@pytest.fixture
def door(tmp_path: Path) -> Iterator[str]:
    """The invitation of an organizer."""
    tokens: list[str] = []

    async def opened(house: House) -> None:
        await house.events.create(HARBOUR)
        await house.events.import_programme(HARBOUR.slug, PROGRAMME)
        invited = await house.people.invite(Role.ORGANIZER, event=HARBOUR.slug, now=utc_now())
        tokens.append(invited.token)

    with listening(create_app(settings_for(tmp_path / "data"), opened=opened)) as base:
        yield f"{base}/join/{tokens[0]}"


async def test_an_organizer_dresses_the_event_and_its_wall_follows(open_page: OpenPage, door: str) -> None:
    page = await open_page(viewport=PHONE, expects=("400",))
    base = door.partition("/join/")[0]
    await page.goto(door)
    await page.get_by_role("button").click()
    await page.goto(f"{base}/events/harbour/look")
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    colour = page.get_by_label("The event’s colour")
    await colour.fill("#A02040")
    await expect(page.locator(".ratio.low")).to_have_text("#A02040 has 2.4")
    await page.get_by_role("button", name="Keep this look").click()
    await expect(page.get_by_role("alert")).to_contain_text("#A02040 has 2.4 to 1")

    await colour.fill("#FFD200")
    await page.get_by_label("The wall speaks").select_option("de")
    await page.get_by_label("The picture is wide").fill("1.9")
    await page.get_by_label("The last reader").fill("5")
    await page.get_by_role("button", name="Keep this look").click()
    await expect(page.locator(".reach").first).to_contain_text("Foyer")

    large = FilePayload(name="large.png", mimeType="image/png", buffer=b"0" * 1_200_000)
    picture = page.locator("#logo-file")
    await picture.set_input_files(files=[large])
    assert "1.2 MB" in await picture.evaluate("one => one.validationMessage")

    await page.goto(f"{base}/wall/harbour")
    await expect(page.locator("html[lang=de][data-density=foyer]")).to_be_attached()
    await expect(page.locator(".empty .v").first).to_have_text("Das Haus ist offen.")
    warm = "getComputedStyle(document.documentElement).getPropertyValue('--warm').trim()"
    assert await page.evaluate(warm) == "#FFD200"

    wall = await open_page()
    await wall.goto(f"{base}/wall/harbour")
    await expect(wall.locator("html[lang=de][data-state=live]")).to_be_attached()
    await page.goto(f"{base}/events/harbour/look")
    await colour.fill("#9DCFF7")
    await page.get_by_role("button", name="Keep this look").click()
    await wall.wait_for_function(f"() => {warm} === '#9DCFF7'")  # while it is open
    await page.get_by_label("The wall speaks").select_option("fr")
    await page.get_by_role("button", name="Keep this look").click()
    await expect(wall.locator("html[lang=fr]")).to_be_attached()
