"""Whose an account is that no programme names: what posts tell of it, and what nobody can make them tell."""

import random
from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.account import Account
from app.domain.event import Programme
from app.domain.handle import HandleKey
from app.domain.network import Network
from app.domain.post import Post, Reference
from app.domain.told_accounts import Claim, TellsAccounts
from tests.support.saying import person, said

CAST = (
    person("jane", "Jane Harborne"),
    person("ola", "Ola Wiśniowski", x="olaw"),
    person("noor", "Noor Vandeput", mastodon="noor@tide.example"),
)
EARS = TellsAccounts(Programme(speakers=CAST), hashtags=["longshore26"])


def told(*posts: Post, refused: Collection[Claim] = ()) -> list[tuple[str, str, int, bool, bool, bool]]:
    heard = [telling for post in posts for telling in EARS.heard(post)]
    return [
        (one.speaker, one.account.canonical, len(one.voices), one.own, one.spelled, one.disputed)
        for one in EARS.told(heard, refused)
    ]


def called(name: str, handle: str, text: str = "my slides are up") -> Post:
    return said(text, author=Account(network=Network.X, handle=handle, name=name))


@pytest.mark.parametrize(
    "text",
    [
        "Jane Harborne (@tidalqueen) opens the day",
        "Jane Harborne @tidalqueen opens the day",
        "Jane Harborne – @tidalqueen",
        "Jane Harborne aka @tidalqueen",
        "slides by @tidalqueen – Jane Harborne",
        "@tidalqueen (Jane Harborne) on stage",
        "@tidalqueen aka Jane Harborne",
        "thank you JANE HARBORNE [@tidalqueen]",
    ],
)
def test_two_people_who_write_a_name_and_a_handle_side_by_side_tell_whose_it_is(text: str) -> None:
    assert told(said(text, by="a"), said(text, by="b")) == [("jane", "tidalqueen", 2, False, False, False)]


def test_one_person_tells_it_only_in_brackets_however_often_they_do() -> None:
    assert told(said("Jane Harborne @tidalqueen", by="a"), said("Jane Harborne @tidalqueen now", by="a")) == []
    assert told(said("Jane Harborne (@tidalqueen)", by="a")) == [("jane", "tidalqueen", 1, False, False, False)]


def test_the_name_that_an_account_carries_needs_somebody_else_or_a_handle_like_it() -> None:
    assert told(called("Jane Harborne", "tidalqueen")) == []
    assert told(called("Jane Harborne 🌊", "tidalqueen"), said("Jane Harborne @tidalqueen", by="a")) == [
        ("jane", "tidalqueen", 1, True, False, False)
    ]
    assert told(called("Jane Harborne", "janeharborne")) == [("jane", "janeharborne", 0, True, True, False)]
    assert told(called("Fans of Jane Harborne", "janeharborne")) == []


@pytest.mark.parametrize(
    "text",
    [
        "Jane Harborne thanks @tidalqueen",
        "Jane Harborne and @tidalqueen",
        "Jane Harborne, @tidalqueen and Ola Wiśniowski on one stage",
        "Great talk by Jane Harborne! cc @tidalqueen",
        "@tidalqueen Jane Harborne was great",
        "Jane (@tidalqueen)",
        "Janet Harborne (@tidalqueen)",
    ],
)
def test_a_handle_that_is_not_beside_the_whole_name_as_its_owners_tells_nothing(text: str) -> None:
    assert told(said(text, by="a"), said(text, by="b"), said(text, by="c")) == []


def test_an_account_that_is_told_of_two_speakers_is_neithers() -> None:
    posts = [said(f"{name} (@tidewater) is next", by=by) for name in ("Jane Harborne", "Noor Vandeput") for by in "ab"]
    assert told(*posts) == []


def test_a_speaker_who_has_an_account_there_needs_no_other_and_elsewhere_may() -> None:
    posts = [said("Ola Wiśniowski (@notola)", by=by) for by in "abc"]
    assert told(*posts) == []
    assert told(*(said("Noor Vandeput (@noorv)", by=by) for by in "ab")) == [("noor", "noorv", 2, False, False, False)]


def test_an_account_says_nothing_of_itself_by_naming_somebody_and_a_bot_nothing_at_all() -> None:
    assert told(said("Jane Harborne (@attacker)", by="attacker")) == []
    machine = Account(network=Network.X, handle="a", bot=True)
    assert told(said("Jane Harborne (@attacker)", author=machine)) == []


def test_a_repost_tells_nothing() -> None:
    assert told(said("Jane Harborne (@tidalqueen)", by="a", repost_of=Reference(uri="9"))) == []


def test_a_second_account_that_is_told_is_shown_as_a_dispute_behind_the_one_with_more_people() -> None:
    true = [said("Jane Harborne (@tidalqueen)", by=by) for by in "abcd"]
    false = [said("Jane Harborne (@attacker)", by=by) for by in "xy"]
    assert told(*false, *true) == [
        ("jane", "tidalqueen", 4, False, False, True),
        ("jane", "attacker", 2, False, False, True),
    ]


def test_what_a_person_refused_disputes_nothing_and_leaves_the_account_to_another_speaker() -> None:
    attacker, tidewater = (HandleKey(Network.X, name) for name in ("attacker", "tidewater"))
    two = [said(f"Jane Harborne (@{name})", by=by) for name in ("tidalqueen", "attacker") for by in "ab"]
    assert told(*two, refused={Claim(CAST[0].key, attacker)}) == [("jane", "tidalqueen", 2, False, False, False)]
    both = [said(f"{name} (@tidewater) is next", by=by) for name in ("Jane Harborne", "Noor Vandeput") for by in "ab"]
    assert told(*both, refused={Claim(CAST[0].key, tidewater)}) == [("noor", "tidewater", 2, False, False, False)]


@given(st.randoms(use_true_random=False))
def test_the_order_in_which_posts_come_makes_no_difference(chance: random.Random) -> None:
    posts = [
        *(said("Jane Harborne (@tidalqueen)", by=by) for by in "abc"),
        *(said("Noor Vandeput @noorv now", by=by) for by in "bd"),
        *(said("Jane Harborne aka @attacker", by=by) for by in "xy"),
        called("Noor Vandeput", "noorvandeput"),
    ]
    assert told(*chance.sample(posts, len(posts)), *chance.choices(posts, k=3)) == told(*posts)
