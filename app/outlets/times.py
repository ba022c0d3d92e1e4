"""How moments, numbers and rows of names are written: for machines in UTC, for people as their language does."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal
from markupsafe import Markup

from app.domain.wording import SPELLED
from app.outlets.languages import locale, say

_LIKE_Y = re.compile(r"h?[ií](?![aeoáéó])", re.IGNORECASE)
_LIKE_O = re.compile(r"h?[oó]", re.IGNORECASE)
_STYLES: dict[str, Literal["standard", "or"]] = {"and": "standard", "or": "or"}


def rfc3339(moment: datetime) -> str:
    """Return an aware moment in UTC, as in `2026-05-05T09:15:00Z`; fractions of a second are left out."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local(moment: datetime, zone: ZoneInfo, pattern: str = "%H:%M") -> str:
    """Return an aware moment as the event's clocks show it, in digits; names are for `day` and `weekday`."""
    return moment.astimezone(zone).strftime(pattern)


def day(moment: datetime, zone: ZoneInfo, *, short: bool = False) -> str:
    """Return the day of an aware moment at the event's place: `5 May`, `5. Mai`, `5 de mayo`; short: `5 Sept`."""
    return format_skeleton("MMMd" if short else "MMMMd", moment.astimezone(zone), locale=locale())


def weekday(moment: datetime, zone: ZoneInfo) -> str:
    """Return the weekday of an aware moment at the event's place: `Tuesday`, `Dienstag`, `martes`."""
    return format_date(moment.astimezone(zone), "EEEE", locale=locale())


def number(value: float) -> str:
    """Return a number as people write it: `12,345`, `12.345`, `12 345`."""
    return format_decimal(value, locale=locale())


def decimal(value: float) -> str:
    """Return a number with one digit behind the point, or behind the comma."""
    return format_decimal(value, format="#,##0.0", locale=locale())


def spelled(value: int) -> str:
    """Return a number as a letter writes it: two to twelve in words, others in digits; one is a sentence of its own."""
    return say(SPELLED[value]) if value in SPELLED else number(value)


def row(names: Sequence[str], way: Literal["and", "or"] = "and") -> str:
    """Return names in a row: `a, b and c`, `a, b oder c`; Markup where one of them is, with everything else escaped."""
    pattern = format_list([f"{{{place}}}" for place in range(len(names))], _STYLES[way], locale=locale())
    if locale().language == "es" and len(names) > 1:
        pattern = _spanish(pattern, names[-1].striptags() if isinstance(names[-1], Markup) else names[-1])
    marked = any(isinstance(name, Markup) for name in names)
    return (Markup(pattern) if marked else pattern).format(*names)  # noqa: S704 - a pattern of Babel's


def _spanish(pattern: str, last: str) -> str:
    """`y` and `o` give way before their own sound: `Ada e Ingrid`, `Ada u Olga`; CLDR's patterns leave that to us."""
    if _LIKE_Y.match(last):
        return pattern.replace(" y {", " e {")
    return pattern.replace(" o {", " u {") if _LIKE_O.match(last) else pattern
