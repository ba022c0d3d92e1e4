"""The wall's page, measured: nothing overflows or overlaps, nothing is smaller than the back row can read."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from playwright.async_api import Page, expect

from app.domain.wall import Card
from tests.support.browser import OpenPage
from tests.support.wall_audit import audited
from tests.support.wall_cards import FACES, LONG, ON_STAGE, card, gallery, speaker
from tests.support.wall_page import opened, told
from tests.support.wall_stub import WallStub, serving

pytestmark = pytest.mark.asyncio(loop_scope="session")  # where the browser lives

SIZES = {"projector": (1920, 1080), "4K": (3840, 2160), "laptop": (1440, 900), "phone": (390, 844)}
EXPECTED = ("404",)  # one portrait is missing on purpose


@pytest.fixture
def stub() -> Iterator[WallStub]:
    with serving(WallStub(gallery())) as served:
        yield served


STILL: dict[str, Any] = {"reduced_motion": "reduce"}  # where voices stand is measured here, not how they come


LEAST = {"room": 40, "foyer": 24}  # u, the smallest letter


async def shown_as(page: Page, size: str, density: str = "room", theme: str = "dark") -> None:
    """Give an open wall another size, density and theme, and wait until it has laid itself out anew."""
    width, height = SIZES[size]
    await page.set_viewport_size({"width": width, "height": height})
    await page.evaluate(
        """([density, theme]) => {
          Object.assign(document.documentElement.dataset, { density, theme });
          dispatchEvent(new Event('resize')); }""",
        [density, theme],
    )
    await page.clock.run_for(250)  # a wall waits until the window has come to rest


async def test_nothing_overflows_or_overlaps_as_the_server_paints_it(open_page: OpenPage, stub: WallStub) -> None:
    page = await open_page(expects=EXPECTED, java_script_enabled=False)
    wrongs = {}
    for size, theme in (("projector", "dark"), ("phone", "light")):
        width, height = SIZES[size]
        await page.set_viewport_size({"width": width, "height": height})
        await page.goto(f"{stub.url}?theme={theme}")
        if found := await audited(page):
            wrongs[f"{size}, {theme}"] = found
    assert wrongs == {}


async def test_nothing_overflows_or_overlaps(open_page: OpenPage, stub: WallStub) -> None:
    page = await open_page(expects=EXPECTED, **STILL)
    await opened(page, stub, clock=True)
    wrongs = {}
    for size, density, theme in product(SIZES, LEAST, ("dark", "light")):
        await shown_as(page, size, density, theme)
        if found := await audited(page, LEAST[density]):
            wrongs[f"{size}, {density}, {theme}"] = found
    assert wrongs == {}


HARD: dict[str, Card] = {one.name or "nobody": one for one in gallery()} | {
    "long": card(900, LONG, lit="Ingrid", speakers=(speaker("Ingrid Sølvberg", "ingrid"),)),
    "long Japanese": card(
        901,
        "森川さんの水中マイクの話、本当に良かった。四十ユーロでウナギの声が聞けるなんて。" * 6,
        lit="森川さん",
        language="ja",
    ),
    "long Arabic": card(
        902, "شكرًا ليلى المنصوري، لأول مرة أرى أسماء الأودية كما كانت جدتي تنطقها. " * 6, language="ar"
    ),
    "one endless word": card(903, "a" * 1200, language="de"),
    "lines": card(904, "a\n\n\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm"),
    "emoji": card(905, "👏🏾👩‍👩‍👧‍👦🏳️‍🌈" * 60),
    "zalgo": card(906, "Z̵̢̛̖͖̘̹̲̩͙͎̈̄̎͊͗͆̾̕͝ą̵̡̬̻͔̤̱̞̓̒̈́̆̀͘l̸̛̛̥̦̗̝̈́̄̄g̶̢̡̛̗̼̞̈́̒o̶̢̢̦͚̪̓̄̏ " * 12),
    "names": card(
        907,
        "So good.",
        speakers=(
            speaker("Wolfeschlegelsteinhausenbergerdorff der Ältere"),
            speaker("Maximiliana-Friederike Obermayer"),
        ),
    ),
    "warned": card(908, "x", warning="Flooding, loss of a home, " * 6, name="A very long name " * 4),
    "pictured": card(909, LONG[:140], media=gallery()[3].media, face=FACES + "missing.svg"),
}


@pytest.mark.wide
async def test_the_hardest_voices_fit_alone_and_beside_another(open_page: OpenPage) -> None:
    stub = WallStub()
    page = await open_page(expects=EXPECTED, **STILL)
    wrongs = {}
    with serving(stub):
        await opened(page, stub, clock=True)
        for density, least in LEAST.items():
            await shown_as(page, "projector", density)
            standing = f".{density} .voice:not([data-leaving])"
            for name, one in HARD.items():
                for others in ((), (card(1, name="Iris Papadaki"),))[
                    density == "foyer" :
                ]:  # a foyer's columns are its own
                    stub.gone(*(old.id for old in stub.cards), "nobody")
                    stub.show(*others, one)
                    await expect(page.locator(f"{standing}[data-id='{one.id}']")).to_have_css("opacity", "1")
                    if found := await audited(page, least):
                        wrongs[f"{name}, {density}, {len(others)} beside"] = found
    assert wrongs == {}


async def alone(page: Page, stub: WallStub, *cards: Card) -> None:
    """Let a wall have nothing but these cards, the newest first, and lay them out as at first."""
    if gone := {one.id for one in stub.cards} - {one.id for one in cards}:
        stub.gone(*gone)
    if cards:
        stub.show(*reversed(cards))
    await told(page, stub)


@pytest.mark.wide
async def test_any_number_of_voices_fits(open_page: OpenPage) -> None:
    page = await open_page(**STILL)
    stub = WallStub()
    with serving(stub):
        await opened(page, stub, clock=True)
        for count, (density, most) in product((0, 1, 2, 30, 60), (("room", 2), ("foyer", 9))):
            await alone(page, stub, *(card(n, face=FACES + "noor.svg" if n % 2 else None) for n in range(count, 0, -1)))
            await shown_as(page, "projector", density)
            assert await audited(page, LEAST[density]) == []
            assert await page.locator(".voice:visible").count() == min(count, most)
            assert await page.locator(".empty:visible").count() == (0 if count else 1)


async def test_the_strip_names_who_is_on_stage_before_who_is_next(open_page: OpenPage, stub: WallStub) -> None:
    page = await open_page(expects=EXPECTED, **STILL)
    await opened(page, stub)
    begun, ahead = ON_STAGE
    names = ("Wilhelmina van Oudekerk-Aalders", "Þórdís Hallgrímsdóttir", "Nguyễn Thị Hương Giang", "Kofi Amponsah")
    for now, then, said, announced in (
        (names[1:2], names[3:], names[1], f"11:15 {names[3]}"),
        (names, names[1:2], f"{names[0]} and 3 others", ""),
        (names[3:], names[::-1], names[3], f"11:15 {names[3]} and 3 others"),
    ):
        stub.on_stage = (replace(begun, speakers=now), replace(ahead, speakers=then))
        stub.beat()
        await expect(page.locator(".strip .now b")).to_have_text(said)
        assert await audited(page) == []
        coming = page.locator(".strip .next:visible")
        assert " ".join([" ".join((await one.inner_text()).split()) for one in await coming.all()]) == announced


async def test_a_rooms_wall_names_who_is_on_stage_in_that_room(open_page: OpenPage, stub: WallStub) -> None:
    page = await open_page(expects=EXPECTED, **STILL)
    begun, ahead = ON_STAGE
    loft = replace(begun, room="Net loft", speakers=("Kofi Amponsah",))
    stub.on_stage = (begun, loft, ahead)
    await opened(page, stub, "?room=Net+loft")
    await expect(page.locator(".strip .now")).to_have_text("On stage Kofi Amponsah")
    await expect(page.locator(".strip .next")).to_be_hidden()
    stub.on_stage = (begun, ahead)
    stub.beat()
    await expect(page.locator(".strip .now")).to_be_hidden()


async def test_the_text_mirror_reads_at_any_width(open_page: OpenPage, stub: WallStub) -> None:
    page = await open_page(expects=EXPECTED)
    for width in (320, 390, 1280):
        await page.set_viewport_size({"width": width, "height": 844})
        await page.goto(f"{stub.url}/text")
        await page.wait_for_selector("html[data-state=live]")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert await page.locator(".voices > li").count() == len(stub.cards)


async def test_the_first_paint_needs_no_script(open_page: OpenPage, stub: WallStub) -> None:
    page = await open_page(expects=EXPECTED, java_script_enabled=False)
    await page.goto(stub.url)
    assert await page.locator(".room .lit .v").inner_text() == gallery()[0].text
    assert await page.locator(".room .half .v").inner_text() == gallery()[1].text
    assert await page.locator(".stalls .front .face:not(.vacant)").count() == len(stub.cards)
    await page.goto(f"{stub.url}/text")
    assert "森川さんの水中マイクの話" in await page.inner_text(".voices")
