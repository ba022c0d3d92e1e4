"""A first or a last name alone: it means a speaker only where talk, time or thread say so."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.account import Account
from app.domain.event import Programme
from app.domain.matching import SpeakerIndex
from app.domain.mention import Evidence, Found
from app.domain.network import Network
from app.domain.reading import Context
from app.domain.talk import Talk, TalkKey
from tests.support.saying import AT, person, programme, said

CREW = (
    person("ingrid", "Ingrid Sølvberg"),
    person("tadeusz", "Tadeusz Żółkiewski"),
    person("akari", "森川 あかり"),
    person("hope", "Hope Winter"),
    person("ana", "Ana Ruiz"),
    person("ana2", "Ana Lindqvist"),
    person("ruiz", "Mateo Ruiz-Keel"),
    person("anker", "Anker Holm"),
    person("elin", "Elin Anker"),
    person("legion", "legion"),
    person("m", "m"),
)
INDEX = SpeakerIndex(programme(*CREW))
MINUTE = timedelta(minutes=1)


def on_stage(*keys: str, starts: timedelta = -10 * MINUTE) -> SpeakerIndex:
    speakers = tuple(one.key for one in CREW if one.key in keys)
    talk = Talk(
        key=TalkKey("t"), title="Tides", speakers=speakers, starts_at=AT + starts, ends_at=AT + starts + 30 * MINUTE
    )
    return SpeakerIndex(Programme(speakers=CREW, talks=(talk,)))


def who(text: str, index: SpeakerIndex = INDEX) -> list[tuple[str, bool]]:
    return [(one.speaker, one.certain) for one in index.find(said(text))]


def only(text: str, index: SpeakerIndex = INDEX) -> Found:
    (one,) = index.find(said(text))
    return one


@pytest.mark.parametrize(
    "text",
    [
        "Ingrid's talk on tides",
        "INGRID'S GREAT TALK",
        "a talk by Ingrid",
        "the talk on tides and harbours by Ingrid",
        "slides from Ingrid: here",
        "la charla de Ingrid",
        "der Vortrag von Ingrid",
        "Dr. Sølvberg on tides",
        "Prof Sølvberg!",
        "Sølvberg is speaking",
        "now Ingrid is on stage",
        "Ingrid explains tides",
        "Session by Solvberg, book signed by Solvberg",
    ],
)
def test_a_single_name_with_a_talk_beside_it_is_who_gives_the_talk(text: str) -> None:
    assert who(text) == [("ingrid", True)]
    assert only(text).evidence is Evidence.FIRST_NAME
    assert only(text).confidence < 0.9


@pytest.mark.parametrize("text", ["thank you Ingrid", "Danke, Ingrid!", "Ingrid's book", "so good to hear Ingrid"])
def test_thanks_to_a_single_name_wait_for_a_person(text: str) -> None:
    assert who(text) == [("ingrid", False)]


@pytest.mark.parametrize("text", ["thank you Ingrid", "Ingrid!", "wow, Sølvberg"])
def test_on_stage_a_single_name_is_enough(text: str) -> None:
    assert who(text, on_stage("ingrid")) == [("ingrid", True)]
    assert who(text, on_stage("ingrid", starts=timedelta(hours=-3))) == who(text)


def test_on_the_day_of_a_talk_without_times_thanks_are_enough() -> None:
    talk = Talk(key=TalkKey("t"), title="Tides", speakers=(CREW[0].key,), day=AT.date())
    assert who("thank you Ingrid", SpeakerIndex(Programme(speakers=CREW, talks=(talk,)))) == [("ingrid", True)]
    assert who("Ingrid!", SpeakerIndex(Programme(speakers=CREW, talks=(talk,)))) == []
    later = replace(talk, day=date(2026, 12, 1))
    assert who("thank you Ingrid", SpeakerIndex(Programme(speakers=CREW, talks=(later,)))) == [("ingrid", False)]


@pytest.mark.parametrize(
    "text",
    [
        "Ingrid",
        "I met Ingrid and Tadeusz",
        "Ingrid Hansen's talk",
        "a talk by Ingrid Hansen",
        "a talk by Odd Sølvberg",
        "thanks Ann-Ingrid",
        "the Sølvberg-Hansen talk",
        "Ingrid Hansen spoke. Ingrid's talk was good",  # another Ingrid, all along
        "a talk by m",
        "m's talk",
        "#Ingrid's talk",
        "https://tidewater.example/talk-by-Ingrid",
        "a talk by @ingrid",
        "the ingrids talk",
    ],
)
def test_a_single_name_that_is_somebody_elses_or_nobodys_means_nobody(text: str) -> None:
    assert who(text) == []


def test_the_name_of_somebody_who_is_tagged_or_answered_is_theirs() -> None:
    assert who("great talk by Ingrid @ingrid_elsewhere") == []
    parent = Account(network=Network.X, handle="hansen", name="Ingrid Hansen")
    assert INDEX.find(said("Ingrid's talk, yes"), Context(parent=parent)) == ()


def test_two_with_one_first_name_wait_for_a_person() -> None:
    both = INDEX.find(said("Ana's talk"))
    assert [(one.speaker, one.certain) for one in both] == [("ana", False), ("ana2", False)]
    assert all(one.confidence < 0.5 for one in both)


def test_of_two_with_one_first_name_the_one_on_stage_is_meant() -> None:
    assert who("Ana's talk", on_stage("ana2")) == [("ana2", True)]
    assert who("Ana is right", on_stage("ana2")) == [("ana", False), ("ana2", False)]
    assert who("Ana's talk", on_stage("ana", "ana2")) == [("ana", False), ("ana2", False)]


def test_a_first_name_is_more_often_said_than_a_last_name() -> None:
    assert who("a talk by Anker") == [("anker", True)]
    assert who("a talk by Anker", on_stage("elin")) == [("elin", True)]


def test_a_whole_name_explains_the_single_one_beside_it() -> None:
    assert who("Ana Ruiz! Ana's talk was good") == [("ana", True)]


def test_a_double_name_is_known_whole() -> None:
    assert who("Ruiz-Keel's talk") == [("ruiz", True)]


def test_an_everyday_word_needs_a_capital_a_talk_and_a_person() -> None:
    assert who("Hope's talk") == [("hope", False)]
    assert who("hope's talk") == who("I hope they talk") == who("Winter talks start") == []


def test_a_single_word_that_is_all_of_a_name_needs_the_same_evidence() -> None:
    assert who("legion's talk") == [("legion", True)]
    assert who("their name is legion") == who("a legion of fans") == []


@pytest.mark.parametrize("text", ["Ingrid's talk", "thanks ingrid", "a talk by ingrid hansen", "Dr Sølvberg"])
def test_case_makes_no_difference(text: str) -> None:
    assert who(text.upper()) == who(text) == who(text.lower())


@pytest.mark.parametrize("text", ["森川さんの発表", "今日の森川さんの講演、最高", "森川先生", "あかりさんの話"])
def test_a_part_of_a_name_without_spaces_needs_its_honorific_and_a_talk(text: str) -> None:
    assert who(text) == [("akari", True)]
    assert only(text).span is not None


@pytest.mark.parametrize(
    ("text", "meant"), [("森川さん、ありがとう", [("akari", False)]), ("小森川さんの発表", []), ("森川の発表", [])]
)
def test_a_part_of_a_name_without_spaces_is_no_more_than_others(text: str, meant: list[tuple[str, bool]]) -> None:
    assert who(text) == meant
