"""A wall speaks each of its languages whole: every phrase has its words, with the same parts, in the house's tone."""

import re
from collections import Counter

import pytest

from app.assets import web
from app.domain.look import Language
from app.outlets.html import environment
from app.outlets.languages import catalogue, spoken

PAGES = (
    "wall/wall.html",
    "wall/text.html",
    "wall/phrases.html",
    "wall/scenes.html",
    "wall/voice.html",
    "consent/foot.html",
)
PART = re.compile(r"\{\w+\}")
OTHERS = [one.value for one in Language if one is not Language.ENGLISH]


def phrases() -> list[str]:
    """The English words that the wall's pages ask for."""
    folder = web() / "templates"
    found = [
        words
        for page in PAGES
        for words in re.findall(r'_\("((?:[^"\\]|\\.)*)"\)', (folder / page).read_text(encoding="utf-8"))
    ]
    return sorted(set(found))


@pytest.mark.parametrize("language", OTHERS)
def test_every_phrase_is_there_with_its_parts_and_none_is_left_over(language: str) -> None:
    words = catalogue(language)
    assert sorted(words) == phrases()
    wrong = [
        english for english, theirs in words.items() if Counter(PART.findall(english)) != Counter(PART.findall(theirs))
    ]
    assert wrong == []
    assert [theirs for theirs in words.values() if "!" in theirs] == []


def test_what_nobody_translated_is_said_in_english() -> None:
    assert spoken("de")("On stage") == "Auf der Bühne"
    assert spoken("de")("Something new") == "Something new"
    assert spoken(None)("On stage") == spoken("tlh")("On stage") == spoken("../de")("On stage") == "On stage"


def test_a_page_speaks_its_own_language() -> None:
    template = environment().from_string('{{ _("Thank you") }}')
    assert [template.render(lang=one) for one in ("en", "de", "es", "fr")] == ["Thank you", "Danke", "Gracias", "Merci"]
    assert template.render() == "Thank you"
