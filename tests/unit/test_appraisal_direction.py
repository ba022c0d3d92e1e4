"""For whom the appreciation of an invented post is."""

import pytest

from app.domain.appraisal import Appraiser
from app.domain.entities import Span
from app.domain.mention import Evidence, Found
from app.domain.post import Post
from app.domain.speaker import SpeakerKey
from tests.support.saying import said

APPRAISER = Appraiser.shipped()
SPEAKERS = {"@ada", "@bo", "@cy"}  # @zoe is nobody on the programme


def found_in(post: Post, *more: Found) -> list[Found]:
    by_handle = [
        Found(speaker=SpeakerKey(tagged.text[1:]), evidence=Evidence.HANDLE, confidence=1, span=tagged.span)
        for tagged in post.entities.mentions
        if tagged.text in SPEAKERS
    ]
    return [*by_handle, *more]


def praised(text: str, *more: Found) -> set[str]:
    post = said(text)
    tone = APPRAISER.tone(text, entities=post.entities)
    shares = APPRAISER.directed(post, found_in(post, *more), tone)
    assert all(0 <= share <= tone.appreciation for share in shares.values())
    return {speaker for speaker, share in shares.items() if share >= 0.5}


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("Thanks @ada, @bo and @cy", {"ada", "bo", "cy"}),
        ("@ada @bo great talk!", {"ada", "bo"}),
        ("Great talk by @ada and boring demo by @bo", {"ada"}),
        ("Great talks by @ada on tides and @bo on ropes!", {"ada", "bo"}),
        ("@ada on tides and @bo on ropes: wonderful talks", {"ada", "bo"}),
        ("Thank you @ada for the great talk about @bo's package", {"ada"}),
        ("@ada spoke first, then @bo. Loved the demo by @bo!", {"bo"}),
        ("@ada thanked @bo for the wonderful package", {"bo"}),
        ("@bo thanks @ada for the wonderful package", {"ada"}),
        ("Amazing talk @ada! Now: @bo on ropes.", {"ada"}),
        ("@ada was brilliant but @bo read the slides", {"ada"}),
        ("Next up @bo. Thank you @ada, wonderful keynote!", {"ada"}),
        ("@ada asked a question and @bo gave a wonderful answer", {"bo"}),
        ("Gracias @ada y @bo por una charla genial", {"ada", "bo"}),
        ("@ada and @bo on stage. Both were great, thank you!", {"ada", "bo"}),
        ("Wonderful morning, thank you! @ada on tides and @bo on ropes", {"ada", "bo"}),
        ("@ada at nine, @bo at ten", set()),
    ],
)
def test_with_several_named_the_one_whose_clause_praises_is_praised(text: str, whom: set[str]) -> None:
    assert praised(text) == whom


def test_with_one_named_the_appreciation_is_theirs() -> None:
    post = said("What a wonderful talk @ada")
    tone = APPRAISER.tone(post.text, entities=post.entities)
    assert APPRAISER.directed(post, found_in(post), tone) == {"ada": tone.appreciation}


def test_praise_for_somebody_who_is_not_on_the_programme_stays_theirs() -> None:
    assert praised("@zoe's excellent cards make an appearance in @ada's talk") == set()
    assert praised("Thank you @zoe for showing me the talk of @ada") == set()


def test_thanks_to_the_organizers_are_not_thanks_to_the_speaker() -> None:
    assert praised("Thanks to the organizers for a wonderful conference! @ada speaks tomorrow.") == set()
    assert praised("Thanks to the organizers and @ada for a great day") == {"ada"}


def test_a_talks_title_praises_nobody() -> None:
    text = "Now: Why I love wonderful harbours"
    title = Found(speaker=SpeakerKey("ada"), evidence=Evidence.TALK, confidence=0.8, span=Span(5, len(text)))
    assert praised(text, title) == set()
    assert praised(f"{text}. Great talk!", title) == {"ada"}


def test_whoever_is_replied_to_gets_the_praise_that_names_nobody() -> None:
    reply = Found(speaker=SpeakerKey("ada"), evidence=Evidence.REPLY, confidence=0.9)
    assert praised("Thank you, that was wonderful", reply) == {"ada"}
    assert praised("Thank you, that was wonderful! @bo is next.", reply) >= {"ada"}
    assert praised("Great demo by @bo", reply) == {"bo"}


def test_what_is_said_on_our_own_page_is_for_the_one_chosen() -> None:
    chosen = Found(speaker=SpeakerKey("ada"), evidence=Evidence.CHOSEN, confidence=1)
    assert praised("Thanks to the organizers! And to @bo", chosen) >= {"ada"}


def test_nobody_found_gets_nothing() -> None:
    post = said("Thank you")
    assert APPRAISER.directed(post, [], APPRAISER.tone(post.text)) == {}


def test_quoted_praise_is_given_to_nobody() -> None:
    assert praised('@ada: "I love @bo, wonderful work" was on the slide') == set()


def test_the_order_in_which_speakers_were_found_makes_no_difference() -> None:
    post = said("Thanks @ada and @bo, great talk! @cy was dull")
    tone = APPRAISER.tone(post.text, entities=post.entities)
    found = found_in(post)
    assert APPRAISER.directed(post, found, tone) == APPRAISER.directed(post, found[::-1], tone)
