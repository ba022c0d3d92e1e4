"""What means a speaker only while they are on stage, or just after: nicknames, slips of the pen, words of a title."""

from datetime import timedelta

import pytest

from app.domain import match_moments
from app.domain.event import Programme
from app.domain.match_words import Written
from app.domain.matching import SpeakerIndex
from app.domain.mention import Evidence
from app.domain.network import Network
from app.domain.post import Post
from app.domain.talk import Talk, TalkKey
from tests.support.saying import AT, person, said

MINUTE = timedelta(minutes=1)
CREW = (
    person("eliza", "Elizabeth Harrowgate", mastodon="harrow@tidewater.example"),
    person("chema", "José María Ordóñez", mastodon="pulpo@tidewater.example"),
    person("bia", "Ana Beatriz Fonseca"),
    person("tj", "T. J. Adeleke"),
    person("funmi", "Funmi Adeleke"),
    person("jb", "Jean-Baptiste Kouamé"),
    person("oyvind", "Øyvind Sætrevik"),
    person("wies", "Wies van der Meulen"),
    person("paula", "Paula Quintero Salcedo"),
    person("paris", "Paris Lindqvist-Rowe"),
    person("anna", "Anna Bergstrand"),
    person("anna2", "Anna Nowicka"),
    person("siyuan", "陈思远"),
    person("saito", "齋藤 花子"),
    person("will", "Will Marsh"),
)
TITLES = {
    "eliza": "The Octopus in the Catalogue",
    "chema": "Knitting a Neural Network",
    "bia": "Salt in the Connectors",
    "oyvind": "A Field Guide to Flaky Tests",
    "paris": "Open Hardware for Closed Valves",
    "anna": "Eelgrass from Orbit",
    "anna2": "Patients Are Not Endpoints",
    "will": "Maps for People",
}


def index(*on_stage: str) -> SpeakerIndex:
    """An index of which these speakers are on stage, each with their own talk, and all others tomorrow."""
    talks = tuple(
        Talk(
            key=TalkKey(one.key),
            title=TITLES.get(one.key, f"Of {one.key} and harbours"),
            speakers=(one.key,),
            starts_at=(starts := AT + (-20 * MINUTE if one.key in on_stage else timedelta(days=1, hours=at))),
            ends_at=starts + 30 * MINUTE,
            room=f"{one.key.title()} Hall",
        )
        for at, one in enumerate(CREW)
    )
    return SpeakerIndex(Programme(speakers=CREW, talks=talks), hashtags=["longshore26"])


def who(text: str, *on_stage: str) -> list[str]:
    return [one.speaker for one in index(*on_stage).find(said(text)) if one.certain]


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("eliza", "Liz is on fire this morning"),
        ("eliza", "Liz keeps this panel honest"),
        ("eliza", "Harrow rocks"),  # what stands before the @
        ("chema", "Chema, te queremos"),
        ("bia", "Bia, que palestra maravilhosa"),
        ("bia", "Beatriz Fonseca arrasou"),
        ("tj", "TJ is my hero"),
        ("tj", "T.J. is my hero"),
        ("jb", "JB counts mangroves"),
        ("jb", "Jean Baptiste, merci"),
        ("oyvind", "Oeyvind, brilliant"),
        ("oyvind", "Saetrevik knows his fish"),
        ("wies", "Mr v.d. Meulen, bravo"),
        ("wies", "Ms Meulen made me care"),
        ("paula", "Quintero Salcedo has blown my mind"),
        ("paris", "Paris turning that valve with one hand"),
        ("paris", "Rowe: valves are people"),
        ("eliza", "Could Dr Harowgate share the slides"),
        ("bia", "B. Fonsseca, thank you"),
        ("siyuan", "思远讲得真好"),
        ("siyuan", "陈老师讲得太棒了"),
        ("will", "Will, thank you"),
    ],
)
def test_on_stage_a_speaker_is_meant_by_what_people_call_them_and_only_then(key: str, text: str) -> None:
    assert who(text, key) == [key]
    if key != "siyuan" and not text.startswith(("Ms ", "Could Dr")):
        assert who(text) == []


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("eliza", "that octopus talk! give that woman a medal"),
        ("chema", "who knew you could knit a neural network"),
        ("bia", "salt in the connectors was too long"),
        ("oyvind", "the field guide to flaky tests has pictures of birds"),
        ("oyvind", "in the flaky tests session"),
        ("anna", "the talk on eelgrass from orbit"),
    ],
)
def test_words_of_a_title_mean_the_talk_that_runs(key: str, text: str) -> None:
    (found,) = index(key).find(said(text))
    assert (found.speaker, found.certain, found.evidence) == (key, True, Evidence.TALK)
    assert who(text.replace("from orbit", ""), "wies") == who(text.replace("from orbit", ""))


