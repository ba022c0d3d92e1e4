"""How the house counts and lists in a letter: numbers up to twelve in words, names with an "and" before the last."""

from collections.abc import Sequence

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
