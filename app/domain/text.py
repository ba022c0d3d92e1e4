"""Text as it is compared: folded so that case, accents, width and normal form make no difference, with the way back."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from app.domain.entities import Span

# Letters that Unicode does not decompose, and marks that people type in several ways.
_UNIFIED = dict(zip("øłðđħıŋŧĸəƒɓɗƙƴɨƀǥɛɔʉȷ", "olddhintkefbdkyibgeouj", strict=True))
_UNIFIED |= {"æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "\u0345": "ι"}  # the iota below; a capital writes it beside
_UNIFIED |= {"ى": "ي", "ی": "ي", "ک": "ك", "ھ": "ه", "ہ": "ه"}  # Persian and Urdu keyboards, Arabic names
_UNIFIED |= dict.fromkeys("\u115f\u1160", " ")  # Hangul fillers: letters to Unicode, blanks to whoever looks
_UNIFIED |= dict.fromkeys("‘’‚‛′ʹʻʼʽʾʿˈꞌ׳", "'") | dict.fromkeys("“”„‟″״", '"') | dict.fromkeys("‐‒–—―−־", "-")
# Marks that no one would miss: accents of Latin, Greek and Cyrillic, Hebrew points, Arabic vowel signs and tatweel,
# variation selectors, and what has no width. The vowel signs of other scripts are letters to their readers.
_DROPPED = (
    *((0x0300, 0x0344), (0x0346, 0x036F), (0x0483, 0x0489), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF)),
    *((0xFE00, 0xFE0F), (0xFE20, 0xFE2F), (0xE0100, 0xE01EF), (0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C2)),
    *((0x05C4, 0x05C5), (0x05C7, 0x05C7), (0x0610, 0x061A), (0x0640, 0x0640), (0x064B, 0x065F), (0x0670, 0x0670)),
    *((0x06D6, 0x06DC), (0x06DF, 0x06E4), (0x06E7, 0x06E8), (0x06EA, 0x06ED)),
    *((0x00AD, 0x00AD), (0x061C, 0x061C), (0x180E, 0x180E), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2069)),
    (0xFEFF, 0xFEFF),
)
# Letters without a combining class that join the letter before (second parts of canonical compositions).
_JOINING = frozenset(
    "\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dcf\u0ddf\u0fb5\u0fb7\u102e\u1b35"
    "\U00011127\U0001133e\U00011357\U000114b0\U000114ba\U000114bd\U000115af\U00011930"
    + "".join(map(chr, (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))))  # Hangul vowels and finals
)


class Folded(NamedTuple):
    """A folded text. `origin[i]` is the index of the source code point of character i; None means the same index."""

    text: str
    origin: Sequence[int] | None


class _Folds(dict[str, str]):
    """What each character folds to; filled on first use, so that starting costs nothing."""

    def __missing__(self, char: str) -> str:
        before, after = "", char
        while after != before:
            before = after
            parts = unicodedata.normalize("NFKD", before.casefold())
            kept = (_UNIFIED.get(part, part) for part in parts if not _is_dropped(part))
            after = unicodedata.normalize("NFKC", "".join(kept))
        self[char] = after
        return after


class _Joins(dict[str, bool]):
    """Whether a character may become one with the character before it in some normal form."""

    def __missing__(self, char: str) -> bool:
        first = unicodedata.normalize("NFKD", char)[0]
        joins = self[char] = unicodedata.combining(first) != 0 or first in _JOINING
        return joins


class _Simple(dict[str, str | None]):
    """What a character beyond ASCII folds to when neither it nor that joins what is beside it; None when one may."""

    def __missing__(self, char: str) -> str | None:
        fold = "'" if char in _ACCENTS else _FOLDS[char]
        joins = _JOINS[char] or any(map(_JOINS.__getitem__, fold))
        simple = self[char] = fold if not joins and fold.lower() == fold else None
        return simple


_ACCENTS = "\u00b4\u1ffd"
_LONGEST_SLUG = 80
_BEYOND_ASCII = re.compile("[^\\x00-\\x7f]")
_FOLDS = _Folds()
_JOINS = _Joins()
_SIMPLE = _Simple()


def _is_dropped(char: str) -> bool:
    point = ord(char)
    return any(first <= point <= last for first, last in _DROPPED)


def fold(text: str) -> Folded:
    """Fold a text for comparison: idempotent, and the same for every case and normal form of the text.

    Lower case, no accents (ø→o, ł→l, æ→ae, ß→ss, þ→th, đ→d, ı→i), full width → ASCII, one apostrophe, one hyphen,
    nothing invisible. Umlauts lose their dots only: whoever wants Juergen for Jürgen adds that spelling to the search.
    """
    if text.isascii():
        return Folded(text.lower(), None)
    if (simple := _fold_simply(text)) is not None:
        return simple
    once = _fold_once(text.replace("´", "'").replace("\u1ffd", "'"))  # their normal form is a space with an accent
    while not unicodedata.is_normalized("NFKC", once.text):  # dropping a mark made neighbours of what composes
        again = _fold_once(once.text)
        places = range(len(once.text)) if again.origin is None else again.origin
        once = Folded(again.text, places if once.origin is None else [once.origin[at] for at in places])
    return once


def folded(text: str) -> str:
    """Return the folded text alone."""
    if text.isascii():
        return text.lower()
    simple = _folds_simply(text)
    return fold(text).text if simple is None else _replaced(text, simple)


def source_span(folded: Folded, start: int, end: int, length: int) -> Span:
    """Return where `folded.text[start:end]` came from in the source of that length, graphemes whole."""
    origin = folded.origin
    if origin is None:
        return Span(start, end)
    if start >= end:
        at = origin[start] if start < len(origin) else length
        return Span(at, at)
    last = origin[end - 1]
    while end < len(origin) and origin[end] == last:
        end += 1
    return Span(origin[start], origin[end] if end < len(origin) else length)


def _folds_simply(text: str) -> Mapping[str, str] | None:
    """Return what each character beyond ASCII becomes, whatever stands beside it; None where that can't be said."""
    folds: dict[str, str] = {}
    for char in set(_BEYOND_ASCII.findall(text)):
        fold = _SIMPLE[char]
        if fold is None:
            return None
        folds[char] = fold
    return folds


