"""How invented posts sound: the rules that conferences need, and exact values that guard against drift."""

import pytest

from app.domain.appraisal import Appraiser
from app.domain.entities import Entities, Link, Span, Tagged
from app.domain.tone import Tone

APPRAISER = Appraiser.shipped()


def appreciation(text: str) -> float:
    return APPRAISER.tone(text).appreciation


@pytest.mark.parametrize(
    "text",
    [
        "Thank you @jane for the harbour tour of your code",
        "What a brilliant talk, I loved every minute!",
        "@jane great talk!!",
        "Mind blown by the tide tables demo",
        "Hats off to @jane, hard to overstate what this tool did for us",
        "Nothing would have been possible without @jane and her patience",
        "Room 4 was warm and the projector blinked. Still: thank you, @jane. Now queueing for lunch with 300 people.",
        "Loved the keynote and excited to try it at home",
        "👏👏👏 @jane",
        "❤️",
        "🙌🏽 #longshore26",
        "Kudos to @jane",
    ],
)
def test_praise_appreciates(text: str) -> None:
    assert appreciation(text) >= 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Doors open at nine, coffee is on the left",
        'Next up: "How to write a great, lovely, amazing talk" in room 2',
        "@jane: “The best code is the code I love to delete”",
        "> thank you, wonderful talk\nwho said that",
        "Jetzt: «Danke für die wunderbare Fehlermeldung» in Saal 1",
        "Could someone please post the slides of room 2? Thanks!",
        "Please keep the aisle free, thank you",
        "Please save us a seat. Thanks in advance",
        "No thanks, I have already got stickers",
        "Does anybody have a charger? Many thanks 🙏",
        "I would love to know where the slides are",
        "A session on best practices for love-hate relationships with build tools",
        "Can't wait for the great talks tomorrow!",
        "So excited to speak at Longshore next week",
        "This was not a good talk",
        "What a great start, the wifi is down again /s",
        "Lovely queue 🙄",
    ],
)
def test_what_only_looks_like_praise_does_not(text: str) -> None:
    assert appreciation(text) < 0.5


def test_looking_forward_is_celebration() -> None:
    tone = APPRAISER.tone("Thrilled and stoked, counting the days to Longshore")
    assert tone.celebration >= 0.7
    assert tone.appreciation < 0.5


def test_what_has_happened_and_what_is_awaited_are_told_apart() -> None:
    tone = APPRAISER.tone("That was a wonderful keynote. Can't wait for tomorrow!")
    assert tone.appreciation >= 0.5
    assert tone.celebration >= 0.7


@pytest.mark.parametrize(
    "text",
    [
        "This talk was boring and a waste of time",
        "Disappointing keynote, I fell asleep",
        "Worst session ever, he read the slides 👎",
        "That was a terrible and stupid panel",
        'Somebody shouted "this is a stupid, disgusting talk"',
        "Great, another sales pitch #sarcasm",
    ],
)
def test_slights_are_critical_even_when_quoted(text: str) -> None:
    assert APPRAISER.tone(text).criticism >= 0.5


def test_handles_links_and_names_in_entities_weigh_nothing() -> None:
    text = "@love.great.thanks@awesome.example opens https://love.example/thank-you now"
    link = "https://love.example/thank-you"
    entities = Entities(
        mentions=(Tagged("@love.great.thanks@awesome.example", Span(0, 34)),),
        links=(Link(link, link, Span(text.index(link), text.index(link) + len(link))),),
    )
    assert APPRAISER.tone(text, entities=entities) == APPRAISER.tone("@somebody opens  now")
    assert APPRAISER.tone(text).appreciation == APPRAISER.tone("@ opens now").appreciation


def test_an_empty_post_says_nothing() -> None:
    assert APPRAISER.tone("").appreciation < 0.3
    assert APPRAISER.tone("https://example.org").question == 0


def test_spans_that_the_text_does_not_have_are_ignored() -> None:
    entities = Entities(mentions=(Tagged("@jane", Span(90, 95)), Tagged("@joe")))
    assert APPRAISER.tone("Thank you", entities=entities) == APPRAISER.tone("Thank you")


def test_the_shipped_appraiser_is_read_once() -> None:
    assert Appraiser.shipped() is APPRAISER


DRIFT = {
    "Thank you @jane, that was a brilliant talk about tide tables!": Tone(
        appreciation=1.0, celebration=0.052, question=0.0, promotion=0.0, criticism=0.052
    ),
    "Doors open at nine, coffee is on the left": Tone(
        appreciation=0.011, celebration=0.056, question=0.0, promotion=0.0, criticism=0.137
    ),
    "I really wanted to like this session, but it was dull and far too long": Tone(
        appreciation=0.08, celebration=0.014, question=0.0, promotion=0.0, criticism=0.958
    ),
    "Can't wait for tomorrow": Tone(
        appreciation=0.017, celebration=0.787, question=0.0, promotion=0.0, criticism=0.226
    ),
    "Visit us at booth 12 and win a lamp": Tone(
        appreciation=0.023, celebration=0.064, question=0.0, promotion=1.0, criticism=0.073
    ),
    "Could you share the slides, please? Thanks!": Tone(
        appreciation=0.068, celebration=0.015, question=0.95, promotion=0.0, criticism=0.224
    ),
    "Muchas gracias @jane por la charla": Tone(
        appreciation=0.97, celebration=0.0, question=0.0, promotion=0.0, criticism=0.0
    ),
    "素晴らしい発表でした 👏": Tone(appreciation=0.966, celebration=0.0, question=0.0, promotion=0.0, criticism=0.0),
    "Not bad at all, I learned a lot": Tone(
        appreciation=0.7, celebration=0.068, question=0.0, promotion=0.0, criticism=0.409
    ),
    "We are so proud of the whole crew ❤️": Tone(
        appreciation=0.954, celebration=0.756, question=0.0, promotion=0.0, criticism=0.2
    ),
}


@pytest.mark.parametrize("text", DRIFT)
def test_invented_posts_score_exactly_as_when_the_weights_were_shipped(text: str) -> None:
    assert APPRAISER.tone(text) == DRIFT[text]
