"""Laws of folding that hold for every text."""

import itertools
import sys
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from app.domain.text import _JOINING, fold, folded, is_whole, slug, source_span, words

# letters that decompose, compose, grow or shrink turn up far more often than chance would have it
_TRICKY = (
    "éÉßẞﬁǰŉİıſΐᾳᾼΣςσｶﾞﾊﾟが각क़ोæØŁ’…👏🏽Ａ①\u3099\u309a\u1100\u1161\u11a8\u0301\u0308\u0345\u05b0\u064e\u093c\u09c7\u09be"
    "\u200d\ufe0f\u115f\u3164"
)
_TEXTS = st.text(st.one_of(st.sampled_from(_TRICKY), st.characters()), max_size=30)


@given(_TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(_TEXTS)
def test_the_normal_form_makes_no_difference(text: str) -> None:
    wanted = folded(text)
    assert folded(unicodedata.normalize("NFC", text)) == wanted
    assert folded(unicodedata.normalize("NFD", text)) == wanted
    if "´" not in unicodedata.normalize("NFC", text):  # as an apostrophe it is more than its compatibility form
        assert folded(unicodedata.normalize("NFKC", text)) == wanted
        assert folded(unicodedata.normalize("NFKD", text)) == wanted


@given(_TEXTS)
def test_case_makes_no_difference(text: str) -> None:
    wanted = folded(text)
    assert folded(text.upper()) == wanted
    assert folded(text.lower()) == wanted
    assert folded(text.title()) == wanted
    assert folded(text.casefold()) == wanted


def test_the_laws_hold_for_every_single_character() -> None:
    broken = []
    for point in range(sys.maxunicode + 1):
        char = chr(point)
        if char.isascii() or (char == char.upper() == char.lower() and not unicodedata.decomposition(char)):
            continue
        wanted = folded(char)
        forms = (wanted, char.upper(), char.lower(), char.casefold(), unicodedata.normalize("NFD", char))
        if any(folded(form) != wanted for form in forms):
            broken.append(f"U+{point:04X}")
    assert broken == []


@given(_TEXTS, st.data())
def test_a_span_leads_back_to_a_source_that_holds_what_was_found(text: str, data: st.DataObject) -> None:
    found = fold(text)
    start = data.draw(st.integers(0, len(found.text)))
    end = data.draw(st.integers(start, len(found.text)))
    span = source_span(found, start, end, len(text))
    assert 0 <= span.start <= span.end <= len(text)
    assert found.text[start:end] in folded(span.of(text)) or start == end


@given(_TEXTS)
def test_origins_never_go_back_and_the_whole_leads_to_the_whole(text: str) -> None:
    found = fold(text)
    if found.origin is None:
        assert len(found.text) == len(text)
        return
    assert len(found.origin) == len(found.text)
    assert list(found.origin) == sorted(found.origin)
    if found.text:
        assert source_span(found, 0, len(found.text), len(text)).end == len(text)


@given(_TEXTS, st.text(st.characters(), max_size=10))
def test_what_follows_after_a_space_changes_nothing_before_it(text: str, more: str) -> None:
    assert folded(f"{text} . {more}").startswith(folded(f"{text} . "))


def test_the_letters_that_join_are_those_that_unicode_composes_with() -> None:
    seconds = set()
    for point in range(sys.maxunicode + 1):
        parts = unicodedata.decomposition(chr(point)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            second = chr(int(parts[1], 16))
            if not unicodedata.combining(second):
                seconds.add(second)
    assert seconds <= _JOINING


@given(_TEXTS)
def test_words_are_whole_and_in_order(text: str) -> None:
    spans = list(words(text))
    assert all(before.end <= after.start for before, after in itertools.pairwise(spans))
    assert all(span.start < span.end for span in spans)


@given(st.sampled_from(["ann", "lukasz", "soren"]), st.text("abcxyz0_", min_size=1, max_size=3))
def test_a_name_is_never_whole_with_letters_around_it(name: str, more: str) -> None:
    assert not is_whole(f"{more}{name}", len(more), len(more) + len(name))
    assert not is_whole(f"{name}{more}", 0, len(name))
    assert is_whole(f"{more} {name}, {more}", len(more) + 1, len(more) + 1 + len(name))


@given(_TEXTS)
def test_a_slug_is_its_own_slug(text: str) -> None:
    key = slug(text)
    assert slug(key) == key
    assert len(key) <= 80
    assert not any(char.isspace() for char in key)
