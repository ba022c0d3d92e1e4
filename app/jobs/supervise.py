"""Every task that starts itself has an owner: named, restarted with backoff, and its last success known."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.errors import OvationError

_FIRST_WAIT = timedelta(seconds=0.5)
_LONGEST_WAIT = timedelta(seconds=30)
_CALM = timedelta(minutes=1)  # after a run this long a crash counts as the first again
_LOG = logging.getLogger("ovation.jobs")

Stamp = Callable[[], None]
Job = Callable[[Stamp], Awaitable[None]]
Patience = Callable[[Exception | None, int], timedelta]
Failed = Callable[[Exception, datetime], Awaitable[None]]


def _usual(_: Exception | None, failures: int) -> timedelta:
    return min(_FIRST_WAIT * float(2 ** min(failures, 10)), _LONGEST_WAIT) / 1.5  # before jitter


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


@dataclass(slots=True)
class Health:
    """How one job fares. `stamped_at` is its last success."""

    running: bool = False
    restarts: int = 0
    stamped_at: datetime | None = None
    last_error: str | None = None


class Supervisor:
    """Runs jobs until it is cancelled."""

    def __init__(self, *, now: Callable[[], datetime]) -> None:
        self._now = now
        self.jobs: dict[str, Health] = {}

    async def run(self, name: str, job: Job, *, patience: Patience = _usual, failed: Failed | None = None) -> None:
        """Run one job until cancelled; when it fails or returns, wait as `patience` says and start it again.

        `failed` is told why, and when it is tried again.
        """
        health = self.jobs.setdefault(name, Health())
        failures = 0
        while True:
            started = self._now()
            health.running = True
            died: Exception | None = None
            try:
                await job(lambda: self._stamp(health))
            except Exception as error:
                if _is_cancelled():  # what it was doing broke under the cancellation, and only that was told
                    raise asyncio.CancelledError from error
                died = error
                health.last_error = type(error).__name__
                if isinstance(error, OvationError):  # it says itself what is wrong, and nobody needs to see where
                    _LOG.warning("job failed", extra={"job": name, "why": str(error)})
                else:
                    _LOG.exception("job failed", extra={"job": name})
            finally:
                health.running = False
            health.restarts += 1
            failures = 1 if self._now() - started > _CALM else failures + 1
            wait = patience(died, failures) * random.uniform(1.0, 1.5)  # noqa: S311 - jitter, not a secret
            if died is not None and failed is not None:
                await failed(died, self._now() + wait)
            await asyncio.sleep(wait.total_seconds())

    def forget(self, name: str) -> None:
        """Leave a job out of the list: it was stopped on purpose."""
        self.jobs.pop(name, None)

    def _stamp(self, health: Health) -> None:
        health.stamped_at = self._now()
