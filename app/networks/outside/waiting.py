"""Reads how long a server asks us to stay away."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_LONGEST = timedelta(days=1)


def asked_to_wait(told: Sequence[str], date: str | None) -> timedelta | None:
    """Return the longest of the times that Retry-After names (RFC 9110, 10.2.3), at most a day; None without any.

    A server that names a moment is believed by its own clock, `date`: ours may differ.
    """
    waits = [wait for header in told for wait in (_wait(header.strip(), date),) if wait is not None]
    return min(max(waits), _LONGEST) if waits else None


def _wait(told: str, date: str | None) -> timedelta | None:
    if told.isascii() and told.isdigit():
        return timedelta(seconds=min(int(told[:9]), 10**6))
    then, now = _moment(told), _moment(date or "")
    return None if then is None or now is None else max(then - now, timedelta())


def _moment(told: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
