"""Looks for held and hidden words as an attacker would: in every answer of the app, in every frame, at every moment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import httpx
import pytest

from app.domain.access import Role
from app.domain.decision import Deed
from app.domain.desk import Tab
from app.domain.moderation import Mode
from app.domain.post import Post, Posted
from app.domain.rules import rule_of
from app.services.live import Live
from tests.integration.test_access import MATRIX
from tests.support.installation import AMELIE, Installation, installed
from tests.support.moderating import ANNA, said

WORD = "quuxwort"
KIND = f"Amélie Strand, thank you for this wonderful {WORD} talk! #harbourday"
UNKIND = f"Amélie Strand was boring and badly prepared, what a {WORD} of an hour #harbourday"
LONG = f"Amélie Strand, thank you for the {WORD}: " + "the tide came in over the old quay while we all talked on " * 2
# what only its moderators see
THE_DESK = ("/moderate/",)
# what the verdict holds is its speaker's all the same, behind a sign-in; what a person hides is nobody's
LETTERS = ("/events/{event}",)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Installation]:
    async with installed(tmp_path / "data") as ready:
        yield ready


def address(path: str) -> str:
    """An address of the event with the word, for every route."""
    return (
        path.replace("{path:path}", "css/tokens.css")
        .replace("{event}", "harbour")
        .replace("{speaker}", AMELIE.key)
        .replace("{report}.{form}", "mentions.csv")
    )


def outward(*, letters: bool) -> list[str]:
    """Every address that answers a GET, the desk apart; with or without what goes to speakers behind a sign-in."""
    return [
        address(path)
        for path, method in MATRIX
        if method == "GET" and not path.startswith(THE_DESK) and (letters or not path.startswith(LETTERS))
    ]


async def leaks(place: Installation, client: httpx.AsyncClient, *, letters: bool) -> list[str]:
    """Where the word can be read."""
    found = []
    for path in outward(letters=letters):
        for accept in ("text/html", "application/json"):
            answer = await client.get(path, headers={"accept": accept}, params={"talk": "salt"})
            if WORD in answer.text:
                found.append(path)
    return [*found, *await frames(place)]


async def frames(place: Installation) -> list[str]:
    """Which first frames say the word: of a wall that has seen nothing, and of one that has seen all but the last."""
    stored = await place.house.events.named("harbour")
    told = [await first_frame(place, None, None)]
    told += [await first_frame(place, stored.epoch, seq) for seq in range(stored.seq)]
    return [f"frame {number}" for number, frame in enumerate(told) if WORD in str(frame)]


async def first_frame(place: Installation, epoch: str | None, seq: int | None) -> str:
    """What a wall is told first that has seen all up to a seq."""
    live: Live = place.app.state.live
    async with aclosing(live.join("harbour").frames(epoch=epoch, seq=seq)) as frames:  # type: ignore[type-var]  # it yields
        return str(await anext(frames))


async def take(place: Installation, *posts: Post) -> None:
    await (await place.house.events.ingest("harbour")).take([Posted(post) for post in posts])


async def desk_row(place: Installation, post: Post) -> tuple[int, str]:
    async with place.house.database.read() as tx:
        stored = await tx.events.by_slug("harbour")
        assert stored is not None
        for tab in Tab:
            for row in await tx.desk.rows(stored.id, tab, 50):
                if row.post.key == post.key:
                    return row.id, row.stamp
    raise AssertionError("it is not on the desk")


async def test_a_shown_post_can_be_read_in_all_these_places(place: Installation) -> None:
    """Else the tests below would prove nothing."""
    await take(place, said(1, KIND))
    client = await place.client(Role.OWNER)
    found = set(await leaks(place, client, letters=True))
    assert {"/wall/harbour", "/wall/harbour/text", "/events/harbour/mentions.csv", "frame 0", "frame 1"} <= found
    assert f"/events/harbour/speakers/{AMELIE.key}/digest" in found


async def test_what_the_verdict_holds_stands_nowhere_but_on_the_desk_and_with_its_speaker(place: Installation) -> None:
    await take(
        place,
        said(1, UNKIND),
        said(2, f"Visit our booth B12, win a {WORD} in our giveaway, register now for 20% off #harbourday", by="gt"),
        said(3, f"sunset {WORD} #harbourday #love #crypto #fyp #gains #travel", by="uma"),
    )
    owner, anybody = await place.client(Role.OWNER), await place.client()
    assert await leaks(place, owner, letters=False) == []
    assert await leaks(place, anybody, letters=True) == []


@pytest.mark.parametrize("deed", [Deed.HIDE, Deed.HOLD])
async def test_what_a_person_hides_or_holds_stands_nowhere_but_on_the_desk(place: Installation, deed: Deed) -> None:
    post = said(1, KIND)
    await take(place, post)
    owner = await place.client(Role.OWNER)
    assert await leaks(place, owner, letters=True)  # whatever remembers answers remembers this one
    card, stamp = await desk_row(place, post)
    await place.house.moderation.rule_on("harbour", ANNA, card, deed, seen=stamp)
    assert await leaks(place, owner, letters=True) == []


async def test_neither_does_what_a_blocked_author_or_a_rule_keeps_off(place: Installation) -> None:
    blocked, ruled = said(1, KIND), said(2, KIND + " sorry", by="otto")
    await take(place, blocked, ruled)
    card, stamp = await desk_row(place, blocked)
    await place.house.moderation.block("harbour", ANNA, card, seen=stamp)
    await place.house.rulebook.add("harbour", ANNA, rule_of("word", "sorry", "hide"))
    assert await leaks(place, await place.client(Role.OWNER), letters=True) == []


async def test_neither_wall_nor_frame_says_what_waits_for_approval(place: Installation) -> None:
    await take(place, said(1, KIND))
    await place.house.rulebook.choose("harbour", ANNA, Mode.APPROVE_FIRST)
    await take(place, said(2, KIND, by="otto"))
    assert await leaks(place, await place.client(Role.OWNER), letters=False) == []


async def test_a_wall_that_is_open_is_told_of_a_hiding_without_the_words(place: Installation) -> None:
    post = said(1, KIND)
    await take(place, post)
    card, stamp = await desk_row(place, post)
    before = await place.house.events.named("harbour")
    await asyncio.gather(
        place.house.moderation.rule_on("harbour", ANNA, card, Deed.HIDE, seen=stamp),
        take(place, said(2, "Good morning from the quay #harbourday", by="otto")),
    )
    frame = await first_frame(place, before.epoch, before.seq)
    assert WORD not in frame
    assert f'"id":"{card}","card":null' in frame
