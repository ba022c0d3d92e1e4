"""Full names that are not quite the programme's: nicknames, initials, typing errors."""

import pytest

from app.domain.matching import SpeakerIndex
from app.domain.mention import Evidence
from app.domain.names_nicknames import is_given_name, is_short_for
from app.domain.names_typos import is_one_typo_away
from app.domain.speaker import Speaker
from tests.support.saying import person, programme, said

CREW = (
    person("elin", "Elizabeth Anker"),
    person("robert", "Robert Q. Falkenberg"),
    person("marco", "Marco Lindqvist"),
    person("mira", "Mira Sørensen-Castellano"),
    person("will", "William May"),
)
INDEX = SpeakerIndex(programme(*CREW))


def who(text: str, *among: Speaker) -> list[tuple[str, bool]]:
    index = SpeakerIndex(programme(*among)) if among else INDEX
    return [(one.speaker, one.certain) for one in index.find(said(text))]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Liz Anker was great", "elin"),
        ("thanks BETH ANKER!", "elin"),
        ("Bob Falkenberg's slides", "robert"),
        ("Prof. Rob Falkenberg", "robert"),
        ("R. Falkenberg on tides", "robert"),
        ("R. Q. Falkenberg on tides", "robert"),
        ("R.Q. Falkenberg on tides", "robert"),
        ("Robert Falkenburg on tides", "robert"),
        ("Macro Lindqvist on tides", "marco"),
        ("Marco Linqvist on tides", "marco"),
        ("Marrco Lindqvist on tides", "marco"),
        ("Mira Sorensen Castelano", "mira"),
        ("Mira Sørensen-Castellanno", "mira"),
        ("#LizAnker spoke", "elin"),
    ],
)
def test_who_is_nearly_named_is_found(text: str, speaker: str) -> None:
    assert who(text) == [(speaker, True)]


@pytest.mark.parametrize(
    "text",
    [
        "Liz, Anker and Bob",
        "Ann Anker",  # one letter of a short name away
        "Robert Falkenbergs",
        "Robert Falkenbergx",
        "xRobert Falkenberg",
        "Narco Lindqvist",  # the first letter is right in nearly all typing errors
        "Marco Lundqvust",
        "T. Falkenberg",
        "the vitamin r falkenberg",
        "Liz Anker-Holm",
        "https://tidewater.example/liz-anker",
        "#anker",
        "#LizAnkers",
    ],
)
def test_who_is_farther_away_is_nobody(text: str) -> None:
    assert who(text) == []


def test_a_near_name_is_less_sure_than_the_name() -> None:
    (near,) = INDEX.find(said("Marco Linqvist"))
    (exact,) = INDEX.find(said("Marco Lindqvist"))
    assert near.evidence is Evidence.NAME
    assert near.confidence < exact.confidence


def test_a_near_name_says_where_it_stands() -> None:
    (one,) = INDEX.find(said("so: Liz Anker, live"))
    assert one.span is not None
    assert one.span.of("so: Liz Anker, live") == "Liz Anker"


def test_another_given_name_is_a_question_and_no_typing_error() -> None:
    assert is_given_name("christina")
    assert who("Daniela Lindqvist", person("dan", "Daniel Lindqvist")) == []  # the name, and a letter more
    assert who("Christina Holmqvist", person("c", "Christine Holmqvist")) == [("c", False)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Dmitri Volkonsky", "Dmitry Volkonsky"),
        ("Nikolaj Holm-Vester", "Nikolai Holm-Vester"),
        ("Stephanie Kowalczyk", "Stefanie Kowalczyk"),
        ("Ayşe Gül Yıldız", "Aysegul Yildiz"),
        ("Daehyun Seo", "Dae-hyun Seo"),
        ("Євген Коваленко", "Yevhen Kovalenko"),
    ],
)
def test_another_way_to_write_the_same_sound_is_the_same_name(name: str, text: str) -> None:
    assert who(text, person("x", name)) == [("x", True)]


def test_two_who_are_as_near_wait_for_a_person() -> None:
    twins = (person("a", "Robert Falkenberg"), person("b", "Roberta Falkenberg"))
    assert who("R. Falkenberg", *twins) == [("a", False), ("b", False)]


def test_the_exact_name_belongs_to_its_bearer_alone() -> None:
    two = (person("a", "Marco Lindqvist"), person("b", "Marko Lindqvist"))
    assert who("Marco Lindqvist", *two) == [("a", True)]
    assert who("Marko Lindqvist", *two) == [("b", True)]


def test_a_nickname_before_an_everyday_word_waits_for_a_person() -> None:
    assert who("will may") == []
    assert who("Bill May") == [("will", False)]


def test_nicknames_go_both_ways() -> None:
    assert is_short_for("di", "diane")
    assert is_short_for("diane", "di")
    assert not is_short_for("diane", "diane")


@pytest.mark.parametrize(
    ("written", "known"), [("dianne", "diane"), ("macro", "marco"), ("horwitz", "horowitz"), ("lindkvist", "lindqvist")]
)
def test_one_letter_is_a_typing_error(written: str, known: str) -> None:
    assert is_one_typo_away(written, known)


@pytest.mark.parametrize(
    ("written", "known"),
    [("diane", "diane"), ("dianes", "diane"), ("weisss", "weiss"), ("jon", "john"), ("dianne2", "dianne"), ("a", "ab")],
)
def test_a_longer_word_or_a_short_name_is_none(written: str, known: str) -> None:
    assert not is_one_typo_away(written, known)
