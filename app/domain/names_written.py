"""Names as they are written: parts that are joined, shortened, left out, or only one of two."""

import re
from collections.abc import Iterator, Mapping, Sequence

from app.domain.name_words import PARTICLES, WORDY, WORDY_ALONE
from app.domain.names_nicknames import is_given_name
from app.domain.names_romanised import is_korean_family
from app.domain.text import folded

_LEAST_PART = 3  # letters of one of two names
_CLAN = re.compile(r"(ma?c|fitz)(?=\w{3})(.+)")
_JOINTS = re.compile(r"[-‐‑]")
_SHORT_PARTICLES: Mapping[tuple[str, ...], str] = {
    ("van", "der"): "vd",
    ("van", "den"): "vd",
    ("van", "de"): "vd",
    ("von", "der"): "vd",
}


def joined_particles(given: Sequence[str], family: Sequence[str]) -> Iterator[list[str]]:
    """Yield a name with the particles of its family name written in other ways: vanderBerg, delaCruz, Mc Donnagh."""
    particles = [folded(word) for word in family[:-1]]
    last = family[-1]
    if particles:
        yield [*given, "".join((*particles, last))]
        if len(particles) > 1:
            yield [*given, "".join(particles), last]
        if short := _SHORT_PARTICLES.get(tuple(particles)):
            yield [*given, short, last]
            yield [*given, *short, last]
    elif clan := _CLAN.fullmatch(folded(last)):
        yield [*given, clan[1], clan[2]]
    article, _, rest = _JOINTS.sub(" ", folded(last)).partition(" ")
    if (article in {"al", "el"} and rest) or particles[-1:] in (["al"], ["el"]):
        name = rest or folded(last)
        for other in ("al", "el"):
            yield [*given, f"{other}-{name}"]
        yield [*given, name]


def one_of_two(words: Sequence[str]) -> Iterator[list[str]]:
    """Yield a name with one half of each double part: Ana-Maria as Ana, Smith-Rowe as Smith or as Rowe."""
    given, family = words[0], words[-1]
    firsts = [piece for piece in _JOINTS.split(given)[:1] if piece != given and len(piece) >= _LEAST_PART]
    lasts = [piece for piece in _JOINTS.split(family) if piece != family and _may_stand_alone(piece)]
    for first in (given, *firsts):
        for last in (family, *lasts):
            if (first, last) != (given, family):
                yield [first, last]
    initials = [piece[0] for piece in _JOINTS.split(given) if piece]
    if len(initials) > 1:
        yield ["".join(initials), family]
        yield [*initials, family]


def without_one(words: Sequence[str]) -> Iterator[list[str]]:
    """Yield a name of three words and more without its last one, or without another: one family name of two."""
    *rest, middle, last = words
    if folded(middle) in PARTICLES or is_given_name(folded(middle)) or not _may_stand_alone(middle):
        return
    if folded(rest[-1]) not in PARTICLES:
        yield [*rest, middle]
        if len(rest) > 1:
            yield [rest[0], middle]
            yield [*rest, last]


def as_spoken(words: Sequence[str]) -> Iterator[list[str]]:
    """Yield what people make of a Spanish or Catalan name: Carmen Ortega for María del Carmen, no "i" between two."""
    if len(words) > 3 and words[-2] in {"i", "y", "e"}:  # noqa: PLR2004 - a given and two family names
        yield [*words[:-2], words[-1]]
    if len(words) > 3 and folded(words[0]) == "maria" and words[1] in {"de", "del", "do", "da", "das", "dos"}:  # noqa: PLR2004 - as above
        at = 3 if words[2] in {"la", "las", "los"} else 2
        if len(words) > at + 1:
            yield list(words[at:])


def is_spoken_otherwise(words: Sequence[str]) -> bool:
    """Whether people leave a part of a name out, so that its beginning and its family name alone are nobody."""
    return next(as_spoken(words), None) is not None


def first_of_two(words: Sequence[str]) -> str | None:
    """Return the family name before the last one, folded: Ortega of Carmen Ortega Villalobos, who is called by it."""
    if len(words) < 3 or "." in words[-2] or is_given_name(folded(words[-2])) or not _may_stand_alone(words[-2]):  # noqa: PLR2004 - a given and two family names
        return None
    return None if folded(words[-2]) in WORDY_ALONE else folded(words[-2])


def in_other_syllables(given: Sequence[str], family: str) -> Iterator[list[str]]:
    """Yield a name with two given names as one (Aysegul), and a Korean one with its syllables apart (Dae-hyun)."""
    if len(given) > 1:
        yield ["".join(given), family]
    elif is_korean_family(folded(family)):
        first = folded(given[0])
        for cut in range(2, len(first) - 1):
            yield [f"{first[:cut]}-{first[cut:]}", family]


def _may_stand_alone(piece: str) -> bool:
    word = folded(piece)
    return len(word) >= _LEAST_PART and word not in PARTICLES and word not in WORDY
