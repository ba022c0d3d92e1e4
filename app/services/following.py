"""Following one source into one event: what it hears is stored, and only then its place is moved on."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from app.domain.errors import NotFound, OvationError, Unavailable
from app.domain.phrase import phrase
from app.domain.post import Change, Posted
from app.networks.registry import finished
from app.networks.source import Follower, Heard
from app.services.events import Events
from app.services.faring import Faring
from app.services.ingest import Ingest
from app.services.watching import EventWatch
from app.store.database import Database

_WAITING = 1_000  # things heard that may wait for the store; then the source has to wait
_AT_ONCE = 500  # changes in one transaction
_LOOK_AFTER = timedelta(seconds=5)  # at a programme that may have changed
_LOG = logging.getLogger("ovation.following")


class Following:
    """Carries what one follower hears into an event. `run` ends by raising whatever ended it."""

    def __init__(  # noqa: PLR0913 - what it is put together from
        self,
        *,
        database: Database,
        events: Events,
        follower: Follower,
        source_id: int,
        slug: str,
        watch: EventWatch,
        faring: Faring,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._events = events
        self._follower = follower
        self._source_id = source_id
        self._slug = slug
        self._watch = watch
        self._faring = faring
        self._now = now
        self._ingest: Ingest | None = None
        self._event_id = 0
        self._revision: int | None = None
        self._looked_at: datetime | None = None

    async def run(self, stamp: Callable[[], None]) -> None:
        """Follow until cancelled, or until the source fails."""
        await self._look()
        await self._faring.starting()
        inbox: asyncio.Queue[Heard] = asyncio.Queue(_WAITING)
        try:
            async with asyncio.TaskGroup() as tasks:
                storing = tasks.create_task(self._store(inbox, stamp))
                await self._hear(inbox)
                storing.cancel()
        except ExceptionGroup as group:
            raise _first(group) from group
        raise Unavailable(phrase("the source ended without saying why"))

    async def _hear(self, inbox: asyncio.Queue[Heard]) -> None:
        stream = self._follower.follow(self._watch)
        try:
            async for heard in stream:
                await inbox.put(heard)
        except Exception:
            await inbox.join()  # what was heard before the end is stored: it may never be told again
            raise
        finally:
            if isinstance(stream, AsyncGenerator):
                await stream.aclose()
        await inbox.join()

    async def _store(self, inbox: asyncio.Queue[Heard], stamp: Callable[[], None]) -> None:
        while True:
            heard = [await inbox.get()]
            changes = len(heard[0].changes)
            while changes < _AT_ONCE and not inbox.empty():
                heard.append(inbox.get_nowait())
                changes += len(heard[-1].changes)
            await self._take(heard)
            stamp()
            for _ in heard:
                inbox.task_done()

    async def _take(self, heard: Sequence[Heard]) -> None:
        await self._look()
        changes = [_finished(change) for one in heard for change in one.changes]
        stored = await self._ingested(changes) if changes else ()
        places = {name: place for one in heard for name, place in one.places.items()}
        gaps = [gap for one in heard for gap in one.gaps]
        checked = [key for one in heard for key in one.checked]
        if places or gaps or checked:
            async with self._database.begin() as tx:
                await tx.following.checked(self._event_id, checked, self._now())
                await tx.sources.gap(self._source_id, gaps)
                await tx.sources.advance(self._source_id, places)
        malformed = len(changes) - len(stored) + sum(one.malformed for one in heard)
        await self._faring.heard(heard, changes=stored, malformed=malformed)

    async def _ingested(self, changes: Sequence[Change]) -> Sequence[Change]:
        """Store changes, together or, when that fails, one by one: none may lose the others. Those that could be."""
        assert self._ingest is not None
        try:
            taken = await self._ingest.take(changes)
        except OvationError:
            raise
        except Exception:
            if len(changes) == 1:
                raise
            _LOG.exception("changes could not be stored together")
            return await self._one_by_one(self._ingest, changes)
        self._watch.took(changes, taken.left_out)
        return changes

    async def _one_by_one(self, ingest: Ingest, changes: Sequence[Change]) -> Sequence[Change]:
        stored: list[Change] = []
        failure: Exception | None = None
        for change in changes:
            try:
                taken = await ingest.take([change])
            except Exception as error:  # noqa: BLE001 - counted, and raised when it is not the change's own fault
                failure = error
            else:
                self._watch.took([change], taken.left_out)
                stored.append(change)
        if failure is not None and not stored:
            raise failure
        return stored

    async def _look(self) -> None:
        """Take over a programme that has changed, and what others stored, every few seconds."""
        now = self._now()
        if self._looked_at is not None and now - self._looked_at < _LOOK_AFTER:
            return
        self._looked_at = now
        async with self._database.read() as tx:
            stored = await tx.events.by_slug(self._slug)
        if stored is None:
            raise NotFound(phrase("the event {event} is gone", event=repr(self._slug)))
        self._event_id = stored.id
        if stored.revision != self._revision:
            _, programme = await self._events.programme(self._slug)
            self._ingest = await self._events.ingest(self._slug)
            self._watch.know(stored, programme)
            self._revision = stored.revision
        await self._watch.look(stored)


def _finished(change: Change) -> Change:
    return replace(change, post=finished(change.post)) if isinstance(change, Posted) else change


def _first(group: BaseExceptionGroup[Exception]) -> Exception:
    """The one error that ended a group of tasks; ours before others, because it says what to do."""
    errors = list(_flat(group))
    return next((error for error in errors if isinstance(error, OvationError)), errors[0])


def _flat(group: BaseExceptionGroup[Exception]) -> Iterator[Exception]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _flat(error)
        else:
            yield error
