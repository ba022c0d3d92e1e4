"""How the house counts and lists in a letter: numbers up to twelve in words, names with an "and" before the last."""

from collections.abc import Sequence
from datetime import timedelta

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def in_words(number: int) -> str:
    """A number as a letter writes it: `seven`, but `23`; nothing is `no`, as in "no people"."""
    return _WORDS[number] if 0 <= number < len(_WORDS) else f"{number:,}"


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun: `one person`, `seven people`, `23 people`."""
    return f"{in_words(number)} {one if number == 1 else many}"


def times(number: int) -> str:
    """How often: `once`, `twice`, `three times`."""
    return {1: "once", 2: "twice"}.get(number, f"{in_words(number)} times")


def listed(names: Sequence[str]) -> str:
    """Names in a row: `a`, `a and b`, `a, b and c`."""
    *before, last = names or ("",)
    return f"{', '.join(before)} and {last}" if before else last


def capital(sentence: str) -> str:
    """A sentence with its first letter as a capital, the rest untouched."""
    return sentence[:1].upper() + sentence[1:]


def span_in_words(span: timedelta) -> str:
    """How long something took, roundly: `twelve seconds`, `four minutes`, `26 hours`, `three days`."""
    seconds = max(0, round(span.total_seconds()))
    for unit, size, until in (("second", 1, 90), ("minute", 60, 90 * 60), ("hour", 3600, 48 * 3600)):
        if seconds < until:
            return counted(max(1, round(seconds / size)), unit, f"{unit}s")
    return counted(round(seconds / 86400), "day", "days")
