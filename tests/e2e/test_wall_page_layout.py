"""The wall's page, measured: nothing overflows or overlaps, nothing is smaller than the back row can read."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from playwright.async_api import Page

from app.domain.wall import Card
from tests.support.browser import OpenPage
from tests.support.wall_cards import FACES, LONG, ON_STAGE, card, gallery, speaker
from tests.support.wall_stub import WallStub, serving

pytestmark = pytest.mark.asyncio(loop_scope="session")  # where the browser lives

SIZES = {"projector": (1920, 1080), "4K": (3840, 2160), "laptop": (1440, 900), "phone": (390, 844)}
EXPECTED = ("404",)  # one portrait is missing on purpose

AUDIT = """
(least) => {
  const phone = innerWidth <= 640;
  const u = phone ? 0.5 : Math.min(innerWidth / 1920, innerHeight / 1080);
  const wrongs = [];
  const seen = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  };
  const name = (element) => `${element.className || element.tagName} “${element.textContent.trim().slice(0, 40)}”`;
  const blocks = [...document.querySelectorAll(
    '.strip > *, .strip .next, .strip .tag, .voice > .face, .v, .who, .for, .pict, .cw')].filter(seen);
  for (const element of blocks) {
    const box = element.getBoundingClientRect();
    if (box.left < -0.5 || box.right > innerWidth + 0.5) wrongs.push(`leaves the page sideways: ${name(element)}`);
    const stalls = innerHeight - 150 * u;
    if (!phone && (box.top < -0.5 || box.bottom > stalls)) wrongs.push(`leaves the page: ${name(element)}`);
    if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== 'visible')
      wrongs.push(`is cut: ${name(element)}`);
  }
  for (const [at, one] of blocks.entries()) for (const other of blocks.slice(at + 1)) {
    if (one.contains(other) || other.contains(one)) continue;
    const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 1 && high > 1 && !phone) wrongs.push(`overlap: ${name(one)} and ${name(other)}`);
    if (wide > 1 && high > 1 && phone && !one.closest('.strip') && !other.closest('.strip'))
      wrongs.push(`overlap: ${name(one)} and ${name(other)}`);
  }
  for (const element of document.querySelectorAll('.strip *, main *')) {
    const says = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!says || !seen(element) || element.closest('.face')) continue;
    const size = parseFloat(getComputedStyle(element).fontSize);
    if (size < (phone ? 13 : least * u) - 0.1) wrongs.push(`too small, ${size}px: ${name(element)}`);
  }
  return wrongs;
}
"""


@pytest.fixture
def stub() -> Iterator[WallStub]:
    with serving(WallStub(gallery())) as served:
        yield served


STILL: dict[str, Any] = {"reduced_motion": "reduce"}  # where voices stand is measured here, not how they come


async def audited(page: Page, density: str) -> Any:
    await page.wait_for_selector("html[data-state=live]")
    return await page.evaluate(AUDIT, 24 if density == "foyer" else 40)


@pytest.mark.parametrize("density", ["room", "foyer"])
async def test_nothing_overflows_or_overlaps(open_page: OpenPage, stub: WallStub, density: str) -> None:
    page = await open_page(expects=EXPECTED, **STILL)
    wrongs = {}
    for (size, (width, height)), theme in product(SIZES.items(), ("dark", "light")):
        await page.set_viewport_size({"width": width, "height": height})
        await page.goto(f"{stub.url}?density={density}&theme={theme}")
        if found := await audited(page, density):
            wrongs[f"{size}, {theme}"] = found
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


@pytest.mark.parametrize("density", ["room", "foyer"])
async def test_the_hardest_voices_fit_alone_and_beside_another(open_page: OpenPage, density: str) -> None:
    stub = WallStub()
    page = await open_page(expects=EXPECTED, **STILL)
    wrongs = {}
    with serving(stub):
        for name, one in HARD.items():
            for others in ((), (card(1, name="Iris Papadaki"),))[density == "foyer" :]:  # a foyer's columns are its own
                stub.cards = (one, *others)
                await page.goto(f"{stub.url}?density={density}")
                if found := await audited(page, density):
                    wrongs[f"{name}, {len(others)} beside"] = found
    assert wrongs == {}


@pytest.mark.parametrize(("density", "most"), [("room", 2), ("foyer", 9)])
async def test_any_number_of_voices_fits(open_page: OpenPage, density: str, most: int) -> None:
    page = await open_page(**STILL)
    stub = WallStub()
    with serving(stub):
        for count in (0, 1, 2, 30, 60):
            stub.cards = tuple(
                card(number, face=FACES + "noor.svg" if number % 2 else None) for number in range(count, 0, -1)
            )
            await page.goto(f"{stub.url}?density={density}")
            assert await audited(page, density) == []
            assert await page.locator(".voice:visible").count() == min(count, most)
            assert await page.locator(".empty:visible").count() == (0 if count else 1)


async def test_the_strip_names_who_is_on_stage_before_who_is_next(open_page: OpenPage, stub: WallStub) -> None:
    page = await open_page(expects=EXPECTED)
    begun, ahead = ON_STAGE
    names = ("Wilhelmina van Oudekerk-Aalders", "Þórdís Hallgrímsdóttir", "Nguyễn Thị Hương Giang", "Kofi Amponsah")
    for now, then, said, announced in (
        (names[1:2], names[3:], names[1], f"11:15 {names[3]}"),
        (names, names[1:2], f"{names[0]} and 3 others", ""),
        (names[3:], names[::-1], names[3], f"11:15 {names[3]} and 3 others"),
    ):
        stub.on_stage = (replace(begun, speakers=now), replace(ahead, speakers=then))
        await page.goto(stub.url)
        assert await audited(page, "room") == []
        assert await page.locator(".strip .now b").inner_text() == said
        coming = page.locator(".strip .next:visible")
        assert " ".join([" ".join((await one.inner_text()).split()) for one in await coming.all()]) == announced


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
