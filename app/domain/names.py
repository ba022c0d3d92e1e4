"""Names: every spelling that means one speaker for certain, ready to be searched in squeezed text."""

import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple

from app.domain.name_words import PARTICLES, PLAIN_WORDS, WORDY
from app.domain.names_han import other_han
from app.domain.names_romanised import romanised
from app.domain.names_titles import without_titles
from app.domain.names_written import (
    as_spoken,
    first_of_two,
    in_other_syllables,
    is_spoken_otherwise,
    joined_particles,
    one_of_two,
    without_one,
)
from app.domain.speaker import Speaker
from app.domain.text import folded, is_unspaced


class Form(IntEnum):
    """How a spelling relates to the name on the programme; the lower owns a spelling that two speakers could claim."""

    WHOLE = 0  # all of it
    SHORT = 1  # without middle names and initials
    TURNED = 2  # family name first
    PART = 3  # with one of two given or family names


# What may stand between the words of a name; whoever searches decides which of it may stand where.
_LOOSE = bytes.maketrans(b"-'\".,()[]`", b" " * 10)  # on UTF-8 bytes: ten times as fast as on characters
_LOOSE_BEYOND_ASCII = "«»·・"
_UNBROKEN = re.compile(r"\S+")

_CUT = re.compile(r"\s+[-–—|•@·]+\s+|\s*[/|;]\s*|\s+[-–—|•]+$")
_BRACKETED = re.compile(r"\s*[(\[（【]([^()\[\]（）【】]*)[)\]）】]\s*")
_QUOTED = re.compile(r"""(?:^|(?<=\s))["“”„«‘'‚]([^"“”„«»]+?)["“”»’'](?=\s|,|$)""")
_PIECES = re.compile(r"[-‐‑‒–−־'’ʼʻʽʾʿˈꞌ‘‛′ʹ׳´`.·]+")  # all that folds to a hyphen or an apostrophe
_INITIALS = re.compile(r"[A-Z]{2,3}")


_TRANSLITERATED = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}
# Jürgen ← Juergen, Sören ← Soeren; not Miguel, Michael, Zoe or Sue.
_CONTRACTED = re.compile(r"(?<![qgaeiou])([aou])e(?=[bcdfghjkmnpqrstvwxz]|l[a-z])")

_MOST_SPELLINGS = 64
_LEAST_LETTERS = 4
_LEAST_TAG = 5
_MOST_HAN = 5


def spellings(speaker: Speaker) -> Mapping[str, Form]:
    """Return every certain spelling of a speaker's name and aliases, folded and squeezed, with its form.

    A name of one word yields nothing ("m", "Dan"): only a name of several words, or a CJK name in full, is certain.
    """
    found: dict[str, Form] = {}
    for words in readings(speaker):
        for spelling, form in _spelled(words):
            if form < found.get(spelling, Form.PART + 1):
                found[spelling] = form
    return found


def readings(speaker: Speaker) -> Iterator[list[str]]:
    """Yield the ways to read a speaker's name and aliases, each as its words in the order given-family."""
    for name in (speaker.name, *speaker.aliases):
        for words in _readings(name):
            yield words
            yield from as_spoken(words)


def tags(names: Mapping[str, Form]) -> Mapping[str, Form]:
    """Return the hashtags, folded and without their mark, that mean a speaker with these spellings."""
    joined: dict[str, Form] = {}
    for spelling, form in names.items():
        tag = spelling.replace(" ", "")
        if form not in {Form.TURNED, Form.PART} and (len(tag) >= _LEAST_TAG or _is_unspaced(tag)):
            joined[tag] = min(form, joined.get(tag, form))
    return joined


class Parts(NamedTuple):
    """A name in two parts, each as its folded words: hyphens and apostrophes part words here, too."""

    given: tuple[str, ...]
    family: tuple[str, ...]  # with its particles; empty for a name of one word


def parts(speaker: Speaker) -> frozenset[Parts]:
    """Return a speaker's names and aliases without what stands in the middle, for whoever knows only a part of one."""
    found = set()
    for words in readings(speaker):
        full = [word for word in words if len(_bare(word)) > 1] if len(words) > 1 else words
        if full:
            family = _family(full)
            initials = words[: words.index(full[0])]  # T. J. Okafor
            given = tuple(map(_bare, initials)) if initials and not family else _pieces(full[:1])
            last = _pieces(full[family:]) if family or initials else ()
            if given or last:
                found.add(Parts(given, last))
            if given and not is_spoken_otherwise(words) and (first := first_of_two(words)) is not None:
                found.add(Parts(given, (first,)))
    return frozenset(found)


