"""A cue: a regular expression that is tried only where one of its words occurs, for most posts have none of them."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from app.domain.appraisal_needles import Haystacks, alternatives, matches_of_first, needs

_TEXTS = 64  # so many texts are remembered with the cues that they may hold: each is asked about a dozen times


class Cue:
    """Both the literals (with | between) and the pattern are in lower case; a match contains one of the literals."""

    def __init__(self, literals: str, pattern: str) -> None:
        self._literals = tuple(literals.split("|"))
        self._ascii = tuple(literal for literal in self._literals if literal.isascii())
        self._place = len(_PATTERNS)
        _PATTERNS.append(pattern)
        _tried.cache_clear()
        _cues_in.cache_clear()

    def may_stand(self, lower: str) -> bool:
        """Whether a text in lower case has one of the literals."""
        return any(map(lower.__contains__, self._ascii if lower.isascii() else self._literals))

    def found(self, lower: str) -> bool:
        """Whether the cue stands in a text in lower case."""
        return any(pattern.search(lower) for pattern in self._may_match(lower))

    def emptied(self, text: str) -> str:
        """Replace each match, in any case, by as many blanks, so that spans of the text stay true."""
        lower = lower_case(text)
        patterns = self._may_match(lower)
        for match in matches_of_first(patterns, lower) if patterns else ():
            text = f"{text[: match.start()]}{' ' * len(match[0])}{text[match.end() :]}"
        return text

    def _may_match(self, lower: str) -> Sequence[re.Pattern[str]]:
        patterns = _cues_in(lower).get(self._place, ())
        return patterns if patterns and self.may_stand(lower) else ()


_PATTERNS: list[str] = []


class _Tried:
    """The alternatives of all cues, each tried alone, and where a text holds what it needs."""

    def __init__(self) -> None:
        parts = [(cue, one) for cue, pattern in enumerate(_PATTERNS) for one in alternatives(pattern)]
        self._cues = [cue for cue, _ in parts]
        self._patterns = [re.compile(one) for _, one in parts]
        self._haystacks = Haystacks([needs(one) for _, one in parts])

    def on(self, lower: str) -> Mapping[int, Sequence[re.Pattern[str]]]:
        """Return the patterns that may match a text in lower case, by the place of their cue."""
        found: dict[int, list[re.Pattern[str]]] = {}
        for place in self._haystacks.may_match(lower):
            found.setdefault(self._cues[place], []).append(self._patterns[place])
        return found


@lru_cache(_TEXTS)
def _cues_in(lower: str) -> Mapping[int, Sequence[re.Pattern[str]]]:
    """Return the cues that may stand in a text in lower case, by one look through it for all of them."""
    return _tried().on(lower)


@lru_cache(1)
def _tried() -> _Tried:
    return _Tried()


def any_may_stand(lower: str) -> bool:
    """Whether any cue at all may stand in a text in lower case: most texts have none."""
    return bool(_cues_in(lower))


def lower_case(text: str) -> str:
    """Return a text in lower case at its own length (İ alone would grow)."""
    return text.lower() if text.isascii() else text.replace("İ", "i").lower()
