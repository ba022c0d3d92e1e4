"""How moments are written: for machines in UTC, for people as the event's clocks show them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def rfc3339(moment: datetime) -> str:
    """Return an aware moment in UTC, as in `2026-05-05T09:15:00Z`; fractions of a second are left out."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local(moment: datetime, zone: ZoneInfo, pattern: str = "%H:%M") -> str:
    """Return an aware moment as the event's clocks show it."""
    return moment.astimezone(zone).strftime(pattern)
