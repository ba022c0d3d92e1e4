"""Sentences: what a wall reads out of longer posts, one whole sentence of each and never less."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

_ENDS = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+(?=\S)|(?<=[。！？])[」』）]*|\n+")  # no space follows a CJK stop
_ABBREVIATED = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|Fr|Hr|Sr|Sra|Mme|vs|etc|e\.g|i\.e|z\.B|bzw|No|Nr|\w))\.$")
_LETTERS = re.compile(r"\w", re.UNICODE)
_TAIL = re.compile(r"(?:\s*(?:#\w+|https?://\S+))+\s*$")
_SHORTEST = 12  # characters: less says nothing by itself
LONGEST = 180  # characters that stand on a wall beside two others

Item = TypeVar("Item")


def sentences(text: str) -> list[str]:
    """Return the whole sentences of a text, as they stand there; nothing is altered, shortened or joined."""
    found, start = [], 0
    for end in _ENDS.finditer(text):
        piece = text[start : end.start()] + end[0].rstrip()
        if _ABBREVIATED.search(piece):
            continue
        found.append(piece)
        start = end.end()
    found.append(text[start:])
    return [piece.strip() for piece in found if _LETTERS.search(piece)]


def best_sentence(text: str, appreciation: Callable[[str], float]) -> tuple[str, float] | None:
    """Return the sentence that appreciates most and how much; None when none can stand alone on a wall.

    Hashtags and links at the end of a post are no sentence, and are left out where they hang at the end of one.
    """
    pieces = [_TAIL.sub("", piece).strip() for piece in sentences(text)]
    fit = [piece for piece in pieces if _SHORTEST <= len(piece) <= LONGEST and _LETTERS.search(piece)]
    if not fit:
        return None
    measured = [(appreciation(piece), len(piece), piece) for piece in fit]
    best = max(measured, key=lambda one: (round(one[0], 1), one[1]))  # of two alike the longer says more
    return best[2], best[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked(Generic[Item]):
    """Something that could be read out: by whom it was said, for whom, and how good it is."""

    item: Item
    voice: str
    speaker: str
    value: float


def fair_choice(ranked: Sequence[Ranked[Item]], most: int) -> list[Item]:
    """Choose the best, one a voice and turn by turn between speakers: nobody has two before everybody has one."""
    return [one.item for one in _turns(sorted(ranked, key=lambda one: -one.value), most)]


def _turns(ordered: Sequence[Ranked[Item]], most: int) -> Iterator[Ranked[Item]]:
    said: set[str] = set()
    given: dict[str, int] = {one.speaker: 0 for one in ordered}
    left = list(ordered)
    for _ in range(most):
        left = [one for one in left if one.voice not in said]
        if not left:
            return
        chosen = min(left, key=lambda one: given[one.speaker])  # the first of these is the best of them
        said.add(chosen.voice)
        given[chosen.speaker] += 1
        yield chosen
