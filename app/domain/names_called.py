"""Names that speakers are called by: nicknames, initials, the name before the @; clear only while they are on stage."""

import re
from collections.abc import Iterator

from app.domain.name_cues import ADDRESSED_AS_TEACHER, AROUND
from app.domain.name_words import PARTICLES, PLAIN_WORDS, WORDY_ALONE
from app.domain.names import readings, variants
from app.domain.names_han import other_han
from app.domain.names_nicknames import shorts_of
from app.domain.speaker import Speaker
from app.domain.text import folded, is_unspaced

_PIECE = re.compile(r"[^\W\d_]+")
_USER = re.compile(r"@?([a-z]{4,12})(?:[@.].*)?")
_LEAST_LETTERS = 3
_LEAST_CUT = 4  # letters that are left of a name
_INITIALS = 2  # letters of which initials are called: TJ, JB

Called = tuple[str, ...]  # folded words, side by side


def cut_short(speaker: Speaker) -> frozenset[Called]:
    """Return what a speaker's given name begins with: Fatou for Fatoumata; a nickname where somebody is spoken to."""
    givens = {folded(words[0]) for words in readings(speaker) if len(words) > 1}
    return frozenset(
        (name[:size],)
        for name in givens
        if name.isalpha() and not is_unspaced(name[0])
        for size in range(_LEAST_CUT, len(name) - 1)
        if name[:size] not in AROUND and name[:size] not in WORDY_ALONE
    )


def called(speaker: Speaker) -> frozenset[Called]:
    """Return what a speaker may be called beside their first and their last name, each as its folded words."""
    found = {name for words in readings(speaker) for name in _from(words)}
    for handle in speaker.handles:
        user = _USER.fullmatch(handle.canonical.casefold())
        if user is not None:
            found.add((user[1],))
    return frozenset(name for name in found if not PLAIN_WORDS.issuperset(name))


def families(words: list[str]) -> frozenset[Called]:
    """Return the other ways to write a family name: v. d. Berg, Berg for van der Berg; one, or both, of two."""
    if len(words) < 2 or is_unspaced(words[0][0]):  # noqa: PLR2004 - a given name and a family name
        return frozenset()
    pieces = _pieces(words[1:])
    if not pieces:
        return frozenset()
    *particles, last = pieces
    found: set[Called] = {tuple(pieces), *((piece,) for piece in _pieces(words[-1:]) if len(piece) > _LEAST_LETTERS)}
    found.update(tuple(way.split()) for way in variants(words[-1]))
    if particles and PARTICLES.issuperset(particles):
        initials = [word[0] for word in particles]
        found |= {("".join(initials), last), (*initials, last), ("".join(pieces),), ("".join(particles), last)}
        if len(last) > _LEAST_LETTERS:
            found.add((last,))
    return frozenset(found)


def _from(words: list[str]) -> Iterator[Called]:
    if len(words) < 2 or is_unspaced(words[0][0]):  # noqa: PLR2004 - a given name and a family name
        return
    given = [word for word in words[:-1] if folded(word) not in PARTICLES]
    pieces = _pieces(given)
    first = _pieces(given[:1])
    initials = "".join(piece[0] for piece in (first if len(first) > 1 else pieces))
    if len(initials) >= _INITIALS and (
        all(len(piece) == 1 for piece in pieces) or min(map(len, first)) > 1 < len(first)
    ):
        yield (initials,)  # T. J., Jean-Baptiste; not D'Angelo
        yield tuple(initials)
    names = [piece for piece in pieces if len(piece) >= _LEAST_LETTERS]
    if len(pieces) > 1:
        yield tuple(pieces)
        yield from ((short,) for short in shorts_of(" ".join(pieces)))
    yield from (tuple(way.split()) for word in given if len(word) > _LEAST_LETTERS for way in variants(word))
    for name in names:
        yield (name,)
        yield from ((short,) for short in shorts_of(name) if len(short) >= _LEAST_LETTERS)


def _pieces(words: list[str]) -> list[str]:
    return [folded(piece) for word in words for piece in _PIECE.findall(word)]


def called_unspaced(speaker: Speaker) -> frozenset[str]:
    """Return what a speaker is called in a script without spaces: the given name, the family name with an honorific."""
    found: set[str] = set()
    for words in readings(speaker):
        name = folded("".join(words))
        if len(words) == 1 and 3 <= len(name) <= 4 and all("\u3400" <= char <= "\ud7a3" for char in name):  # noqa: PLR2004 - characters
            found.add(name[1:])
            found.update(name[:1] + honour for honour in ADDRESSED_AS_TEACHER)
    return frozenset(way for name in found for way in (name, *other_han(name)))
