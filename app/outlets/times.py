"""How moments, numbers and rows of names are written: for machines in UTC, for people as their language does."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from app.domain.wording import SPELLED
from app.outlets.languages import locale, say
from app.outlets.rows import in_row


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
    return in_row(names, way, locale())
