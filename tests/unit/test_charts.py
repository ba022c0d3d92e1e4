"""Charts are well-formed SVG without a single style, say in words what they show, and never break on odd numbers."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.landing import Landing, build_landing
from app.domain.ledger import Coverage, build_ledger
from app.domain.network import Network
from app.domain.said import Said
from app.outlets.charts import coverage_bar, entry_pips, landing_chart, landing_words, ledger_field
from tests.support.letters_cast import EVENT, INGRID, KOFI, NOTEBOOKS, PROGRAMME, START, TADEUSZ, said

LISBON = ZoneInfo("Europe/Lisbon")


def landing(*what: Said, minutes: int = 30) -> Landing:
    found = build_landing(replace(NOTEBOOKS, ends_at=START + timedelta(minutes=minutes)), what)
    assert found is not None
    return found


def parsed(svg: str) -> ET.Element:
    root = ET.fromstring(f"<div>{svg}</div>")
    for element in root.iter():
        assert "style" not in element.attrib
        assert not [name for name in element.attrib if name.startswith("on")]
    return root


def texts(root: ET.Element) -> list[str]:
    return ["".join(text.itertext()) for text in root.iter("text")]


def at(*minutes: float, words: str = "Thank you.") -> Sequence[Said]:
    return [said(words, by=f"V{n}", minute=minute) for n, minute in enumerate(minutes)]


def test_a_chart_has_a_bar_for_each_minute_in_which_somebody_wrote() -> None:
    root = parsed(landing_chart(landing(*at(3, 15, 15.5, 31)), LISBON))
    bars = [rect for rect in root.iter("rect") if rect.get("class") != "paper"]
    assert [bar.get("class") for bar in bars] == ["bar", "bar", None]
    assert (bars[2].get("fill") or "").startswith("url(#landing-")
    assert float(bars[1].get("height") or 0) == 2 * float(bars[0].get("height") or 0)
    assert "2 people in one minute" in texts(root)


def test_its_axis_is_in_the_event_s_own_time() -> None:
    root = parsed(landing_chart(landing(*at(3)), ZoneInfo("Asia/Tokyo")))
    assert texts(root) == ["19:30", "19:40", "19:50", "20:00, end"]


def test_moments_are_told_in_somebody_s_words_or_else_by_the_clock() -> None:
    with_words = parsed(landing_chart(landing(*at(15, 15.5, words="The day the harbour froze.")), LISBON))
    assert "The day the harbour froze." in texts(with_words)
    without = parsed(landing_chart(landing(*at(15, 15.5, words="No")), LISBON))
    assert "10:45" in texts(without)
    assert "2 people in one minute" in texts(without)


def test_a_chart_says_the_same_in_words() -> None:
    assert landing_words(landing(*at(15, 15.5)), LISBON) == "One moment stands out: 10:45, with two people."
    assert landing_words(landing(*at(15, 15.5, 31, 31.2, 31.4)), LISBON) == (
        "Two moments stand out: 10:45, with two people and 11:01, after the end, with three people."
    )
    assert landing_words(landing(*at(2, 9)), LISBON) == "People wrote all through it, one at a time."


def test_words_in_a_chart_cannot_become_markup() -> None:
    root = parsed(landing_chart(landing(*at(15, 15.5, words="<script>alert(1)</script>")), LISBON))
    assert not list(root.iter("script"))


def test_annotations_never_lie_on_each_other_s_line() -> None:
    late = parsed(landing_chart(landing(*at(28, 28.5, 31, 31.5, words="Thank you for all of these.")), LISBON))
    assert texts(late).count("Thank you for all of these.") == 1


@given(st.integers(1, 600), st.lists(st.floats(0, 600), min_size=1, max_size=40))
def test_any_talk_and_any_crowd_give_a_chart_within_its_box(length: int, when: list[float]) -> None:
    inside = [minute % (length + 5) for minute in when]
    root = parsed(landing_chart(landing(*at(*inside), minutes=length), LISBON))
    for rect in root.iter("rect"):
        if rect.get("class") != "paper":
            assert float(rect.get("x") or 0) >= 0
            assert float(rect.get("x") or 0) + float(rect.get("width") or 0) <= 700
            assert 109 <= float(rect.get("y") or 0) <= 240


def marks(root: ET.Element, kind: str) -> int:
    return sum((path.get("d") or "").count("M") for path in root.iter("path") if path.get("class") == kind)


@pytest.mark.parametrize("number", [1, 45, 500, 3000])
def test_the_field_holds_one_mark_for_every_appreciation(number: int) -> None:
    ledger = build_ledger(EVENT, PROGRAMME, [said("a", by=f"V{n}", about=TADEUSZ, minute=n) for n in range(number)])
    wide, narrow = parsed(ledger_field(ledger))
    # an open pair is two strokes
    assert marks(wide, "u") == marks(narrow, "u") == 2 * number
    assert marks(wide, "d") == 0
    assert wide.get("aria-label") == f"0 of {number:,} arrived"


def test_the_marks_of_one_speaker_are_capped_and_their_label_is_not() -> None:
    ledger = build_ledger(EVENT, PROGRAMME, [said("a", by=f"V{n}", about=KOFI, minute=n) for n in range(99)])
    (svg,) = parsed(entry_pips(ledger.entries[3]))
    assert svg.get("aria-label") == "99 waiting, 0 arrived"
    assert marks(parsed(entry_pips(ledger.entries[3])), "u") == 48


def test_a_coverage_bar_shows_what_is_and_what_could_be() -> None:
    bar = parsed(coverage_bar(Coverage(network=Network.X, total=10, reachable=4, with_handle=9)))
    assert [rect.get("width") for rect in bar.iter("rect") if rect.get("class") in {"now", "then"}] == ["120", "150"]


def test_a_chart_of_the_same_posts_is_the_same_to_the_byte() -> None:
    what = at(3, 15, 15.5)
    assert landing_chart(landing(*what), LISBON) == landing_chart(landing(*what[::-1]), LISBON)
    assert INGRID.photo
