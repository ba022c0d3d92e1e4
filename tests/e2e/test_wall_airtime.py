"""Fair airtime: who speaks next on a wall depends on what was said, to whom and how long, and on nothing else."""

import json
import random
from itertools import pairwise
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page

from app.outlets.frames import card_json
from tests.support.browser import OpenPage
from tests.support.letters_stub import BASE, serve
from tests.support.wall_cards import card, speaker

pytestmark = pytest.mark.asyncio(loop_scope="session")  # where the browser lives

PLAY = """async ({cards, turns, slots}) => {
  const { Turns } = await import('/static/js/choose.js');
  const { retained } = await import('/static/js/airtime.js');
  const newestFirst = (list) => [...list].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  const chooser = new Turns();
  const spoke = [];
  let known = [];
  let last = null;
  for (let turn = 0; turn < turns; turn += 1) {
    known = retained(newestFirst([...known, ...cards.slice(turn * slots, (turn + 1) * slots)]), () => false);
    const next = chooser.next(known, new Set(last ? [last.id] : []), last);
    if (!next) continue;
    chooser.took(next.card);
    last = next.card;
    spoke.push(next.card.id);
  }
  return { spoke, known: known.length };
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def page(open_page: OpenPage) -> Page:
    """A page of our own host, for its scripts."""
    opened = await open_page()
    await serve(opened, {"/": "<!doctype html><title>scripts</title>"})
    await opened.goto(f"{BASE}/")
    return opened


def told(number: int, voice: str, to: str | None = None, *, first: bool = False, text: str = "") -> dict[str, Any]:
    """A card, ten seconds after the one before it."""
    meant = (speaker(to),) if to else ()
    words = text or "That was a talk that I will think about for a long time."
    return card_json(card(number, words, voice=voice, account=f"{voice}@dijk.example", speakers=meant, first=first))


async def played(page: Page, cards: list[dict[str, Any]], turns: int, slots: int) -> list[str]:
    """The ids of those who spoke, when so many posts come in the time of one turn."""
    found = await page.evaluate(PLAY, {"cards": cards, "turns": turns, "slots": slots})
    spoke: list[str] = found["spoke"]
    assert found["known"] <= 240
    return spoke


async def test_praise_of_a_quiet_speaker_comes_before_a_keynotes_second(page: Page) -> None:
    keynote = [told(n, f"fan{n}", "Keynote") for n in range(1, 41)]
    quiet = told(41, "anna", "Quiet")
    cards = [*keynote[:30], quiet | {"at": keynote[30]["at"]}, *keynote[31:]]
    spoke = await played(page, cards, turns=3, slots=len(cards))
    assert quiet["id"] in spoke[:2]


async def test_a_quiet_speaker_is_not_lost_among_hundreds_of_newer_posts(page: Page) -> None:
    crowd = [told(n, f"fan{n}", "Keynote") for n in range(1, 500)]
    quiet = told(150, "anna", "Quiet")
    cards = [*crowd[:149], quiet, *crowd[149:]]
    for at, one in enumerate(cards):
        one["at"] = f"2026-05-05T09:{at // 60:02}:{at % 60:02}Z"
    spoke = await played(page, cards, turns=5, slots=100)
    assert quiet["id"] in spoke


async def test_first_voices_go_before_all_and_the_one_that_waits_longest_first(page: Page) -> None:
    cards = [told(n, f"v{n}", "Somebody", first=n in {3, 5}) for n in range(1, 9)]
    assert (await played(page, cards, turns=2, slots=8)) == ["3", "5"]


async def test_whoever_writes_forty_times_is_heard_as_often_as_others_are_waiting(page: Page) -> None:
    loud = [told(n, "loud", "Somebody") for n in range(1, 41)]
    others = [told(40 + n, f"v{n}", "Somebody") for n in range(1, 7)]
    mixed = [*loud[:20], *others, *loud[20:]]
    for at, one in enumerate(mixed):
        one["at"] = f"2026-05-05T09:00:{at:02}Z"
    spoke = await played(page, mixed, turns=8, slots=len(mixed))
    assert {one["id"] for one in others} <= set(spoke)


async def test_nobody_speaks_twice_in_a_row_while_others_wait(page: Page) -> None:
    chance = random.Random(5)
    cards = [told(n, f"v{chance.randrange(4)}", chance.choice(["A", "B", None])) for n in range(1, 60)]
    voices = {one["id"]: one["voice"] for one in cards}
    spoke = await played(page, cards, turns=40, slots=3)
    assert all(voices[one] != voices[other] for one, other in pairwise(spoke))


async def test_seconds_in_the_light_count_and_not_the_number_of_posts(page: Page) -> None:
    long = "So much of what was said in there had never been said aloud before, and nobody looked away. " * 3
    cards = [told(n, f"a{n}", "Long", text=long) for n in range(1, 20)]
    cards += [told(20 + n, f"b{n}", "Short", text="Lovely.") for n in range(1, 20)]
    chance = random.Random(1)
    chance.shuffle(cards)
    for at, one in enumerate(cards):
        one["at"] = f"2026-05-05T09:00:{at:02}Z"
    to = {one["id"]: one["speakers"][0]["name"] for one in cards}
    spoke = [to[one] for one in await played(page, cards, turns=12, slots=len(cards))]
    assert spoke.count("Short") > spoke.count("Long") >= 3


async def test_the_same_posts_make_the_same_wall_and_cards_say_nothing_of_how_well_known_anybody_is(page: Page) -> None:
    chance = random.Random(3)
    cards = [told(n, f"v{chance.randrange(30)}", chance.choice(["A", "B", "C", None])) for n in range(1, 200)]
    assert await played(page, cards, turns=60, slots=3) == await played(page, cards, turns=60, slots=3)
    assert "follower" not in json.dumps(cards)
