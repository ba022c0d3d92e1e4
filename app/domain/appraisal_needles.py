"""What a text must hold for a pattern to match it, so that of hundreds of patterns only a few are ever tried."""

import re
from collections.abc import Iterable, Iterator, Sequence
from re import _parser  # type: ignore[attr-defined]  # the only one that knows what a pattern means; since 3.11
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

_MOST = 1_000  # so many needles for one pattern at the most
_LONG_ENOUGH = 3  # bytes: three Latin letters, or one Chinese character

_RARER = 8.0
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]", re.DOTALL)  # classes are one token

_Strings = frozenset[str]
_EMPTY = frozenset({""})


def needles(pattern: str) -> _Strings:
    """Return strings of which one stands in every match of a case-sensitive pattern; empty when none can be told.

    Raises re.error for what is no pattern.
    """
    exact, needed = _sequence(_parser.parse(pattern))
    return _best([exact or frozenset(), needed])


def _sequence(parsed: Iterable[tuple[Any, Any]]) -> tuple[_Strings | None, _Strings]:
    """Return all that a sequence can match, when that is a short list, and strings of which each match holds one."""
    run, whole = _EMPTY, True
    needed: list[_Strings] = []
    for operation, argument in parsed:
        exact, inner = _element(str(operation), argument)
        if exact is not None and len(run) * len(exact) <= _MOST:
            run = frozenset(before + after for before in run for after in exact)
        else:
            needed += [run, inner]
            run, whole = _EMPTY if exact is None else exact, False
    return (run if whole else None), _best([*needed, run])


def _element(operation: str, argument: Any) -> tuple[_Strings | None, _Strings]:
    exact: _Strings | None = None
    needed: _Strings = frozenset()
    match operation:
        case "LITERAL":
            exact = frozenset({chr(argument)})
        case "IN" if all(str(kind) == "LITERAL" for kind, _ in argument):
            exact = frozenset(chr(point) for _, point in argument)
        case "AT" | "ASSERT" | "ASSERT_NOT":
            exact = _EMPTY
        case "SUBPATTERN" if not argument[1] and not argument[2]:
            exact, needed = _sequence(argument[3])
        case "BRANCH":
            exact, needed = _branches([_sequence(branch) for branch in argument[1]])
        case "MAX_REPEAT" | "MIN_REPEAT":
            exact, needed = _repeated(*argument)
        case _:
            pass
    return exact, needed


def _branches(branches: Sequence[tuple[_Strings | None, _Strings]]) -> tuple[_Strings | None, _Strings]:
    all_of_it = [exact for exact, _ in branches if exact is not None]
    exact: _Strings | None = frozenset[str]().union(*all_of_it) if len(all_of_it) == len(branches) else None
    needed = [_best([exact or frozenset(), inner]) for exact, inner in branches]
    return (
        exact if exact is not None and len(exact) <= _MOST else None,
        frozenset[str]().union(*needed) if all(needed) else frozenset(),
    )


def _repeated(least: int, most: Any, parsed: Any) -> tuple[_Strings | None, _Strings]:
    exact, needed = _sequence(parsed)
    if exact is not None and int(most) == 1:
        return (exact | _EMPTY if least == 0 else exact), frozenset()
    return None, (_best([exact or frozenset(), needed]) if least else frozenset())


def _best(choices: Iterable[_Strings]) -> _Strings:
    """Return the choice that is found the most rarely."""
    fit = (choice for choice in choices if choice and len(choice) <= _MOST)
    return min((choice for choice in fit if _shortest(choice) >= _LONG_ENOUGH), key=_share, default=frozenset())


def _shortest(choice: _Strings) -> int:
    return min(map(_bytes, choice))


def _share(choice: _Strings) -> float:
    """About how many places of a text hold one of these: each byte more makes a string rarer."""
    return sum(_RARER ** -_bytes(string) for string in choice)


def _bytes(string: str) -> int:
    return len(string.encode(errors="replace"))


def alternatives(pattern: str) -> list[str]:
    """Split a pattern at its outermost |, and at that of a group that is all of it, but for a word's end behind it."""
    parts: list[str] = []
    start = depth = 0
    for token in _TOKEN.finditer(pattern):
        if token[0] == "(":
            depth += 1
        elif token[0] == ")":
            depth -= 1
        elif token[0] == "|" and not depth:
            parts.append(pattern[start : token.start()])
            start = token.end()
    parts.append(pattern[start:])
    if len(parts) > 1:
        return [one for part in parts for one in alternatives(part)]
    for end in (")", r")\b"):
        inner = pattern.removeprefix("(?:").removesuffix(end)
        if len(pattern) - len(inner) == len("(?:") + len(end) and _is_closed(inner):
            return [f"{one}{end[1:]}" for one in alternatives(inner)]
    return parts


def _is_closed(pattern: str) -> bool:
    """Whether each bracket of a pattern that opens or closes in it has its other half in it."""
    depth = 0
    for token in _TOKEN.finditer(pattern):
        depth += (token[0] == "(") - (token[0] == ")")
        if depth < 0:
            return False
    return depth == 0


class Haystacks:
    """Tells of many patterns which ones may match a text, by one look through it."""

    def __init__(self, wanted: Sequence[_Strings]) -> None:
        """Take the needles of each pattern; a pattern without any may always match."""
        self._always = tuple(place for place, strings in enumerate(wanted) if not strings)
        places: dict[str, list[int]] = {}
        for place, strings in enumerate(wanted):
            for string in strings:
                places.setdefault(string, []).append(place)
        self._places = list(places.values())
        self._automaton = AhoCorasick(
            list(places),
            matchkind=MatchKind.Standard,
            store_patterns=False,
            implementation=Implementation.ContiguousNFA,
        )

    def may_match(self, text: str) -> Sequence[int]:
        """Return the places of those patterns that may match a text, in order."""
        hits = self._automaton.find_matches_as_indexes(text, overlapping=True)
        if not hits:
            return self._always
        found = set(self._always)
        for hit in hits:
            found.update(self._places[hit[0]])
        return sorted(found)


def matches_of_first(patterns: Iterable[re.Pattern[str]], text: str) -> Iterator[re.Match[str]]:
    """Yield what `finditer` of these patterns, joined with |, would: no match is empty."""
    ahead = [match for match in (one.search(text) for one in patterns) if match is not None]  # in the order of patterns
    while ahead:
        first = min(ahead, key=re.Match.start)  # of several, the one whose pattern comes first
        yield first
        end = first.end()
        again = (one if one.start() >= end else one.re.search(text, end) for one in ahead)
        ahead = [match for match in again if match is not None]
