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

_GROUP = re.compile(r"((?:\\b|\(\?<!\\w\))?)\(\?:(.*)\)((?:\\b|\(\?!\\w\))?)", re.DOTALL)

_Strings = frozenset[str]
_EMPTY = frozenset({""})


def needs(pattern: str) -> Sequence[_Strings]:
    """Return sets of strings: of each of them one stands in every match of a case-sensitive pattern.

    None where nothing can be told. Raises re.error for what is no pattern.
    """
    _, needed = _parts(_parser.parse(pattern))
    found = list(dict.fromkeys(filter(_is_fit, needed)))
    return found or [one for one in needed if 0 < len(one) <= _MOST and _shortest(one) > 1][:1]


def _sequence(parsed: Iterable[tuple[Any, Any]]) -> tuple[_Strings | None, _Strings]:
    """Return all that a sequence can match, when that is a short list, and strings of which each match holds one."""
    exact, needed = _parts(parsed)
    return exact, _best(needed)


def _parts(parsed: Iterable[tuple[Any, Any]]) -> tuple[_Strings | None, Sequence[_Strings]]:
    """Return the same, with such strings for each part of a sequence."""
    run, whole = _EMPTY, True
    needed: list[_Strings] = []
    for operation, argument in _unrolled(parsed):
        exact, inner = _element(operation, argument)
        if exact is not None and len(run) * len(exact) <= _MOST:
            run = frozenset(before + after for before in run for after in exact)
        else:
            needed += [run, inner]
            run, whole = _EMPTY if exact is None else exact, False
    return (run if whole else None), [*needed, run]


def _unrolled(parsed: Iterable[tuple[Any, Any]]) -> Iterator[tuple[str, Any]]:
    """Yield the parts of a sequence, with what comes at least once written out before what may come again."""
    for operation, argument in parsed:
        if str(operation) in {"MAX_REPEAT", "MIN_REPEAT"} and 0 < argument[0] < int(argument[1]):
            least, most, again = argument
            yield from (("SUBPATTERN", (None, 0, 0, again)) for _ in range(least))
            yield str(operation), (0, int(most) - least, again)
        else:
            yield str(operation), argument


def _element(operation: str, argument: Any) -> tuple[_Strings | None, _Strings]:
    exact: _Strings | None = None
    needed: _Strings = frozenset()
    match operation:
        case "LITERAL":
            exact = frozenset({chr(argument)})
        case "IN" if all(str(kind) == "LITERAL" for kind, _ in argument):
            exact = frozenset(chr(point) for _, point in argument)
        case "AT" | "ASSERT_NOT":
            exact = _EMPTY
        case "ASSERT":
            exact, needed = _EMPTY, _best(_parts(argument[1])[1])
        case "SUBPATTERN" if not argument[1] and not argument[2]:
            exact, needed = _sequence(argument[3])
        case "BRANCH":
            exact, needed = _branches([_sequence(branch) for branch in argument[1]])
        case "MAX_REPEAT" | "MIN_REPEAT":
            exact, needed = _repeated(argument[0], int(argument[1]), argument[2])
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


def _repeated(least: int, most: int, parsed: Any) -> tuple[_Strings | None, _Strings]:
    exact, needed = _sequence(parsed)
    if exact is not None and most == 1:
        return (exact | _EMPTY if least == 0 else exact), frozenset()
    return None, (_best([exact or frozenset(), needed]) if least else frozenset())


def _best(choices: Iterable[_Strings]) -> _Strings:
    """Return the choice that is found the most rarely."""
    return min(filter(_is_fit, choices), key=_share, default=frozenset())


def _is_fit(choice: _Strings) -> bool:
    return 0 < len(choice) <= _MOST and _shortest(choice) >= _LONG_ENOUGH


def _shortest(choice: _Strings) -> int:
    return min(map(_bytes, choice))


def _share(choice: _Strings) -> float:
    """About how many places of a text hold one of these: each byte more makes a string rarer."""
    return sum(_RARER ** -_bytes(string) for string in choice)


def _bytes(string: str) -> int:
    return len(string.encode(errors="replace"))


def alternatives(pattern: str) -> list[str]:
    """Split a pattern at its outermost |, and at that of a group that is all of it but for a word's edges."""
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
    group = _GROUP.fullmatch(pattern)
    if group is not None and _is_closed(group[2]):
        return [f"{group[1]}{one}{group[3]}" for one in alternatives(group[2])]
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

    def __init__(self, wanted: Sequence[Sequence[_Strings]]) -> None:
        """Take what each pattern needs; a pattern that needs nothing may always match."""
        self._all = [(1 << len(sets)) - 1 for sets in wanted]
        self._always = tuple(place for place, every in enumerate(self._all) if not every)
        signs: dict[str, list[tuple[int, int]]] = {}
        for place, sets in enumerate(wanted):
            for bit, strings in enumerate(sets):
                for string in strings:
                    signs.setdefault(string, []).append((place, 1 << bit))
        self._signs = list(signs.values())
        self._automaton = AhoCorasick(
            list(signs),
            matchkind=MatchKind.Standard,
            store_patterns=False,
            implementation=Implementation.ContiguousNFA,
        )

    def may_match(self, text: str) -> Sequence[int]:
        """Return the places of those patterns that may match a text, in order."""
        hits = self._automaton.find_matches_as_indexes(text, overlapping=True)
        if not hits:
            return self._always
        has = dict.fromkeys(self._always, 0)
        for needle in {hit[0] for hit in hits}:
            for place, bit in self._signs[needle]:
                has[place] = has.get(place, 0) | bit
        return sorted(place for place, bits in has.items() if bits == self._all[place])


def matches_of_first(patterns: Iterable[re.Pattern[str]], text: str) -> Iterator[re.Match[str]]:
    """Yield what `finditer` of these patterns, joined with |, would: no match is empty."""
    ahead = [match for match in (one.search(text) for one in patterns) if match is not None]  # in the order of patterns
    while ahead:
        first = min(ahead, key=re.Match.start)  # of several, the one whose pattern comes first
        yield first
        end = first.end()
        again = (one if one.start() >= end else one.re.search(text, end) for one in ahead)
        ahead = [match for match in again if match is not None]
