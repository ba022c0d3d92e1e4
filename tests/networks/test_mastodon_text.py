"""Mastodon's own rules for hashtags and mentions, and the forms of a handle in the fediverse."""

import json
from typing import Any

import pytest

from app.domain.errors import BadInput
from app.networks.mastodon.text import TEXT, entities, handle, hashtags, mentions, name_end, profile, same_tag
from tests.support.shared_data import shared_data


def _vectors(kind: str) -> list[Any]:
    path = shared_data("mastodon", "norm_vectors.json")
    cases: list[Any] = json.loads(path.read_text(encoding="utf-8"))[kind]
    return cases


def test_hashtags_are_normalised_as_mastodon_does_it() -> None:
    cases = _vectors("hashtag_normalise")
    assert {case["input"]: same_tag(case["input"]) for case in cases} == {
        case["input"]: case["rails"] or "" for case in cases
    }


def test_the_same_names_are_valid_hashtags() -> None:
    cases = _vectors("hashtag_normalise")
    assert {case["input"]: name_end(case["input"], 0) == len(case["input"]) for case in cases} == {
        case["input"]: case["is_valid_name"] for case in cases
    }


def test_the_same_hashtags_are_found() -> None:
    cases = _vectors("hashtag_extract")
    assert {text: [tag.tag for tag in entities(text).hashtags] for text, _ in cases} == dict(cases)


def test_the_same_mentions_are_found() -> None:
    cases = _vectors("mention_extract")
    assert {text: [one.text[1:] for one in entities(text).mentions] for text, _ in cases} == dict(cases)


def test_spellings_of_a_hashtag_are_one() -> None:
    assert {same_tag(tag) for tag in ("Café", "#ＣＡＦＥ", "cafe\u0301")} == {"cafe"}
    assert same_tag("Straße") == "straße"
    assert same_tag("ЁЛКА") == "ёлка"
    assert same_tag("தமிழ்") == "தமிழ"


def test_a_hashtag_begins_a_word_and_ends_before_punctuation() -> None:
    text = "#a·b, (#no) #foo-bar #2026 #2026a ＃全角 #x·"
    assert [span.of(text) for span in hashtags(text)] == ["#a·b", "#foo", "#2026a", "＃全角", "#x"]


def test_mentions_may_name_their_server() -> None:
    text = "@a (@b@c.social), x@y.z /@no =@no @d.e@f-g.org."
    assert [span.of(text) for span in mentions(text)] == ["@a", "@b@c.social", "@d.e@f-g.org"]


@pytest.mark.parametrize(
    "typed",
    [
        "@Jane@Example.Social",
        "jane@example.social",
        " \u200ejane@example.social. ",
        "acct:jane@example.social",
        "＠jane＠example.social",
        "https://example.social/@jane",
        "http://EXAMPLE.social/@Jane/",
        "https://example.social/@jane?x=1#y",
        "https://example.social/users/jane",
        "https://example.social/web/@jane",
        "https://example.social/deck/@jane",
        "https://example.social/@jane/media",
        "https://other.social/@jane@example.social",
        "https://other.social/@jane%40example.social",
        "example.social/@jane",
        "https://www.example.social/@jane",
    ],
)
def test_every_spelling_means_the_same_handle(typed: str) -> None:
    assert handle(typed) == "jane@example.social"


def test_a_domain_in_any_script_is_compared_in_ascii() -> None:
    assert handle("@zoe@BÜCHER.example") == "zoe@xn--bcher-kva.example"
    assert handle("@zoe@threads.com") == handle("https://www.threads.net/@zoe") == "zoe@threads.net"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "jane",
        "@jane",
        "jane@localhost",
        "jane@gmail.com",
        "j ane@example.social",
        "jäne@example.social",
        "-jane@example.social",
        "jane@exa mple.social",
        "jane@example..social",
        "jane@" + "a" * 64 + ".social",
        "jane@" + "ä" * 70 + ".social",
        "jane@" + "a." * 200 + "social",
        "a" * 101 + "@example.social",
        "a" * 501,
        "https://example.social",
        "https://medium.com/@jane",
        "https://jane.medium.com/@jane",
        "https://hashnode.com/@jane",
        "https://example.social/@jane/1150001",
        "https://[example",
        "in/jane",
    ],
)
def test_what_cannot_be_a_handle_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        handle(typed)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.social/users/12345",
        "https://stackoverflow.com/users/jane",
        "https://pixabay.com/users/jane-134/",
        "https://www.youtube.com/@jane",
        "https://example.social/about",
        "https://example.social/web/@jane/1150001",
        "https://example.social/users/jane/statuses/1",
        "mailto:jane@example.social",
        "https://www.google.com/maps/@51.5,-0.1",
        "https://example.social/web?x=@",
    ],
)
def test_other_addresses_are_nobodys_profile(url: str) -> None:
    assert profile(url) is None


def test_a_handle_has_a_page_and_a_way_to_be_shown() -> None:
    assert TEXT.profile_url("jane@example.social") == "https://example.social/@jane"
    assert TEXT.shown("jane@example.social") == "@jane@example.social"
    assert TEXT.uri("https://example.social/ap/1") == "https://example.social/ap/1"
    assert TEXT.post_url("https://example.social/ap/1", "jane@example.social") == "https://example.social/ap/1"
    assert TEXT.post_url("1150001", "jane@example.social") is None
