"""A digest thanks before it counts, keeps every kind word, and is a function of what was said alone."""

import random
from dataclasses import replace

import pytest

from app.domain.copies import Copy
from app.domain.delivery import Reason
from app.domain.digest import Digest, build_digest
from app.domain.entities import Entities, Link, Span, Tagged
from app.domain.event import Programme
from app.domain.handle import Handle, HandleKey
from app.domain.mention import Evidence
from app.domain.network import Network
from app.domain.post import Media, Reference
from app.domain.said import Said
from app.domain.tone import Tone
from tests.support.letters_cast import AKARI, EVENT, INGRID, NOTEBOOKS, PROGRAMME, TADEUSZ, a_post, said

MASTODON, BLUESKY, X, WEB = Network.MASTODON, Network.BLUESKY, Network.X, Network.WEB
TO_INGRID = Entities(
    mentions=(Tagged("@ingrid@tidewater.example", handle=HandleKey(MASTODON, "ingrid@tidewater.example")),)
)


def to_ingrid(*what: Said, **more: object) -> Digest:
    return build_digest(EVENT, INGRID, PROGRAMME, what, **more)  # type: ignore[arg-type]  # a test's shorthand


def test_people_are_counted_before_posts() -> None:
    letter = to_ingrid(said("Lovely.", minute=1), said("Lovely again.", minute=2), said("Takk.", by="Linh", minute=3))
    assert (letter.people, letter.appreciations, letter.unheard) == (2, 3, 2)


def test_a_letter_about_nothing_is_empty_and_does_not_pad() -> None:
    letter = to_ingrid()
    assert letter.people == letter.appreciations == letter.unheard == 0
    assert (letter.quotes, letter.thank, letter.questions, letter.landings, letter.passed, letter.arrived) == ((),) * 6
    assert letter.talks == (NOTEBOOKS,)


def test_every_appreciation_is_quoted_the_best_of_each_voice_first() -> None:
    first = said("Hello.", by="Amal", minute=20, first=True)
    short = said("Nice.", by="Pelle", minute=1)
    long = said("My grandfather kept one of those notebooks.", by="Pelle", minute=5)
    other = said("I will never say metadata again.", by="Linh", minute=2)
    assert to_ingrid(short, long, other, first).quotes == (first, long, other, short)


def test_tags_and_links_do_not_make_a_post_say_more() -> None:
    link, address = "So good https://x.example/a-very-long-address", "https://x.example/a-very-long-address"
    entities = Entities(links=(Link(text=address, url=address, span=Span(8, len(link))),))
    linked = said(link, by="Link", minute=1, entities=entities)
    plain = said("Opisovat rukou je taky práce", by="Tomáš", minute=2, language="cs")
    assert to_ingrid(linked, plain).quotes[0] is plain


def test_a_short_sentence_in_japanese_weighs_as_much_as_a_longer_one_in_english() -> None:
    japanese = said("教室で使ってみたいと思いました", by="悠斗", minute=2, language="ja")
    english = said("I want to use this in class", by="Eoin", minute=1)
    assert to_ingrid(english, japanese).quotes[0] is japanese


def test_criticism_and_bots_are_not_part_of_a_letter() -> None:
    harsh = said("Kind of good, mostly bad?", by="Grim", tone=Tone(appreciation=0.6, criticism=0.7, question=0.9))
    bot = said("Great talk", by="Robot")
    bot = replace(bot, post=replace(bot.post, author=replace(bot.post.author, bot=True)))
    letter = to_ingrid(harsh, bot)
    assert letter.people == 0
    assert not letter.questions


def test_whoever_wrote_their_first_post_is_thanked_first_then_who_asked() -> None:
    letter = to_ingrid(
        said("Takk, Ingrid Sølvberg", by="Linh", minute=1),
        said("So good. Is there a scan?", by="Eoin", minute=2, tone=Tone(appreciation=0.8, question=0.8)),
        said("My first post, for you", by="Amal", minute=3, first=True),
        said("Look https://www.notes.example/x", by="Svea", minute=4, links=["https://www.notes.example/x"]),
        said("Again", by="Linh", minute=5),
    )
    assert [(giver.account.name, giver.why) for giver in letter.thank] == [
        ("Amal", "wrote their first post here while you were speaking"),
        ("Eoin", "praised your talk and asked a question"),
        ("Svea", "shared a link to notes.example"),
        ("Linh", "wrote twice"),
    ]


