"""Questions and promotion, which rules tell, and which say their reasons."""

import pytest

from app.domain.appraisal import Appraiser, promotion_signs
from app.domain.appraisal_promotion import promotion
from app.domain.appraisal_question import question
from app.domain.entities import Entities, Hashtag, Link

APPRAISER = Appraiser.shipped()


@pytest.mark.parametrize(
    "text",
    [
        "Where are the slides?",
        "¿Dónde están las diapositivas?",
        "スライドはどこですか？",
        "أين الشرائح؟",
        "Πού είναι οι διαφάνειες;",
        "Anyone know where room 4 is",
        "I wonder whether this works at sea",
        "Could somebody share the slides",
        "@jane how do you test this",
        "Great talk! Will it be recorded? https://example.org/?a=b",
        "Question for @jane: which map came first?",
    ],
)
def test_questions_are_heard(text: str) -> None:
    assert question(text) >= 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Slides: https://example.org/talk?id=7",
        '"Why do boats float?" was the title',
        "What a talk!",
        "How cool!",
        "Room 4; upstairs",
        "When I was young, builds were slow",
        "@jane asks: who owns a model?",
        "How do you test a parachute? @jane explains",
        "Q&A: does it work offline? @jane: not yet",
        "Keynote: who signed the logs? Room 2",
        "Why is @jane still given the big stage",
        "How many of us read the licence? Three hands.",
        "Who vetted this???",
        "How do you find the best sail? Use the library, see slide 4 - @jane",
        "Want to mend a net? Watch the harbour's notes, @jane tells #quayconf",
        "Why write a logbook? @jane",
        "The tide waits for nobody, @jane shows. True of so much, isn't it? :)",
        "The panel is about build or buy (only one boat?), says @jane",
    ],
)
def test_what_asks_nothing_is_no_question(text: str) -> None:
    assert question(text) < 0.5


@pytest.mark.parametrize("text", ["Is there a better talk? I loved it", "Where do old boats go? 20% off at our stand!"])
def test_what_praises_or_sells_asks_nothing(text: str) -> None:
    assert question(text) >= 0.5
    assert APPRAISER.tone(text).question < 0.5


def test_a_question_behind_praise_wants_an_answer() -> None:
    assert APPRAISER.tone("Wonderful talk, thank you @jane. Where can I find the code?").question >= 0.5


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Visit us at booth 12 and say hello", "booth"),
        ("Come by our stand for coffee", "booth"),
        ("Besucht uns am Stand 7", "booth"),
        ("Join our raffle for a lamp", "giveaway"),
        ("Leave a card to win a bicycle", "giveaway"),
        ("20% off with promo code HARBOUR", "offer"),
        ("Buy yours now", "offer"),
        ("Register now for our webinar", "register"),
        ("Get your tickets before they are gone", "register"),
        ("We're hiring sailors who code", "hiring"),
        ("We are thrilled to announce our new product", "announce"),
        ("Check out our new platform", "announce"),
        ("Follow us for more", "follow"),
        ("Airdrop today, DM me for passive income", "money"),
        ("#a #b #c #d #e #f harbour", "hashtags"),
        ("https://a.example https://b.example https://c.example", "links"),
    ],
)
def test_promotion_says_its_signs(text: str, sign: str) -> None:
    assert sign in promotion_signs(text)
    assert APPRAISER.tone(text).promotion > 0


@pytest.mark.parametrize(
    "text",
    [
        "Thank you @jane, what a lovely talk",
        "The talk about standing waves was great",
        "Her book on tides is wonderful",
        "Slides: https://example.org/slides #longshore26",
        "I won nothing but I learned a lot",
        "Our team loved this",
        "How do you apply this to small boats?",
    ],
)
def test_ordinary_posts_carry_no_sign(text: str) -> None:
    assert promotion_signs(text) == ()


def test_several_signs_make_promotion_surer() -> None:
    one = promotion(promotion_signs("Visit us at booth 12"))
    more = promotion(promotion_signs("Visit us at booth 12 and enter our raffle. We're hiring!"))
    assert 0.5 <= one < more < 1
    assert promotion(("booth",)) < promotion(("booth",), modelled=0.9) < 1


def test_entities_that_stand_beside_the_text_count_too() -> None:
    tags = tuple(Hashtag(f"#tag{number}") for number in range(6))
    links = tuple(Link(url, url) for url in ("https://a.example", "https://b.example", "https://c.example"))
    assert promotion_signs("harbour news", Entities(hashtags=tags, links=links)) == ("links", "hashtags")


@pytest.mark.parametrize(
    "text",
    [
        "@jane with a nice walkthrough of the logbook #quayconf",
        "Gr8 walk thru of tides by @jane, easily use it at home",
        "@jane makes an elegant case for mending nets",
        "@jane's talk isn't just a great example of mending nets, but also of patience",
        "My fav takeaway from @jane: a boat floats",
        "The tide table, as nicely explained here by @jane",
    ],
)
def test_what_is_good_about_a_talk_is_praise_of_it(text: str) -> None:
    assert APPRAISER.tone(text).appreciation >= 0.5


@pytest.mark.parametrize(
    "text",
    [
        "I think @jane shares my love of documentaries about eels",
        "Next: how @jane learned to stop worrying and love the ebb",
        "@jane breaks down how many great ways there are to contribute",
        "@jane shows how good you think you are, and how good you are",
    ],
)
def test_what_is_good_in_a_report_is_no_praise(text: str) -> None:
    assert APPRAISER.tone(text).appreciation < 0.5
