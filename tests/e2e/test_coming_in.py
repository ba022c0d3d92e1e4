"""Coming in with a real browser: an invitation, the organizer's pages, and going out again."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from app.main import create_app
from tests.support.archive import ROSTER, post, written
from tests.support.command import ovation
from tests.support.installation import listening, settings_for

pytestmark = pytest.mark.asyncio(loop_scope="session")  # where the browser lives
_KIND = "Oskar Lindqvist was brilliant, I loved every minute of his talk"


@pytest.fixture
def links(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The address of an installation with one thank-you in it, and an organizer's invitation."""
    data = tmp_path / "data"
    create = ("--name", "Harbour Day", "--hashtag", "harbourday", "--timezone", "Europe/Lisbon")
    ovation("event", "create", "harbour", *create, data=data)
    ovation("event", "import", "harbour", str(written(tmp_path / "speakers.jsonl", ROSTER)), data=data)
    ovation("replay", "harbour", str(written(tmp_path / "posts.jsonl", [post(31, _KIND)])), data=data)
    with listening(create_app(settings_for(data))) as base:
        printed = ovation("invite", "harbour", "organizer", data=data, OVATION_PUBLIC_URL=base)
        yield base, printed.text.strip()


async def test_an_organizer_comes_in_by_an_invitation_and_finds_everything(page: Page, links: tuple[str, str]) -> None:
    base, invitation = links
    await page.goto(invitation)
    await page.get_by_role("textbox").fill("Rosa Ferreira")
    await page.get_by_role("button", name="Come in").click()
    await page.wait_for_url(f"{base}/events/harbour")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()

    await page.get_by_role("link", name=re.compile("Ledger")).first.click()
    await page.wait_for_url(f"{base}/events/harbour/undelivered")
    await expect(page.get_by_text("was brilliant").first).to_be_visible()

    await page.goto(f"{base}/events/harbour")
    await page.locator("main a[href$='/digest']", has_text="Oskar").first.click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Oskar Lindqvist")

    await page.goto(base)
    await expect(page.get_by_text("Harbour Day").first).to_be_visible()
    await page.get_by_role("button", name=re.compile("Sign out")).first.click()
    await expect(page.get_by_text("To come in")).to_be_visible()


async def test_an_invitation_that_was_used_says_what_to_do(page: Page, links: tuple[str, str]) -> None:
    _, invitation = links
    await page.goto(invitation)
    await page.get_by_role("button", name="Come in").click()
    await page.wait_for_url("**/events/harbour")
    answer = await page.context.request.get(invitation)
    assert answer.status == 410
    assert "Ask whoever sent it for a new one" in await answer.text()
