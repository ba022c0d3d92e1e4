"""How a source fares while it is followed: measured as it goes, written down now and then."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import median

from app.domain.phrase import Phrase
from app.domain.post import Change, Posted
from app.domain.source import SourceHealth, SourceState
from app.networks.source import Heard
from app.store.database import Database

_WRITTEN_EVERY = timedelta(seconds=5)
_FRESH = timedelta(minutes=10)  # an older post was read back: how late it is says nothing about the line
_KEPT = 50  # lags of which the median is told


class Faring:
    """The health of one source. What changes its state is written at once, the rest every few seconds."""

    def __init__(
        self, *, database: Database, source_id: int, health: SourceHealth, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._source_id = source_id
        self._now = now
        self._health = health
        self._written_at: datetime | None = None
        self._note: Phrase | None = None
        self._lags: deque[tuple[timedelta, timedelta]] = deque(maxlen=_KEPT)

    async def starting(self) -> None:
        """It connects."""
        if self._health.state is SourceState.PAUSED or self._health.since is None:
            await self._turn(SourceState.STARTING, None)

    async def failed(self, why: Phrase, *, refused: bool, retry_at: datetime) -> None:
        """It stopped; it tries again by itself, but when it was refused a person should act."""
        await self._turn(SourceState.REFUSED if refused else SourceState.WAITING, why, retry_at=retry_at)

    async def heard(self, heard: Sequence[Heard], *, changes: Iterable[Change], malformed: int) -> None:
        """It told something, if only that it is alive; what it told is stored."""
        now = self._now()
        posts = [change.post for change in changes if isinstance(change, Posted)]
        for post in posts:
            if post.edited_at is None and now - post.created_at < _FRESH:
                self._lags.append((post.received_at - post.created_at, now - post.received_at))
        newest = max((post.created_at for post in posts), default=None)
        known = self._health.last_post_at
        for one in heard:
            self._note = self._note if one.note is None else one.note or None
        self._health = replace(
            self._health,
            heard_at=now,
            last_post_at=max(filter(None, (newest, known)), default=None),
            posts=self._health.posts + len(posts),
            malformed=self._health.malformed + malformed,
            received_lag=_median([lag for lag, _ in self._lags]),
            shown_lag=_median([lag for _, lag in self._lags]),
        )
        if self._health.state is not SourceState.LISTENING or self._health.why != self._note:
            await self._turn(SourceState.LISTENING, self._note)
        elif self._written_at is None or now - self._written_at >= _WRITTEN_EVERY:
            await self._write()

    async def _turn(self, state: SourceState, why: Phrase | None, *, retry_at: datetime | None = None) -> None:
        since = self._now() if state is not self._health.state else self._health.since
        self._health = replace(self._health, state=state, why=why, since=since, retry_at=retry_at)
        await self._write()

    async def _write(self) -> None:
        async with self._database.begin() as tx:
            await tx.sources.report(self._source_id, self._health)
        self._written_at = self._now()


def _median(lags: Sequence[timedelta]) -> timedelta | None:
    return timedelta(seconds=max(0.0, median(lag.total_seconds() for lag in lags))) if lags else None
