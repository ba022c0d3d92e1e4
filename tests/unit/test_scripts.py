"""Scripts of an event's names, as people call them."""

import pytest

from app.domain.scripts import EMOJI, scripts_in


@pytest.mark.parametrize(
    ("text", "scripts"),
    [
        ("Ingrid Sølvberg", {"Latin"}),
        ("森川 あかり", {"Chinese characters", "Japanese (hiragana)"}),
        ("ليلى المنصوري", {"Arabic"}),
        ("김민수", {"Korean (hangul)"}),
        ("Ольга, 1987", {"Cyrillic"}),
        ("प्रिया", {"Devanagari"}),
        ("🌊 Bea", {"Latin", EMOJI}),
        ("Z̵͖a", {"Latin"}),
        ("123 — ·", set()),
    ],
)
def test_the_scripts_of_a_text_are_named_as_people_name_them(text: str, scripts: set[str]) -> None:
    assert set(scripts_in([text])) == scripts


def test_each_character_of_a_script_stands_there_once() -> None:
    assert scripts_in(["anna", "hanna"])["Latin"] == frozenset("anh")
