"""The wall's scenes, measured: nothing overflows or overlaps, whatever the names, titles and sizes are."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from playwright.async_api import Page, expect

from app.domain.event import Programme
from app.domain.post import Media
from app.domain.scene import Scene
from app.domain.wall import Card, CardSpeaker
from tests.support.browser import OpenPage
from tests.support.wall_audit import audited, played
from tests.support.wall_cards import FACES, LONG, NOW, card, gallery
from tests.support.wall_page import opened
from tests.support.wall_scenes import (
    COMPOUNDS,
    HARD_NAMES,
    IDEOGRAPHS,
    MANY_SPONSORS,
    PEOPLE,
    SENTENCE,
    SPEAKERS,
    TITLES,
    WORDY_SPONSORS,
    House,
    a_house,
    a_talk,
    giver,
    heard,
    person,
)
from tests.support.wall_stub import WallStub, serving

pytestmark = pytest.mark.asyncio(loop_scope="session")  # where the browser lives

SIZES = {"projector": (1920, 1080), "4K": (3840, 2160), "phone": (390, 844)}
STILL: dict[str, Any] = {"reduced_motion": "reduce", "expects": ("404",)}  # one portrait is missing on purpose
HARD = tuple(person(name, handle=False) for name in HARD_NAMES)

HUGE = tuple(  # a panorama, a tower, and a plain large one
    card(120 + n, "A picture.", media=(Media(url=FACES + "sofia.svg", alt=LONG[:90], width=width, height=height),))
    for n, (width, height) in enumerate(((12_000, 300), (300, 12_000), (8_000, 6_000)))
)


def said(count: int, house: House) -> tuple[Card, ...]:
    """So many posts about whoever is on stage, in every script; the newest first."""
    keys = [key for talk in house.programme.talks[:2] for key in talk.speakers]
    meant = tuple(CardSpeaker(key=one.key, name=one.name, face=one.photo) for one in SPEAKERS if one.key in keys)
    several = (card(100, LONG, face=FACES + "missing.svg"), *gallery(), *HUGE)
    return tuple(
        replace(several[at % len(several)], id=card(1000 + count - at).id, at=NOW, speakers=meant)
        for at in range(count)
    )


def one_of_each() -> House:
    """One speaker, one talk, one voice."""
    house = a_house(SPEAKERS[:2], voices=1)
    house.sentences, house.sponsors = house.sentences[:1], MANY_SPONSORS[:1]
    house.heard = {SPEAKERS[0].key: heard(10, PEOPLE[:1])}
    return house


def usual() -> House:
    """Fifteen speakers, thirty voices."""
    house = a_house()
    house.sponsors = MANY_SPONSORS[:4]
    return house


def crowded() -> House:
    """Hard names together on stage, in five rooms, under the longest titles, and three hundred voices."""
    people = (*HARD, *SPEAKERS, *(person(f"Zz {one.name}", handle=False) for one in SPEAKERS))
    house = a_house(people, voices=300)
    rooms = ("Lighthouse hall", "Net loft", "The very long room behind the second fire door", "Pier", "森の部屋")
    talks = [a_talk(0, *HARD[:2], title=" ".join(TITLES[2:3] * 2)), a_talk(1, *HARD[2:6], room=rooms[1], title="A")]
    talks += [a_talk(n, people[n], room=rooms[n % 5], starts=-10 if n < 6 else 30 * n) for n in range(2, len(people))]
    house.programme = Programme(speakers=people, talks=tuple(talks))
    house.heard = {
        one.key: heard(30, [giver(name, voice=f"{name}{n}") for name in HARD_NAMES], 300) for n, one in enumerate(HARD)
    }
    house.sponsors = MANY_SPONSORS
    return house


async def measured(open_page: OpenPage, house: House, count: int, sizes: Any, themes: Any, way: str = "ltr") -> Any:
    """What is wrong in any scene, by size, theme and scene."""
    page = await open_page(**STILL)
    wrongs: dict[str, Any] = {}
    stub = WallStub(said(count, house))
    stub.house = house
    with serving(stub):
        await opened(page, stub)
        for size, theme in product(sizes, themes):
            width, height = SIZES[size]
            await page.set_viewport_size({"width": width, "height": height})
            await page.evaluate(
                "([theme, dir]) => Object.assign(document.documentElement, { dir }).dataset.theme = theme",
                [theme, way],
            )
            for scene in (*tuple(Scene)[1:], Scene.STREAM):
                await played(page, stub, scene, talk=house.programme.talks[0].key if scene is Scene.LETTERS else None)
                if found := await audited(page):
                    wrongs[f"{size}, {theme}, {scene}"] = found
    return wrongs


def wordy(rooms: int) -> House:
    """The longest titles there are, two at once in each room, others after them, and sponsors who have much to say."""
    house = a_house(SPEAKERS)
    titles = (COMPOUNDS, IDEOGRAPHS, SENTENCE)
    talks = [
        a_talk(
            10 * place + at, *SPEAKERS[at : at + 1 + at % 2], room=f"{place} {COMPOUNDS[:50]}", starts=30 * (at // 2)
        )
        for place in range(rooms)
        for at in range(6)
    ]
    told = [replace(talk, title=titles[n % 3]) for n, talk in enumerate(talks)]
    house.programme = Programme(speakers=SPEAKERS, talks=tuple(told))
    house.sponsors = WORDY_SPONSORS
    return house


async def titles_on(page: Page) -> list[str]:
    """The titles that can be seen on the board."""
    return [await one.inner_text() for one in await page.locator(".rooms .title:visible").all()]


@pytest.mark.wide
@pytest.mark.parametrize("rooms", [1, 4])
async def test_no_title_and_no_sponsor_loses_a_word(open_page: OpenPage, rooms: int) -> None:
    house = wordy(rooms)
    page = await open_page(**STILL)
    stub = WallStub()
    stub.house = house
    wrongs = {}
    with serving(stub):
        await opened(page, stub, clock=True)
        for size, (width, height) in SIZES.items():
            await page.set_viewport_size({"width": width, "height": height})
            for scene in (Scene.STAGE, Scene.SPONSORS, Scene.PROGRAMME):
                await played(page, stub, scene)
                for turn in range(6):
                    if found := await audited(page):
                        wrongs[f"{size}, {scene}, page {turn}"] = found
                    if scene is Scene.PROGRAMME:
                        shown = await titles_on(page)
                        assert shown
                        assert {title.replace("\n", "") for title in shown} <= {COMPOUNDS, IDEOGRAPHS, SENTENCE}
                    stub.beat()
                    await page.clock.run_for(14_100)
    assert wrongs == {}


@pytest.mark.wide
async def test_words_on_stage_stay_in_their_place_whoever_else_was_heard(open_page: OpenPage) -> None:
    house = usual()
    page = await open_page(**STILL)
    stub = WallStub()
    stub.house = house
    leaves = "(slot) => slot.scrollHeight > slot.clientHeight + 1"
    with serving(stub):
        await opened(page, stub)
        wrong = []
        for n, letters in enumerate((205, 60, 110, 160, 235), 1):
            stub.gone(str(n - 1))
            stub.show(replace(said(1, house)[0], id=card(n).id, text=LONG[:letters]))
            await played(page, stub, Scene.PROGRAMME)
            await played(page, stub, Scene.STAGE)  # all of it is laid out anew
            await expect(page.locator(f".said .voice[data-id='{n}']")).to_be_visible()
            await expect(page.locator(".also:not([data-none])")).to_be_visible()
            if await page.locator(".said .slot").evaluate(leaves):
                wrong.append(letters)
        assert wrong == []


@pytest.mark.wide
async def test_every_scene_fits_a_projector_with_the_hardest_names(open_page: OpenPage) -> None:
    assert await measured(open_page, crowded(), 30, ["projector"], ["dark"]) == {}


@pytest.mark.wide
async def test_every_scene_flows_down_a_phone(open_page: OpenPage) -> None:
    assert await measured(open_page, usual(), 5, ["phone"], ["light"]) == {}


@pytest.mark.long
@pytest.mark.parametrize("way", ["ltr", "rtl"])
@pytest.mark.parametrize("count", [1, 30, 300])
@pytest.mark.parametrize("house", [one_of_each, usual, crowded])
async def test_every_scene_fits_everywhere(open_page: OpenPage, house: Any, count: int, way: str) -> None:
    assert await measured(open_page, house(), count, SIZES, ["dark", "light"], way) == {}
