"""The wall's line: what a page does when it is cut, silent, or behind."""

import json
from collections.abc import Iterator

import pytest
from playwright.async_api import Page, expect

from tests.support.browser import PHONE, OpenPage
from tests.support.wall_cards import card
from tests.support.wall_page import lit, opened, told
from tests.support.wall_stub import WallStub, serving

pytestmark = pytest.mark.asyncio(loop_scope="session")  # where the browser lives

CUT = ("WebSocket", "ERR_CONNECTION", "net::", "403")


@pytest.fixture
def stub() -> Iterator[WallStub]:
    with serving(WallStub((card(2, name="Iris"), card(1, name="Kofi")))) as served:
        yield served


async def test_a_cut_line_says_so_resumes_and_misses_nothing(open_page: OpenPage, stub: WallStub) -> None:
    page = await open_page(expects=CUT)
    await opened(page, stub, "/text")
    stub.refusing = True
    stub.drop()
    await expect(page.locator("html")).to_have_attribute("data-state", "connecting")
    stub.show(card(3))
    stub.show(card(4))
    stub.gone("3")
    stub.refusing = False
    await expect(page.locator("html")).to_have_attribute("data-state", "live")
    shown = [await one.get_attribute("data-id") for one in await page.locator(".voices .voice").all()]
    assert shown == ["4", "2", "1"]
    assert stub.asked[-1] == {"epoch": "e1", "seq": "7"}


async def test_a_network_cut_for_a_minute_leaves_no_gap_and_no_duplicate(open_page: OpenPage, stub: WallStub) -> None:
    page = await open_page(expects=CUT, viewport=PHONE)
    stub.cards = tuple(card(number) for number in range(20, 0, -1))
    await opened(page, stub, clock=True)
    stub.show(card(21))
    await told(page, stub)
    heard = stub.seq
    stub.refusing = True
    stub.drop()
    await expect(page.locator("html")).to_have_attribute("data-state", "connecting")
    for number in range(22, 42):
        stub.show(card(number))
        await page.clock.run_for(3_000)
    stub.gone("5", "30")
    stub.show(card(7, "Said better, a minute later.", edited=True))
    await expect(page.locator("html")).to_have_attribute("data-state", "stale")
    stub.refusing = False
    await page.clock.run_for(16_000)  # no retry waits for longer
    await told(page, stub)
    await expect(page.locator("html")).to_have_attribute("data-state", "live")
    assert stub.asked[-1] == {"epoch": "e1", "seq": str(heard)}
    await expect(page.locator("[data-leaving]")).to_have_count(0)
    shown = [str(await one.get_attribute("data-id")) for one in await page.locator(".foyer .voice").all()]
    assert sorted(shown, key=int) == sorted((one.id for one in stub.cards), key=int)
    await expect(page.locator(".foyer .voice[data-id='7'] .v")).to_have_text("Said better, a minute later.")


async def test_another_epoch_replaces_everything(open_page: OpenPage, stub: WallStub) -> None:
    page = await open_page(expects=CUT)
    await opened(page, stub)
    stub.restart((card(50, "Said after the restore."),), "e2")
    stub.drop()
    await expect(lit(page)).to_have_attribute("data-id", "50")
    await expect(page.locator("html")).to_have_attribute("data-epoch", "e2")
    await expect(page.locator(".voice[data-id='1'], .voice[data-id='2']")).to_have_count(0)


async def test_a_lost_frame_is_asked_for_again(page: Page, stub: WallStub) -> None:
    await opened(page, stub)
    stub.show(card(3), heard=False)
    stub.beat()
    await expect(lit(page)).to_have_attribute("data-id", "3")
    assert stub.asked[-1] == {"epoch": "e1", "seq": "7"}


async def test_a_silent_line_grows_stale_and_the_words_stay(open_page: OpenPage, stub: WallStub) -> None:
    page = await open_page(expects=CUT)
    await opened(page, stub, clock=True)
    stub.refusing = True
    await page.clock.run_for(18_000)  # the clock also runs by itself, by as much as the machine is slow
    await expect(page.locator("html")).to_have_attribute("data-state", "live")
    await page.clock.run_for(8_000)
    await expect(page.locator("html")).to_have_attribute("data-state", "stale")
    await page.clock.run_for(14_500)
    await expect(page.locator(".heard")).to_have_text("Last heard 40 seconds ago, looking for the network")
    await expect(lit(page)).to_be_visible()
    await page.clock.run_for(60_000)
    await expect(page.locator(".heard")).to_have_text("Last heard a minute ago, looking for the network")
    stub.refusing = False
    await page.clock.run_for(16_000)
    await expect(page.locator("html")).to_have_attribute("data-state", "live")
    await expect(page.locator(".heard")).to_be_hidden()
    await expect(page.locator(".now b")).to_have_text("Ingrid Sølvberg")


async def test_the_same_frame_twice_is_nothing(page: Page, stub: WallStub) -> None:
    await opened(page, stub)
    shown = {"id": "1", "at": "2026-05-05T09:00:00Z", "text": "x", "network": "x", "account": "a"}
    frames = [
        {"v": 1, "type": "snapshot", "epoch": "e", "seq": 3, "clock": "c", "cards": [shown]},
        {
            "v": 1,
            "type": "changes",
            "epoch": "e",
            "from": 3,
            "seq": 4,
            "changes": [{"seq": 4, "id": "1", "card": None}],
        },
        {
            "v": 1,
            "type": "changes",
            "epoch": "e",
            "from": 3,
            "seq": 4,
            "changes": [{"seq": 4, "id": "1", "card": None}],
        },
        {"v": 1, "type": "snapshot", "epoch": "e", "seq": 3, "clock": "c", "cards": [shown]},
        {"v": 1, "type": "changes", "epoch": "e", "from": 9, "seq": 10, "changes": []},
        {"v": 1, "type": "changes", "epoch": "f", "from": 3, "seq": 4, "changes": []},
        {"v": 1, "type": "beat", "epoch": "e", "seq": 9},
        {"v": 1, "type": "a later kind", "epoch": "e", "seq": 4},
        {"v": 2, "type": "snapshot", "epoch": "z", "seq": 4, "cards": []},
    ]
    steps = json.loads(
        await page.evaluate(
            """async (frames) => { const { apply, nothing } = await import('/static/js/state.js');
               let state = nothing();
               return JSON.stringify(frames.map((frame) => {
                 const step = apply(state, frame); state = step.state;
                 return [step.fresh, step.gone, step.missing, state.seq]; })); }""",
            frames,
        )
    )
    assert steps == [
        [["1"], [], None, 3],
        [[], ["1"], None, 4],
        [[], [], None, 4],
        [["1"], [], None, 3],
        [[], [], "some", 3],
        [[], [], "all", 3],
        [[], [], "some", 3],
        [[], [], None, 3],
        [[], [], None, 3],
    ]


async def test_a_long_day_leaves_no_litter(page: Page, stub: WallStub) -> None:
    stub.cards = tuple(card(number) for number in range(60, 0, -1))
    await opened(page, stub)
    count = "document.querySelectorAll('*').length"
    before = await page.evaluate(count)
    for start in range(100, 700, 100):
        stub.show(*(card(number) for number in range(start, start + 100)))
        await told(page, stub)
    await expect(page.locator("[data-leaving]")).to_have_count(0)
    assert await page.evaluate(count) < before * 1.2
