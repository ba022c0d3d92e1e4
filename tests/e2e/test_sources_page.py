"""The page of sources keeps itself fresh while somebody looks, and leaves alone whoever is in the middle of it."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect

from app.domain.access import Grant, Role, Visitor
from app.domain.network import Network
from app.domain.phrase import verbatim
from app.domain.source import Gap, SourceHealth, SourceState
from app.outlets.html import render
from app.services.sources import SourcesHealth, SourceView
from tests.support.browser import PHONE, OpenPage
from tests.support.letters_stub import BASE, serve
from tests.support.wall_cards import EVENT, NOW

pytestmark = pytest.mark.asyncio(loop_scope="session")  # where the browser lives
ROSA = Visitor(person=1, name="Rosa", grants=(Grant(role=Role.ORGANIZER, event=EVENT.slug),))
PATH = f"/events/{EVENT.slug}/sources"
CUT = Gap(
    from_at=NOW - timedelta(hours=2),
    until_at=NOW - timedelta(hours=1),
    why=verbatim("the line was cut"),
    filled_at=NOW,
)


def _page(state: SourceState, posts: int, now: datetime = NOW) -> str:
    name = "mastodon:a-server-with-a-very-long-name.and-many-parts.example"
    health = SourceHealth(state=state, why=verbatim("no answer" * 20), since=NOW, heard_at=NOW, posts=posts)
    view = SourceView(name=name, network=Network.MASTODON, health=health, late_by=None, gaps=(CUT,))
    health_of_all = SourcesHealth(event=EVENT, sources=(view,), late=None)
    return render("home/sources.html", event=EVENT, health=health_of_all, visitor=ROSA, now=now.astimezone(UTC))


async def test_the_page_of_sources_keeps_itself_fresh_and_disturbs_nobody(open_page: OpenPage) -> None:
    page = await open_page(viewport=PHONE)
    await page.clock.install()
    shown = {PATH: _page(SourceState.LISTENING, 1)}
    await serve(page, shown)
    await page.goto(BASE + PATH)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Everything is heard")
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    await page.locator("summary").click()  # somebody reads about the gap
    shown[PATH] = _page(SourceState.WAITING, 2)
    await page.clock.run_for(11_000)
    await expect(page.locator(".state")).to_contain_text("Listening")

    await page.evaluate("document.activeElement.blur()")
    await page.clock.run_for(11_000)
    await expect(page.get_by_role("heading", level=1)).to_have_text("One source is not heard in time")
    await expect(page.locator("dd").nth(2)).to_have_text("2")
    await expect(page.locator("details")).to_have_attribute("open", "")