def test_two_words_of_a_title_beside_a_word_for_a_talk_mean_it_at_any_time() -> None:
    assert who("still smiling about the flaky tests talk") == ["oyvind"]
    assert who("the session on closed valves") == ["paris"]
    assert who("still smiling about the octopus talk") == who("flaky tests, closed valves") == []


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("eliza", "Liz Hansen is here"),
        ("eliza", "Thanks Beth from registration"),
        ("eliza", "octopus salad at the buffet"),
        ("eliza", "the octopus talk by Maeve Tanner"),
        ("chema", "neural networks everywhere"),
        ("bia", "salt please"),
        ("jb", "Jb"),
        ("paris", "flights to Paris are cheap"),
        ("paris", "Paris airport is closed"),
        ("paris", "Paris Hansen would love this"),
        ("will", "Will there be slides"),
        ("will", "the people talk too loudly"),
        ("oyvind", "flaky wifi"),
    ],
)
def test_on_stage_the_same_words_may_still_mean_others(key: str, text: str) -> None:
    assert who(text, key) == []


def test_of_two_who_share_a_name_the_one_on_stage_is_meant_where_room_topic_or_praise_say_so() -> None:
    assert who("Anna on eelgrass", "anna") == ["anna"]
    assert who("Anna in the Anna2 Hall", "anna2") == ["anna2"]
    assert who("Anna is brilliant", "anna2") == ["anna2"]
    assert who("Anna is right", "anna2") == []


def test_two_of_one_name_are_both_meant_where_a_post_counts_them() -> None:
    assert sorted(who("Two Adelekes in one afternoon")) == ["funmi", "tj"]
    assert who("Three Adelekes in one afternoon") == []


def test_initials_and_a_shared_family_name_are_one_persons() -> None:
    assert who("TJ Adeleke") == ["tj"]
    assert who("Ms Adeleke's talk", "tj") == ["tj"]
    assert sorted(one.speaker for one in index().find(said("Ms Adeleke's talk"))) == ["funmi", "tj"]


@pytest.mark.parametrize(
    ("key", "text"), [("siyuan", "陳思遠講得又清楚又好笑"), ("saito", "斎藤さんの発表"), ("saito", "斉藤花子さん")]
)
def test_han_names_are_found_as_other_places_write_them(key: str, text: str) -> None:
    assert who(text) == [key]


@pytest.mark.parametrize(("text", "named"), [("Jan 14, 10:30", []), ("16 Jan", []), ("Jan is here", ["jan"])])
def test_a_month_beside_its_day_is_nobody(text: str, named: list[str]) -> None:
    crew = (person("jan", "Jan Holm"),)
    talk = Talk(key=TalkKey("t"), title="Tides", speakers=(crew[0].key,), starts_at=AT, ends_at=AT + 30 * MINUTE)
    found = SpeakerIndex(Programme(speakers=crew, talks=(talk,))).find(said(text))
    assert [one.speaker for one in found] == named


@pytest.mark.parametrize(
    ("text", "on_stage"),
    [
        ("@liz explains octopuses", "eliza"),
        ("a talk by @liz on octopuses", "eliza"),
        ("@bia’s talk is the one", "bia"),
        ("@oyvind is on stage", "oyvind"),
    ],
)
def test_a_handle_that_is_what_somebody_on_stage_is_called_is_theirs_where_they_speak(text: str, on_stage: str) -> None:
    (found,) = index(on_stage).find(said(text))
    assert (found.speaker, found.evidence, found.certain) == (on_stage, Evidence.NAME_TAG, True)
    assert index().find(said(text)) == ()


@pytest.mark.parametrize("text", ["thanks @liz", "@liz lunch?", "hello @liz and @all"])
def test_such_a_handle_asks_a_person_where_nothing_says_that_its_owner_speaks(text: str) -> None:
    assert [(one.speaker, one.certain) for one in index("eliza").find(said(text))] == [("eliza", False)]


def test_a_flood_of_such_handles_is_looked_at_no_longer_than_eight_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Post] = []

    def look(post: Post) -> Written:
        looked.append(post)
        return Written(post)

    monkeypatch.setattr(match_moments, "Written", look)
    assert [one.speaker for one in index("eliza").find(said("@liz lunch? " * 300))] == ["eliza"]
    assert len(looked) == 8


def test_such_a_handle_is_nobodys_whom_somebody_else_is_called_like_or_who_has_another_there() -> None:
    assert index("anna").find(said("a talk by @anna")) == ()  # there are two
    assert index("eliza").find(said("@liz explains", network=Network.MASTODON)) == ()