def test_each_person_is_thanked_once_and_at_most_six_are_named() -> None:
    letter = to_ingrid(*(said("Thank you.", by=f"Voice {n % 9}", minute=n) for n in range(30)))
    names = [giver.account.name for giver in letter.thank]
    assert len(names) == len(set(names)) == 6


@pytest.mark.parametrize(
    ("about", "network", "where"),
    [
        (INGRID, MASTODON, "On Mastodon, where you are too."),
        (INGRID, BLUESKY, "On Bluesky, where you have no account."),
        (TADEUSZ, BLUESKY, "On Bluesky."),
        (INGRID, WEB, "Through our thanks page."),
        (INGRID, Network.FEED, "In a feed of their own."),
    ],
)
def test_a_letter_says_where_people_can_be_reached(about: object, network: Network, where: str) -> None:
    one = said("Thank you.", about=about, network=network)  # type: ignore[arg-type]  # parametrize knows no types
    (giver,) = build_digest(EVENT, one.speaker, PROGRAMME, [one]).thank
    assert giver.where == where
    assert giver.reachable is (network is MASTODON)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"entities": TO_INGRID, "network": MASTODON, "minute": -5}, "wrote to you directly"),
        ({"entities": TO_INGRID, "network": MASTODON, "minute": -5, "evidence": Evidence.REPLY}, "answered you"),
        ({"entities": TO_INGRID, "network": MASTODON, "minute": 31}, "wrote to you right after your talk"),
        ({"evidence": Evidence.QUOTE}, "passed your post on with words of their own"),
        ({"media": (Media(url="https://pictures.example/1"),)}, "posted a picture of it"),
        ({"minute": -5}, "said it where you could not hear it"),
        ({"minute": 3}, "wrote while you were speaking"),
        ({"minute": 200}, "wrote later that day"),
        ({"minute": 3000}, "wrote two days later"),
    ],
)
def test_the_reason_to_thank_somebody_is_a_fact(more: dict[str, object], why: str) -> None:
    (giver,) = to_ingrid(said("Thank you.", **more)).thank  # type: ignore[arg-type]  # keywords of a parametrize
    assert giver.why == why


ASKING = Tone(question=0.9)


def test_a_question_is_open_until_the_speaker_answers() -> None:
    asked = said("How did you date them?", network=MASTODON, appreciates=False, tone=ASKING)
    answer = a_post("By the moon", "Ingrid", MASTODON, 40, reply_to=Reference(uri=asked.post.uri))
    other = a_post("Good morning", "Ingrid", MASTODON, 41)
    assert [question.said for question in to_ingrid(asked, own_posts=[other]).questions] == [asked]
    assert not to_ingrid(asked, own_posts=[answer]).questions
    assert not to_ingrid(replace(asked, mention=said("x", answered=True).mention)).questions


def test_where_answers_cannot_be_seen_a_letter_does_not_call_a_question_unanswered() -> None:
    asked = said("How?", network=MASTODON, appreciates=False, tone=ASKING)
    assert not to_ingrid(asked).questions[0].visible
    assert to_ingrid(asked, own_posts=[a_post("Hei", "Ingrid", MASTODON)]).questions[0].visible
    elsewhere = said("How?", network=X, appreciates=False, tone=ASKING)
    assert to_ingrid(elsewhere).questions[0].visible, "without an account there, nobody can have answered"


def test_an_advertisement_that_ends_in_a_question_mark_is_no_question() -> None:
    assert not to_ingrid(said("Need hosting?", appreciates=False, tone=Tone(question=0.9, promotion=0.9))).questions


