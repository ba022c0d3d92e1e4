"""The page of accounts on a phone, by keyboard alone and without a script: one is refused, and proposed again."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import expect

from app.domain.access import Role
from app.domain.account import Account
from app.domain.network import Network
from app.domain.post import Post, Posted
from app.house import House, utc_now
from app.main import create_app
from app.networks.registry import entities
from tests.support.browser import PHONE, OpenPage
from tests.support.installation import HARBOUR, PROGRAMME, listening, settings_for

pytestmark = pytest.mark.asyncio(loop_scope="session")  # where the browser lives
AT = datetime(2026, 7, 5, 9, 0, tzinfo=UTC)
LONG = "quaylight_harbours"
TEXT = f"Oskar Lindqvist (@{LONG}) begins #harbourday"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[str]:
    """The address by which an organizer comes in, where one account seems to be a speaker's."""
    invited: list[str] = []

    async def prepare(house: House) -> None:
        await house.events.create(HARBOUR)
        await house.events.import_programme(HARBOUR.slug, PROGRAMME)
        ingest = await house.events.ingest(HARBOUR.slug)
        author = Account(network=Network.X, handle="ines", name="Ines")
        told = entities(Network.X, TEXT, author="ines")
        await ingest.take(
            [
                Posted(
                    Post(
                        network=Network.X,
                        uri="1",
                        author=author,
                        text=TEXT,
                        entities=told,
                        created_at=AT,
                        received_at=AT,
                    )
                )
            ]
        )
        invited.append((await house.people.invite(Role.ORGANIZER, event=HARBOUR.slug, now=utc_now())).token)

    with listening(create_app(settings_for(tmp_path), opened=prepare)) as base:
        yield f"{base}/join/{invited[0]}"


async def test_an_account_is_refused_and_proposed_again_on_a_phone_by_keyboard_without_a_script(
    open_page: OpenPage, place: str
) -> None:
    page = await open_page(viewport=PHONE, java_script_enabled=False)
    await page.goto(place)
    await page.get_by_role("textbox").fill("Rosa Ferreira")
    await page.get_by_role("button").first.click()
    await page.wait_for_url("**/events/**")
    await page.goto(place.split("/join/", maxsplit=1)[0] + f"/events/{HARBOUR.slug}/accounts")
    await expect(page.get_by_role("heading", level=1)).to_have_text("One account seems to be a speaker’s")
    refuse = page.get_by_role("button", name=f"It is not: propose it no more (@{LONG})")
    box = await refuse.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= PHONE["width"]
    assert box["height"] >= 44
    await page.get_by_role("button", name="It is: add it to Oskar Lindqvist").focus()
    await page.keyboard.press("Tab")
    await expect(refuse).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("No account seems to be a speaker’s")
    await expect(page.get_by_role("heading", name="Refused", exact=True)).to_be_visible()
    again = page.get_by_role("button", name=f"Propose again @{LONG}")
    await again.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("One account seems to be a speaker’s")
    await expect(again).to_have_count(0)
