"""Copies: the same words of one person are one card; of different people they are not."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.copies import Member, leaders, same_text, sameness, signature
from app.domain.entities import Entities, Hashtag, Link, Span, Tagged
from app.domain.network import Network
from app.domain.post import PostKey
from app.networks.registry import entities

NOON = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
M, B, X = Network.MASTODON, Network.BLUESKY, Network.X


def told(
    network: Network,
    minute: float,
    who: str = "ana",
    *,
    voice: str | None = None,
    name: str = "ana",
    words: str = "thankyou",
    second_hand: bool = False,
) -> Member:
    """A post of an account `who` of that network."""
    return Member(
        key=PostKey(network, f"{network}:{who}:{minute}"),
        at=NOON + timedelta(minutes=minute),
        account=(network, who),
        voice=voice or (network, who),
        name=name,
        words=words,
        second_hand=second_hand,
    )


def cards(*members: Member) -> set[frozenset[PostKey]]:
    """Which posts stand on a card together."""
    led: dict[PostKey, set[PostKey]] = {}
    for key, of in leaders(members).items():
        led.setdefault(of or key, set()).add(key)
    return {frozenset(card) for card in led.values()}


def apart(*members: Member) -> set[frozenset[PostKey]]:
    """Each on a card of its own."""
    return {frozenset({one.key}) for one in members}


def together(*members: Member) -> frozenset[PostKey]:
    """All on one card."""
    return frozenset(one.key for one in members)


@pytest.mark.parametrize(
    ("network", "text", "other", "elsewhere"),
    [
        (M, "Takk, Ingrid Sølvberg! #longshore26", B, "takk, Ingrid Solvberg"),
        (M, "Loved it, @ingrid@tide.example 💙 https://notes.example/1 #longshore26", B, "Loved it,  💙 #Longshore26"),
        (X, "@ingrid loved it", M, "@ingrid@tide.example loved it"),
        (M, "The #harbour sings", B, "The harbour sings #longshore26 #harbour"),
        (M, "“Tide” – it’s here…", B, '"Tide" - it\'s here'),
        (M, "水の音がきれい #longshore26", B, "水の音がきれい"),
        (M, "👏👏 #longshore26", B, "👏 👏"),
    ],
)
def test_what_differs_between_networks_makes_no_difference(
    network: Network, text: str, other: Network, elsewhere: str
) -> None:
    first = same_text(text, entities(network, text))
    assert first is not None
    assert first == same_text(elsewhere, entities(other, elsewhere))


@pytest.mark.parametrize(
    "text", ["", " ", "#longshore26", "@ingrid@tide.example #longshore26", "https://notes.example"]
)
def test_nothing_is_not_the_same_as_nothing(text: str) -> None:
    assert same_text(text, entities(M, text)) is None
    assert sameness(text, entities(M, text)) is None


def test_other_words_are_not_the_same() -> None:
    assert sameness("Thank you, Ingrid") != sameness("Thank you, Kofi")


def test_a_text_that_a_network_cut_short_is_found_with_the_whole() -> None:
    whole = " ".join(f"word{number}" for number in range(60))
    assert sameness(whole) == sameness(f"{whole[:290]}…")
    assert sameness(whole) != sameness(f"word0 {whole}")


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(-3, 50), st.integers(-3, 50)), max_size=4))
def test_no_entities_of_whatever_places_break_it(text: str, spans: list[tuple[int, int]]) -> None:
    found = [Span(*sorted(span)) for span in spans]
    odd = Entities(
        mentions=tuple(Tagged("@a", span) for span in found[:1]),
        hashtags=tuple(Hashtag("#a", span) for span in found[1:3]),
        links=tuple(Link("a", "https://a.example", span) for span in found[3:]),
    )
    assert (same_text(text, odd) is None) == (sameness(text, odd) is None)


def test_a_name_is_compared_folded_and_must_be_one() -> None:
    assert signature("Ána  Kovač") == signature("ana kovac")
    assert signature(None) == signature(" ") == ""


def test_one_name_on_two_networks_within_a_quarter_of_an_hour_is_one_card() -> None:
    first, second, late = told(M, 0), told(B, 15), told(B, 15.1)
    assert cards(first, second) == {together(first, second)}
    assert cards(first, late) == apart(first, late)


def test_the_earlier_post_leads() -> None:
    first, second = told(M, 3), told(B, 1)
    assert leaders([first, second]) == {second.key: None, first.key: second.key}


def test_different_people_are_never_one_card() -> None:
    people = told(M, 0, name="ana"), told(B, 1, name="bea"), told(X, 2, name="cora")
    assert cards(*people) == apart(*people)


def test_whoever_gave_no_name_has_none_in_common() -> None:
    people = told(M, 0, name=""), told(B, 1, name="")
    assert cards(*people) == apart(*people)


def test_one_name_needs_the_same_words_to_the_end_and_one_voice_does_not() -> None:
    by_name = told(M, 0), told(B, 1, words="thankyoucutshort")
    assert cards(*by_name) == apart(*by_name)
    by_voice = told(M, 0, voice="1"), told(B, 1, voice="1", words="thankyoucutshort")
    assert cards(*by_voice) == {together(*by_voice)}


def test_one_voice_may_take_its_time_and_have_several_names() -> None:
    both = told(M, 0, voice="1", name="ana"), told(B, 600, voice="1", name="ana k.")
    assert cards(*both) == {together(*both)}


def test_whoever_says_it_twice_on_one_network_means_it_twice() -> None:
    both = told(M, 0), told(M, 5)
    assert cards(*both) == apart(*both)


def test_each_time_it_is_said_again_the_copies_find_their_own() -> None:
    morning = told(M, 0, voice="1"), told(B, 1, voice="1")
    evening = told(M, 600, voice="1"), told(B, 601, voice="1")
    assert cards(*morning, *evening) == {together(*morning), together(*evening)}


def test_two_accounts_of_one_name_on_one_network_are_two_people() -> None:
    bluesky, one, other = told(B, 0), told(M, 1, "ana1"), told(M, 2, "ana2")
    assert cards(bluesky, one, other) == {together(bluesky, one), together(other)}


def test_a_bridge_and_an_own_account_on_one_network_belong_to_one_voice() -> None:
    bluesky = told(B, 0, voice="1")
    own, bridged = told(M, 1, "ana", voice="1"), told(M, 0, "bridged", voice="1", second_hand=True)
    assert cards(bluesky, own, bridged) == {together(bluesky, own, bridged)}


def test_a_bridge_or_a_bot_leads_only_where_nobody_else_does() -> None:
    bridged, own, other = told(B, 0, second_hand=True), told(M, 1), told(X, 2)
    assert leaders([bridged, own, other]) == {bridged.key: own.key, own.key: None, other.key: own.key}
    assert leaders([bridged]) == {bridged.key: None}


@given(
    st.lists(
        st.builds(
            told,
            st.sampled_from([M, B, X]),
            st.integers(0, 30),
            st.sampled_from("abc"),
            voice=st.sampled_from([None, "1", "2"]),
            name=st.sampled_from(["ana", "bea", ""]),
            second_hand=st.booleans(),
        ),
        unique_by=lambda one: one.key,
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
def test_no_order_makes_a_difference(members: list[Member], chance: random.Random) -> None:
    shuffled = list(members)
    chance.shuffle(shuffled)
    found = leaders(members)
    assert found == leaders(shuffled)
    assert found.keys() == {one.key for one in members}
    assert all(found[of] is None for of in found.values() if of is not None)
