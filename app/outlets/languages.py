"""What the house says on a wall, in its languages: catalogues of web/languages, as gettext writes them."""

import ast
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from app import assets

_ENTRY = re.compile(r'^msgid ((?:"(?:[^"\\]|\\.)*"\s*)+)^msgstr ((?:"(?:[^"\\]|\\.)*"\s*)+)', re.MULTILINE)
_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"')


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return a language's words by the English ones; empty for English, and for a language that nobody wrote yet."""
    file = assets.web() / "languages" / f"{language}.po"
    if not language.isalpha() or not file.is_file():
        return {}
    found = _ENTRY.findall(file.read_text(encoding="utf-8"))
    return {_text(english): _text(theirs) for english, theirs in found if _text(english) and _text(theirs)}


def spoken(language: str | None) -> Callable[[str], str]:
    """Return what says English words in a language; what a catalogue does not have is said in English."""
    words = catalogue((language or "en").lower())
    return lambda english: words.get(english, english)


@pass_context
def speak(context: Context, english: str) -> str:
    """Say something in the language of the page that is being painted; the `_` of templates."""
    language: Any = context.get("lang")
    return spoken(language)(english)


def _text(quoted: str) -> str:
    return "".join(ast.literal_eval(piece) for piece in _PIECE.findall(quoted))