def _replaced(text: str, folds: Mapping[str, str]) -> str:
    for char, fold in folds.items():
        text = text.replace(char, fold)
    return text.lower()


def _fold_simply(text: str) -> Folded | None:
    """Fold a text of which each character becomes others, whatever stands beside it: most, and much faster."""
    folds = _folds_simply(text)
    if folds is None:
        return None
    longer = [char for char, fold in folds.items() if len(fold) != 1]
    if not longer:
        return Folded(_replaced(text, folds), None)
    origin: list[int] = []
    upto = 0
    for place, char in sorted(_places(text, longer)):
        origin += range(upto, place)
        origin += [place] * len(folds[char])
        upto = place + 1
    origin += range(upto, len(text))
    return Folded(_replaced(text, folds), origin)


def _places(text: str, chars: Iterable[str]) -> Iterator[tuple[int, str]]:
    for char in chars:
        place = text.find(char)
        while place >= 0:
            yield place, char
            place = text.find(char, place + 1)


def _fold_once(text: str) -> Folded:
    if unicodedata.is_normalized("NFKC", text) or not any(map(_JOINS.__getitem__, set(text))):
        pieces, starts = list(map(_FOLDS.__getitem__, text)), None
    else:
        starts = [at for at, char in enumerate(text) if at == 0 or not _JOINS[char]]
        ends = [*starts[1:], len(text)]
        pieces = [_fold_piece(text[start:end]) for start, end in zip(starts, ends, strict=True)]
    result = "".join(pieces)
    if starts is None and len(result) == len(text) and all(pieces):
        return Folded(result, None)
    places = range(len(text)) if starts is None else starts
    return Folded(result, [at for at, piece in zip(places, pieces, strict=True) for _ in piece])


def _fold_piece(piece: str) -> str:
    if len(piece) == 1:
        return _FOLDS[piece]
    return "".join(_FOLDS[char] for char in unicodedata.normalize("NFKC", piece))


# --- words -----------------------------------------------------------------------------------------------------------

