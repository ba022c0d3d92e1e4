"""The scenes about people: applause says how lately and never how much, letters are whole, credits name everyone."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Page, expect

from app.domain.scene import Scene, Show
from app.domain.wall import CardSpeaker
from tests.support.browser import PHONE, OpenPage
from tests.support.wall_audit import played
from tests.support.wall_cards import NOW, card
from tests.support.wall_page import opened
from tests.support.wall_scenes import PEOPLE, SENTENCES, SPEAKERS, a_house, giver, heard, person
from tests.support.wall_stub import WallStub, serving

pytestmark = pytest.mark.asyncio(loop_scope="session")  # where the browser lives

INGRID, TADEUSZ, AKARI, LAYLA = SPEAKERS[:4]
STILL: dict[str, Any] = {"reduced_motion": "reduce"}


@pytest.fixture
def stub() -> Iterator[WallStub]:
    with serving(WallStub((card(1),))) as served:
        yield served


def card_of(page: Page, who: Any) -> Any:
    return page.locator(f".call li[data-key='{who.key}']")


@pytest.mark.wide
async def test_light_says_how_lately_and_four_hundred_voices_light_no_more_than_one(
    open_page: OpenPage, stub: WallStub
) -> None:
    page = await open_page()
    many = [giver(f"Voice {n}") for n in range(12)]
    stub.house.heard = {
        INGRID.key: heard(100, PEOPLE[:1], people=1),
        TADEUSZ.key: heard(100, many, people=400),
        AKARI.key: heard(1, PEOPLE[:1], people=1),
    }
    await opened(page, stub)
    await played(page, stub, Scene.APPLAUSE)
    warmth = "(one) => Number(one.style.getPropertyValue('--w'))"
    ingrid, tadeusz, akari, layla = [
        await card_of(page, who).evaluate(warmth) for who in (INGRID, TADEUSZ, AKARI, LAYLA)
    ]
    assert ingrid == pytest.approx(tadeusz, abs=0.02)
    assert 0.4 < ingrid < 0.6
    assert akari > 0.95
    assert layla == 0
    assert await page.locator(".call .closed").count() == 1, "just now; lately and not now are open"
    order = [await one.get_attribute("data-key") for one in await page.locator(".call li").all()]
    assert order == [one.key for one in SPEAKERS]
    boxes = [await one.bounding_box() for one in await page.locator(".call .face").all()]
    assert len({(round(box["width"]), round(box["height"])) for box in boxes if box}) == 1


async def test_an_appreciation_lands_with_one_whole_sentence_and_leaves_with_its_post(
    open_page: OpenPage, stub: WallStub
) -> None:
    page = await open_page()
    stub.house.heard = {}
    await opened(page, stub)
    await played(page, stub, Scene.APPLAUSE)
    await expect(card_of(page, LAYLA).locator(".open")).to_be_visible()
    text = (
        "I came late. Layla, every wadi has its name again. " + "And then there was rain, and we all stood there. " * 9
    )
    meant = (CardSpeaker(key=LAYLA.key, name=LAYLA.name, face=None),)
    stub.house.heard = {LAYLA.key: heard(-5, [giver("Noor", voice="noor")])}
    stub.show(card(70, text, lit="Layla", speakers=meant, voice="noor", name="Noor", at=NOW))
    await expect(page.locator(".land .v")).to_have_text("Layla, every wadi has its name again.")
    await expect(card_of(page, LAYLA).locator(".closed")).to_be_visible()
    stub.house.heard = {}
    stub.gone("70")
    await expect(page.locator(".land .row")).to_have_count(0)
    await expect(card_of(page, LAYLA).locator(".open")).to_be_visible()


async def test_more_than_fifteen_speakers_turn_pages_and_nobody_is_left_out(
    open_page: OpenPage, stub: WallStub
) -> None:
    page = await open_page(**STILL)
    people = [person(f"Speaker Number{n}") for n in range(40)]
    stub.house = a_house(people)
    await opened(page, stub, clock=True)
    await played(page, stub, Scene.APPLAUSE)
    shown: list[str | None] = []
    for _ in range(4):
        now = [await one.get_attribute("data-key") for one in await page.locator(".call li").all()]
        assert 1 < len(now) <= 15
        shown += [key for key in now if key not in shown]
        stub.beat()
        await page.clock.run_for(16_100)
    assert sorted(str(key) for key in shown) == sorted(one.key for one in people)


async def test_letters_come_three_at_a_time_whole_and_leave_at_once(open_page: OpenPage, stub: WallStub) -> None:
    page = await open_page(**STILL)
    await opened(page, stub, clock=True)
    await played(page, stub, Scene.LETTERS, talk=stub.house.programme.talks[0].key)
    await expect(page.locator(".scene[data-scene=letters] h1")).to_contain_text(INGRID.name)
    await expect(page.locator(".three li")).to_have_count(3)
    said = [await one.inner_text() for one in await page.locator(".three .v").all()]
    assert said == [str(one["text"]) for one in SENTENCES[:3]]
    await expect(page.locator(".card")).to_be_hidden()
    stub.house.sentences = SENTENCES[1:]
    stub.gone("301")
    await expect(page.get_by_text("A room full of strangers")).to_have_count(0)
    await expect(page.locator(".three [data-id='302']")).to_be_visible()
    assert "A room full" not in await page.content()
    stub.beat()
    await page.clock.run_for(30_000)
    await expect(page.locator(".three [data-id='304'], .three [data-id='305']").first).to_be_visible()


async def test_somebody_without_a_handle_gets_a_kind_line_a_code_and_an_address(
    open_page: OpenPage, stub: WallStub
) -> None:
    page = await open_page(**STILL)
    await opened(page, stub)
    await played(page, stub, Scene.LETTERS, talk=stub.house.programme.talks[1].key)
    below = (await page.locator(".head p").inner_text()).translate({0x2068: None, 0x2069: None})
    assert below == "Tadeusz Żółkiewski will get every one of these from us, by letter."
    assert await page.locator(".qr").evaluate("(one) => one.complete && one.naturalWidth > 0")
    await expect(page.locator(".qr")).to_have_attribute("src", re.compile("talk=talk-1$"))
    await expect(page.locator(".url")).to_have_text("wall.example/say/longshore26")


@pytest.mark.wide
async def test_credits_name_every_voice_once_in_order_and_drift_forty_units_a_second(
    open_page: OpenPage, stub: WallStub
) -> None:
    page = await open_page()
    stub.house.voices = [giver(f"Name {n}", voice=f"v{n}") for n in range(250)]
    await opened(page, stub)
    await played(page, stub, Scene.CREDITS)
    await expect(page.locator(".sub")).to_have_text("250 voices, in order of arrival")
    shown = [await one.inner_text() for one in await page.locator(".roll li").all()]
    assert shown == [f"Name {n}" for n in range(len(shown))]
    assert 40 < len(shown) < 200, "no more of them in the page than can be seen soon"
    speeds = await page.evaluate(
        """() => document.querySelector('.roll').getAnimations({ subtree: true }).map((one) => {
             const [from, to] = one.effect.getKeyframes().map(({ transform }) => parseFloat(transform.slice(11)));
             return (from - to) / one.effect.getComputedTiming().duration * 1000; })"""
    )
    assert speeds == pytest.approx([40] * len(speeds), rel=0.01)
    stub.house.voices = [one for one in stub.house.voices if one["voice"] != "v3"]
    stub.gone("4711")  # a post that this wall had long forgotten
    await expect(page.get_by_text("Name 3", exact=True)).to_have_count(0)
    await expect(page.locator(".sub")).to_have_text("249 voices, in order of arrival")
    stub.play(Show(scene=Scene.CREDITS, paused=True))
    await expect(page.locator("html")).to_have_attribute("data-seq", str(stub.seq))
    states = "document.querySelector('.roll').getAnimations({ subtree: true }).map((one) => one.playState)"
    assert set(await page.evaluate(states)) == {"paused"}
    assert await page.locator(".roll ul").count() > 1


async def test_whoever_wants_less_motion_turns_pages_of_credits_every_twelve_seconds(
    open_page: OpenPage, stub: WallStub
) -> None:
    page = await open_page(**STILL)
    stub.house.voices = [giver(f"Name {n}", voice=f"v{n}") for n in range(80)]
    await opened(page, stub, clock=True)
    await played(page, stub, Scene.CREDITS)
    shown: list[str] = []
    await expect(page.locator(".roll li").first).to_have_text("Name 0")
    for _ in range(4):
        stub.beat()
        now = [await one.inner_text() for one in await page.locator(".roll li").all()]
        shown += [name for name in now if name not in shown]
        await page.clock.run_for(12_100)
    assert shown == [f"Name {n}" for n in range(80)]
    moving = "document.getAnimations().filter((one) => one.effect.getComputedTiming().duration > 0).length"
    assert await page.evaluate(moving) == 0


async def test_a_phone_has_everyone_of_a_scene_in_one_flow(open_page: OpenPage, stub: WallStub) -> None:
    page = await open_page(viewport=PHONE, **STILL)
    people = [person(f"Speaker Number{n}") for n in range(20)]
    stub.house = a_house(people, voices=120)
    await opened(page, stub)
    for scene, part, count in ((Scene.APPLAUSE, ".call li", 20), (Scene.CREDITS, ".roll li", 120)):
        await played(page, stub, scene)
        await expect(page.locator(part)).to_have_count(count)
        assert await page.evaluate("document.documentElement.scrollHeight > innerHeight")


async def test_credits_that_stand_still_make_room_for_who_comes(open_page: OpenPage, stub: WallStub) -> None:
    page = await open_page()
    stub.house.voices = [giver("Noor")]
    await opened(page, stub)
    await played(page, stub, Scene.CREDITS)
    await expect(page.locator(".sub")).to_have_text("One voice")
    assert await page.evaluate("document.querySelector('.roll').getAnimations({ subtree: true }).length") == 0
    stub.house.voices = [giver("Noor"), giver("Pelle"), giver("")]
    stub.gone("4711")
    await expect(page.locator(".roll li")).to_have_text(["Noor", "Pelle", "Someone in the room"])
