"""A wall reads whole sentences out of posts: never a piece of one, one a voice, and fair between speakers."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.sentences import LONGEST, Ranked, best_sentence, fair_choice, sentences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Dr. Okafor spoke. I cried.", ["Dr. Okafor spoke.", "I cried."]),
        ("She said “thank you.” And left.", ["She said “thank you.”", "And left."]),
        ("森川さんの話、本当に良かった。声が聞こえた。", ["森川さんの話、本当に良かった。", "声が聞こえた。"]),
        ("First line\n\n👏👏\nSecond line", ["First line", "Second line"]),
        ("Version 2.5 is out", ["Version 2.5 is out"]),
        ("Wait… what a talk", ["Wait…", "what a talk"]),
        ("", []),
        ("👏👏👏", []),
    ],
)
def test_a_text_is_parted_into_whole_sentences(text: str, found: list[str]) -> None:
    assert sentences(text) == found


@given(some.text(max_size=300))
def test_a_sentence_stands_in_the_text_as_it_is(text: str) -> None:
    assert all(piece in text for piece in sentences(text))


def test_the_most_appreciative_sentence_is_read_out_without_the_hashtags_at_its_end() -> None:
    text = "The hall was cold today. I loved every minute of her talk. #longshore26 https://a.example/x"
    found = best_sentence(text, lambda piece: 0.9 if "loved" in piece else 0.1)
    assert found is not None
    assert found[0] == "I loved every minute of her talk."


def test_what_says_something_is_worth_more_than_plain_thanks_and_unkind_words_are_worth_little() -> None:
    plain, full = "Thank you so much.", "Thank you, I will hear the tide differently for the rest of my life."
    found = best_sentence(f"{plain} {full}", lambda _: 0.8)
    assert found is not None
    assert found[0] == full
    assert full not in (best_sentence(plain, lambda _: 0.8) or ())
    assert best_sentence(full, lambda _: 0.0) == (full, 0.0)


def test_what_is_too_long_for_a_wall_is_left_out_and_never_shortened() -> None:
    long = "I loved it " * 30
    assert best_sentence(long, lambda _: 1.0) is None
    found = best_sentence(f"{long}. It was kind and clear.", lambda _: 0.5)
    assert found is not None
    assert found[0] == "It was kind and clear."
    assert len("It was kind and clear.") < LONGEST


def test_everybody_is_read_out_once_and_no_speaker_twice_before_all_had_one() -> None:
    told = [
        Ranked(item=f"{speaker}{n}", voice=f"v{voice}", speaker=speaker, value=value)
        for speaker, n, voice, value in [
            *(("keynote", n, n, 0.9) for n in range(5)),
            ("quiet", 0, 4, 0.3),
            ("quiet", 1, 9, 0.2),
        ]
    ]
    chosen = fair_choice(told, 4)
    assert chosen == ["keynote0", "quiet0", "keynote1", "quiet1"]
    assert len(fair_choice(told, 20)) == 6