_OTHER, _SPACED, _UNSPACED, _KATAKANA, _HANGUL, _ARABIC, _HEBREW = range(7)
_SCRIPTS = (
    (0x0590, 0x05FF, _HEBREW),
    *((0x0600, 0x06FF, _ARABIC), (0x0750, 0x077F, _ARABIC), (0x08A0, 0x08FF, _ARABIC)),
    *((0x0E00, 0x0FFF, _UNSPACED), (0x1000, 0x109F, _UNSPACED), (0x1780, 0x17FF, _UNSPACED)),  # Thai … Khmer
    *((0x1100, 0x11FF, _HANGUL), (0x3130, 0x318F, _HANGUL), (0xAC00, 0xD7FF, _HANGUL)),
    *((0x2E80, 0x2FDF, _UNSPACED), (0x3005, 0x3007, _UNSPACED), (0x3040, 0x309F, _UNSPACED)),  # Han, hiragana
    *((0x30A1, 0x30FA, _KATAKANA), (0x30FC, 0x30FF, _KATAKANA), (0x31F0, 0x31FF, _KATAKANA)),
    *((0x3400, 0x9FFF, _UNSPACED), (0xF900, 0xFAFF, _UNSPACED), (0x20000, 0x3FFFF, _UNSPACED)),
)
_PREFIXES = {_ARABIC: frozenset("وفبلك"), _HEBREW: frozenset("בהוכלמש")}  # "and", "with", "for" … written with the name


class _Scripts(dict[str, int]):
    """How each character behaves at the edge of a word."""

    def __missing__(self, char: str) -> int:
        script = _OTHER
        if char.isalnum() or char == "_" or unicodedata.category(char) in {"Mn", "Mc", "Lm"}:
            point = ord(char)
            script = next((kind for first, last, kind in _SCRIPTS if first <= point <= last), _SPACED)
        self[char] = script
        return script


_SCRIPT = _Scripts()


def starts_word(text: str, at: int) -> bool:
    """Whether a name may begin at `text[at]`: not inside a longer word of a script that is written with spaces.

    Han, hiragana, Thai, Lao, Khmer and Burmese have no spaces, so a name may begin anywhere; one prefixed
    letter ("and", "with" …) is allowed before Arabic and Hebrew names.
    """
    if at == 0 or at >= len(text) or not _joined(text[at - 1], text[at]):
        return True
    script = _SCRIPT[text[at]]
    prefixes = _PREFIXES.get(script)
    return (
        prefixes is not None
        and text[at - 1] in prefixes
        and (at == 1 or _SCRIPT[text[at - 2]] != script or (text[at - 2] in prefixes and starts_word(text, at - 2)))
    )


def ends_word(text: str, at: int) -> bool:
    """Whether a name may end before `text[at]`. Korean particles may follow a name without a space."""
    if at == 0 or at >= len(text):
        return True
    return _SCRIPT[text[at]] == _HANGUL == _SCRIPT[text[at - 1]] or not _joined(text[at - 1], text[at])


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is no part of a longer word; for texts as folded."""
    return starts_word(text, start) and ends_word(text, end)


def is_unspaced(char: str) -> bool:
    """Whether a character belongs to a script whose words are not separated by spaces."""
    return _SCRIPT[char] in {_UNSPACED, _KATAKANA}


def words(text: str) -> Iterator[Span]:
    """Yield the words of a text, in order: runs of letters, marks, digits and _; without a dictionary for CJK."""
    start = None
    for at, char in enumerate(text):
        if _SCRIPT[char] == _OTHER:
            if start is not None:
                yield Span(start, at)
            start = None
        elif start is None:
            start = at
    if start is not None:
        yield Span(start, len(text))


def _joined(left: str, right: str) -> bool:
    before, after = _SCRIPT[left], _SCRIPT[right]
    if not {_OTHER, _UNSPACED}.isdisjoint((before, after)):
        return unicodedata.category(right)[0] == "M"  # a mark stays with its letter in every script
    if _KATAKANA in {before, after}:
        return before == after
    return True


def slug(text: str) -> str:
    """Return a key for a name: lower case, NFC, letters and digits of any script kept, all else "-"; may be empty."""
    lower = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())
    kept = "".join(char if _SCRIPT[char] != _OTHER and char != "_" else " " for char in lower)
    return unicodedata.normalize("NFC", "-".join(kept.split())[:_LONGEST_SLUG]).strip("-")
