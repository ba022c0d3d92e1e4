"""What pages do with people's words: nothing is altered, nothing is executed, nothing breaks out."""

import re
import unicodedata
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from app.domain.entities import Span
from app.domain.network import Network
from app.domain.wall import Snapshot
from app.domain.wording import in_words
from app.outlets.faces import initials, own_face, tint
from app.outlets.html import glyph, render
from app.outlets.painting import direction, lit, painted, welcome
from app.outlets.seats import BACK, FRONT, seated
from app.outlets.times import local, rfc3339
from tests.support.wall_cards import EVENT, NOW, ON_STAGE, card, gallery


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def wall(**changes: object) -> str:
    given: dict[str, object] = {
        "event": EVENT,
        "snapshot": Snapshot(epoch="e1", seq=7, cards=gallery()),
        "on_stage": ON_STAGE,
        "clock": NOW,
        "density": "room",
        "theme": "dark",
    }
    return render("wall/wall.html", **(given | changes))


def test_a_name_is_lit_and_nothing_is_added() -> None:
    assert lit("Thanks, <Ada> & all", [Span(8, 13)]) == "Thanks, <mark>&lt;Ada&gt;</mark> &amp; all"


@given(st.text(), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: Span(*pair))))
def test_whatever_the_spans_the_words_stay_as_they_were(text: str, spans: list[Span]) -> None:
    html = str(lit(text, spans))
    assert html.count("<mark>") == html.count("</mark>") <= len(spans)
    assert "<" not in re.sub(r"</?(?:mark|bdi)>", "", html)
    if not any(unicodedata.category(letter).startswith("M") for letter in text):  # a span may start between marks
        assert text_of(html) == painted(text)


@given(st.text())
def test_painting_twice_is_painting_once(text: str) -> None:
    assert painted(painted(text)) == painted(text)


def test_ten_thousand_marks_on_one_letter_are_four() -> None:
    assert painted("Z" + "\u0335" * 10_000 + "!") == "Z" + "\u0335" * 4 + "!"
    assert painted("Adébáyọ̀") == "Adébáyọ̀"


def test_an_override_does_not_turn_the_words_of_others_around() -> None:
    assert painted("kind \u202edlrow\u202c") == "kind dlrow\u202c"


def test_latin_addresses_in_arabic_keep_their_marks_in_front() -> None:
    assert lit("شكرًا @layla.example #longshore26") == ("شكرًا <bdi>@layla.example</bdi> <bdi>#longshore26</bdi>")


def test_a_wall_closes_up_blank_lines_and_a_letter_does_not() -> None:
    assert lit(card(1, "one\n \n\ntwo")) == "one\ntwo"
    assert lit("one\n\ntwo") == "one\n\ntwo"


def test_a_hundred_thousand_spaces_are_painted_while_a_room_waits() -> None:
    spaces = " " * 100_000
    assert lit(card(1, f"one{spaces}two{spaces}\n{spaces}\nthree")) == f"one{spaces}two\nthree"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("شكرًا", None, "rtl"),
        ("@layla #longshore26 شكرًا جزيلا", "ar", "rtl"),
        ("https://a.example شكرًا", None, "rtl"),
        ("תודה", "en", "rtl"),
        ("Takk", "ar", "ltr"),
        ("💙", "fa-IR", "rtl"),
        ("💙", None, "ltr"),
    ],
)
def test_a_text_lays_itself_out_in_its_own_direction(text: str, language: str | None, expected: str) -> None:
    assert direction(text, language) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Noor van Beveren", "NB"),
        ("Þórdís Sól", "ÞS"),
        ("✨ Ana 🌊", "A"),
        ("Ana (she/her)", "A"),
        ("(anon)", "A"),
        ("森川 あかり", "森"),
        ("김 민지", "김"),
        ("ليلى المنصوري", "ل"),
        ("@bob", "B"),
        ("ß x", "ßX"),
        ("O'Brien", "O"),
        ("🔥", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_initials_are_those_a_person_would_write(name: str | None, expected: str) -> None:
    assert initials(name) == expected


@given(st.text())
def test_any_name_has_at_most_two_initials(name: str) -> None:
    letters = [letter for letter in initials(name) if not unicodedata.category(letter).startswith("M")]
    assert len(letters) <= 2


def test_the_colour_of_a_person_stays_the_same() -> None:
    assert tint("Noor@dijk.example") == tint("noor@dijk.example") == "ini-a"
    assert {tint(f"voice{number}") for number in range(60)} == {f"ini-{letter}" for letter in "abcdef"}


def test_a_face_is_a_picture_on_our_own_host() -> None:
    assert own_face("/static/demo/faces/noor.svg")
    for path in ("/static/a.svg?x", "/static/a.svg\n", "/static//evil.example/a.svg", "https://a.example/a.svg"):
        assert own_face(path) is None


def test_small_numbers_are_words() -> None:
    assert [in_words(number) for number in (0, 1, 12, 13, 1926)] == ["no", "one", "twelve", "13", "1,926"]


def test_times_are_utc_for_machines_and_local_for_people() -> None:
    assert rfc3339(NOW) == "2026-05-05T09:30:00Z"
    assert local(NOW, ZoneInfo("Europe/Lisbon")) == "10:30"


def test_every_network_has_a_glyph_in_the_sprite() -> None:
    page = wall()
    for network in Network:
        assert f'id="{glyph(network)}"' in page


def test_every_voice_has_one_seat_and_the_newest_sit_in_the_middle_of_the_front() -> None:
    cards = tuple(card(number, account=f"voice{number % 30}") for number in range(100))
    stalls = seated(cards)
    places = [*stalls.front, *stalls.back]
    assert (len(stalls.back), len(stalls.front)) == (BACK, FRONT)
    assert sorted(place.turn for place in places) == list(range(BACK + FRONT))
    accounts = [place.card.account for place in places if place.card]
    assert len(accounts) == len(set(accounts)) == 30
    middle = stalls.front[FRONT // 2 - 1 : FRONT // 2 + 1]
    assert {place.card.account for place in middle if place.card} == {"voice0", "voice1"}


def test_a_first_post_is_greeted_in_norwegian_whichever_of_the_two() -> None:
    assert welcome("nb-NO") == welcome("nn") == ("første innlegg her, velkommen", "no")


def test_a_page_has_no_inline_style_and_no_inline_script() -> None:
    for page in (wall(), render("error.html", title="No such wall", detail="")):
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
        assert all("src=" in script for script in re.findall(r"<script[^>]*>", page))
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//(?!dijk\.example)", page)


def test_hostile_words_stay_words_in_every_field() -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    hostile = card(1, evil, name=evil, handle=evil, account=evil, face=evil, language=evil, warning=None)
    page = wall(snapshot=Snapshot(epoch=evil, seq=1, cards=(hostile,)))
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_a_wall_without_posts_opens_the_house() -> None:
    page = wall(snapshot=Snapshot(epoch="e1", seq=0, cards=()), on_stage=())
    assert "The house is open." in page
    assert "<article" not in page.split("<template")[0]


def test_a_template_that_is_handed_too_little_says_so() -> None:
    with pytest.raises(UndefinedError):
        render("wall/wall.html", event=EVENT)
