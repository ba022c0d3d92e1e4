"""Which scripts a text is written in, so that somebody can be told which of them a machine cannot draw."""

import unicodedata
from collections.abc import Iterable, Mapping

# Python knows no scripts, but the names of letters begin with theirs; what is called otherwise among people
_CALLED = {
    "Cjk": "Chinese characters",
    "Hiragana": "Japanese (hiragana)",
    "Katakana": "Japanese (katakana)",
    "Hangul": "Korean (hangul)",
    "Canadian": "Canadian syllabics",
    "Old": "historic scripts",
}
_NO_SCRIPT = {"FULLWIDTH", "HALFWIDTH", "MODIFIER", "COMBINING", "IDEOGRAPHIC"}
EMOJI = "emoji"


def scripts_in(texts: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """Return the characters of each script, by the name that people have for it: letters and emoji only."""
    found: dict[str, set[str]] = {}
    for character in set().union(*texts):
        script = _script(character)
        if script is not None:
            found.setdefault(script, set()).add(character)
    return {script: frozenset(characters) for script, characters in sorted(found.items())}


def _script(character: str) -> str | None:
    if unicodedata.category(character) == "So" and ord(character) >= 0x1F000:  # noqa: PLR2004 - where emoji begin
        return EMOJI
    if not character.isalpha():
        return None
    first = unicodedata.name(character, "").split(" ")[0].split("-")[0]
    return None if first in _NO_SCRIPT or not first else _CALLED.get(first.capitalize(), first.capitalize())
