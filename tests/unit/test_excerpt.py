"""What is too long for a wall is cut where a reader would: never inside a letter, a name or an address."""

import pytest

from app.domain.entities import Span
from app.domain.excerpt import excerpt, kept


def cut(text: str, most: int, *whole: Span) -> str:
    """What is shown of a text of which at most so many code points are shown."""
    shown = excerpt(text, kept(text, most, whole))
    assert len(shown) <= most
    return shown


def test_what_fits_is_shown_as_it_was_written() -> None:
    assert cut("Thank you, Maren. ", 18) == "Thank you, Maren. "


def test_what_is_too_long_ends_with_a_whole_word_and_a_mark_apart_from_it() -> None:
    assert cut("Thank you, Maren Åkesson", 18) == "Thank you, Maren …"
    assert cut("Thank you, Maren \n\n Åkesson", 24) == "Thank you, Maren …"
    assert cut("Thank you, Maren Åkesson", 19) == "Thank you, Maren …"


def test_where_words_are_written_without_spaces_the_mark_follows_a_letter() -> None:
    assert cut("潮の話をありがとうございました", 10) == "潮の話をありがと…"
    assert cut("w" * 200, 100) == "w" * 98 + "…"


def test_a_space_far_before_is_no_place_to_cut() -> None:
    assert cut("Oh! " + "森" * 100, 100) == "Oh! " + "森" * 94 + "…"


def test_no_entity_is_cut_where_words_have_no_spaces() -> None:
    text = "潮の話をありがとうございました@maren@sea.exampleさん、またね"
    entity = Span(15, 33)
    assert entity.of(text) == "@maren@sea.example"
    for most in range(17, 35):
        assert cut(text, most, entity) == "潮の話をありがとうございました…"
    assert cut(text, 35, entity) == "潮の話をありがとうございました@maren@sea.example…"


def test_no_name_of_several_words_is_cut_between_them() -> None:
    text = "Thank you so much, Maren Åkesson of the lab"
    assert cut(text, 28) == "Thank you so much, Maren …"
    assert cut(text, 28, Span(19, 32)) == "Thank you so much, …"
    assert cut(text, 34, Span(19, 32)) == "Thank you so much, Maren Åkesson …"


def test_spans_that_overlap_are_all_left_whole() -> None:
    text = "Thanks for everything, dear Maren Åkesson"
    assert cut(text, 36, Span(28, 41), Span(23, 33), Span(11, 24)) == "Thanks for …"


def test_an_address_longer_than_all_that_is_shown_is_left_out_unless_nothing_came_before_it() -> None:
    address = "https://tide.example/" + "a" * 2000
    assert cut(f"Read {address}", 100, Span(5, 5 + len(address))) == "Read …"
    assert cut(address, 100, Span(0, len(address))) == address[:98] + "…"


@pytest.mark.parametrize(
    "letter",
    [
        "e\u0301\u0323",  # marks that stand on one letter
        "\u0928\u093f",  # Devanagari: a vowel sign
        "\u0915\u094d\u0937",  # Devanagari: two consonants that are one
        "\u0e01\u0e33",  # Thai
        "\u1112\u1161\u11ab",  # Hangul by letters
        "\uff76\uff9e",  # half width, voiced
        "👩🏾\u200d🔬",  # a woman with a skin colour and a profession
        "👨\u200d👩\u200d👧\u200d👦",
        "🏳\ufe0f\u200d🌈",
        "🇵🇹",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",  # Scotland's flag
        "1\ufe0f\u20e3",
    ],
)
def test_what_a_reader_takes_for_one_letter_stays_one(letter: str) -> None:
    for most in range(40, 60):
        shown = cut(letter * 60, most)
        assert shown == letter * ((most - 2) // len(letter)) + "…"


def test_right_to_left_words_are_cut_in_the_order_in_which_they_are_written() -> None:
    text = "شُكرًا ليلى على أسماء الأودية"
    assert cut(text, 20) == "شُكرًا ليلى على …"


def test_a_letter_with_endless_marks_is_cut_at_last() -> None:
    assert len(cut("Z" + "\u0301" * 5000, 100)) == 99
    assert cut("Z" + "\u0301" * 5000 + " and more", 100, Span(0, 5001)).endswith("…")