def test_links_are_counted_by_people_not_by_posts() -> None:
    scans, guide = "https://scans.example/1931/?utm_source=x#top", "https://guide.example/how"
    letter = to_ingrid(
        said("a", by="A", minute=1, links=[guide]),
        said("b", by="A", minute=2, links=[guide]),
        said("c", by="B", minute=3, links=[scans, "https://t.co/abc", "https://t.co/alone"]),
        said("c too", by="E", minute=3, links=["https://t.co/abc"]),
        said(
            "d",
            by="C",
            minute=4,
            links=["https://scans.example/1931", "notes.example", "javascript:alert(1)", "https://[broken"],
        ),
        said("e", by="D", minute=5, links=["https://shop.example"], tone=Tone(appreciation=0.6, promotion=0.9)),
    )
    assert [(link.url, link.host, link.people) for link in letter.passed] == [
        ("https://scans.example/1931", "scans.example", 2),
        ("https://t.co/abc", "t.co", 2),
        ("https://guide.example/how", "guide.example", 1),
        ("https://notes.example", "notes.example", 1),
    ]


def test_what_had_not_arrived_is_told_in_people_and_reasons() -> None:
    letter = to_ingrid(
        said("One", by="A", network=BLUESKY, minute=1),
        said("Two", by="B", network=X, minute=2),
        said("Two again", by="B", network=X, minute=3),
        said("Three, of Ingrid Sølvberg", by="C", network=MASTODON, minute=4),
        said("Four", by="D", network=MASTODON, minute=5, entities=TO_INGRID),
    )
    assert [(row.reason, row.people, row.why) for row in letter.arrived] == [
        (Reason.OTHER_NETWORK, 2, "Two were on Bluesky and X. You are on Mastodon."),
        (Reason.UNTAGGED, 1, "One named you without your handle."),
    ]
    assert letter.unheard == 3


def test_to_somebody_without_a_handle_the_letter_says_that_nobody_could_address_it() -> None:
    letter = build_digest(
        EVENT, TADEUSZ, PROGRAMME, [said("A", about=TADEUSZ), said("B", by="B", about=TADEUSZ, network=WEB)]
    )
    assert not letter.addressable
    assert [row.why for row in letter.arrived] == [
        "Two wrote on Bluesky and on our thanks page, with no address to send it to."
    ]


def test_a_closed_account_is_named_as_what_it_is() -> None:
    letter = build_digest(EVENT, AKARI, PROGRAMME, [said("A", about=AKARI, network=X), said("B", by="B", about=AKARI)])
    assert [row.why for row in letter.arrived] == [
        "One was on Bluesky, where you are not.",
        "One was on X, where the account we know of has closed.",
    ]


def test_followers_and_the_order_of_arrival_change_nothing() -> None:
    what = [said(f"Words number {n} for you", by=f"V{n % 7}", minute=n, followers=n * 1000) for n in range(25)]
    letter = to_ingrid(*what)
    shuffled = random.Random(4).sample(what, len(what))
    assert to_ingrid(*shuffled) == letter
    famous = [replace(one, post=replace(one.post, author=replace(one.post.author, followers=5))) for one in what]
    assert [one.post.uri for one in to_ingrid(*famous).quotes] == [one.post.uri for one in letter.quotes]
    assert [giver.why for giver in to_ingrid(*famous).thank] == [giver.why for giver in letter.thank]


def test_a_letter_has_a_landing_for_every_talk_whose_minutes_are_known() -> None:
    (landing,) = to_ingrid(said("A", minute=3), said("B", by="B", minute=3.5), said("C", by="C", minute=31)).landings
    assert landing.step == 1
    assert len(landing.bars) == 35
    assert [(n, bar.people, bar.after) for n, bar in enumerate(landing.bars) if bar.people] == [
        (3, 2, False),
        (31, 1, True),
    ]
    assert not build_digest(EVENT, AKARI, PROGRAMME, [said("A", about=AKARI)]).landings
    assert not to_ingrid(said("Much later", minute=500)).landings


def test_the_moment_that_stands_out_is_told_in_somebodys_words() -> None:
    (landing,) = to_ingrid(
        said("Just look at it. The day the harbour froze.", by="A", minute=15),
        said("Wow", by="B", minute=15.2),
        said("Alone", by="C", minute=2),
    ).landings
    (moment,) = landing.moments
    assert (moment.bar.people, moment.words) == (2, "The day the harbour froze.")


