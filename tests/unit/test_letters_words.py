"""What letters, ledger and home say, read as plain text: the browser's own tests look at how it looks."""

import html
import re

from app.domain.digest import Digest, build_digest
from app.domain.network import Network
from app.domain.tone import Tone
from app.outlets.html import render
from tests.support.letters_cast import EVENT, INGRID, KOFI, PROGRAMME, TADEUSZ, a_post, said
from tests.support.letters_stub import (
    BY_LINK,
    COMMS,
    ORGANIZER,
    SPEAKER,
    about_tadeusz,
    home,
    ledger,
    letter,
)

HOME = "/events/longshore26"


def plain(page: str) -> str:
    body = re.sub(r"(?s).*<main|<title.*?</title>|<desc.*?</desc>", "<main", page)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", body)).split())


def headings(page: str) -> list[str]:
    return [plain(f"<main>{found}") for found in re.findall(r"(?s)<h2>(.*?)</h2>", page)]


def links(page: str) -> set[str]:
    return set(re.findall(r'href="([^"]*)"', page))


def about_ingrid(*quotes: str) -> Digest:
    return build_digest(EVENT, INGRID, PROGRAMME, [said(words, by=f"V{n}", minute=n) for n, words in enumerate(quotes)])


def test_a_letter_to_somebody_without_a_handle_says_that_it_was_kept() -> None:
    page = letter(build_digest(EVENT, TADEUSZ, PROGRAMME, about_tadeusz()))
    assert (
        "after A flood map your neighbours can argue with, 17 different people wrote about it. They could not address"
        " it to you, so they said it to the room. We kept it for you."
    ) in plain(page)
    assert headings(page) == [
        "What it meant to them",
        "If you would like to answer",
        "One question is still open",
        "When it landed",
        "What had not arrived, and now has",
        "All the others",
    ]
    assert "through our thanks page" in plain(page)
    assert "where you have no account" not in plain(page)


def test_an_empty_letter_says_what_was_followed_and_pads_nothing() -> None:
    page = letter(build_digest(EVENT, KOFI, PROGRAMME, []))
    assert headings(page) == []
    assert plain(page).endswith(
        "no one wrote about you at Longshore 2026 where we could see it. We followed #longshore26. If someone tells us"
        " later, it will be added here."
    )


def test_one_kind_word_is_a_whole_letter() -> None:
    text = plain(letter(about_ingrid("Takk, Ingrid Sølvberg.")))
    assert "one person wrote about Ninety years of tide notebooks. They wrote where you could not hear it." in text
    assert "Here it is, in their own words." in text
    assert "You could thank V0 first" in text
    assert "It reached you with this letter." in text


def test_more_posts_than_people_are_told_after_the_people() -> None:
    twice = [said("Lovely.", minute=1), said("Still lovely.", minute=2), said("Takk.", by="Linh", minute=3)]
    text = plain(letter(build_digest(EVENT, INGRID, PROGRAMME, twice)))
    assert (
        "two different people wrote about Ninety years of tide notebooks, three times in all. All of them wrote" in text
    )
    room = [said("Lovely.", about=TADEUSZ, minute=1), said("Still lovely.", about=TADEUSZ, minute=2)]
    text = plain(letter(build_digest(EVENT, TADEUSZ, PROGRAMME, room)))
    assert "one person wrote about it, twice in all. They could not address it to you" in text


def test_where_answers_cannot_be_seen_the_letter_says_so() -> None:
    asked = said("How did you?", network=Network.MASTODON, appreciates=False, tone=Tone(question=0.9), minute=300)
    blind = letter(build_digest(EVENT, INGRID, PROGRAMME, [asked]))
    assert headings(blind) == ["One question to you"]
    assert "people mentioned Ninety years of tide notebooks, and they would like to know more." in plain(blind)
    assert "Answers on Mastodon are not visible to us, so it may be answered already." in plain(blind)
    seen = letter(build_digest(EVENT, INGRID, PROGRAMME, [asked], [a_post("Hei", "Ingrid", Network.MASTODON)]))
    assert headings(seen) == ["One question is still open"]
    followed = letter(build_digest(EVENT, INGRID, PROGRAMME, [asked], threads={Network.MASTODON: True}))
    assert headings(followed) == ["One question is still open"]
    deaf = letter(
        build_digest(
            EVENT,
            INGRID,
            PROGRAMME,
            [asked],
            [a_post("Hei", "Ingrid", Network.MASTODON)],
            threads={Network.MASTODON: False},
        )
    )
    assert headings(deaf) == ["One question to you"]


def test_a_mention_that_neither_thanks_nor_asks_is_told_as_what_it_is() -> None:
    passing = said("Next: Ingrid Sølvberg", appreciates=False, minute=-4)
    text = plain(letter(build_digest(EVENT, INGRID, PROGRAMME, [passing])))
    assert "people mentioned Ninety years of tide notebooks as it went by." in text


def test_whoever_comes_by_a_link_sees_the_ledger_and_no_other_door() -> None:
    page = render("ledger/ledger.html", ledger=ledger(), event=EVENT, visitor=BY_LINK)
    assert not [link for link in links(page) if link.startswith(("/events", "/wall"))]
    assert "<form" not in page


def test_an_empty_ledger_has_no_chart_and_no_table() -> None:
    page = render("ledger/ledger.html", ledger=ledger([]), event=EVENT, visitor=ORGANIZER)
    assert "Nothing is waiting" in plain(page)
    assert "<table" not in page
    assert 'class="field' not in page


def test_a_ledger_can_be_closed() -> None:
    page = render(
        "ledger/ledger.html", ledger=ledger([said("a", about=KOFI, answered=True)]), event=EVENT, visitor=ORGANIZER
    )
    assert "Everything arrived" in plain(page)
    assert "One person thanked your speakers, once in all, and every word reached the one it was for." in plain(page)


def test_home_counts_people_first_and_names_whom_nobody_has_thanked() -> None:
    page = home(ledger())
    assert "37 people have thanked your speakers" in plain(page)
    assert re.findall(r'<ul class="names">.*?<bdi>(.*?)</bdi>', page) == ["Kofi Asante-Mensah"]
    wanted = {f"{HOME}/mentions.csv", f"{HOME}/undelivered.json", "/wall/longshore26", f"{HOME}/speakers/ingrid/digest"}
    assert wanted <= links(page)


def test_home_puts_no_number_beside_a_speaker() -> None:
    rows = re.findall(r"(?s)<tbody>(.*?)</tbody>", home(ledger()))[0]
    assert not re.search(r"\d|twelve|seven", plain(f"<main>{rows}"))


def test_an_event_of_which_nobody_has_spoken_is_an_open_house() -> None:
    text = plain(home(ledger([])))
    assert "The house is open" in text
    assert "Kind words about a speaker appear here as soon as somebody writes them." in text


def test_the_communications_team_sees_reports_and_no_letters() -> None:
    found = links(home(ledger(), COMMS))
    assert f"{HOME}/mentions.csv" in found
    assert not [link for link in found if "/speakers/" in link or link.endswith("/undelivered")]


def test_a_speaker_is_led_to_the_own_letter_and_staff_to_the_event() -> None:
    assert f"{HOME}/speakers/ingrid/digest" in links(render("home/events.html", visitor=SPEAKER, events=[EVENT]))
    found = links(render("home/events.html", visitor=ORGANIZER, events=[EVENT]))
    assert HOME in found
    assert not [link for link in found if "/speakers/" in link]
