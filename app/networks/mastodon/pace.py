"""How often one server is asked: within its limits, and what can wait never before what cannot."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from app.domain.errors import RateLimited
from app.domain.phrase import phrase
from app.networks.mastodon.payloads import moment_or_none

_LONGEST = timedelta(minutes=15)  # the longest window that Mastodon counts in
_SPARED = 3  # a third of what a server allows is kept for new posts
_PATIENCE = 60.0  # seconds that somebody waits here; who would have to wait longer is told so


@dataclass(frozen=True, slots=True, kw_only=True)
class Paces:
    """Seconds between two requests: of any kind (300 in 5 minutes for strangers), and for a page (300 in 15)."""

    any: float = 1.5
    paged: float = 3.0
    burst: int = 20  # so many may follow each other at once, after a time without any


class Pace:
    """Takes turns at one server. `spare` turns are for what can wait: they end long before the others do."""

    def __init__(self, host: str, paces: Paces, clock: Callable[[], float]) -> None:
        self._host = host
        self._paces = paces
        self._clock = clock  # monotonic seconds
        self._due = 0.0
        self._due_paged = 0.0
        self._closed_until = 0.0
        self._spare_until = 0.0

    async def turn(self, *, paged: bool, spare: bool) -> None:
        """Wait until it is our turn; RateLimited when that would take too long."""
        while (wait := self._wait(paged=paged, spare=spare)) > 0:
            if wait > _PATIENCE:
                raise RateLimited(
                    phrase("{host} has been asked as often as it allows", host=self._host),
                    retry_after=timedelta(seconds=wait),
                )
            await asyncio.sleep(wait)
        now = self._clock()
        self._due = max(self._due, now) + self._paces.any
        if paged:
            self._due_paged = max(self._due_paged, now) + self._paces.paged

    def _wait(self, *, paged: bool, spare: bool) -> float:
        """Return the seconds until it may be asked. A request is `due` later than the last; a burst may be early."""
        burst = self._paces.burst - 1
        until = max(
            self._closed_until,
            self._due - (0 if spare else burst * self._paces.any),
            self._due_paged - burst * self._paces.paged if paged else 0,
            self._spare_until if spare else 0,
        )
        return until - self._clock()

    def told(self, headers: httpx.Headers) -> None:
        """Learn from what an answer says of its limits."""
        limit, remaining = _number(headers.get("x-ratelimit-limit")), _number(headers.get("x-ratelimit-remaining"))
        wait = until_reset(headers)
        if limit is None or remaining is None or wait is None:
            return
        if remaining == 0:
            self._closed_until = max(self._closed_until, self._clock() + wait.total_seconds())
        if remaining <= limit // _SPARED:
            self._spare_until = max(self._spare_until, self._clock() + wait.total_seconds())

    def refused(self, wait: timedelta) -> None:
        """Stay away for a time: the server said that we asked too often."""
        self._closed_until = max(self._closed_until, self._clock() + wait.total_seconds())


def until_reset(headers: httpx.Headers) -> timedelta | None:
    """How long until a server's limit starts anew, by its own clock; None when it does not say."""
    reset = moment_or_none(headers.get("x-ratelimit-reset"))
    now = _date(headers.get("date"))
    if reset is None or now is None:
        return None
    return min(max(reset - now, timedelta(seconds=1)), _LONGEST)


def _date(told: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(told or "")
    except ValueError:
        return None
    return found if found.tzinfo else None


def _number(told: str | None) -> int | None:
    return int(told[:9]) if told is not None and told.isascii() and told.isdigit() else None
