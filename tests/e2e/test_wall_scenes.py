"""The wall's scenes as they live: switched through the dark, held, blanked, and left at once by what is taken away."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Page, expect

from app.domain.event import Programme
from app.domain.scene import Announcement, Scene, Show
from app.domain.wall import Card, CardId, CardSpeaker
from tests.support.browser import PHONE, OpenPage
from tests.support.wall_audit import played
from tests.support.wall_cards import EVENT, NOW, card
from tests.support.wall_page import half, hurried, lit, opened
from tests.support.wall_scenes import HALL, LOFT, PEOPLE, SPEAKERS, House, heard
from tests.support.wall_stub import WallStub, serving

pytestmark = pytest.mark.asyncio(loop_scope="session")  # where the browser lives

INGRID, TADEUSZ = SPEAKERS[0], SPEAKERS[1]
STILL: dict[str, Any] = {"reduced_motion": "reduce"}


def about(number: int, who: Any, text: str, **facts: Any) -> Card:
    """A post about a speaker, said while they speak."""
    meant = (CardSpeaker(key=who.key, name=who.name, face=who.photo),)
    return card(number, text, speakers=meant, at=NOW, **facts)


@pytest.fixture
def stub() -> Iterator[WallStub]:
    cards = (
        about(3, INGRID, "Takk, Ingrid.", name="Pelle"),
        about(2, TADEUSZ, "That map, Tadeusz.", name="Noor"),
        card(1),
    )
    with serving(WallStub(cards)) as served:
        yield served


async def test_scenes_change_through_the_dark_and_only_light_and_place_move(
    open_page: OpenPage, stub: WallStub
) -> None:
    page = await hurried(await open_page())
    await opened(page, stub)
    for scene in (*Scene, Scene.STREAM):
        await played(page, stub, scene)
        assert await page.locator("main > .scene:visible").count() == 1
        await expect(page.locator(f".scene[data-scene={scene}]")).to_be_visible()
        await expect(page.locator("main")).to_have_css("opacity", "1")
    assert await page.evaluate("[...window.moved].sort()") == ["opacity", "transform"]


async def test_whatever_is_taken_away_in_the_middle_of_a_change_is_never_seen_again(
    open_page: OpenPage, stub: WallStub
) -> None:
    page = await hurried(await open_page())
    await opened(page, stub)
    for scene in (Scene.STAGE, Scene.STREAM, Scene.STAGE):
        number = stub.seq + 1000
        stub.show(about(number, INGRID, f"A secret about number {number}."))
        stub.play(Show(scene=scene))
        stub.gone(str(number))
        await page.wait_for_selector(f"body[data-scene={scene}][data-lit]")
        await expect(page.locator(".voice", has_text="A secret")).to_have_count(0)
    assert "A secret" not in await page.content()


async def test_the_newest_wish_wins_however_fast_they_come(open_page: OpenPage, stub: WallStub) -> None:
    page = await hurried(await open_page())
    await opened(page, stub)
    for scene in (Scene.STAGE, Scene.CREDITS, Scene.PROGRAMME, Scene.APPLAUSE, Scene.SPONSORS):
        stub.play(Show(scene=scene))
    await page.wait_for_selector("body[data-scene=sponsors][data-lit]")
    assert await page.locator("main > .scene:visible").count() == 1
    assert await page.locator(".call li, .roll li, .spot .face, .rooms li").count() == 0, "nothing waits in the wings"


async def test_sponsors_that_are_none_leave_the_wall_to_the_event_and_its_hashtag(
    open_page: OpenPage, stub: WallStub
) -> None:
    stub.house.sponsors = ()
    page = await open_page(**STILL)
    await opened(page, stub)
    await played(page, stub, Scene.SPONSORS)
    assert await page.locator("h1:visible").inner_text() == EVENT.name
    await expect(page.locator(".how")).to_have_text(f"Write something with #{EVENT.hashtags[0]}")


async def test_two_rooms_show_two_talks_and_each_its_own_scene(open_page: OpenPage, stub: WallStub) -> None:
    page = await open_page(**STILL)
    for room, speaker, words in ((HALL, INGRID, "Takk, Ingrid."), (LOFT, TADEUSZ, "That map, Tadeusz.")):
        await opened(page, stub, f"?room={room}")
        await played(page, stub, Scene.STAGE)
        await expect(page.locator(".spot h1")).to_have_text(speaker.name)
        await expect(page.locator(".said .v")).to_have_text(words)
        await expect(page.locator(".strip .now")).to_have_text(room)
    stub.play(Show(scene=Scene.PROGRAMME), room=LOFT)
    await expect(page.locator("body")).to_have_attribute("data-scene", "programme")
    stub.play(Show(scene=Scene.CREDITS))
    await expect(page.locator("body")).to_have_attribute("data-scene", "programme")


async def test_the_stage_tells_how_many_people_and_who_is_next(open_page: OpenPage, stub: WallStub) -> None:
    page = await open_page(**STILL)
    stub.house.heard[INGRID.key] = heard(5, PEOPLE, people=14)
    await opened(page, stub, f"?room={HALL}")
    await played(page, stub, Scene.STAGE)
    await expect(page.locator(".breadth")).to_contain_text("others")
    assert await page.locator(".few .face").count() == 5
    await expect(page.locator(".upnext")).to_contain_text("Next, 11:15")
    stub.show(about(50, INGRID, "Every notebook deserves an Ingrid.", name="Noor"))
    await expect(page.locator(".said .voice .v")).to_have_text("Every notebook deserves an Ingrid.")
    stub.house.heard = {}
    stub.gone("50")
    await expect(page.locator(".said .voice .v")).to_have_text("Takk, Ingrid.")
    await expect(page.locator(".also")).to_be_hidden()


async def test_a_pause_holds_a_pin_stays_and_a_blank_wall_hides_all(open_page: OpenPage, stub: WallStub) -> None:
    page = await open_page(**STILL)
    await opened(page, stub)
    stub.play(Show(pinned=CardId("1")))
    await expect(lit(page)).to_have_attribute("data-id", "1")
    stub.show(card(60, "I came while somebody was pinned."))
    stub.play(Show(paused=True))
    stub.show(card(61, "I came while nothing moved."))
    await expect(page.locator("html")).to_have_attribute("data-seq", str(stub.seq))
    await expect(lit(page)).to_have_attribute("data-id", "1")
    stub.gone("1")
    await expect(lit(page)).to_have_count(1)
    await expect(page.locator(".voice[data-id='1']")).to_have_count(0)
    stub.play(Show(blank=True))
    await expect(page.locator(".curtain")).to_have_css("opacity", "1")
    assert await page.evaluate("document.querySelector('main').inert")
    await page.reload()
    await expect(page.locator(".curtain")).to_be_visible()
    stub.play(Show())
    await expect(page.locator(".curtain")).to_be_hidden()
    assert not await page.evaluate("document.querySelector('main').inert")
    await expect(half(page).or_(lit(page)).first).to_be_visible()


@pytest.mark.wide
async def test_a_wall_with_a_list_of_its_own_turns_through_it_unless_the_remote_names_one(
    open_page: OpenPage, stub: WallStub
) -> None:
    page = await open_page(**STILL)
    await opened(page, stub, "?scenes=stream,programme,announcement,credits", clock=True)
    seen = []
    for _ in range(4):
        await expect(page.locator("body")).to_have_attribute("data-lit", "")
        seen.append(await page.get_attribute("body", "data-scene"))
        stub.beat()
        await page.clock.run_for(40_100)
    assert seen == ["stream", "programme", "credits", "stream"], "an announcement only when there is one"
    stub.play(Show(scene=Scene.CREDITS))
    await expect(page.locator("body")).to_have_attribute("data-scene", "credits")
    await page.clock.run_for(41_000)
    await expect(page.locator("body")).to_have_attribute("data-scene", "credits")
    stub.play(Show(scene=Scene.LETTERS))
    await expect(page.locator("body")).not_to_have_attribute("data-scene", "letters")


async def test_an_announcement_is_told_in_its_own_language_and_stays_words(open_page: OpenPage, stub: WallStub) -> None:
    page = await open_page(**STILL)
    await opened(page, stub)
    evil = '<img src=x onerror="window.hurt=1">'
    stub.play(Show(scene=Scene.ANNOUNCEMENT, announcement=Announcement(title="الغداء جاهز", text=evil, language="ar")))
    await expect(page.locator(".told h1")).to_have_text("الغداء جاهز")
    await expect(page.locator(".told")).to_have_attribute("dir", "rtl")
    await expect(page.locator(".told")).to_have_attribute("lang", "ar")
    await expect(page.locator(".told p")).to_have_text(evil)
    stub.play(Show(scene=Scene.ANNOUNCEMENT, announcement=Announcement(title="Nach der Pause", language="de")))
    await expect(page.locator(".told h1")).to_have_text("Nach der Pause")
    assert await page.evaluate("window.hurt") is None


async def test_the_text_mirror_follows_the_scene(page: Page, stub: WallStub) -> None:
    await opened(page, stub, "/text")
    heading = page.locator(".onwall h2")
    for scene, says, holds in (
        (Scene.STAGE, "On stage", INGRID.name),
        (Scene.LETTERS, "Thank you", "just metadata"),
        (Scene.CREDITS, "These people said thank you", "Gretl Hörmann"),
        (Scene.PROGRAMME, "Programme", "A flood map that says"),
    ):
        stub.play(Show(scene=scene, talk=stub.house.programme.talks[0].key if scene is Scene.LETTERS else None))
        await expect(heading).to_contain_text(says)
        await expect(page.locator(".onwall")).to_contain_text(holds)
    stub.play(Show(scene=Scene.ANNOUNCEMENT, announcement=Announcement(title="Lunch")))
    await expect(heading).to_have_text("Lunch")
    stub.play(Show(blank=True))
    await expect(page.get_by_text("The wall is dark for a moment.")).to_be_visible()
    await expect(page.locator(".voices")).to_be_hidden()


async def test_a_wall_without_a_programme_says_so_in_every_scene(open_page: OpenPage) -> None:
    page = await open_page(**STILL)
    stub = WallStub()
    stub.house = House(programme=Programme(), heard={}, sentences=(), voices=[])
    with serving(stub):
        await opened(page, stub)
        for scene, says in (
            (Scene.STAGE, "Nobody is on stage just now."),
            (Scene.APPLAUSE, "Nobody is on the programme yet."),
            (Scene.LETTERS, "Thank you"),
            (Scene.PROGRAMME, "There is no programme here yet."),
        ):
            await played(page, stub, scene)
            await expect(page.locator("main")).to_contain_text(says)


@pytest.mark.wide
async def test_a_pinned_voice_keeps_the_light_of_a_foyer_and_the_top_of_a_phone(
    open_page: OpenPage, stub: WallStub
) -> None:
    stub.cards = tuple(card(number) for number in range(12, 0, -1))
    foyer, phone = await open_page(**STILL), await open_page(viewport=PHONE, **STILL)
    await opened(foyer, stub, "?density=foyer")
    await opened(phone, stub)
    stub.play(Show(pinned=CardId("9")))
    await expect(foyer.locator(".foyer .new")).to_have_attribute("data-id", "9")
    await expect(phone.locator(".pinned")).to_have_attribute("data-id", "9")
    stub.show(card(40))
    await expect(foyer.locator(".foyer .voice[data-id='40']")).to_be_visible()
    await expect(foyer.locator(".foyer .new")).to_have_attribute("data-id", "9")
    await expect(phone.locator(".voice[data-id='40']")).to_have_count(1)
    pinned, newest = [await phone.locator(f".voice[data-id='{one}']").bounding_box() for one in ("9", "40")]
    assert pinned
    assert newest
    assert pinned["y"] < newest["y"]
    stub.play(Show())
    await expect(phone.locator(".pinned")).to_have_count(0)
