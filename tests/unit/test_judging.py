"""What may be projected, and the words that a moderator gets."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.domain.account import Account
from app.domain.delivery import Delivered
from app.domain.judging import judge
from app.domain.mention import Evidence, Mention
from app.domain.network import Network
from app.domain.post import Post, Reference
from app.domain.speaker import SpeakerKey
from app.domain.tone import Tone
from app.domain.verdict import Verdict
from tests.support.saying import said

INGRID, KOFI = SpeakerKey("ingrid"), SpeakerKey("kofi")
NAMES = {INGRID: "Ingrid Sølvberg", KOFI: "Kofi Asante-Mensah"}
POST = said("a post")
KIND = Tone(appreciation=0.9, criticism=0.05)
FLAT = Tone(appreciation=0.1, criticism=0.1)
CROSS = Tone(appreciation=0.05, criticism=0.9)


def about(speaker: SpeakerKey, evidence: Evidence = Evidence.NAME, *, appreciates: bool = False) -> Mention:
    return Mention(
        speaker=speaker,
        evidence=evidence,
        confidence=0.97,
        span=None,
        appreciates=appreciates,
        appreciation=0.9 if appreciates else 0.0,
        delivered=Delivered.NO,
        reason=None,
    )


def judged(
    tone: Tone,
    *mentions: Mention,
    post: Post = POST,
    candidates: Sequence[Mention] = (),
    author: Sequence[SpeakerKey] = (),
    hinted: Sequence[SpeakerKey] = (),
    signs: Sequence[str] = (),
) -> tuple[Verdict, str]:
    return judge(post, mentions, candidates, tone, names=NAMES, author=author, hinted=hinted, signs=signs)


def test_a_repost_is_hidden_for_its_original_speaks_for_itself() -> None:
    post = replace(POST, repost_of=Reference(uri="9"))
    assert judged(KIND, post=post) == (Verdict.HIDE, "a repost: the original speaks for itself")


def test_an_automated_account_is_hidden() -> None:
    post = replace(POST, author=Account(network=Network.X, handle="bot", bot=True))
    assert judged(KIND, about(INGRID), post=post) == (Verdict.HIDE, "by an automated account")


def test_promotion_is_hidden_with_what_made_it_so() -> None:
    tone = Tone(promotion=0.8)
    assert judged(tone, signs=("booth", "giveaway")) == (Verdict.HIDE, "looks like promotion: a booth, a giveaway")
    assert judged(tone) == (Verdict.HIDE, "looks like promotion")


def test_promotion_that_thanks_a_speaker_waits_for_a_person() -> None:
    tone = replace(KIND, promotion=0.8)
    verdict, why = judged(tone, about(INGRID, appreciates=True), signs=("booth",))
    assert (verdict, why) == (Verdict.HOLD, "kind to Ingrid Sølvberg, but looks like promotion: a booth")
    assert judged(tone, about(INGRID), signs=("booth",))[0] is Verdict.HIDE


def test_two_candidates_wait_and_both_are_named() -> None:
    candidates = [about(INGRID), about(KOFI)]
    assert judged(KIND, candidates=candidates) == (
        Verdict.HOLD,
        "could mean Ingrid Sølvberg or Kofi Asante-Mensah",
    )


def test_one_candidate_waits_too() -> None:
    assert judged(KIND, candidates=[about(KOFI)]) == (Verdict.HOLD, "may be about Kofi Asante-Mensah")


def test_a_weak_candidate_holds_neither_praise_nor_a_plain_report() -> None:
    weak = replace(about(KOFI), confidence=0.4)
    kind = said("Thank you, what a lovely talk #longshore26")
    report = said("Slides of the talk on tide models: https://example.org #longshore26")
    for post, tone in ((kind, KIND), (report, FLAT)):
        assert judged(tone, post=post, candidates=[weak])[0] is Verdict.SHOW
    assert judged(CROSS, post=said("what a waste of a keynote"), candidates=[weak])[0] is Verdict.HOLD


@pytest.mark.parametrize("tone", [FLAT, CROSS, Tone(), replace(KIND, criticism=0.75)])
def test_what_is_about_a_speaker_and_not_surely_kind_is_held(tone: Tone) -> None:
    assert judged(tone, about(INGRID)) == (Verdict.HOLD, "names Ingrid Sølvberg, and is not surely kind")


@pytest.mark.parametrize("tone", [KIND, Tone(celebration=0.95), Tone(appreciation=0.95, criticism=0.5)])
def test_what_is_surely_kind_is_shown(tone: Tone) -> None:
    post = said("a post #longshore26")
    assert judged(tone, about(INGRID), post=post) == (Verdict.SHOW, "kind to Ingrid Sølvberg")


@pytest.mark.parametrize(
    "text",
    [
        "@ingrid shows how to test tide models, slides at https://example.org #longshore26",
        "Listening to @ingrid: how to read error messages in code #longshore26",
        "“Nobody reads a manual until something is wrong” - @ingrid, keynote on testing #longshore26",
        "@ingrid compares five tools to kill a process #longshore26",
    ],
)
def test_a_plain_report_of_a_talk_is_shown(text: str) -> None:
    post = said(text)
    shown = Verdict.SHOW, "a plain report that tags Ingrid Sølvberg"
    assert judged(FLAT, about(INGRID, Evidence.HANDLE), post=post) == shown


@pytest.mark.parametrize(
    "text",
    [
        "@ingrid on tide tables now, and it is boring #longshore26",
        "@ingrid read the slides of her keynote aloud, too long #longshore26",
        "I do not believe @ingrid",
        "@ingrid again",
    ],
)
def test_a_report_that_is_a_verdict_waits(text: str) -> None:
    assert judged(FLAT, about(INGRID, Evidence.HANDLE), post=said(text))[0] is Verdict.HOLD


def test_a_slight_beside_praise_waits() -> None:
    post = said("Thank you @ingrid, what a waste of a great slot #longshore26")
    assert judged(KIND, about(INGRID, Evidence.HANDLE), post=post)[0] is Verdict.HOLD


@pytest.mark.parametrize(
    "text",
    [
        "Vielen Dank @ingrid für diesen großartigen Vortrag",
        "شكرًا @ingrid على المحاضرة",
        "@ingrid さん、ありがとうございました",
    ],
)
def test_strong_praise_in_another_language_needs_no_model_that_knows_english_only(text: str) -> None:
    strong, weak = Tone(appreciation=0.8), Tone(appreciation=0.6)
    assert judged(strong, about(INGRID, Evidence.HANDLE), post=said(text))[0] is Verdict.SHOW
    assert judged(weak, about(INGRID, Evidence.HANDLE), post=said(text))[0] is Verdict.HOLD
    assert judged(replace(strong, criticism=0.75), about(INGRID, Evidence.HANDLE), post=said(text))[0] is Verdict.HOLD


@pytest.mark.parametrize(
    ("evidence", "verb"),
    [
        (Evidence.HANDLE, "tags"),
        (Evidence.REPLY, "answers"),
        (Evidence.QUOTE, "quotes"),
        (Evidence.LINK, "links to"),
        (Evidence.NAME_TAG, "names"),
        (Evidence.CHOSEN, "is for"),
        (Evidence.STAGE, "may be about"),
    ],
)
def test_the_reason_says_how_the_post_points_to_the_speaker(evidence: Evidence, verb: str) -> None:
    assert judged(FLAT, about(INGRID, evidence))[1] == f"{verb} Ingrid Sølvberg, and is not surely kind"


def test_the_reason_names_everyone() -> None:
    mentions = about(KOFI, Evidence.HANDLE), about(INGRID)
    why = "tags Kofi Asante-Mensah and names Ingrid Sølvberg, and is not surely kind"
    assert judged(FLAT, *mentions)[1] == why


def test_criticism_of_a_talk_is_held_though_nobody_is_named() -> None:
    post = said("what a waste of a keynote")
    assert judged(CROSS, post=post) == (Verdict.HOLD, "speaks of a talk, and is not surely kind")
    assert judged(Tone(criticism=0.45), post=post)[0] is Verdict.HOLD
    assert judged(FLAT, post=post)[0] is Verdict.SHOW


def test_criticism_beside_a_single_name_is_held() -> None:
    why = "may be about Ingrid Sølvberg or Kofi Asante-Mensah, and is not surely kind"
    assert judged(Tone(criticism=0.5), hinted=[INGRID, KOFI]) == (Verdict.HOLD, why)
    assert judged(KIND, hinted=[INGRID])[0] is Verdict.SHOW


def test_sharp_criticism_of_who_knows_what_is_held() -> None:
    assert judged(CROSS) == (Verdict.HOLD, "sounds critical, of whom is not clear")
    assert judged(Tone(criticism=0.5))[0] is Verdict.SHOW


def test_what_is_about_the_event_is_shown() -> None:
    assert judged(FLAT) == (Verdict.SHOW, "about the event")


def test_a_speakers_own_post_is_shown() -> None:
    assert judged(FLAT, author=[INGRID]) == (Verdict.SHOW, "by Ingrid Sølvberg, who speaks here")
    assert judged(FLAT, about(KOFI), author=[INGRID])[0] is Verdict.SHOW
    assert judged(CROSS, about(KOFI), author=[INGRID])[0] is Verdict.HOLD


def test_a_content_warning_does_not_decide() -> None:
    assert judged(KIND, about(INGRID), post=replace(POST, warning="food"))[0] is Verdict.SHOW


def test_an_answer_without_the_hashtag_is_evidence_and_never_for_the_wall() -> None:
    answer = replace(POST, reply_to=Reference(uri="9"))
    for speaker in ((), (INGRID,)):
        verdict, why = judge(answer, (), (), KIND, names=NAMES, author=speaker, tagged=False)
        assert verdict is Verdict.HIDE
        assert "without the hashtag" in why
    assert judge(answer, (), (), KIND, names=NAMES, tagged=True)[0] is Verdict.SHOW
    assert judge(POST, (), (), KIND, names=NAMES, tagged=False)[0] is Verdict.SHOW
