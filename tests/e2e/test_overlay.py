"""The overlay over a picture: one appreciation at a time, whole, inside the safe area, gone at once when it must go."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image
from playwright.async_api import Locator, Page, ViewportSize, expect

from app.domain.network import Network
from app.domain.scene import Show
from tests.support.browser import OpenPage
from tests.support.overlay_stub import OverlayStub
from tests.support.wall_cards import card, speaker
from tests.support.wall_page import told
from tests.support.wall_stub import serving

pytestmark = pytest.mark.asyncio(loop_scope="session")  # where the browser lives

INGRID = speaker("Ingrid Sølvberg", "ingrid")
LAYLA = speaker("Layla Al-Mansoori", "layla")
THANKS = card(1, "Ingrid, thank you.", lit="Ingrid", speakers=(INGRID,), name="Linh")
SHUKRAN = card(2, "شكرًا ليلى على هذا الحديث الجميل", language="ar", lit="ليلى", speakers=(LAYLA,), name="نور الهدى")
LONG = "Whatever else I forget of these two days, and it will be much, that is what stays: "
FOURTH = card(4, f"{LONG * 2}I mean it. Ingrid was a joy to listen to. And the coffee is good.", lit="Ingrid")
FIFTH = card(5, LONG * 3 + "Ingrid.", lit="Ingrid", speakers=(INGRID,))


@pytest.fixture
def stub() -> Iterator[OverlayStub]:
    with serving(OverlayStub()) as served:
        assert isinstance(served, OverlayStub)
        yield served


def pill(page: Page) -> Locator:
    return page.locator(".lower:not([data-measured]):not([data-leaving])")


async def opened(page: Page, stub: OverlayStub, query: str = "", *, clock: bool = True) -> None:
    """Open the overlay; with `clock`, its time stands until a test moves it, however slow the machine is."""
    if clock:
        await page.clock.install(time=0)
        await page.clock.pause_at(1)
    await page.goto(stub.overlay(query))
    await expect(page.locator("html")).to_have_attribute("data-state", "live")


SIZES = {(1920, 1080): (96, 54), (1280, 720): (64, 36), (1080, 1920): (54, 400)}  # margins: sides, below
OUTSIDE = """(pill) => [...pill.querySelectorAll('.v, .by b, .to b, .applause')].filter((one) => {
  const inner = one.getBoundingClientRect(), outer = pill.getBoundingClientRect();
  return inner.width && (inner.left < outer.left || inner.right > outer.right
    || inner.top < outer.top || inner.bottom > outer.bottom);
}).map((one) => one.className || one.tagName)"""


async def test_the_pill_stands_in_the_safe_area_and_the_rest_is_seen_through(
    open_page: OpenPage, stub: OverlayStub
) -> None:
    stub.cards = (card(3, f"{'Wort' * 9} is what some people call it", speakers=(LAYLA, INGRID), name="N" * 60),)
    page = await open_page(reduced_motion="reduce")
    for (width, height), (side, below) in SIZES.items():
        await page.set_viewport_size(ViewportSize(width=width, height=height))
        await opened(page, stub, clock=False)
        await expect(pill(page)).to_have_count(1)
        box = await pill(page).bounding_box()
        assert box is not None
        assert box["x"] >= side - 1
        assert box["x"] + box["width"] <= width - side + 1
        assert box["y"] + box["height"] <= height - below + 1
        assert box["height"] < height / 3
        assert await pill(page).evaluate(OUTSIDE) == []
        seen = Image.open(BytesIO(await page.screenshot(omit_background=True)))
        assert seen.getpixel((5, 5)) == (0, 0, 0, 0)
        assert seen.getpixel((width // 2, 5)) == (0, 0, 0, 0)


async def test_one_at_a_time_for_as_long_as_it_takes_to_read_and_then_nothing(page: Page, stub: OverlayStub) -> None:
    stub.cards = (SHUKRAN, THANKS)
    await opened(page, stub, "?dwell=4")
    await expect(pill(page)).to_have_count(1)
    first = await pill(page).get_attribute("data-id")
    await page.clock.run_for(4_800)
    assert await pill(page).get_attribute("data-id") == first
    await page.clock.run_for(200)
    await expect(page.locator(".lower")).to_have_count(0)
    await page.clock.run_for(5_800)
    assert await page.locator(".lower").count() == 0
    await page.clock.run_for(200)
    await expect(pill(page)).to_have_count(1)
    assert {first, await pill(page).get_attribute("data-id")} == {"1", "2"}
    await page.clock.run_for(60_000)
    await expect(page.locator(".lower")).to_have_count(0)  # nobody is shown a second time


async def test_what_is_deleted_goes_at_once_also_in_mid_transition(page: Page, stub: OverlayStub) -> None:
    stub.cards = (THANKS,)
    await opened(page, stub)
    await expect(pill(page)).to_have_count(1)
    await page.evaluate(
        """() => new MutationObserver((all, self) => {
             const pill = document.querySelector('.lower[data-leaving]');
             if (!pill) return;
             self.disconnect();
             window.cuts = pill.getAnimations().map((one) => one.effect.getTiming().duration);
           }).observe(document.querySelector('.place'), { attributes: true, subtree: true })"""
    )
    stub.gone("1")
    await expect(page.locator(".lower")).to_have_count(0)
    assert await page.evaluate("Math.min(...window.cuts ?? [120])") == 120
    stub.show(SHUKRAN)
    await told(page, stub)
    assert await page.locator(".lower").count() == 0  # the picture stays empty for as long as after any other
    await page.clock.run_for(6_500)
    await expect(pill(page)).to_have_attribute("data-id", "2")


async def test_an_edit_takes_the_old_words_away_and_shows_the_new_ones_later(page: Page, stub: OverlayStub) -> None:
    stub.cards = (THANKS,)
    await opened(page, stub, "?gap=2")
    await expect(pill(page)).to_have_count(1)
    stub.show(replace(THANKS, text="Thank you so much, Ingrid.", lit=(), edited=True))
    await expect(page.locator(".lower")).to_have_count(0)
    await page.clock.run_for(2_100)
    await expect(pill(page).locator(".v")).to_have_text("Thank you so much, Ingrid.")


async def test_long_words_are_a_whole_kind_sentence_or_nothing(page: Page, stub: OverlayStub) -> None:
    warned = card(6, "", warning="spoilers", speakers=(INGRID,))
    nobody = card(7, "The lamps are lovely today.")
    web = card(8, "You made my day.", network=Network.WEB, name="", handle=None, speakers=(LAYLA,))
    stub.cards = (web, nobody, warned, FIFTH, replace(FOURTH, speakers=(INGRID,)))
    kind = {"id": "4", "text": "Ingrid was a joy to listen to.", "speaker": INGRID.key, "name": "Voice Number4"}
    stub.house.sentences = (kind, {**kind, "id": "5", "text": LONG * 3 + "Ingrid."})
    await opened(page, stub, "?gap=0")
    await page.clock.run_for(1)  # it begins to learn which sentences are kind
    words = []
    for _ in range(2):
        await expect(pill(page)).to_have_count(1)
        words.append((await pill(page).locator(".v").text_content(), await pill(page).locator(".by b").text_content()))
        await page.clock.run_for(7_000)
    assert sorted(words) == [
        ("Ingrid was a joy to listen to.", "Voice Number4"),
        ("You made my day.", "Someone in the room"),
    ]
    await expect(page.locator(".lower")).to_have_count(0)


async def test_the_remote_blanks_it_at_once_and_pauses_it_after_the_words_that_are_up(
    page: Page, stub: OverlayStub
) -> None:
    stub.cards = (THANKS,)
    await opened(page, stub, "?gap=1")
    await expect(pill(page)).to_have_count(1)
    stub.play(Show(paused=True))
    await told(page, stub)
    assert await pill(page).count() == 1
    await page.clock.run_for(20_000)
    stub.show(SHUKRAN)
    await told(page, stub)
    await expect(page.locator(".lower")).to_have_count(0)
    stub.play(Show())
    await expect(pill(page)).to_have_attribute("data-id", "2")
    stub.play(Show(blank=True))
    await expect(page.locator(".lower")).to_have_count(0)


async def test_applause_is_for_whoever_is_on_stage(page: Page, stub: OverlayStub) -> None:
    stub.house.heard = {INGRID.key: {"people": 14}, LAYLA.key: {"people": 9}}
    stub.cards = (replace(THANKS, speakers=(LAYLA, INGRID)),)
    await opened(page, stub, "?gap=0")
    await expect(pill(page).locator(".to b")).to_have_text("\u2068Ingrid Sølvberg\u2069 and one other")
    await expect(pill(page).locator(".applause")).to_have_text("14 people say thanks")
    stub.show(SHUKRAN)
    await told(page, stub)
    await page.clock.run_for(6_000)
    await expect(pill(page).locator(".to b")).to_have_text("Layla Al-Mansoori")
    await expect(pill(page).locator(".applause")).to_be_empty()


async def test_what_was_deleted_while_the_line_was_cut_never_comes(open_page: OpenPage, stub: OverlayStub) -> None:
    stub.cards = (THANKS,)
    page = await open_page(expects=("WebSocket", "net::", "403"))
    await opened(page, stub, "?gap=0&dwell=60")
    await expect(pill(page)).to_have_count(1)
    stub.show(SHUKRAN)
    await told(page, stub)
    stub.refusing = True
    stub.drop()
    await expect(page.locator("html")).to_have_attribute("data-state", "connecting")
    stub.gone("1", "2")
    stub.show(card(9, "Layla, thank you.", lit="Layla", speakers=(LAYLA,)))
    stub.refusing = False
    await page.clock.run_for(1_000)
    await expect(page.locator("html")).to_have_attribute("data-state", "live")
    await page.clock.run_for(1)
    await expect(pill(page)).to_have_attribute("data-id", "9")


async def test_a_house_that_did_not_answer_is_asked_again_ever_more_seldom(
    open_page: OpenPage, stub: OverlayStub
) -> None:
    stub.silent = True
    stub.cards = (replace(FOURTH, speakers=(INGRID,)),)
    stub.house.sentences = ({"id": "4", "text": "Ingrid was a joy to listen to."},)
    page = await open_page(expects=("503",))
    asked: list[str] = []
    page.on("response", lambda response: asked.append(response.url))

    async def asks(often: int) -> None:
        async with asyncio.timeout(30):
            while sum(url.endswith("/programme.json") for url in asked) < often:
                await page.evaluate("0")

    await opened(page, stub)
    await page.clock.run_for(1)
    await asks(1)
    await page.clock.run_for(3_000)
    await asks(2)
    await page.clock.run_for(2_900)  # the next time is three to six seconds later
    assert sum(url.endswith("/programme.json") for url in asked) == 2
    stub.silent = False
    await page.clock.run_for(3_100)
    await expect(pill(page).locator(".v")).to_have_text("Ingrid was a joy to listen to.")
