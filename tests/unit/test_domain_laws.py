"""Laws of the vocabulary: events that no page could show, the talk that is meant, whose a handle is."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.account import Account, written_handle
from app.domain.entities import Hashtag, Span
from app.domain.errors import BadInput, NotFound, Unavailable
from app.domain.event import Event, EventSlug, Programme
from app.domain.handle import Handle, HandleKey
from app.domain.network import Network, network_named
from app.domain.post import PostKey, Reference
from app.domain.speaker import Speaker, SpeakerKey
from app.domain.talk import Talk, TalkKey, talk_meant
from tests.support.saying import person, said

START = datetime(2026, 11, 19, 9, tzinfo=UTC)
KOFI = SpeakerKey("kofi")


def event(slug: str = "longshore26", name: str = "Longshore", zone: str = "Europe/Lisbon", *tags: str) -> Event:
    return Event(slug=EventSlug(slug), name=name, hashtags=tags or ("longshore26",), timezone=zone)


def talk(key: str, minutes: int | None, length: int = 30) -> Talk:
    starts = None if minutes is None else START + timedelta(minutes=minutes)
    ends = None if starts is None else starts + timedelta(minutes=length)
    return Talk(key=TalkKey(key), title=key, speakers=(KOFI,), starts_at=starts, ends_at=ends)


@pytest.mark.parametrize("slug", ["", "-a", "a-", "A", "a b", "a/b", "ü", "a" * 65, "a\n"])
def test_a_slug_that_no_address_could_carry_is_refused(slug: str) -> None:
    with pytest.raises(BadInput, match="not a slug"):
        event(slug)


@given(st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True))
def test_a_plain_slug_is_taken_as_it_is(slug: str) -> None:
    assert event(slug).slug == slug


@pytest.mark.parametrize("zone", ["", "Lisbon", "../etc/passwd", "Europe/Atlantis", "/etc/localtime", "Europe"])
def test_a_timezone_that_nobody_knows_is_refused(zone: str) -> None:
    with pytest.raises(BadInput, match="unknown timezone"):
        event(zone=zone)


def test_an_event_needs_a_name_and_a_hashtag() -> None:
    with pytest.raises(BadInput, match="needs a name"):
        event(name="  ")
    with pytest.raises(BadInput, match="hashtag"):
        event("a", "A", "UTC", " ")
    with pytest.raises(BadInput, match="hashtag"):
        Event(slug=EventSlug("a"), name="A", hashtags=(), timezone="UTC")
    assert event().zone == ZoneInfo("Europe/Lisbon")


def test_a_programme_knows_the_talks_of_a_speaker_in_its_order() -> None:
    other = Talk(key=TalkKey("o"), title="o", speakers=(SpeakerKey("ana"),))
    programme = Programme(talks=(talk("b", 60), other, talk("a", 0)))
    assert [one.key for one in programme.talks_of(KOFI)] == ["b", "a"]
    assert programme.talks_of(SpeakerKey("nobody")) == ()


def test_a_programme_finds_a_speaker_by_key_name_or_alias() -> None:
    kofi, twins = person("kofi", "Kofi Asante", "K. A."), (person("a", "Ana Ruiz"), person("b", "Ana Ruiz"))
    programme = Programme(speakers=(kofi, *twins))
    assert programme.speaker("kofi") is kofi
    assert all(programme.speaker_called(name) is kofi for name in ("kofi", " KOFI ASANTE ", "k. a."))
    with pytest.raises(NotFound):
        programme.speaker("ana")
    with pytest.raises(NotFound, match="no speaker is called 'Ana'"):
        programme.speaker_called("Ana")
    with pytest.raises(BadInput, match="2 speakers are called 'ana ruiz'; use one of a, b"):
        programme.speaker_called("ana ruiz")


def test_a_programme_opens_with_its_first_talk_and_closes_with_its_last() -> None:
    programme = Programme(talks=(talk("b", 60), talk("x", None), talk("a", 0, length=200)))
    assert (programme.opens_at, programme.closes_at) == (START, START + timedelta(minutes=200))
    assert (Programme().opens_at, Programme().closes_at) == (None, None)


def test_a_talk_runs_from_its_start_until_just_before_its_end() -> None:
    one = talk("a", 0)
    assert one.runs_at(START)
    assert one.runs_at(START + timedelta(minutes=29))
    assert not one.runs_at(START + timedelta(minutes=30))
    assert not one.runs_at(START - timedelta(seconds=1))
    assert not talk("b", None).runs_at(START)


def test_of_no_talk_none_is_meant_and_of_one_that_one() -> None:
    assert talk_meant((), START) is None
    assert talk_meant((talk("a", None),), START) == talk("a", None)
    assert talk_meant((talk("a", 0), talk("b", None)), START) is None


talks = st.lists(st.integers(0, 600), min_size=2, max_size=5, unique=True).map(
    lambda minutes: tuple(talk(f"t{minute}", minute) for minute in minutes)
)


@given(talks, st.integers(-60, 700), st.randoms(use_true_random=False))
def test_the_talk_meant_is_the_last_that_had_begun_in_whatever_order(
    given_talks: tuple[Talk, ...], minute: int, chance: random.Random
) -> None:
    moment = START + timedelta(minutes=minute)
    meant = talk_meant(given_talks, moment)
    assert meant is not None
    assert meant.starts_at is not None
    begun = [one.starts_at for one in given_talks if one.starts_at is not None and one.starts_at <= moment]
    first = min(one.starts_at for one in given_talks if one.starts_at is not None)
    assert meant.starts_at == (max(begun) if begun else first)
    shuffled = list(given_talks)
    chance.shuffle(shuffled)
    assert talk_meant(tuple(shuffled), moment) == meant


def test_a_handle_is_told_from_another_by_network_and_form() -> None:
    handle = Handle(network=Network.X, canonical="kofi", remote_id="77", verified=True)
    assert handle.key == HandleKey(Network.X, "kofi") != HandleKey(Network.BLUESKY, "kofi")


@given(st.sampled_from(list(Network)), st.sampled_from(list(Network)), st.sampled_from("abc"), st.sampled_from("abc"))
def test_a_speaker_owns_their_handles_and_no_others(mine: Network, theirs: Network, name: str, other: str) -> None:
    speaker = Speaker(key=KOFI, name="Kofi", handles=(Handle(network=mine, canonical=name),))
    assert speaker.owns(HandleKey(theirs, other)) == ((mine, name) == (theirs, other))
    assert speaker.wrote(Account(network=theirs, handle=other)) == ((mine, name) == (theirs, other))


def test_a_remote_id_shows_the_owner_on_its_own_network_alone() -> None:
    speaker = person("kofi", "Kofi Asante", x="kofi", ids={Network.X: "77"})
    assert speaker.owns(None, "77")
    assert speaker.owns(HandleKey(Network.X, "new"), "77")
    assert not speaker.owns(HandleKey(Network.BLUESKY, "new"), "77")
    assert not speaker.owns(None)
    assert speaker.wrote(Account(network=Network.X, handle="new", remote_id="77"))
    assert [handle.canonical for handle in speaker.on(Network.X)] == ["kofi"]
    assert speaker.on(Network.NOSTR) == ()


@given(st.sampled_from(list(Network)))
def test_a_network_is_known_by_its_name_in_any_case(network: Network) -> None:
    assert network_named(f" {network.upper()} ") is network
    assert network.label


def test_twitter_means_x_and_a_strange_network_is_refused() -> None:
    assert network_named("Twitter") is Network.X
    with pytest.raises(BadInput, match="unknown network 'myspace'; known are mastodon, bluesky"):
        network_named("myspace")


@given(st.text(max_size=20), st.integers(0, 20), st.integers(0, 20))
def test_a_span_is_a_slice(text: str, start: int, end: int) -> None:
    assert Span(start, end).of(text) == text[start:end]


def test_a_hashtag_without_its_mark_is_its_tag() -> None:
    assert (Hashtag("#tides").tag, Hashtag("＃潮").tag) == ("tides", "潮")


def test_an_account_is_known_by_its_remote_id_and_shown_by_its_name() -> None:
    assert Account(network=Network.X, handle="kofi").key == "kofi"
    assert Account(network=Network.X, handle="kofi", remote_id="77").key == "77"
    assert Account(network=Network.X, handle="kofi").shown_name == "@kofi"
    assert Account(network=Network.X, handle="kofi", name="Kofi").shown_name == "Kofi"


def test_a_post_is_known_by_network_and_uri_and_is_an_original_unless_it_repeats() -> None:
    post = said("hello", uri="7")
    assert post.key == PostKey(Network.X, "7")
    assert post.is_original
    assert not said("hello", repost_of=Reference(uri="9")).is_original


def test_bad_input_says_its_line_where_it_has_one() -> None:
    assert str(BadInput("no id", line=3)) == "line 3: no id"
    assert str(BadInput("no id")) == "no id"


def test_unavailable_says_when_to_come_back() -> None:
    assert Unavailable("busy", retry_after=timedelta(seconds=9)).retry_after == timedelta(seconds=9)
    assert Unavailable("busy").retry_after is None


@pytest.mark.parametrize(
    ("network", "canonical", "written"),
    [
        (Network.MASTODON, "ines@shore.example", "@ines@shore.example"),
        (Network.BLUESKY, "ines.example", "@ines.example"),
        (Network.X, "ines", "@ines"),
        (Network.NOSTR, "0123456789abcdef" * 4, "@01234567…"),
        (Network.FEED, "https://ines.example/feed", None),
        (Network.WEB, "5f2c", None),
    ],
)
def test_handles_are_shown_as_people_write_them(network: Network, canonical: str, written: str | None) -> None:
    assert written_handle(network, canonical) == written
