"""Rules: what a word, author, domain or hashtag meets, however it is spelt, and what it leaves alone."""

from dataclasses import replace

import pytest

from app.domain.account import Account
from app.domain.errors import BadInput
from app.domain.network import Network
from app.domain.post import Media, Post
from app.domain.rules import rule_of
from tests.support.moderating import said


def by(handle: str) -> Post:
    return replace(said(1, "Hello #longshore"), author=Account(network=Network.MASTODON, handle=handle, name="Ines"))


@pytest.mark.parametrize(
    ("pattern", "text", "meets"),
    [
        ("werk", "Das WERK ist gut", True),
        ("werk", "onderhoudswerkzaamheden", False),
        ("*werk*", "onderhoudswerkzaamheden", True),
        ("werk*", "werken", True),
        ("werk*", "handwerk", False),
        ("scam", "s\u200bcam", True),  # nothing that cannot be seen hides a word
        ("naïve", "NAIVE", True),
        ("free audit", "a free\naudit for you", False),
        ("free audit", "a Free Audit!", True),
        ("a.b", "axb", False),  # a dot is a dot
        ("垃圾", "这是垃圾信息", True),
    ],
)
def test_a_word_is_met_whole_in_any_case_and_spelling(pattern: str, text: str, meets: bool) -> None:  # noqa: FBT001 - a row of a table
    assert rule_of("word", pattern, "hold").meets(said(1, text)) is meets


def test_a_word_counts_wherever_the_wall_would_show_it() -> None:
    rule = rule_of("word", "scam", "hide")
    named = replace(said(1, "hello"), author=Account(network=Network.X, handle="x", name="Scam Co"))
    pictured = replace(said(1, "hello"), media=(Media(url="https://a.example/1.png", alt="a scam"),))
    assert [rule.meets(one) for one in (named, pictured, replace(said(1, "hello"), warning="scam"))] == [True] * 3


@pytest.mark.parametrize(
    ("pattern", "handle", "meets"),
    [
        ("@ines@shore.example", "ines@shore.example", True),
        ("Ines@Shore.example", "ines@shore.example", True),
        ("ines", "ines@shore.example", False),
        ("*@shore.example", "otto@shore.example", True),
        ("ines*@shore.example", "ines2@shore.example", True),
    ],
)
def test_an_author_is_met_by_the_whole_handle(pattern: str, handle: str, meets: bool) -> None:  # noqa: FBT001 - as above
    assert rule_of("author", pattern, "hide").meets(by(handle)) is meets


@pytest.mark.parametrize(
    ("pattern", "text", "meets"),
    [
        ("spam.example", "see https://spam.example/x", True),
        ("https://www.spam.example/", "see https://shop.spam.example/x", True),
        ("spam.example", "see https://notspam.example/x", False),
        ("spam.example", "see https://good.example/?u=spam.example", False),
    ],
)
def test_a_domain_is_met_in_links_with_all_that_is_below_it(pattern: str, text: str, meets: bool) -> None:  # noqa: FBT001 - as above
    assert rule_of("domain", pattern, "hold").meets(said(1, text)) is meets


def test_a_domain_is_met_as_an_authors_server() -> None:
    rule = rule_of("domain", "spam.example", "hide")
    assert [rule.meets(by(handle)) for handle in ("a@spam.example", "a@eu.spam.example", "a@good.example")] == [
        True,
        True,
        False,
    ]


def test_a_hashtag_is_met_with_or_without_its_mark() -> None:
    post = said(1, "Gone fishing #longshore #AnglingCup")
    assert rule_of("hashtag", "#anglingcup", "hold").meets(post)
    assert rule_of("hashtag", "angling*", "hold").meets(post)
    assert not rule_of("hashtag", "angling", "hold").meets(post)


@pytest.mark.parametrize("pattern", ["", "  ", "*", "***", "#", "@", "x" * 121])
def test_a_rule_that_would_mean_nothing_or_everything_is_refused(pattern: str) -> None:
    with pytest.raises(BadInput):
        rule_of("word", pattern, "hold")


@pytest.mark.parametrize(("kind", "outcome"), [("word", "show"), ("mood", "hold"), ("word", "delete")])
def test_a_rule_holds_or_hides_and_nothing_else(kind: str, outcome: str) -> None:
    with pytest.raises(BadInput):
        rule_of(kind, "word", outcome)