def test_a_long_workshop_gets_wider_bars_and_its_last_one_ends_with_it() -> None:
    workshop = replace(NOTEBOOKS, ends_at=NOTEBOOKS.starts_at and NOTEBOOKS.starts_at.replace(hour=17, minute=7))
    programme = Programme(speakers=(INGRID,), talks=(workshop,))
    (landing,) = build_digest(EVENT, INGRID, programme, [said("A")]).landings
    assert landing.step == 10
    assert sum(not bar.after for bar in landing.bars) == 40
    assert [bar.ends_at for bar in landing.bars if not bar.after][-1] == workshop.ends_at


def test_a_dead_handle_addresses_nobody() -> None:
    gone = replace(TADEUSZ, handles=(Handle(network=X, canonical="tz", dead=True),))
    assert not build_digest(EVENT, gone, PROGRAMME, []).addressable


def test_whoever_wrote_at_length_is_told_so() -> None:
    long = (
        "My grandfather kept one of those notebooks, and I watched a room full of strangers care about his hand. " * 2
    )
    assert to_ingrid(said(long, minute=12)).thank[0].why == "wrote at length while you were speaking"


def test_a_first_post_that_asks_is_told_as_both() -> None:
    asked = said("Lovely. Is there a scan?", minute=-3, first=True, tone=Tone(appreciation=0.9, question=0.9))
    assert to_ingrid(asked).thank[0].why == "wrote their first post here about you and asked a question"


def test_a_link_that_leads_nowhere_is_no_reason_to_thank_and_nothing_passed_around() -> None:
    letter = to_ingrid(said("a", minute=-3, links=["https://[broken", "https://t.co/abc"]))
    assert letter.thank[0].why == "said it where you could not hear it"
    assert letter.passed == ()


def test_who_says_more_than_enough_is_not_put_before_who_says_enough() -> None:
    long, longer = said("word " * 60, by="Long", minute=1), said("word " * 400, by="Longer", minute=2)
    assert to_ingrid(longer, long).quotes == (long, longer)


def test_words_from_a_feed_are_placed_in_a_feed() -> None:
    (row,) = to_ingrid(said("a", network=Network.FEED)).arrived
    assert row.why == "One was in a feed. You are on Mastodon."


def test_whoever_no_answer_can_reach_is_thanked_last() -> None:
    letter = to_ingrid(said("So very kind of you", by="Room", network=WEB, first=True), said("Takk", by="Linh"))
    assert [giver.account.name for giver in letter.thank] == ["Linh", "Room"]


def elsewhere(what: Said, network: Network) -> Said:
    """The same, said once more on another network."""
    copy = Copy(network, f"{network}:copy", f"https://{network}.example/copy", "copy.example")
    return replace(what, also=(copy,))


def test_what_was_said_on_two_networks_is_said_once_and_on_both() -> None:
    letter = to_ingrid(elsewhere(said("Lovely.", network=X, minute=1), MASTODON))
    assert (letter.people, letter.appreciations) == (1, 1)
    assert letter.networks == (MASTODON, X)
    (giver,) = letter.thank
    assert giver.reachable
    assert (giver.at.network, giver.at.url) == (MASTODON, "https://mastodon.example/copy")
    assert giver.where == "On Mastodon, where you are too."


def test_a_question_is_answered_when_a_copy_of_it_is() -> None:
    asked = elsewhere(said("Where is it?", network=X, minute=1, tone=Tone(question=0.9), appreciates=False), MASTODON)
    answer = a_post("There.", "Ingrid", MASTODON, 5, reply_to=Reference(uri="mastodon:copy"))
    other = a_post("Hello.", "Ingrid", MASTODON, 5)
    assert to_ingrid(asked, own_posts=(answer,)).questions == ()
    assert [question.visible for question in to_ingrid(asked, own_posts=(other,)).questions] == [True]
    (unseen,) = to_ingrid(asked).questions
    assert unseen.blind == to_ingrid(asked).blind == (MASTODON,)


def test_people_are_counted_by_who_they_are_and_not_by_their_accounts() -> None:
    one, other = said("Lovely.", by="Linh", minute=1), said("Lovely indeed.", by="Linh", network=X, minute=9)
    assert to_ingrid(one, other).people == 2
    known = [replace(what, post=replace(what.post, author=replace(what.post.author, voice=7))) for what in (one, other)]
    letter = to_ingrid(*known)
    assert (letter.people, letter.appreciations, len(letter.thank)) == (1, 2, 1)
