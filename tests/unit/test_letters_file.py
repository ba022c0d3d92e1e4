"""A letter that is kept as a file needs nobody: styles and pictures inside, no script, no request, no today."""

import re
from dataclasses import replace

from app.domain.digest import build_digest
from app.domain.ledger import build_ledger
from app.domain.network import Network
from app.outlets.html import render
from app.outlets.letters import age, carried
from tests.support.letters_cast import EVENT, INGRID, PROGRAMME, START, said
from tests.support.letters_stub import NOW, ORGANIZER, ingrids_letter, letter


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


def test_the_house_never_shouts_and_never_belittles() -> None:
    html = letter(ingrids_letter())
    house = re.sub(
        r"<blockquote.*?</blockquote>|<text class=\"q\".*?</text>|<style>.*?</style>", "", html, flags=re.DOTALL
    )
    text = re.sub(r"<[^>]+>", " ", house)
    assert "!" not in text
    assert not re.search(r"\b(?:only|awesome|unfortunately|followers|reach\b(?!ed))", text)


HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


def test_nothing_that_people_write_becomes_markup() -> None:
    one = said(
        f"Thank you {HOSTILE}", by=HOSTILE, handle="h", warning=HOSTILE, language='en" onclick="x', minute=5, first=True
    )
    one = replace(
        one,
        post=replace(
            one.post, url="javascript:alert(3)", author=replace(one.post.author, avatar="https://x.example/a.png")
        ),
    )
    two = said(
        f"{HOSTILE} how?", by=HOSTILE, handle="i", network=Network.X, minute=5.2, links=['https://x.example/"><script>']
    )
    speaker = replace(INGRID, name=HOSTILE)
    programme = replace(PROGRAMME, speakers=(speaker,))
    for standalone in (False, True):
        html = letter(build_digest(EVENT, speaker, programme, [one, two]), standalone=standalone)
        assert "<script" not in html
        assert "<img src=x" not in html
        assert "javascript:" not in html
        assert 'onclick="x' not in html
    ledger = build_ledger(EVENT, programme, [replace(one, speaker=speaker), replace(two, speaker=speaker)])
    html = render("ledger/ledger.html", ledger=ledger, event=EVENT, visitor=ORGANIZER)
    assert "<script" not in html
    assert "javascript:" not in html
