"""How names stand in a row in each language, for whoever says a phrase and for templates alike."""

import re
from collections.abc import Sequence
from typing import Literal

from babel import Locale
from babel.lists import format_list
from markupsafe import Markup

from app.domain.phrase import Way

_LIKE_Y = re.compile(r"h?[ií](?![aeoáéó])", re.IGNORECASE)
_LIKE_O = re.compile(r"h?[oó]", re.IGNORECASE)
_STYLES: dict[str, Literal["standard", "or"]] = {"and": "standard", "or": "or"}


def in_row(names: Sequence[str], way: Way, locale: Locale) -> str:
    """Return names in a row: `a, b and c`, `a, b oder c`; Markup where one of them is, with everything else escaped."""
    places = [f"{{{place}}}" for place in range(len(names))]
    pattern = ", ".join(places) if way == "," else format_list(places, _STYLES[way], locale=locale)
    if locale.language == "es" and len(names) > 1:
        pattern = _spanish(pattern, names[-1].striptags() if isinstance(names[-1], Markup) else names[-1])
    marked = any(isinstance(name, Markup) for name in names)
    return (Markup(pattern) if marked else pattern).format(*names)  # noqa: S704 - a pattern of Babel's


def _spanish(pattern: str, last: str) -> str:
    """`y` and `o` give way before their own sound: `Ada e Ingrid`, `Ada u Olga`; CLDR's patterns leave that to us."""
    if _LIKE_Y.match(last):
        return pattern.replace(" y {", " e {")
    return pattern.replace(" o {", " u {") if _LIKE_O.match(last) else pattern
