"""How far an answer reaches: what is equal, what is not, and what an answer does to the findings of a post."""

from dataclasses import replace

import pytest

from app.domain.deciding import Decided, decide, questions
from app.domain.decision import Answer, DecisionId, Thread, print_of
from app.domain.entities import Span
from app.domain.mention import Evidence, Found
from app.domain.network import Network
from app.domain.post import Post
from tests.support.moderating import KOFI, SOLVEIG, SOLVEIG_MAAS, TWO_OF_A_NAME, said

BOTH = (SOLVEIG, SOLVEIG_MAAS)


def asking(post: Post, evidence: Evidence = Evidence.FIRST_NAME, words: str | None = "Solveig") -> tuple[Found, ...]:
    """Two findings that wait for a person, where these words stand."""
    at = None if words is None else post.text.index(words)
    span = None if at is None or words is None else Span(at, at + len(words))
    return tuple(Found(speaker=one, evidence=evidence, confidence=0.45, span=span, certain=False) for one in BOTH)


def answered(post: Post, found: tuple[Found, ...], *, thread: Thread | None = None) -> Answer:
    """That it is the first of them."""
    (asked,) = questions(post, found, TWO_OF_A_NAME)
    return Answer(
        decision=DecisionId(7),
        post=post.key,
        question=asked.question,
        chosen=frozenset({SOLVEIG}),
        said=print_of(post),
        thread=thread,
    )


def meant(decided: Decided) -> list[str]:
    return [str(one.speaker) for one in decided.found if one.certain]


FIRST = said(80, "Solveig’s talk was wonderful")


@pytest.mark.parametrize(
    ("text", "words", "equal"),
    [
        ("And then Solveig came", "Solveig", True),
        ("and then SOLVEIG came", "SOLVEIG", True),
        ("and then Sólveig came", "Sólveig", True),
        ("and then solveig came", "solveig", False),
        ("and then Solveigs came", "Solveigs", False),
    ],
)
def test_the_same_name_is_equal_in_any_capitals_but_a_word_is_none(text: str, words: str, equal: bool) -> None:  # noqa: FBT001 - a row of a table
    other = said(85, text, by="otto")
    decided = decide(other, asking(other, words=words), [answered(FIRST, asking(FIRST))], TWO_OF_A_NAME, None)
    assert meant(decided) == ([str(SOLVEIG)] if equal else [])
    assert [one.speaker for one in decided.dismissed] == ([SOLVEIG_MAAS] if equal else [])


def test_a_shared_handle_is_the_same_on_its_own_network_alone() -> None:
    first, other = said(80, "thanks @team"), said(85, "thanks @team", by="otto")
    elsewhere = replace(other, network=Network.BLUESKY)
    answer = answered(first, asking(first, Evidence.HANDLE, "@team"))
    found = asking(other, Evidence.HANDLE, "@team")
    assert meant(decide(other, found, [answer], TWO_OF_A_NAME, None)) == [str(SOLVEIG)]
    assert meant(decide(elsewhere, found, [answer], TWO_OF_A_NAME, None)) == []


@pytest.mark.parametrize("evidence", [Evidence.STAGE, Evidence.REPLY, Evidence.QUOTE])
def test_what_belongs_to_its_own_post_is_carried_nowhere(evidence: Evidence) -> None:
    first, other = said(80, "this talk"), said(81, "this talk", by="otto")
    answer = answered(first, asking(first, evidence, "this talk"))
    assert meant(decide(other, asking(other, evidence, "this talk"), [answer], TWO_OF_A_NAME, None)) == []


def test_another_set_of_people_is_another_question() -> None:
    other = said(85, by="otto")
    third = Found(speaker=KOFI, evidence=Evidence.FIRST_NAME, confidence=0.4, span=asking(other)[0].span, certain=False)
    decided = decide(other, (*asking(other), third), [answered(FIRST, asking(FIRST))], TWO_OF_A_NAME, None)
    assert meant(decided) == []
    assert decided.dismissed == ()


def test_in_a_thread_of_ones_own_other_words_are_equal_and_nobody_elses_are() -> None:
    thread = Thread(network="mastodon", author="ines@shore.example", root="https://shore.example/ines/80")
    onward = said(85, "this talk again")
    answer = answered(FIRST, asking(FIRST), thread=thread)
    found = asking(onward, Evidence.STAGE, "this talk")
    assert meant(decide(onward, found, [answer], TWO_OF_A_NAME, thread)) == [str(SOLVEIG)]
    assert meant(decide(onward, found, [answer], TWO_OF_A_NAME, replace(thread, author="otto@shore.example"))) == []


def test_who_was_found_for_certain_is_ruled_out_when_a_person_says_so_about_this_very_post() -> None:
    certain = Found(speaker=SOLVEIG_MAAS, evidence=Evidence.HANDLE, confidence=0.99)
    decided = decide(FIRST, (certain,), [answered(FIRST, asking(FIRST))], TWO_OF_A_NAME, None)
    assert meant(decided) == [str(SOLVEIG)]
    assert [one.speaker for one in decided.dismissed] == [SOLVEIG_MAAS]


def test_without_answers_nothing_changes() -> None:
    found = asking(FIRST)
    assert decide(FIRST, found, [], TWO_OF_A_NAME, None) == Decided(found=found)


def test_each_place_in_a_text_is_a_question_of_its_own() -> None:
    post = said(80, "Solveig and Kofi, thank you")
    kofi = Found(speaker=KOFI, evidence=Evidence.FIRST_NAME, confidence=0.4, span=Span(12, 16), certain=False)
    asked = questions(post, (*asking(post), kofi), TWO_OF_A_NAME)
    assert [sorted(one.question.asked) for one in asked] == [sorted(BOTH), [KOFI]]
