"""Folding, word edges and slugs, by example."""

import pytest

from app.domain.entities import Span
from app.domain.text import ends_word, fold, folded, is_unspaced, is_whole, slug, source_span, starts_word, words


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Łukasz Langa", "lukasz langa"),
        ("SØREN", "soren"),
        ("Æsa Þórsdóttir", "aesa thorsdottir"),
        ("Đorđe", "dorde"),
        ("Strauß STRAUSS", "strauss strauss"),
        ("İstanbul ılık", "istanbul ilik"),
        ("Zoë Zoe\u0308", "zoe zoe"),
        ("O’Reilly OʼReilly O´Reilly", "o'reilly o'reilly o'reilly"),
        ("Jean‑Luc Jean–Luc", "jean-luc jean-luc"),
        ("ＡＢ ｶﾞ", "ab ガ"),
        ("한\u200b국 \u1112\u1161\u11ab", "한국 한"),
        ("عَلِيّ", "علي"),
        ("علی کریم", "علي كريم"),
        ("क़लम हिन्दी", "क\u093cलम हिन्दी"),
        ("Ёлка Йод", "елка иод"),
        ("Σίσυφος ΣΊΣΥΦΟΣ", "σισυφοσ σισυφοσ"),
        ("𝐉𝐚𝐧𝐞 Ⓓⓞⓔ", "jane doe"),
        ("wait…", "wait..."),
    ],
)
def test_what_people_write_differently_is_compared_alike(written: str, compared: str) -> None:
    assert folded(written) == compared


def test_kana_keep_their_voice_marks_because_they_are_other_letters() -> None:
    assert folded("か") != folded("が") == folded("か\u3099")


def test_ascii_is_only_lowered() -> None:
    assert fold("Jane `Doe`") == ("jane `doe`", None)


def test_a_dropped_mark_between_two_that_compose_does_not_hide_the_whole() -> None:
    assert folded("か\u200d\u3099") == folded("が")


@pytest.mark.parametrize(
    ("text", "name", "shown"),
    [
        ("Thanks to Łukasz!", "lukasz", "Łukasz"),
        ("… Zoe\u0308 spoke", "zoe", "Zoe\u0308"),
        ("Strauß spoke", "strauss", "Strauß"),
        ("Strauß spoke", "straus", "Strauß"),
        ("so ﬁne", "fi", "ﬁ"),
        ("👏🏽 ｶﾞｲ", "ガイ", "ｶﾞｲ"),
    ],
)
def test_a_span_leads_back_to_whole_letters_of_the_source(text: str, name: str, shown: str) -> None:
    found = fold(text)
    start = found.text.index(name)
    assert source_span(found, start, start + len(name), len(text)).of(text) == shown


def test_an_empty_span_stays_where_it_is() -> None:
    found = fold("…a")
    assert source_span(found, 3, 3, 2) == Span(1, 1)
    assert source_span(found, 4, 4, 2) == Span(2, 2)
    assert source_span(fold("abc"), 1, 1, 3) == Span(1, 1)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ann spoke", "ann"),
        ("thanks,ann!", "ann"),
        ("ann's talk", "ann"),
        ("#ann", "ann"),
        ("感谢李明的演讲", "李明"),
        ("アンさん", "アン"),
        ("김민수는 좋았다", "김민수"),
        ("شكرا لعلي", "علي"),
        ("وبعلي", "علي"),
        ("תודה לדנה", "דנה"),
        ("ขอบคุณสมชายมาก", "สมชาย"),
    ],
)
def test_a_name_stands_for_itself(text: str, name: str) -> None:
    start = text.index(name)
    assert is_whole(text, start, start + len(name))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("planning", "ann"),
        ("annotate", "ann"),
        ("joann", "ann"),
        ("ann_b", "ann"),
        ("ann2", "ann"),
        ("アンケート", "アン"),
        ("최김민수", "김민수"),
        ("معلي", "علي"),
        ("हिन्दी", "हिन्द"),
        ("សុខា", "សុខ"),
    ],
)
def test_a_name_inside_a_longer_word_is_none(text: str, name: str) -> None:
    start = text.index(name)
    assert not is_whole(text, start, start + len(name))


def test_the_ends_of_a_text_are_edges_of_words() -> None:
    assert starts_word("ann", 0)
    assert ends_word("ann", 3)
    assert ends_word("ann", 0)
    assert starts_word("ann", 3)


def test_words_are_runs_of_letters_of_any_script() -> None:
    text = "Hi, हिन्दी_2 – ok"
    assert [span.of(text) for span in words(text)] == ["Hi", "हिन्दी_2", "ok"]
    assert [span.of("end") for span in words("end")] == ["end"]


def test_scripts_without_spaces_are_known() -> None:
    assert [is_unspaced(char) for char in "李アなส가aب"] == [True, True, True, True, False, False, False]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Canato .", "canato"),
        ("Łukasz “Cube” Hannen", "łukasz-cube-hannen"),
        ("李 明", "李-明"),
        ("Pierre-Yves Ricau 🎸", "pierre-yves-ricau"),
        ("John O'Reilly", "john-o-reilly"),
        ("Zoe\u0308", "zoë"),
        ("हिन्दी", "हिन्दी"),
        ("snake_case", "snake-case"),
        ("🎸", ""),
        ("a" * 100, "a" * 80),
    ],
)
def test_a_slug_keeps_letters_of_any_script(name: str, key: str) -> None:
    assert slug(name) == key
