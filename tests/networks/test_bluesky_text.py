"""Bluesky's rich text as its official library detects it, and the forms of its handles."""

import json
from typing import Any

import pytest

from app.domain.errors import BadInput
from app.networks.bluesky.text import TEXT, entities, handle, profile
from tests.support.shared_data import shared_data


def _facets(text: str) -> list[tuple[int, int, str, str]]:
    def octets(at: int) -> int:
        return len(text[:at].encode())

    found = entities(text)
    told: list[tuple[Any, str, str]] = [
        *((one.span, "mention", one.text[1:]) for one in found.mentions),
        *((one.span, "tag", one.text.upper() if one.text[0] == "$" else one.text[1:]) for one in found.hashtags),
        *((one.span, "link", one.url) for one in found.links),
    ]
    return sorted((octets(span.start), octets(span.end), kind, value) for span, kind, value in told)


def test_the_official_librarys_facets_are_found() -> None:
    path = shared_data("bluesky", "richtext_cases.jsonl")
    cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(cases) == 59
    for case in cases:
        expected = sorted(
            (
                facet["byteStart"],
                facet["byteEnd"],
                feature["type"],
                feature.get("did") or feature.get("tag") or feature["uri"],
            )
            for facet in case["facets"]
            for feature in facet["features"]
        )
        assert _facets(case["text"]) == expected, case["text"]


def test_places_are_code_points_of_the_text() -> None:
    text = "👩‍💻 (@jane.bsky.social) #C++, #a__. $aapl see bsky.app/x. and (https://a.com/b) no.jpg"
    found = entities(text)
    assert [one.text for one in found.mentions] == ["@jane.bsky.social"]
    assert [one.text for one in found.hashtags] == ["#C++", "#a", "$aapl"]
    assert [one.url for one in found.links] == ["https://bsky.app/x", "https://a.com/b"]
    assert [one.span and one.span.of(text) for one in found.hashtags] == ["#C++", "#a", "$aapl"]
    assert [one.span and one.span.of(text) for one in found.mentions] == ["@jane.bsky.social"]
    assert [one.span and one.span.of(text) for one in found.links] == ["bsky.app/x", "https://a.com/b"]


@pytest.mark.parametrize(
    "text", ["#12", "#", "#️⃣tag", "x#tag", "#" + "a" * 65, "@jane", "@jane.zzz", "@jane.com_x", "x@jane.com"]
)
def test_what_the_library_leaves_alone_is_none(text: str) -> None:
    found = entities(text)
    assert (found.mentions, found.hashtags) == ((), ())


@pytest.mark.parametrize(
    "typed",
    [
        "jane.bsky.social",
        "@Jane.Bsky.Social",
        "https://bsky.app/profile/jane.bsky.social",
        "bsky.app/profile/Jane.bsky.social/",
        "https://bsky.app/profile/@jane.bsky.social/followers",
        "https://jane.bsky.social",
        "at://jane.bsky.social",
        "\u2068@jane.bsky.social\u2069",
    ],
)
def test_every_spelling_means_the_same_handle(typed: str) -> None:
    assert handle(typed) == "jane.bsky.social"


def test_a_did_stays_as_it_is() -> None:
    assert handle("did:plc:AbC123") == profile("https://bsky.app/profile/did:plc:AbC123") == "did:plc:AbC123"
    assert TEXT.shown("did:plc:AbC123") == "did:plc:AbC123"
    assert TEXT.shown("jane.dev") == "@jane.dev"


@pytest.mark.parametrize(
    "typed",
    [
        "jane",
        "@jane",
        "jane_x.bsky.social",
        "did:plc:",
        "did:x",
        "jane..dev",
        "-a.dev",
        "https://bsky.app",
        "bsky/jane",
        "a b.dev",
        "jane.123",
    ],
)
def test_what_cannot_be_a_handle_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        handle(typed)


@pytest.mark.parametrize("kind", ["valid", "invalid"])
def test_handles_are_as_the_interoperability_suite_has_them(kind: str) -> None:
    path = shared_data("conformance", "atproto-interop", "syntax", f"handle_syntax_{kind}.txt")
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    wrong = [line for line in lines if (_accepted(line) is None) != (kind == "invalid") and line == line.strip(" @")]
    assert wrong == []


def _accepted(text: str) -> str | None:
    try:
        return handle(text)
    except BadInput:
        return None


def test_addresses_of_posts_lead_to_their_uri_and_back() -> None:
    uri = "at://did:plc:abc/app.bsky.feed.post/3kxyz"
    assert TEXT.post_url(uri, "jane.dev") == "https://bsky.app/profile/did:plc:abc/post/3kxyz"
    assert TEXT.uri("https://bsky.app/profile/did:plc:abc/post/3kxyz") == TEXT.uri(uri) == uri
    assert TEXT.uri("https://bsky.app/profile/jane.dev/post/3k") == "https://bsky.app/profile/jane.dev/post/3k"
    assert TEXT.uri("https://example.org/1") == "https://example.org/1"
    assert TEXT.post_url("https://example.org/1", "") is None
    assert profile("https://bsky.app/profile/jane.dev/post/3k") is None
    assert profile("https://bsky.app/profile") is None
    assert profile("http://[/profile/x") is None
    assert TEXT.profile_url("jane.dev") == "https://bsky.app/profile/jane.dev"
