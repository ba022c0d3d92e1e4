"""A letter that is kept as a file needs nobody: styles and pictures inside, no script, no request, no today."""

import re

from app.outlets.letters import age, carried, talk_day
from tests.support.letters_cast import DUNES, NOTEBOOKS, START
from tests.support.letters_stub import NOW, ingrids_letter, letter


def test_a_letter_in_a_file_carries_all_it_needs() -> None:
    html = letter(ingrids_letter(), None, standalone=True)
    assert "--ink-900" in html
    assert ".letter .btn" in html
    assert "data:image/svg+xml;base64," in html
    assert "<script" not in html
    assert not re.search(r'(?:src|href)="/', html)
    assert not re.search(r"<link\b", html)
    assert "default-src &#39;none&#39;" in html or "default-src 'none'" in html


def test_a_letter_in_a_file_is_the_same_on_any_day() -> None:
    assert letter(ingrids_letter(), None, standalone=True) == letter(ingrids_letter(), None, standalone=True)
    assert "19 November" in letter(ingrids_letter(), None)
    assert "four days" in letter(ingrids_letter(), NOW)


def test_a_picture_that_is_not_ours_or_not_there_is_not_carried() -> None:
    assert carried(None) is None
    assert carried("https://elsewhere.example/face.png") is None
    assert carried("/static/demo/faces/nobody-at-all.svg") is None


def test_ages_are_as_exact_as_it_matters() -> None:
    assert [age(START, START.replace(minute=minute)) for minute in (30, 31, 42)] == [
        "just now",
        "one minute",
        "twelve minutes",
    ]
    assert age(START, START.replace(year=2034)) == "eight years"


def test_a_talk_of_which_only_the_day_is_known_has_a_day() -> None:
    assert talk_day(DUNES) == "19 November"
    assert talk_day(NOTEBOOKS) == ""


def test_the_house_never_shouts_and_never_belittles() -> None:
    html = letter(ingrids_letter())
    house = re.sub(
        r"<blockquote.*?</blockquote>|<text class=\"q\".*?</text>|<style>.*?</style>", "", html, flags=re.DOTALL
    )
    text = re.sub(r"<[^>]+>", " ", house)
    assert "!" not in text
    assert not re.search(r"\b(?:only|awesome|unfortunately|followers|reach\b(?!ed))", text)
