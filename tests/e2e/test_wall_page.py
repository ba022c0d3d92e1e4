"""The wall's page as it lives: who is lit and for how long, and what leaves at once."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.async_api import Page, expect

from app.domain.network import Network
from app.domain.wall import Card, CardCopy
from tests.support.browser import PHONE, OpenPage
from tests.support.wall_cards import FACES, LONG, card, gallery, speaker
from tests.support.wall_page import half, ids, lit, opened, told
from tests.support.wall_stub import WallStub, serving

pytestmark = pytest.mark.asyncio(loop_scope="session")  # where the browser lives


@pytest.fixture
def stub() -> Iterator[WallStub]:
    with serving(WallStub((card(2, name="Iris"), card(1, name="Kofi")))) as served:
        yield served


async def test_an_idle_wall_shows_a_new_voice_at_once_and_the_last_one_stands_in_half_light(
    page: Page, stub: WallStub
) -> None:
    await opened(page, stub)
    assert await ids(page) == ("2", "1")
    stub.show(card(3, "Thank you, Ada, for the tide.", lit="Ada", name="Noor", speakers=(speaker("Ada", "noor"),)))
    await expect(lit(page)).to_have_attribute("data-id", "3")
    await expect(lit(page).locator("mark")).to_have_text("Ada")
    await expect(lit(page).locator(".for .name")).to_have_text("Ada")
    await expect(lit(page).locator(".for .ring path")).to_have_count(2)
    await expect(lit(page).locator("time")).to_have_text("09:30")
    await expect(half(page)).to_have_attribute("data-id", "2")
    await expect(page.locator(".stalls .gone")).to_have_count(1)


async def test_the_one_who_stands_does_not_move_while_the_other_changes(page: Page, stub: WallStub) -> None:
    await opened(page, stub)
    before = await lit(page).locator(".v").bounding_box()
    stub.show(card(3))
    await expect(half(page)).to_have_attribute("data-id", "2")
    assert await half(page).locator(".v").bounding_box() == before


async def test_a_queue_empties_in_order_first_posts_ahead_and_nobody_twice_in_a_row(page: Page, stub: WallStub) -> None:
    await opened(page, stub, clock=True)
    stub.show(card(3))
    await expect(lit(page)).to_have_attribute("data-id", "3")
    talker = {"account": "talker@dijk.example", "name": "Talker"}
    stub.show(card(4, **talker), card(5, first=True), card(6, **talker), card(7, **talker), card(8))
    await told(page, stub)
    order = []
    for _ in range(5):
        await page.clock.run_for(8_050)
        order.append((await ids(page))[0])
        stub.beat()
    assert order == ["5", "8", "7", "6", "4"]  # nobody else waits when the talker speaks on


async def test_words_for_somebody_go_before_words_for_nobody_in_particular(page: Page, stub: WallStub) -> None:
    await opened(page, stub, clock=True)
    ada = (speaker("Ada"),)
    stub.show(card(3), card(4, speakers=ada), card(5), card(6, first=True), card(7, first=True, speakers=ada))
    await told(page, stub)
    order = []
    for _ in range(5):
        order.append((await ids(page))[0])
        await page.clock.run_for(8_050)
        stub.beat()
    assert order == ["7", "6", "4", "5", "3"]


async def test_when_nothing_is_new_the_recent_ones_come_round_again(page: Page, stub: WallStub) -> None:
    stub.cards = tuple(card(number) for number in (4, 3, 2, 1))
    await opened(page, stub, clock=True)
    order = []
    for _ in range(5):
        order.append((await ids(page))[0])
        await page.clock.run_for(8_100)
        stub.beat()
    assert order == ["4", "1", "2", "3", "4"]


async def test_a_voice_is_lit_for_three_seconds_and_one_for_each_fourteen_characters(
    page: Page, stub: WallStub
) -> None:
    await opened(page, stub)
    dwell = "(text) => import('/static/js/words.js').then(({ dwell }) => dwell(text))"
    assert await page.evaluate(dwell, "x" * 113) == pytest.approx(11_071, abs=1)
    assert await page.evaluate(dwell, "x") == 8_000
    assert await page.evaluate(dwell, "x" * 1000) == 24_000
    assert await page.evaluate(dwell, "森" * 26) == pytest.approx(13_000, abs=1)


async def test_a_long_voice_turns_pages_until_all_of_it_was_there(page: Page, stub: WallStub) -> None:
    await opened(page, stub, clock=True)
    stub.show(card(3, LONG, lit="Ingrid"))
    await expect(lit(page).locator(".page")).to_have_text("1 of 2")
    read = []
    for number in (1, 2):
        await expect(lit(page).locator(".page")).to_have_text(f"{number} of 2")
        read.append(await lit(page).locator(".v").text_content() or "")
        stub.beat()
        await page.clock.run_for(22_500)
    assert "".join(read) == LONG
    await expect(lit(page)).not_to_have_attribute("data-id", "3")


async def test_an_edit_changes_the_words_in_their_place(page: Page, stub: WallStub) -> None:
    await opened(page, stub)
    before = await lit(page).locator(".v").bounding_box()
    stub.show(card(2, "The talk about tide notebooks was number TWO for me.", name="Iris", edited=True))
    await expect(lit(page).locator(".v")).to_contain_text("TWO")
    after = await lit(page).locator(".v").bounding_box()
    assert before is not None
    assert after is not None
    assert (after["x"], after["y"]) == (before["x"], before["y"])
    await expect(page.locator(".room .voice[data-id='2']")).to_have_count(1)


async def test_what_is_taken_away_leaves_within_a_moment_also_while_it_rises(page: Page, stub: WallStub) -> None:
    await opened(page, stub)
    await page.evaluate(
        """() => { window.left = new Promise((done) => new MutationObserver((changes) => {
             for (const { target, removedNodes, attributeName } of changes) {
               if (attributeName && target.dataset.id === '3') window.began ??= performance.now();
               for (const node of removedNodes)
                 if (node.dataset?.id === '3' && window.began) done(performance.now() - window.began);
             } }).observe(document.querySelector('.room'), { subtree: true, childList: true, attributes: true,
                                                             attributeFilter: ['data-leaving'] })); }"""
    )
    stub.show(card(3, "A secret."))
    await expect(lit(page)).to_have_attribute("data-id", "3")
    stub.gone("3")
    assert await page.evaluate("window.left") < 400  # 120 ms of fading, and a loaded machine
    await expect(page.locator(".voice", has_text="A secret.")).to_have_count(0)
    await expect(lit(page)).to_have_count(1)
    assert "A secret." not in await page.content()


async def test_the_gap_of_what_was_taken_away_waits_for_the_next_voice(page: Page, stub: WallStub) -> None:
    await opened(page, stub)
    standing = await lit(page).locator(".v").bounding_box()
    stub.gone("1")
    await expect(half(page)).to_have_count(0)
    assert await lit(page).locator(".v").bounding_box() == standing


async def test_when_everybody_has_left_the_house_is_open_again(page: Page, stub: WallStub) -> None:
    await opened(page, stub)
    stub.gone("1", "2")
    await expect(page.locator(".empty")).to_be_visible()
    await expect(page.locator(".stalls .face:not(.vacant)")).to_have_count(0)
    stub.show(card(3))
    await expect(lit(page)).to_have_attribute("data-id", "3")
    await expect(page.locator(".empty")).to_be_hidden()


async def test_the_foyer_changes_one_voice_at_a_time_and_keeps_the_others(page: Page, stub: WallStub) -> None:
    stub.cards = tuple(card(number) for number in range(20, 0, -1))
    await opened(page, stub, "?density=foyer")
    voices = page.locator(".foyer .voice")
    before = {await one.get_attribute("data-id") for one in await voices.all()}
    stub.show(card(30))
    await expect(page.locator(".foyer .voice.new")).to_have_attribute("data-id", "30")
    await expect(page.locator(".foyer .voice[data-id='12']")).to_have_count(0)
    after = {await one.get_attribute("data-id") for one in await voices.all()}
    assert after == before - {"12"} | {"30"}
    where = await page.locator("[data-id='18']").bounding_box()
    stub.gone("15")
    await expect(page.locator("[data-id='15']")).to_have_count(0)
    assert await page.locator("[data-id='18']").bounding_box() == where


async def test_a_phone_scrolls_and_has_the_newest_on_top(open_page: OpenPage, stub: WallStub) -> None:
    page = await open_page(viewport=PHONE)
    stub.cards = tuple(card(number) for number in range(20, 0, -1))
    await opened(page, stub)
    stub.show(card(21), card(22))
    await expect(page.locator(".foyer .voice")).to_have_count(22)
    shown = [await one.get_attribute("data-id") for one in await page.locator(".foyer .voice").all()]
    assert shown == [str(number) for number in range(22, 0, -1)]
    assert await page.evaluate("document.documentElement.scrollHeight > 2 * innerHeight")
    stub.gone("22")
    await expect(page.locator("[data-id='22']")).to_have_count(0)


@pytest.mark.parametrize("page_of", ["", "/text"])
async def test_what_was_said_on_two_networks_has_a_mark_for_each_that_leads_there(
    open_page: OpenPage, stub: WallStub, page_of: str
) -> None:
    page = await open_page(viewport=PHONE)
    also = (CardCopy(network=Network.BLUESKY, url="https://sky.example/7"), CardCopy(network=Network.NOSTR, url=None))
    stub.cards = (card(7, also=also, url="https://dijk.example/7"), card(6))
    await opened(page, stub, page_of)
    marks = page.locator("[data-id='7'] .marks:visible")
    for _ in ("as painted", "as told"):
        await expect(marks.get_by_role("img")).to_have_count(3)
        names = [await mark.get_attribute("aria-label") for mark in await marks.get_by_role("img").all()]
        assert names == ["Mastodon", "Bluesky", "Nostr"]
        links = [await link.get_attribute("href") for link in await marks.locator("a").all()]
        assert links == ["https://dijk.example/7", "https://sky.example/7"]
        await expect(page.locator("[data-id='6'] .marks a:visible")).to_have_count(0)
        stub.show(replace(stub.cards[0], text="Said again.", edited=True))
        await expect(page.locator("[data-id='7'] .v:visible")).to_have_text("Said again.")
    stub.show(replace(stub.cards[0], also=()))
    await expect(marks.get_by_role("img")).to_have_count(1)
    await expect(marks.locator("a")).to_have_count(0)


async def test_hostile_words_stay_words(page: Page, stub: WallStub) -> None:
    evil = '"><img src=x onerror="window.hurt=1"><script>window.hurt=1</script>'
    stub.cards = (card(9, evil, name=evil, handle=evil, language="en"),)
    await opened(page, stub)
    hostile = replace(card(10, evil, lit="img", name=evil, handle=evil), speakers=(speaker(evil),), warning=None)
    stub.show(hostile)
    await expect(lit(page)).to_have_attribute("data-id", "10")
    await expect(lit(page).locator(".v")).to_have_text(evil)
    await expect(lit(page).locator(".who b")).to_have_text(evil)
    assert await page.evaluate("window.hurt") is None


async def test_a_warned_post_stays_closed(page: Page, stub: WallStub) -> None:
    await opened(page, stub)
    stub.show(card(3, "what nobody should meet unasked", warning="Flooding", name="Eoin"))
    await expect(lit(page).locator(".cw b")).to_have_text("Flooding")
    await expect(lit(page).locator(".cw small")).to_have_text(
        "Eoin asked for this to stay closed here. It can be opened on Mastodon."
    )
    assert "unasked" not in await page.content()


async def test_pictures_are_described_and_a_broken_face_is_initials(open_page: OpenPage, stub: WallStub) -> None:
    page = await open_page(expects=("404",))
    await opened(page, stub)
    described: Card = gallery()[3]
    stub.show(described)
    await expect(lit(page).locator("figcaption")).to_have_text(
        "Ink drawing: one person crossing a bridge of woven reeds."
    )
    await expect(lit(page).locator("figure img")).to_have_attribute("alt", str(described.media[0].alt))
    bare = replace(described, media=(replace(described.media[0], alt=None, url="https://cdn.example/x.png"),))
    stub.show(replace(bare, face=FACES + "missing.svg"))
    await expect(lit(page).locator("figcaption")).to_have_text("no description given")
    await expect(lit(page).locator("figure img")).to_have_count(0)
    await expect(lit(page).locator("> .face .pic")).to_have_count(0)
    await expect(lit(page).locator("> .face .ini")).to_have_text("SI")


KEYS_ANIMATED = """async () => {
  const lit = (one) => one.effect.target.classList?.contains('lit');
  const keys = new Set();
  for (const until = performance.now() + 8000; performance.now() < until;) {
    const moving = document.getAnimations();
    for (const one of moving) one.effect.getKeyframes().flatMap(Object.keys).forEach((key) => keys.add(key));
    if (moving.some(lit)) break;
    await new Promise(requestAnimationFrame);
  }
  return [...keys];
}"""


async def test_only_light_and_place_are_ever_animated(page: Page, stub: WallStub) -> None:
    await opened(page, stub)
    watching = asyncio.ensure_future(page.evaluate(KEYS_ANIMATED))
    await asyncio.sleep(0)
    stub.show(card(3))
    animated = set(await watching) - {"offset", "computedOffset", "easing", "composite"}
    assert animated
    assert animated <= {"opacity", "transform"}


async def test_whoever_wants_less_motion_gets_none(open_page: OpenPage, stub: WallStub) -> None:
    page = await open_page(reduced_motion="reduce")
    await opened(page, stub)
    stub.show(card(3))
    await expect(lit(page)).to_have_attribute("data-id", "3")
    moving = "document.getAnimations().filter((one) => one.effect.getComputedTiming().duration > 0).length"
    assert await page.evaluate(moving) == 0
