"""Where a text that is too long for a wall is cut: never inside a letter, a name, a handle, a hashtag or a link."""

import unicodedata
from collections.abc import Iterable
from itertools import accumulate

from app.domain.entities import Span

_MARK = "…"
_LONGEST_WORD = 60  # code points: whoever writes longer ones without a space is cut between two letters
_VIRAMA = 9  # the combining class of what ties two letters of an Indic script together
# What belongs to the letter before it, beside combining marks (Unicode Standard Annex 29): joiners, Thai and Lao am,
# voiced marks of half width, vowels and finals of Hangul that is written by letters, tones of skin, tags of flags.
_AFTER = (
    *((0x200C, 0x200D), (0x0E33, 0x0E33), (0x0EB3, 0x0EB3), (0xFF9E, 0xFF9F)),
    *((0x1160, 0x11FF), (0xD7B0, 0xD7FF), (0x1F3FB, 0x1F3FF), (0xE0020, 0xE007F)),
)
# What belongs to the letter after it: a joiner, signs before Arabic numbers, leading consonants of Hangul.
_BEFORE = (
    *((0x200D, 0x200D), (0x0600, 0x0605), (0x06DD, 0x06DD), (0x070F, 0x070F), (0x0890, 0x0891), (0x08E2, 0x08E2)),
    *((0x0D4E, 0x0D4E), (0x110BD, 0x110BD), (0x110CD, 0x110CD), (0x1100, 0x115F), (0xA960, 0xA97C)),
)


def kept(text: str, most: int, whole: Iterable[Span] = ()) -> int:
    """Return how many code points of a text stay, so that it takes `most` with the mark of what is missing.

    The end of a word is taken where one is near. What is longer than `most` from the first letter on is cut in it.
    """
    if len(text) <= most:
        return len(text)
    limit = most - len(f" {_MARK}")
    inside = _inside(whole, limit)
    letters = None
    for at in range(limit, 0, -1):
        if inside[at] or not _is_between_letters(text, at):
            continue
        if text[at].isspace():
            return len(text[:at].rstrip())
        letters = letters or at
        if letters - at >= _LONGEST_WORD:
            break
    return letters or limit


def excerpt(text: str, place: int) -> str:
    """Return a text up to the place that `kept` named, with a mark where something is missing."""
    if place >= len(text):
        return text
    return f"{text[:place]} {_MARK}" if text[place].isspace() else f"{text[:place]}{_MARK}"


def _inside(whole: Iterable[Span], limit: int) -> list[bool]:
    """Tell of each place up to the limit whether it is inside one of the spans, however many they are."""
    steps = [0] * (limit + 2)
    for start, end in whole:
        if 0 <= start < limit and end > start:
            steps[start + 1] += 1
            steps[min(end, limit + 1)] -= 1
    return [depth > 0 for depth in accumulate(steps)]


def _is_between_letters(text: str, at: int) -> bool:
    """Whether a text may be parted there: not inside what a reader takes for one letter, emoji or flag."""
    before, after = text[at - 1], text[at]
    if unicodedata.category(after)[0] == "M" or _is_one_of(after, _AFTER) or _is_one_of(before, _BEFORE):
        return False
    if unicodedata.combining(before) == _VIRAMA and unicodedata.category(after)[0] == "L":
        return False
    if _is_flag_letter(before) and _is_flag_letter(after):
        first = at
        while first and _is_flag_letter(text[first - 1]):
            first -= 1
        return (at - first) % 2 == 0
    return f"{before}{after}" != "\r\n"


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _is_one_of(char: str, ranges: Iterable[tuple[int, int]]) -> bool:
    point = ord(char)
    return any(first <= point <= last for first, last in ranges)
