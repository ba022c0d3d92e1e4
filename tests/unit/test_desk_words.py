"""The words of the desk: what is lit, what is underlined, and that nothing of a post becomes part of the page."""

from app.domain.desk_marks import critical_spans
from app.domain.entities import Span
from app.domain.tone import Tone
from app.outlets.desk_words import marked

TEXT = "Loved the maps, but the demo was boring. Thank you"


def appraise(words: str) -> Tone:
    return Tone(criticism=0.9 if "boring" in words else 0.0)


def test_the_critical_clause_is_told_from_the_kind_ones() -> None:
    (span,) = critical_spans(TEXT, Tone(criticism=0.5), appraise)
    assert span.of(TEXT) == "but the demo was boring"


def test_where_no_clause_is_critical_by_itself_all_of_it_is() -> None:
    assert critical_spans("So. That happened", Tone(criticism=0.5), appraise) == (Span(0, 17),)
    assert critical_spans(TEXT, Tone(criticism=0.1), appraise) == ()


def test_evidence_and_criticism_may_overlap_and_every_letter_stands_once() -> None:
    painted = marked("ab<c>de", [Span(1, 4)], [Span(3, 6)])
    assert painted == 'a<mark>b&lt;</mark><mark><span class="crit">c</span></mark><span class="crit">&gt;d</span>e'


def test_spans_beyond_the_text_do_no_harm() -> None:
    assert marked("ab", [Span(1, 9), Span(7, 8)]) == "a<mark>b</mark>"
    assert marked("", [Span(0, 1)]) == ""
