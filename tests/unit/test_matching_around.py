"""Titles, the stage, threads and look-alikes: what means a speaker without naming one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.account import Account
from app.domain.event import Programme
from app.domain.matching import SpeakerIndex
from app.domain.mention import Evidence
from app.domain.network import Network
from app.domain.post import Post, Reference
from app.domain.reading import Context
from app.domain.speaker import Speaker, SpeakerKey
from app.domain.talk import Talk, TalkKey
from tests.support.saying import AT, person, programme, said

INGRID = person("ingrid", "Ingrid Sølvberg", x="ingrids")
KAYA = person("kaya", "Kaya Petrel")
AKARI = person("akari", "森川 あかり")
CREW = (INGRID, KAYA, AKARI)
HOUR = timedelta(hours=1)


def talk(key: str, title: str, *speakers: Speaker, starts: timedelta = HOUR * 5) -> Talk:
    return Talk(
        key=TalkKey(key),
        title=title,
        speakers=tuple(one.key for one in speakers),
        starts_at=AT + starts,
        ends_at=AT + starts + HOUR,
    )


TALKS = (
    talk("1", "Reading the Tide: What Harbour Gauges Remember", INGRID),
    talk("2", "Data science in the harbour", KAYA),
    talk("3", "潮の満ち引きを読む", AKARI),
    talk("4", "Welcome to day two", INGRID),
    talk("5", "Questions and answers with everyone", INGRID),
    talk("6", "Questions and answers with everyone", KAYA),
    talk("7", "Lighthouses, keepers and long winters", INGRID, KAYA),
)
INDEX = SpeakerIndex(Programme(speakers=CREW, talks=TALKS))


def who(text: str, index: SpeakerIndex = INDEX) -> list[tuple[str, bool]]:
    return [(one.speaker, one.certain) for one in index.find(said(text))]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“Reading the tide: what harbour gauges remember” was the best", "ingrid"),
        ("loved READING THE TIDE - WHAT HARBOUR GAUGES REMEMBER", "ingrid"),
        ("what harbour gauges remember, a talk to remember", "ingrid"),
        ("“Data Science in the Harbour” starts", "kaya"),
        ("a talk on data science in the harbour", "kaya"),
        ("潮の満ち引きを読む、最高でした", "akari"),
    ],
)
def test_a_title_means_who_gives_the_talk(text: str, speaker: str) -> None:
    (one,) = INDEX.find(said(text))
    assert (one.speaker, one.certain, one.evidence) == (speaker, True, Evidence.TALK)
    assert one.span is not None
    assert one.span.of(text)


def test_a_talk_of_two_is_about_both() -> None:
    assert who("Lighthouses, keepers & long winters") == []
    assert who("Lighthouses, keepers and long winters") == [("ingrid", True), ("kaya", True)]


def test_a_title_that_may_be_a_phrase_waits_for_a_person() -> None:
    assert who("we do data science in the harbour every day") == [("kaya", False)]
    assert who("what harbour gauges remember, wow") == [("ingrid", False)]


def test_a_title_of_few_telling_words_needs_its_quotation_marks() -> None:
    assert who("welcome to day two of talks") == []
    assert who("“Welcome to day two” was fun") == [("ingrid", True)]


@pytest.mark.parametrize(
    "text",
    [
        "Welcome to day two",
        "questions and answers with everyone",
        "reading the tide",
        "reading the harbour",
        "https://tidewater.example/what-harbour-gauges-remember",
    ],
)
def test_what_many_talks_could_be_called_means_nobody(text: str) -> None:
    assert who(text) == []


NOW = SpeakerIndex(Programme(speakers=CREW, talks=(talk("1", "Tides", INGRID, starts=-HOUR / 2),)))


@pytest.mark.parametrize("text", ["this talk is great", "THE KEYNOTE", "dieser Vortrag", "esta charla", "この発表"])
def test_this_talk_waits_for_a_person_while_one_talk_runs(text: str) -> None:
    (one,) = NOW.find(said(text))
    assert (one.speaker, one.certain, one.evidence) == ("ingrid", False, Evidence.STAGE)
    assert one.confidence < 0.5


def test_this_talk_means_nobody_when_two_run_or_none() -> None:
    two = (talk("1", "Tides", INGRID, starts=-HOUR / 2), talk("2", "Gauges", KAYA, starts=-HOUR / 2))
    assert who("this talk!", SpeakerIndex(Programme(speakers=CREW, talks=two))) == []
    assert who("this talk!", SpeakerIndex(programme(*CREW))) == who("this talk!") == []


def test_the_keynote_is_the_one_that_runs_whatever_else_does() -> None:
    two = (
        replace(talk("1", "Tides", INGRID, starts=-HOUR / 2), kind="Keynote"),
        talk("2", "Gauges", KAYA, starts=-HOUR / 2),
    )
    assert who("the keynote is great", SpeakerIndex(Programme(speakers=CREW, talks=two))) == [("ingrid", False)]
    assert who("this talk is great", SpeakerIndex(Programme(speakers=CREW, talks=two))) == []


def test_this_talk_is_hers_whom_the_post_names() -> None:
    assert who("this talk by Kaya Petrel", NOW) == [("kaya", True)]


def test_a_panel_of_many_is_nobody_in_particular() -> None:
    many = tuple(person(f"p{n}", f"Panel Person{n}x") for n in range(5))
    panel = talk("1", "Panel", *many, starts=-HOUR / 2)
    assert who("this panel!", SpeakerIndex(Programme(speakers=many, talks=(panel,)))) == []


def other(text: str, by: str = "audience") -> Post:
    return replace(said(text, by=by), uri="9")


def test_a_quotation_of_a_post_about_a_speaker_is_about_that_speaker() -> None:
    quoting = said("Halle-lujah", quote_of=Reference(uri="9", text="so good, @ingrids on tides"))
    (one,) = INDEX.find(quoting)
    assert (one.speaker, one.certain, one.evidence, one.span) == ("ingrid", True, Evidence.QUOTE, None)
    (held,) = INDEX.find(said("Yes"), Context(quoted_post=other("so good, Ingrid Sølvberg")))
    assert (held.speaker, held.evidence) == ("ingrid", Evidence.QUOTE)


def test_who_goes_on_with_their_own_thread_means_the_same_speaker() -> None:
    (one,) = INDEX.find(said("That palette"), Context(parent_post=other("Kaya Petrel shows birds")))
    assert (one.speaker, one.certain, one.evidence) == ("kaya", True, Evidence.REPLY)


@pytest.mark.parametrize(
    "text", ["So good", "@someone best presentation ever", "👏👏👏", "She was wonderful.", "¡Increíble!"]
)
def test_who_cheers_at_what_another_tells_of_a_speaker_means_the_speaker(text: str) -> None:
    (one,) = INDEX.find(said(text), Context(parent_post=other("Kaya Petrel shows birds", by="someone")))
    assert (one.speaker, one.certain, one.evidence) == ("kaya", True, Evidence.REPLY)
    assert one.confidence < 0.7


@pytest.mark.parametrize(
    "text",
    ["great notes, thanks", "Thank you for sharing, so good", "is she good?", "see you there", "Gracias, genial", "ok"],
)
def test_who_answers_with_anything_else_may_mean_the_one_they_answer(text: str) -> None:
    (one,) = INDEX.find(said(text), Context(parent_post=other("Kaya Petrel shows birds", by="someone")))
    assert (one.speaker, one.certain) == ("kaya", False)


def test_who_cheers_at_what_another_tells_of_two_may_mean_either() -> None:
    both = INDEX.find(said("So good"), Context(parent_post=other("Kaya Petrel and @ingrids", by="someone")))
    assert [(one.speaker, one.certain) for one in both] == [("ingrid", False), ("kaya", False)]


def test_a_post_that_names_somebody_is_about_them_and_not_about_the_thread() -> None:
    around = Context(parent_post=other("Kaya Petrel shows birds"))
    assert [one.speaker for one in INDEX.find(said("and Ingrid Sølvberg"), around)] == ["ingrid"]


def test_a_quotation_of_a_speaker_beside_another_name_is_less_sure() -> None:
    quoting = said("as Kaya Petrel said", quote_of=Reference(uri="9"))
    account = Account(network=Network.X, handle="ingrids")
    beside = {str(one.speaker): one.confidence for one in INDEX.find(quoting, Context(quoted=account))}
    (alone,) = INDEX.find(replace(quoting, text="yes"), Context(quoted=account))
    assert beside["ingrid"] < alone.confidence < beside["kaya"]


@pytest.mark.parametrize(
    ("text", "network"),
    [
        ("@kayapetrel", Network.X),
        ("@petrel_kaya", Network.X),
        ("@Kaya_Petrel", Network.X),
        ("@kayapetrel42", Network.X),
        ("@dr_kaya_petrel", Network.X),
        ("@kayapetrel.bsky.social", Network.BLUESKY),
        ("@kaya.petrel.example", Network.BLUESKY),
        ("@kayapetrel@tidewater.example", Network.MASTODON),
    ],
)
def test_a_handle_that_is_a_name_means_who_has_none_there(text: str, network: Network) -> None:
    (one,) = INDEX.find(said(f"thanks {text}", network=network))
    assert (one.speaker, one.certain, one.evidence) == ("kaya", True, Evidence.NAME_TAG)
    assert one.confidence < 0.9


@pytest.mark.parametrize("handle", ["@payaketrel", "@katepetrel", "@petrel_cathy", "@kahterinepetrel"])
def test_a_handle_that_is_nearly_a_name_waits_for_a_person(handle: str) -> None:
    index = SpeakerIndex(programme(KAYA, person("kate", "Katherine Petrel")))
    found = index.find(said(f"thanks {handle}"))
    assert len(found) == 1
    assert not found[0].certain


@pytest.mark.parametrize("text", ["@kayapetrelsson", "@akayapetrel", "@petrel", "@kaya", "@thepetrel"])
def test_a_handle_that_holds_more_or_less_than_a_name_is_nobodys(text: str) -> None:
    assert who(f"thanks {text}") == []


def test_a_handle_like_the_name_of_who_has_another_there_waits_for_a_person() -> None:
    assert who("thanks @ingridsolvberg") == [("ingrid", False)]
    (one,) = INDEX.find(said("thanks @ingridsolvberg.bsky.social", network=Network.BLUESKY))
    assert (one.speaker, one.certain) == ("ingrid", True)


@pytest.mark.parametrize(
    "text", ["mira.bsky.social on knots", "by Mira.bsky.social.", "(mira.bsky.social)", "thanks mira.bsky.social’s"]
)
@pytest.mark.parametrize("network", [Network.MASTODON, Network.NOSTR, Network.BLUESKY])
def test_a_handle_of_blueskys_own_is_one_without_its_sign(text: str, network: Network) -> None:
    (one,) = SpeakerIndex(programme(person("mira", "M. Okonkwo-Reyes", bluesky="mira.bsky.social"))).find(
        said(text, network=network)
    )
    assert (one.speaker, one.evidence, one.certain) == ("mira", Evidence.HANDLE, True)


@pytest.mark.parametrize(
    "text",
    [
        "almira.bsky.social",
        "x-mira.bsky.social",
        "mira.bsky.social.example",
        "mira.bsky.socials",
        "me@mira.bsky.social",
        "https://share.example/?by=mira.bsky.social",
        "https://share.example/#mira.bsky.social",
        "https://share.example/?by=@mira.bsky.social&to=all",
    ],
)
def test_what_only_holds_a_bare_handle_is_another_address(text: str) -> None:
    index = SpeakerIndex(programme(person("mira", "M. Okonkwo-Reyes", bluesky="mira.bsky.social")))
    assert index.find(said(text, network=Network.MASTODON)) == ()


def test_a_handle_like_a_name_is_explained_by_the_name() -> None:
    (one,) = INDEX.find(said("Kaya Petrel (@kayapetrel)"))
    assert (one.speaker, one.certain, one.evidence) == (SpeakerKey("kaya"), True, Evidence.NAME)


def test_a_name_that_is_followed_by_a_strangers_handle_waits_for_a_person() -> None:
    assert who("Ingrid Sølvberg (@ingrid_elsewhere) spoke") == [("ingrid", False)]
    assert who("Ingrid Sølvberg (@ingrid_solvberg) spoke") == [("ingrid", True)]  # another one of hers
    assert who("Ingrid Sølvberg (@ingrids) and @somebody") == [("ingrid", True)]
    assert who("Ingrid Sølvberg, with @somebody") == [("ingrid", True)]
    assert who("Kaya Petrel @somebody") == [("kaya", True)]  # who may have a handle that the programme does not know
