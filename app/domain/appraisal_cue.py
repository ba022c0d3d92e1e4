"""A cue: a regular expression that is tried only where one of its words occurs, for most posts have none of them."""

import re
from functools import lru_cache

from app.domain.appraisal_needles import Haystacks, alternatives, needles

_TEXTS = 64  # so many texts are remembered with the cues that they may hold: each is asked about a dozen times


class Cue:
    """Both the literals (with | between) and the pattern are in lower case; a match contains one of the literals."""

    def __init__(self, literals: str, pattern: str) -> None:
        self._literals = tuple(literals.split("|"))
        self._ascii = tuple(literal for literal in self._literals if literal.isascii())
        self._pattern = re.compile(pattern)
        self._place = len(_PATTERNS)
        _PATTERNS.append(pattern)
        _haystacks.cache_clear()
        _cues_in.cache_clear()

    def may_stand(self, lower: str) -> bool:
        """Whether a text in lower case has one of the literals."""
        return any(map(lower.__contains__, self._ascii if lower.isascii() else self._literals))

    def found(self, lower: str) -> bool:
        """Whether the cue stands in a text in lower case."""
        return self._may_match(lower) and self._pattern.search(lower) is not None

    def emptied(self, text: str) -> str:
        """Replace each match, in any case, by as many blanks, so that spans of the text stay true."""
        lower = lower_case(text)
        if not self._may_match(lower):
            return text
        for match in self._pattern.finditer(lower):
            text = f"{text[: match.start()]}{' ' * len(match[0])}{text[match.end() :]}"
        return text

    def _may_match(self, lower: str) -> bool:
        return self._place in _cues_in(lower) and self.may_stand(lower)


_PATTERNS: list[str] = []


@lru_cache(_TEXTS)
def _cues_in(lower: str) -> frozenset[int]:
    """Return the places of the cues that may stand in a text in lower case, by one look through it for all of them."""
    return frozenset(_haystacks().may_match(lower))


@lru_cache(1)
def _haystacks() -> Haystacks:
    wanted: list[frozenset[str]] = []
    for pattern in _PATTERNS:
        each = [needles(one) for one in alternatives(pattern)]
        wanted.append(frozenset().union(*each) if all(each) else frozenset())
    return Haystacks(wanted)


def lower_case(text: str) -> str:
    """Return a text in lower case at its own length (İ alone would grow)."""
    return text.lower() if text.isascii() else text.replace("İ", "i").lower()
