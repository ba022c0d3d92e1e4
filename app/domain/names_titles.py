"""Titles: what a programme writes around a name and nobody is called by: Prof. em. Dr. h.c., Freiherr, OSB."""

import re

from app.domain.name_words import DEGREES, NOBLE, ORDERS, PARTICLES, TITLES, TITLES_SHORT, TITLES_WHOLE
from app.domain.text import folded

_PIECES = re.compile(r"[^\w]+")


def without_titles(words: list[str]) -> list[str]:
    """Return the words of a name without titles before it, degrees behind it, and ranks before its particle."""
    before = 0
    while before < len(words) and _is_title(words[before], behind_another=before > 0):
        before += 1
    words = words[before:]
    while words and (_bare(words[-1]) in DEGREES or (len(words) > 2 and words[-1] in ORDERS)):  # noqa: PLR2004 - OP alone may be a name
        words = words[:-1]
    return [word for at, word in enumerate(words) if not _is_rank(words, at)]


def _is_title(word: str, *, behind_another: bool) -> bool:
    if _bare(word) in TITLES | TITLES_WHOLE:
        return True
    pieces = [folded(piece) for piece in _PIECES.split(word) if piece]
    if "".join(pieces) in TITLES_SHORT:  # "Hon." is a title, Hon may be a name; "em" behind "Prof." is none
        return "." in word or behind_another
    return "." in word and all(piece in TITLES | TITLES_SHORT for piece in pieces) and max(map(len, pieces)) > 1


def _is_rank(words: list[str], at: int) -> bool:
    """Whether a word is a rank: Gottfried Freiherr von der Tann; not Steffi Graf."""
    return at + 1 < len(words) and _bare(words[at]) in NOBLE and _bare(words[at + 1]) in PARTICLES


def _bare(word: str) -> str:
    return folded(_PIECES.sub("", word))
