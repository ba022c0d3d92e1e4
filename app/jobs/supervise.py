"""Every task that starts itself has an owner: named, restarted with backoff, and its last success known."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

_FIRST_WAIT = 0.5
_LONGEST_WAIT = 30.0
_CALM = timedelta(minutes=1)  # after a run this long a crash counts as the first again
_LOG = logging.getLogger("ovation.jobs")

Stamp = Callable[[], None]
Job = Callable[[Stamp], Awaitable[None]]


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

    async def run(self, name: str, job: Job) -> None:
        """Run one job for ever; when it fails or returns, wait a little longer each time and start it again."""
        health = self.jobs.setdefault(name, Health())
        wait = _FIRST_WAIT
        while True:
            started = self._now()
            health.running = True
            try:
                await job(lambda: self._stamp(health))
            except Exception as error:  # noqa: BLE001 - whatever a job dies of, its owner starts it again
                health.last_error = type(error).__name__
                _LOG.exception("job failed", extra={"job": name})
            finally:
                health.running = False
            health.restarts += 1
            wait = _FIRST_WAIT if self._now() - started > _CALM else min(wait * 2, _LONGEST_WAIT)
            await asyncio.sleep(wait * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, not a secret

    def _stamp(self, health: Health) -> None:
        health.stamped_at = self._now()
