"""Entities of plain text: what the conformance suite means, in our own examples, and how they fit together."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.entities import Span
from app.domain.network import Network
from app.networks import registry
from app.networks.entities import addressee, cashtags, entities, hashtags, links, mentions


def test_a_post_has_its_entities_in_order_with_their_places() -> None:
    text = "👏 @drob and @ＪＡ on #rstats: https://example.org/a_(b)?c=1. And example.com!"
    found = entities(text)
    assert [(one.text, one.span) for one in found.mentions] == [("@drob", Span(2, 7))]
    assert [(one.text, one.span) for one in found.hashtags] == [("#rstats", Span(19, 26))]
    assert [(one.text, one.url) for one in found.links] == [
        ("https://example.org/a_(b)?c=1", "https://example.org/a_(b)?c=1"),
        ("example.com", "https://example.com"),
    ]


def test_nothing_inside_a_link_is_a_mention_or_a_hashtag() -> None:
    found = entities("https://medium.com/@drob/a#b and @drob")
    assert [one.span for one in found.mentions] == [Span(33, 38)]
    assert found.hashtags == ()


@pytest.mark.parametrize("text", ["jane@example.com", "@alicé hi", "f!@kn", "a@b", "＠", "@", "@/list", "@name/list"])
def test_what_only_looks_like_a_mention_is_none(text: str) -> None:
    assert list(mentions(text)) == []


@pytest.mark.parametrize("text", ["#", "a#b", "&#39;", "#12", "#_", "#\ufe0ftag", "#a://b", "日本#日本"])
def test_what_only_looks_like_a_hashtag_is_none(text: str) -> None:
    assert list(hashtags(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "end.Start",
        "www.no-such-tld.zzz",
        "http://",
        "http://localhost/x",
        "a@example.com",
        "$example.com",
        "http://" + "a" * 64 + ".com",
        "http://" + "a." * 140 + "com",
        "-example.com",
        ".example.com",
        "..example.com",
        "/example.com",
        "http://xn--ä.com",
        "e.g. this",
        "http://.com",
    ],
)
def test_what_only_looks_like_a_link_is_none(text: str) -> None:
    assert links(text) == ()


@pytest.mark.parametrize("before", ["", "é ", "(", "“", "日本", "RT:", "\n"])
def test_a_link_may_follow_what_is_no_letter_of_it(before: str) -> None:
    for shown in ("https://example.org/é", "example.org", "HTTP://EXAMPLE.ORG"):
        text = f"{before}{shown} and"
        assert [link.text for link in links(text)] == [shown]


def test_bare_domains_can_be_left_alone() -> None:
    assert [link.text for link in links("example.com https://example.org", bare=False)] == ["https://example.org"]


def test_a_bare_domain_at_the_end_is_a_link() -> None:
    assert [link.text for link in links("see example.みんな")] == ["example.みんな"]
    assert [link.text for link in links("see xn--bcher-kva.xn--p1ai")] == ["xn--bcher-kva.xn--p1ai"]


def test_ports_belong_to_a_link_and_overlong_short_links_are_none() -> None:
    text = "http://example.com:8080/x, http://t.co/" + "a" * 41 + " https://t.co/aB1's"
    assert [link.text for link in links(text)] == ["http://example.com:8080/x", "https://t.co/aB1"]


def test_tickers_and_addressees_are_found() -> None:
    assert [span.of("$AAPL, a $T_x") for span in cashtags("$AAPL, a $T_x")] == ["$AAPL", "$T_x"]
    assert list(cashtags("no ticker")) == []
    assert addressee("\u2066 @drob hi") == "drob"
    assert addressee("hi @drob") is None


_PARTS = st.sampled_from(
    [
        "@drob",
        "@a@b.social",
        "#tag",
        "＃タグ",
        "https://x.com/a",
        "example.com",
        "@x.bsky.social",
        " ",
        "\n",
        "(",
        ")",
        ".",
        "…",
        "👏🏽",
        "é",
        "\u0301",
        "日本",
        "/",
        ":",
        "@",
        "#",
        "$",
        "_",
        "-",
    ]
)


@given(st.sampled_from(list(Network)), st.lists(st.one_of(_PARTS, st.text(max_size=3)), max_size=12).map("".join))
def test_spans_slice_to_what_was_found_on_every_network(network: Network, text: str) -> None:
    found = registry.entities(network, text)
    for kind in (found.mentions, found.hashtags, found.links):
        spans = [one.span for one in kind if one.span is not None]
        assert [span.of(text) for span in spans] == [one.text for one in kind]
        assert spans == sorted(spans)


_LONG = 100_000
_HOSTILE = {
    "letters": "a" * _LONG,
    "kana": "あ" * _LONG,
    "labels": "a." * (_LONG // 2),
    "schemes": "http://" * (_LONG // 7),
    "hosts": "http://a." * (_LONG // 9),
    "brackets": "http://a.com/" + "(a" * (_LONG // 2),
    "full stops": "http://a.com/" + "." * _LONG,
    "mentions": "@a@b." * (_LONG // 5),
    "handles": "@" + "a.b-" * (_LONG // 4),
    "tags": "#1" * (_LONG // 2),
    "a tag of dots": "#a" + "." * _LONG,
    "middle dots": "#" + "\u00b7" * _LONG,
    "keys": "npub1" * (_LONG // 5),
    "marks": "a" + "\u0301" * _LONG,
}


@pytest.mark.parametrize("text", list(_HOSTILE.values()), ids=list(_HOSTILE))
def test_a_hostile_text_takes_time_in_proportion_to_its_length(text: str) -> None:
    began = time.process_time()
    for network in Network:
        registry.entities(network, text)
    assert time.process_time() - began < 5  # a quadratic step would take minutes
