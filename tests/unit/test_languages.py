"""Every language says everything: each message of templates and Python has its words, with the same parts and tags."""

import re
from collections import Counter
from functools import cache
from typing import Any

import pytest
from markupsafe import Markup

from app.domain.errors import BadInput
from app.domain.phrase import as_phrase, phrase, phrase_in, phrases
from app.outlets.html import environment
from app.outlets.languages import catalogue, say, say_number, speaking, tongues
from tests import words

PART = re.compile(r"\{\w*\}|%\(\w+\)s|%%")
TAG = re.compile(r"</?\w[^>]*>")


@cache
def asked() -> dict[tuple[str, str], list[words.Asked]]:
    return words.files()


def every_message() -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    """Language, area, the English forms and theirs, of everything in the catalogues."""
    return [
        (language, area, _forms(message.id), _forms(message.string))
        for language, area in asked()
        for message in words.read(language, area)
        if message.id
    ]


def _forms(string: Any) -> tuple[str, ...]:
    return (string or "",) if isinstance(string, str | None) else tuple(one or "" for one in string)


def test_the_catalogues_hold_what_is_asked_for_and_nothing_else() -> None:
    stale = [
        f"{language}/{area}.po"
        for (language, area), messages in asked().items()
        if words.stored(language, area) != words.written(language, area, messages)
    ]
    assert stale == [], "`make words` brings them up to date"
    files = {(file.parent.name, file.stem) for file in words.FOLDER.rglob("*.po")}
    assert files == set(asked())


def test_everything_is_said_in_every_language() -> None:
    silent = [(language, area, english[0]) for language, area, english, theirs in every_message() if not all(theirs)]
    assert silent == []
    doubtful = [
        (language, area, message.id)
        for language, area in asked()
        for message in words.read(language, area)
        if message.id and message.fuzzy
    ]
    assert doubtful == []


def test_parts_and_tags_are_those_of_the_english() -> None:
    wrong = [
        (language, area, theirs)
        for language, area, english, theirs in every_message()
        if _parts(english[-1]) != _parts(theirs[-1])
        or any(not set(_parts(one)) <= set(_parts(english[-1])) for one in theirs)
        or any(TAG.findall(english[-1]) != TAG.findall(one) for one in theirs)
    ]
    assert wrong == []


def test_the_house_never_raises_its_voice() -> None:
    assert [theirs for *_, theirs in every_message() if any("!" in form for form in theirs)] == []


def test_french_never_breaks_a_line_before_its_marks() -> None:
    apart = [
        theirs for language, *_, theirs in every_message() if language == "fr" and re.search(r" [:;?]", str(theirs))
    ]
    assert apart == []


@pytest.mark.parametrize("language", words.OTHERS)
def test_one_message_has_one_meaning(language: str) -> None:
    said: dict[object, set[object]] = {}
    for area in sorted({area for _, area in asked()}):
        for message in words.read(language, area):
            if message.id:
                said.setdefault((message.context, message.id), set()).add(message.string)
    assert [key for key, meanings in said.items() if len(meanings) > 1] == [], "a context tells them apart: _p()"


def test_what_scripts_say_stands_in_a_template() -> None:
    static, templates = words.ROOT / "web" / "static" / "js", words.ROOT / "web" / "templates"
    there = {
        name.partition(".")[0]
        for page in templates.rglob("*.html")
        for name in re.findall(r'data-phrase="([^"]+)"', page.read_text(encoding="utf-8"))
    }
    scripts = [script.read_text(encoding="utf-8") for script in static.rglob("*.js")]
    said = {
        name for text in scripts if "phrases.js'" in text for name in re.findall(r"\b(?:say|count)\('([\w-]+)'", text)
    }
    assert len(said) > 10
    assert sorted(said - there) == []


def test_what_nobody_translated_is_said_in_english() -> None:
    with speaking("de"):
        assert (say("On stage"), say("Something new")) == ("Auf der Bühne", "Something new")
    for other in (None, "tlh", "../de"):
        with speaking(other):
            assert say("On stage") == "On stage"


def test_a_page_speaks_its_own_language_and_so_do_its_macros() -> None:
    template = environment().from_string('{% macro thanks() %}{{ _("Thank you") }}{% endmacro %}{{ thanks() }}')
    spoken = []
    for language in ("en", "de", "es", "fr"):
        with speaking(language):
            spoken.append(template.render())
    assert spoken == ["Thank you", "Danke", "Gracias", "Merci"]
    assert template.render() == "Thank you"


def test_a_phrase_is_english_to_python_and_a_readers_language_to_a_reader() -> None:
    told = phrase("Welcome to {place}", place="Longshore")
    assert told == "Welcome to Longshore"
    with speaking("fr"):
        assert say(told) == "Bienvenue à Longshore"
        assert say(phrase("Welcome to {place}", place=phrase("The wall"))) == "Bienvenue à Le mur"
        assert say(phrase_in("how many", "two")) == "deux"
        assert say(phrases("One person", "{n} people", 1_200)) == "1,200 people".replace(",", "\u202f")
    assert phrases("One person", "{n} people", 1_200) == "1,200 people"


def test_an_error_keeps_its_phrase_until_somebody_reads_it() -> None:
    error = BadInput(phrase("There is no event at this address."))
    with speaking("es"):
        assert say(as_phrase(error)) == "No hay ningún evento en esta dirección."
    assert as_phrase(BadInput("as it was", line=4)) == "line 4: as it was"


def test_what_stands_in_a_sentence_is_escaped_unless_it_is_markup() -> None:
    tag = Markup("<b>#tide</b>")
    template = environment().from_string('{{ _("{event} <i> {tags}", event=event, tags=tags) }}')
    assert template.render(event="<script>", tags=tag) == "&lt;script&gt; &lt;i&gt; <b>#tide</b>"
    assert template.render(event="<script>", tags="{event}") == "&lt;script&gt; &lt;i&gt; {event}"


def test_rows_and_numbers_are_written_as_the_language_writes_them() -> None:
    template = environment().from_string("{{ names|row }}; {{ names|row('or') }}; {{ 12345|number }}; {{ 3|spelled }}")
    spoken = []
    for language in ("en", "de", "es", "fr"):
        with speaking(language):
            spoken.append(template.render(names=["a", "b", "c"]))
    assert spoken == [
        "a, b and c; a, b or c; 12,345; three",
        "a, b und c; a, b oder c; 12.345; drei",
        "a, b y c; a, b o c; 12.345; tres",
        "a, b et c; a, b ou c; 12\u202f345; trois",
    ]


def test_a_language_may_be_chosen_where_a_reader_has_an_address() -> None:
    assert tongues() == ()
    with speaking("de", [("key", "a&b"), ("lang", "fr")]):
        found = tongues()
    assert [one.code for one in found if one.now] == ["de"]
    assert [one.href for one in found][1:3] == ["?key=a%26b&lang=de", "?key=a%26b&lang=es"]
    assert [one.name for one in found] == ["English", "Deutsch", "Español", "Français"]


def test_a_catalogue_is_read_once() -> None:
    assert catalogue("de") is catalogue("de")
    with speaking("de"):
        assert say_number("One person", "{n} people", 2) == "2 people"


def _parts(message: str) -> Counter[str]:
    return Counter(PART.findall(message))