def _pieces(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(folded(piece) for word in words for piece in _PIECES.split(word) if piece)


def is_wordy(spelling: str) -> bool:
    """Whether a spelling may be a part of a sentence as well: "I hope winter comes late"."""
    return all(word in WORDY for word in spelling.split())


def single_words(speaker: Speaker) -> frozenset[str]:
    """Return the first and the last word of a speaker's names, folded: no proof of anything, but reason for care."""
    edges = {words[at] for words in readings(speaker) if words for at in (0, -1)}
    folds = {squeezed(folded(word)) for word in edges}
    return frozenset(word for word in folds if len(word) > 2 - _is_unspaced(word) and word not in WORDY)


def squeezed(text: str) -> str:
    """Return a folded text with one space for all that may stand between words; names are searched in this."""
    return " ".join(_loosened(text).split())


def apart(text: str) -> list[tuple[int, str]]:
    """Return the words that `squeezed` joins, each with where it begins in the folded text."""
    return [(word.start(), word[0]) for word in _UNBROKEN.finditer(_loosened(text))]


def _loosened(text: str) -> str:
    loose = text.encode(errors="replace").translate(_LOOSE).decode()
    if not loose.isascii():
        for char in _LOOSE_BEYOND_ASCII:
            loose = loose.replace(char, " ")
    return loose


def _readings(name: str) -> Iterator[list[str]]:
    """Yield the ways to read a name from a programme, each as its words in the order given-family."""
    text = unicodedata.normalize("NFC", name)
    nick: str | None = None
    others: list[str] = []
    for pattern in (_BRACKETED, _QUOTED):
        for inner in pattern.finditer(text):
            inside = inner[1].strip()
            is_middle = bool(_cleaned(text[: inner.start()]) and _cleaned(text[inner.end() :]))
            if is_middle and len(inside.split()) == 1 and inside[:1].isalpha():
                nick = inside
            elif _is_unspaced(inside) != _is_unspaced(text[: inner.start()]):
                others.append(inside)  # Aoi Morikawa (森川 葵)
        text = pattern.sub(" ", text)
    words = _in_order(_CUT.split(text.strip(), maxsplit=1)[0])
    yield words
    if nick is not None and len(words) > 1:
        yield [nick, *words[1:]]
        yield [words[0], nick, *words[1:]]
    for other in others:
        yield _in_order(other)


def _in_order(text: str) -> list[str]:
    """Split a name into words, family name last; titles and degrees are left out."""
    parts = [part for part in (without_titles(_cleaned(part)) for part in text.split(",")) if part]
    if len(parts) > 1:  # "Last, First"
        return [*parts[1], *parts[0]]
    return parts[0] if parts else []


def _cleaned(text: str) -> list[str]:
    """Keep what belongs to words: letters, marks, digits, and what may stand inside a word."""
    kept = "".join(char if _belongs(char) else " " for char in text.replace("・", " "))
    return [word for word in kept.split() if any(char.isalnum() for char in word)]


def _belongs(char: str) -> bool:
    return char.isalnum() or _PIECES.match(char) is not None or unicodedata.category(char) in {"Mn", "Mc"}


def _bare(word: str) -> str:
    return folded(_PIECES.sub("", word))


def _is_unspaced(text: str) -> bool:
    return any(is_unspaced(char) or "가" <= char <= "힣" for char in text)


def _spelled(words: list[str]) -> Iterator[tuple[str, Form]]:
    """Yield the spellings of one reading, in Latin letters too."""
    for latin in itertools.islice(romanised(words), _MOST_SPELLINGS):
        yield from _in_letters(latin)
    yield from _in_letters(words)


def _in_letters(words: list[str]) -> Iterator[tuple[str, Form]]:
    if words and all(_is_unspaced(word) for word in words):
        yield from _spelled_together(words)
        return
    if len(words) < 2 or sum(len(_bare(word)) for word in words) < _LEAST_LETTERS:  # noqa: PLR2004 - one word is no name
        return
    if all(_bare(word) in PLAIN_WORDS for word in words):
        return
    yield from _joined(words, Form.WHOLE)
    full = [word for word in words if len(_bare(word)) > 1]
    if full and (initials := words[: words.index(full[0])])[1:]:
        yield from _joined(["".join(map(_bare, initials)), *full], Form.WHOLE)
    family = _family(full)
    for short in _shortened(words, full, family):
        yield from _joined(short, Form.SHORT)
    if family and not {_bare(full[0]), _bare(full[-1])} <= WORDY:
        yield from _joined([*full[family:], full[0]], Form.TURNED)
        yield from _joined([*full[family:], *words[: words.index(full[family])]], Form.TURNED)
        yield from _joined([full[-1], full[0]], Form.TURNED)
    if family:
        yield from _halved(words, full, family)


def _halved(words: Sequence[str], full: Sequence[str], family: int) -> Iterator[tuple[str, Form]]:
    """Yield the spellings of a name in which a part is written in another way, or is one of two."""
    for other in joined_particles([full[0]], full[family:]):
        yield from _joined(other, Form.SHORT)
    if len(full) == family + 1:
        for other in in_other_syllables(full[:family], full[-1]):
            yield from _joined(other, Form.SHORT)
    for half in one_of_two([full[0], full[-1]]):
        yield from _joined(half, Form.PART)
    if len(full) == len(words) > 2:  # noqa: PLR2004 - something is in the middle
        for shorter in without_one(full):
            yield from _joined(shorter, Form.PART)


def _spelled_together(words: list[str]) -> Iterator[tuple[str, Form]]:
    """Yield the spellings of a name in a script without spaces, and of Korean ones."""
    whole = "".join(folded(word) for word in words)
    if len(words) > 1:
        yield whole, Form.WHOLE
        yield " ".join(folded(word) for word in words), Form.WHOLE
        yield " ".join(folded(word) for word in reversed(words)), Form.TURNED
        yield from ((other, Form.WHOLE) for other in other_han(whole))
    elif _is_han_name(whole):
        yield whole, Form.WHOLE
        yield from ((other, Form.WHOLE) for other in other_han(whole))
        for at in range(1, len(whole) if len(whole) > 2 else 1):  # noqa: PLR2004 - of two characters each is one word
            yield f"{whole[:at]} {whole[at:]}", Form.WHOLE


def _is_han_name(word: str) -> bool:
    """Whether one unspaced word is a family and a given name: Han or Hangul, for kana alone may be any word."""
    is_han = all("一" <= char <= "鿿" or "㐀" <= char <= "䶿" or char in "々〆" for char in word)
    is_hangul = all("가" <= char <= "힣" for char in word)
    return 2 + is_hangul <= len(word) <= _MOST_HAN and (is_han or is_hangul)


def _family(full: Sequence[str]) -> int:
    """Return where the family name begins, with its particles (van der Berg); 0 when there is none."""
    family = max(len(full) - 1, 0)
    while family > 1 and folded(full[family - 1]) in PARTICLES:
        family -= 1
    return family


def _shortened(words: Sequence[str], full: Sequence[str], family: int) -> Iterator[Sequence[str]]:
    """Yield a name of three words and more without its initials, and without its middle names."""
    if not family or len(words) == 2:  # noqa: PLR2004 - nothing is in the middle
        return
    yield full
    yield [full[0], *full[family:]]
    yield [full[0], full[-1]]
    if len(full) == len(words) and family > 1:
        yield [full[0], *(word[0] for word in full[1:family]), *full[family:]]


def _joined(words: Sequence[str], form: Form) -> Iterator[tuple[str, Form]]:
    choices = (sorted(variants(word), key=lambda variant: (len(variant), variant)) for word in words)
    for chosen in itertools.islice(itertools.product(*choices), _MOST_SPELLINGS):
        yield " ".join(chosen), form


def variants(word: str) -> set[str]:
    """Return the ways to write a word: hyphens and apostrophes as spaces or left out, umlauts plain or spelled out."""
    pieces = [piece for piece in _PIECES.split(word) if piece]
    if len(pieces) == 1 and _INITIALS.fullmatch(word):
        pieces = list(word)  # JJ is written J.J. too
    written = itertools.product(*(sorted(_transliterated(piece)) for piece in pieces))
    return {joint.join(parts) for parts in written for joint in ("", " ")}


def _transliterated(piece: str) -> set[str]:
    choices = [(char, _TRANSLITERATED[char]) if char in _TRANSLITERATED else (char,) for char in piece.lower()]
    spelled = {folded("".join(chosen)) for chosen in itertools.islice(itertools.product(*choices), _MOST_SPELLINGS)}
    return spelled | {_CONTRACTED.sub(r"\1", folded(piece))}
