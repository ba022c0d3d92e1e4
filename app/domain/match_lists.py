"""Lists: three speakers in a row say who is meant as clearly as a whole name does: "Ortega, Luján y Ferrándiz"."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.domain.match_words import Written

LEAST_LISTED = 3
_MARKS = frozenset(",;&+/·、，・")
_JOINING = frozenset(
    {
        "and",
        "und",
        "y",
        "e",
        "i",
        "et",
        "en",
        "och",
        "og",
        "ja",
        "oraz",
        "es",
        "ve",
        "и",
        "και",
        "و",
        "और",
        "と",
        "和",
        "와",
        "plus",
    }
)


class Place(NamedTuple):
    """Where a name stands in the folded text, and which it is of the names that are asked about; None of others."""

    start: int
    end: int
    which: int | None = None


def in_lists(written: Written, asked: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Return which of the places that are asked about stand in a list of three names and more.

    A list is made of whole names, which have taken their places, and of these; nothing else stands in it.
    """
    places = sorted(
        {Place(start, end) for start, end in written.taken}
        | {Place(start, end, at) for at, (start, end) in enumerate(asked)},
        key=lambda place: (place.start, place.end),
    )
    found: set[int] = set()
    run: list[Place] = []
    for place in places:
        if run and not _is_joined(written.text.text[run[-1].end : place.start]):
            found |= _members(run)
            run = []
        run.append(place)
    return frozenset(found | _members(run))


def _members(run: Iterable[Place]) -> set[int]:
    names = list(run)
    return {place.which for place in names if place.which is not None} if len(names) >= LEAST_LISTED else set()


def _is_joined(between: str) -> bool:
    """Whether only commas and one "and" stand between two names."""
    words = "".join(" " if char in _MARKS else char for char in between).split()
    return bool(between.strip()) and len(words) <= 1 and _JOINING.issuperset(words)
