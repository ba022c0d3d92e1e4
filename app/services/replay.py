"""Replay: an archive goes through the same line as a live source, at once or at N times real speed."""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.errors import BadInput, CutShort
from app.domain.post import Change, Posted
from app.services.batch import Taken
from app.services.ingest import Ingest

_BATCH = 500
_REPORTED = 20  # bad lines told one by one; the rest is counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What a replay brought. `bad` are the first lines that could not be read, `bad_lines` how many there were."""

    posts: int = 0
    originals: int = 0
    taken: Taken = Taken()
    bad_lines: int = 0
    bad: tuple[BadInput, ...] = ()
    cut: bool = False

    @property
    def summary(self) -> str:
        """One line for the person who waits."""
        parts = [f"{self.posts} posts", f"{self.originals} originals", f"{self.taken.new} new"]
        if self.taken.edited:
            parts.append(f"{self.taken.edited} edited")
        if self.taken.deleted:
            parts.append(f"{self.taken.deleted} deleted")
        parts.append(f"{self.bad_lines} unreadable" if self.bad_lines else "0 lost")
        return ", ".join(parts)


class Replay:
    """Reads an archive into an event."""

    def __init__(self, *, ingest: Ingest, progress: Callable[[int], None] = lambda _: None) -> None:
        self._ingest = ingest
        self._progress = progress

    async def at_once(self, lines: Iterable[tuple[int, Change | BadInput]]) -> Replayed:
        """Take everything as fast as it goes, a batch in a transaction."""
        done = Replayed()
        batch: list[Change] = []
        for _, change in lines:
            done = _counted(done, change)
            if not isinstance(change, BadInput):
                batch.append(change)
            if len(batch) >= _BATCH:
                done = await self._take(done, batch)
                batch = []
        return await self._take(done, batch)

    async def at_speed(self, lines: Iterable[tuple[int, Change | BadInput]], speed: float) -> Replayed:
        """Take each change when its time has come; `speed` 60 plays an hour in a minute."""
        done = Replayed()
        started: tuple[datetime, float] | None = None
        for change in _readable(lines):
            done = _counted(done, change)
            if isinstance(change, BadInput):
                continue
            moment = _moment(change)
            if started is None:
                started = (moment, time.monotonic())
            due = started[1] + (moment - started[0]).total_seconds() / speed
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            done = await self._take(done, [change])
        return done

    async def _take(self, done: Replayed, batch: list[Change]) -> Replayed:
        taken = await self._ingest.take(batch) if batch else Taken()
        self._progress(done.posts)
        return replace(done, taken=done.taken + taken)


def _readable(lines: Iterable[tuple[int, Change | BadInput]]) -> Iterator[Change | BadInput]:
    return (change for _, change in lines)


def _counted(done: Replayed, change: Change | BadInput) -> Replayed:
    if isinstance(change, BadInput):
        told = done.bad if len(done.bad) >= _REPORTED else (*done.bad, change)
        cut = done.cut or isinstance(change, CutShort)
        return replace(done, bad_lines=done.bad_lines + 1, bad=told, cut=cut)
    if isinstance(change, Posted):
        return replace(done, posts=done.posts + 1, originals=done.originals + change.post.is_original)
    return done


def _moment(change: Change) -> datetime:
    if isinstance(change, Posted):
        return change.post.received_at
    return change.at
