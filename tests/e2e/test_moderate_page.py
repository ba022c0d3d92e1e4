"""The desk in a real browser: two people, one post, by keys alone; nothing is lost, doubled or out of reach."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from app.domain.access import Role
from app.domain.post import Posted
from app.house import House, utc_now
from app.main import create_app
from tests.support.browser import PHONE, OpenPage
from tests.support.installation import listening, settings_for
from tests.support.moderating import KIND, TWO_OF_A_NAME, UNKIND, said
from tests.support.stored import EVENT

pytestmark = pytest.mark.asyncio(loop_scope="session")  # where the browser lives
DESK = f"/moderate/{EVENT.slug}"
HOSTILE = "<script>alert(1)</script> Kofi Asante was <b>bad</b>, boring \u202eevil\u202c " + "ø" * 300 + " #longshore"
POSTS = (
    said(80),
    said(85, by="otto"),
    said(86, UNKIND, by="per"),
    said(87, "Kofi Asanteの発表は退屈で、時間の無駄だった #longshore", by="yuki", language="ja"),
    said(88, HOSTILE, by="mallory"),
    said(89, KIND, by="noor"),
)


@pytest_asyncio.fixture(loop_scope="session")
async def address(tmp_path: Path) -> AsyncIterator[tuple[str, list[str]]]:
    """A house with something to do, and an invitation for each of two moderators."""
    tokens: list[str] = []

    async def opened(house: House) -> None:
        await house.events.create(EVENT)
        await house.events.import_programme(EVENT.slug, TWO_OF_A_NAME)
        await (await house.events.ingest(EVENT.slug)).take([Posted(post) for post in POSTS])
        for _ in range(2):
            invited = await house.people.invite(Role.MODERATOR, event=EVENT.slug, now=utc_now())
            tokens.append(invited.token)

    with listening(create_app(settings_for(tmp_path / "data"), opened=opened)) as where:
        yield where, tokens


async def sign_in(page: Page, where: str, token: str, name: str) -> None:
    await page.goto(f"{where}/join/{token}")
    await page.get_by_role("textbox").fill(name)
    await page.get_by_role("button").first.click()


async def wall_says(where: str, words: str) -> bool:
    async with httpx.AsyncClient() as client:
        return words in (await client.get(f"{where}/wall/{EVENT.slug}/text")).text


@pytest.mark.wide
async def test_two_moderators_share_a_desk_by_keys_alone(open_page: OpenPage, address: tuple[str, list[str]]) -> None:
    where, tokens = address
    anna, ben = await open_page(), await open_page()
    for page, token, name in ((anna, tokens[0], "Anna"), (ben, tokens[1], "Ben")):
        await sign_in(page, where, token, name)
        await page.goto(f"{where}{DESK}?tab=meant")
    await expect(anna.locator(".team")).to_have_text(re.compile(r"With you: \W?Ben"))
    await expect(anna.locator(".q").first).to_contain_text(re.compile(r"Ben\W? is looking at this"))

    # who is meant: one key answers, equal posts follow, the other desk sees it without asking
    await expect(anna.get_by_role("group", name="Who is meant by “Solveig”?")).to_be_visible()
    await expect(ben.locator("[data-tab=meant] .num")).to_have_text("2")
    await anna.keyboard.press("1")
    await expect(anna.locator(".said")).to_have_text("about Solveig Berg, and 1 equal post with it")
    await expect(ben.locator("[data-tab=meant] .num")).to_have_text("0")
    await expect(ben.get_by_text("Every name is clear.")).to_be_visible()
    assert await wall_says(where, "Solveig’s talk was wonderful")
    await anna.keyboard.press("z")
    await expect(anna.locator(".said")).to_have_text("undone, and 1 equal post with it")
    await expect(ben.locator("[data-tab=meant] .num")).to_have_text("2")
    assert not await wall_says(where, "Solveig’s talk was wonderful")

    # one post, two people: the second is told what the first did, and nothing happens twice
    for page in (anna, ben):
        await page.goto(f"{where}{DESK}?tab=shown")
        await expect(page.locator("#post .txt")).to_contain_text("Kofi Asante, thank you")
    await anna.keyboard.press("h")
    await expect(anna.locator(".said")).to_have_text("hidden, off every wall")
    assert not await wall_says(where, "Kofi Asante, thank you")
    stamp = await ben.locator("#post .whole").get_attribute("data-stamp")
    card = await ben.locator("#post .whole").get_attribute("data-id")
    late = await ben.request.post(
        f"{where}{DESK}/posts/{card}",
        form={"deed": "show", "seen": "what I saw a while ago"},
        headers={"origin": where},
    )
    assert stamp
    assert late.status == 409
    assert "Anna hid this" in await late.text()
    assert not await wall_says(where, "Kofi Asante, thank you")

    # a key too many does not take back what holds for all posts
    anna.on("dialog", lambda asked: asked.accept())
    approve = anna.get_by_role("button", name="Approve first")
    await approve.click()
    await expect(anna.locator("#undo .what")).to_have_text("Mode changed")
    await anna.keyboard.press("z")
    await expect(anna.locator("#undo button")).to_be_focused()
    await expect(approve).to_have_attribute("aria-pressed", "true")
    await anna.keyboard.press("Enter")
    await expect(approve).to_have_attribute("aria-pressed", "false")


@pytest.mark.wide
async def test_the_desk_is_safe_readable_and_within_reach_on_a_phone(
    open_page: OpenPage, address: tuple[str, list[str]]
) -> None:
    where, tokens = address
    page = await open_page(viewport=PHONE)
    await sign_in(page, where, tokens[0], "Anna")
    pages = ("?tab=waiting", "?tab=meant", "?tab=held", "?tab=hidden", "/rules?", "/words?", "/log?")
    for path in (*pages, *(f"{path}&lang={language}" for path in pages[1::2] for language in ("de", "fr"))):
        await page.goto(f"{where}{DESK}{path}")
        assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        lists = [await one.bounding_box() for one in await page.locator(".tabs a").all()]
        assert len({box["y"] for box in lists if box}) <= 1, "one row, in any language"
    await page.goto(f"{where}{DESK}?lang=en")
    await page.get_by_role("link", name=re.compile("script")).click()
    await expect(page.locator("#post .txt")).to_contain_text("<script>alert(1)</script>")
    assert await page.locator("#post .txt script, #post .txt b").count() == 0
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.goto(f"{where}{DESK}/rules")
    await page.get_by_label("Which").fill("boring")
    await page.get_by_role("button", name="See what it meets").click()
    await expect(page.get_by_role("heading", level=2).first).to_contain_text("would have met 2 posts")


@pytest.mark.wide
async def test_the_desk_works_without_its_script(open_page: OpenPage, address: tuple[str, list[str]]) -> None:
    where, tokens = address
    page = await open_page(java_script_enabled=False)
    await sign_in(page, where, tokens[0], "Anna")

    # one post: chosen, shown, taken back, and the list that it came from is still the one that stands there
    await page.goto(f"{where}{DESK}?tab=waiting")
    await page.get_by_role("link", name=re.compile("boring and badly prepared")).click()
    await expect(page.locator("#post .txt")).to_contain_text("boring and badly prepared")
    await page.get_by_role("button", name="Show", exact=True).click()
    await expect(page.locator(".undo")).to_contain_text("Shown")
    assert await wall_says(where, "boring and badly prepared")
    await page.locator(".undo").get_by_role("button", name="Undo").click()
    await expect(page.locator(".undo")).not_to_contain_text("Shown")
    assert not await wall_says(where, "boring and badly prepared")

    # who is meant, and a search
    await page.goto(f"{where}{DESK}?tab=meant")
    await page.get_by_role("button", name=re.compile("This one.*Solveig Berg")).click()
    await expect(page.get_by_text("Every name is clear.")).to_be_visible()
    assert await wall_says(where, "Solveig’s talk was wonderful")
    await page.locator(".undo").get_by_role("button", name="Undo").click()
    await expect(page.get_by_role("link", name=re.compile("Who is meant.* 2"))).to_have_attribute(
        "aria-current", "page"
    )
    await page.goto(f"{where}{DESK}?tab=shown")
    await page.get_by_role("searchbox").fill("nobody said this")
    await page.get_by_role("searchbox").press("Enter")
    await expect(page.get_by_text("Nothing here says")).to_be_visible()

    # what holds for all: a rule is seen, added and taken back; the mode; a word
    await page.goto(f"{where}{DESK}/rules")
    await page.get_by_label("Which").fill("wonderful")
    await page.get_by_role("button", name="See what it meets").click()
    await page.get_by_role("button", name="Add this rule").click()
    await expect(page.get_by_role("button", name="Take back")).to_be_visible()
    assert not await wall_says(where, "Kofi Asante, thank you")
    await page.get_by_role("button", name="Take back").click()
    await expect(page.get_by_text("No rules yet")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Rules")
    assert await wall_says(where, "Kofi Asante, thank you")
    await page.goto(f"{where}{DESK}/words")
    await page.get_by_label("Word, phrase or emoji").fill("boring")
    await page.get_by_label("Means here").select_option("thank")
    await page.get_by_role("button", name="See what it changes").click()
    await page.get_by_role("button", name="Let it count").click()
    await expect(page.get_by_role("rowheader", name="boring")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_role("rowheader", name="boring")).to_have_count(0)
    await page.goto(f"{where}{DESK}")
    await page.get_by_role("button", name="Approve first").click()
    await expect(page.get_by_role("button", name="Approve first")).to_be_disabled()
    assert not await wall_says(where, "Kofi Asante, thank you")
