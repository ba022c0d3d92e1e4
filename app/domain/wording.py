"""How the house counts and lists in a letter: numbers up to twelve in words, names with an "and" before the last.

What is said here is made of phrases: English to Python, its reader's language on a page.
"""

from collections.abc import Sequence
from datetime import timedelta

from app.domain.phrase import Phrase, begun, phrase, phrase_in, phrases

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
SPELLED = {
    2: phrase_in("how many", "two"),
    3: phrase_in("how many", "three"),
    4: phrase_in("how many", "four"),
    5: phrase_in("how many", "five"),
    6: phrase_in("how many", "six"),
    7: phrase_in("how many", "seven"),
    8: phrase_in("how many", "eight"),
    9: phrase_in("how many", "nine"),
    10: phrase_in("how many", "ten"),
    11: phrase_in("how many", "eleven"),
    12: phrase_in("how many", "twelve"),
}


def spelled(number: int) -> Phrase | int:
    """A number as a part of a phrase that counts: two to twelve in words; one is a message of its own."""
    return SPELLED.get(number, number)


def in_words(number: int) -> str:
    """A number as an English line writes it: `seven`, but `23`; nothing is `no`, as in "no people"."""
    return _WORDS[number] if 0 <= number < len(_WORDS) else f"{number:,}"


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun, for English lines: `one person`, `seven people`, `23 people`."""
    return f"{in_words(number)} {one if number == 1 else many}"


def times(number: int) -> Phrase:
    """How often: `once`, `twice`, `three times`."""
    return phrase("twice") if number == 2 else phrases("once", "{n} times", number, n=spelled(number))  # noqa: PLR2004 - it has a word of its own


def listed(names: Sequence[str]) -> str:
    """Names in a row: `a`, `a and b`, `a, b and c`; a phrase where there are several."""
    row, *more = names or ("",)
    for name in more[:-1]:
        row = phrase_in("a row", "{names}, {name}", names=row, name=name)
    return phrase_in("a row", "{names} and {name}", names=row, name=more[-1]) if more else row


def capital(sentence: str) -> str:
    """A sentence with its first letter as a capital, the rest untouched; a phrase stays one."""
    return sentence.begins() if isinstance(sentence, Phrase) else begun(sentence)


def span_in_words(span: timedelta) -> Phrase:
    """How long something took, roundly: `twelve seconds`, `four minutes`, `26 hours`, `three days`."""
    seconds = max(0, round(span.total_seconds()))
    for unit, size, until in (("second", 1, 90), ("minute", 60, 90 * 60), ("hour", 3600, 48 * 3600)):
        if seconds < until:
            return lasting(max(1, round(seconds / size)), unit)
    return lasting(round(seconds / 86400), "day")


def lasting(number: int, unit: str) -> Phrase:
    """A number of seconds, minutes, hours, days, months or years."""
    n = spelled(number)
    match unit:
        case "second":
            return phrases("one second", "{n} seconds", number, n=n)
        case "minute":
            return phrases("one minute", "{n} minutes", number, n=n)
        case "hour":
            return phrases("one hour", "{n} hours", number, n=n)
        case "day":
            return phrases("one day", "{n} days", number, n=n)
        case "month":
            return phrases("one month", "{n} months", number, n=n)
        case _:
            return phrases("one year", "{n} years", number, n=n)
