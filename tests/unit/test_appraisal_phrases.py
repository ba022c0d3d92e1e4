"""Phrases: praise by its shape, what only looks like it, and the letters that a language counts as one."""

from importlib import resources

import pytest

from app.domain.appraisal_lexicon import parse_lexicon, split
from app.domain.appraisal_lexicons import Lexicons
from app.domain.appraisal_phrases import common_letters, unstretched
from app.domain.errors import BadInput
from app.domain.text import folded

ES = """# {talk}: charlas?|ponencia
# not: no
~que {talk}	appreciation	0.8
~gracias pero	plain
gracias	appreciation	0.9
"""


def praised(text: str, language: str = "es", lexicon: str = ES) -> bool:
    found = Lexicons({language: parse_lexicon(language, lexicon)})
    return found.heads(folded(text), split(folded(text)), frozenset({language})).get("appreciation", 0) >= 0.5


def test_a_list_stands_for_each_of_its_words() -> None:
    assert praised("¡Qué charla!")
    assert praised("Qué ponencia")
    assert not praised("Qué cola")


def test_what_only_looks_like_praise_is_not_heard_at_all() -> None:
    assert praised("Gracias")
    assert not praised("Gracias pero paso")


def test_a_phrase_begins_where_a_word_begins_and_is_turned_round_by_a_negation() -> None:
    assert not praised("Aunque charlas")
    assert not praised("No sé que charla")


def test_a_stretched_word_is_what_it_stretches() -> None:
    assert praised("Graciassss")
    assert list(unstretched("muuuy tooolll")) == ["muy tol", "muuy tooll"]
    assert list(unstretched("muy bien")) == []


def test_a_question_praises_nobody_unless_it_only_wants_a_nod() -> None:
    assert not praised("¿Qué charla?")
    assert praised("Qué charla, no?")
    assert praised("Gracias, ¿dónde están las diapositivas?")


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("ar", "رائعة", "رائعه"),
        ("hi", "ज़बरदस्त", "जबरदस्त"),
        ("ja", "スゴい", "すごい"),
        ("ko", "정말 좋았어요", "정말좋았어요"),
        ("zh", "謝謝老師講得真好", "谢谢老师讲得真好"),
    ],
)
def test_letters_that_people_exchange_are_one(language: str, one: str, other: str) -> None:
    assert common_letters(language, folded(one)) == common_letters(language, folded(other))


@pytest.mark.parametrize("line", ["~\\Sgracias\tplain", "~{nothing}\tplain", "~gracias\tappreciation\t2"])
def test_a_spoiled_phrase_is_refused(line: str) -> None:
    with pytest.raises(BadInput, match=r"es\.txt"):
        parse_lexicon("es", f"{line}\n")


def test_every_shipped_phrase_is_a_pattern_that_does_not_match_nothing() -> None:
    for file in (resources.files("app.domain") / "lexicons").iterdir():
        language = file.name.removesuffix(".txt")
        lexicon = parse_lexicon(language, file.read_text("utf-8"))
        assert list(lexicon.phrases.found(" ")) == []
        assert lexicon.phrases.without_plain(" ") == " "
