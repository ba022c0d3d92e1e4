"""Sentences: what a wall reads out of longer posts, one whole sentence of each and never less."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from unicodedata import east_asian_width

_ENDS = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+(?=\S)|(?<=[。！？])[」』）]*|\n+")  # no space follows a CJK stop
_ABBREVIATED = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|Fr|Hr|Sr|Sra|Mme|vs|etc|e\.g|i\.e|z\.B|bzw|No|Nr|\w))\.$")
_LETTERS = re.compile(r"\w", re.UNICODE)
_TAIL = re.compile(r"(?:\s*(?:#\w+|https?://\S+))+\s*$")
_SHORTEST = 12  # characters: less says nothing by itself
_KIND = 0.6  # of appreciation: more is no kinder
_ENOUGH = 90  # letters
_WIDE = 3  # a CJK character says about as much as three letters
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
    """Return the sentence that is worth most to the speaker, and how much, 0..1; None when none can stand on a wall.

    Hashtags and links at the end of a post are no sentence, and are left out where they hang at the end of one.
    """
    pieces = [_TAIL.sub("", piece).strip() for piece in sentences(text)]
    fit = [piece for piece in pieces if _SHORTEST <= len(piece) <= LONGEST and _LETTERS.search(piece)]
    if not fit:
        return None
    value, best = max((_worth(piece, appreciation(piece)), piece) for piece in fit)
    return best, value


def _worth(sentence: str, appreciation: float) -> float:
    """How much a sentence is worth: it must be kind, and beyond that, what it says counts; plain thanks say least."""
    letters = sum(_WIDE if east_asian_width(letter) in "WF" else 1 for letter in sentence)
    return min(appreciation, _KIND) / _KIND * min(letters, _ENOUGH) / _ENOUGH


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
