"""The inbox of an event: signed messages of other programs, each an archive line or a list of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec

from app.domain.errors import BadInput, NotFound
from app.domain.network import Network
from app.domain.post import Change, Posted
from app.networks.archive.lines import to_change
from app.networks.outside import UNREADABLE
from app.networks.source import Heard
from app.networks.web.signature import verify
from app.services.batch import Taken
from app.services.events import Events
from app.services.faring import Faring
from app.services.sources import Sources
from app.store.database import Database

_MOST = 1_000  # lines in one message
_SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What came of a message: what was new, and which of its lines (counted from 0) could not be read, and why."""

    taken: Taken
    refused: Mapping[int, str]


class Inbox:
    """Takes messages for events that have a webhook among their sources."""

    def __init__(self, *, database: Database, events: Events, sources: Sources, now: Callable[[], datetime]) -> None:
        self._database = database
        self._events = events
        self._sources = sources
        self._now = now

    async def take(self, slug: str, headers: Mapping[str, str], body: bytes) -> Received:
        """Verify and store a message; the same message twice is nothing.

        SignInNeeded when its signature does not fit, BadInput when nothing in it could be read, NotFound without inbox.
        """
        stored = next((one for one in await self._sources.all(slug) if one.source.network is Network.WEB), None)
        if stored is None or stored.source.paused:
            raise NotFound("This event has no inbox.")
        now = self._now()
        verify(
            self._sources.opened(stored).secret["key"],
            message_id=headers.get("webhook-id"),
            timestamp=headers.get("webhook-timestamp"),
            signatures=headers.get("webhook-signature"),
            body=body,
            now=now,
        )
        changes: list[Change] = []
        refused: dict[int, str] = {}
        for place, line in enumerate(_lines(body)):
            try:
                changes.append(_received(to_change(line, not_after=now + _SKEW), now))
            except BadInput as error:
                refused[place] = str(error)
        if refused and not changes:
            raise BadInput("; ".join(f"line {place}: {why}" for place, why in list(refused.items())[:5]))
        taken = await (await self._events.ingest(slug)).take(changes)
        faring = Faring(database=self._database, source_id=stored.source.id, health=stored.health, now=self._now)
        await faring.heard([Heard()], changes=changes, malformed=len(refused))
        return Received(taken=taken, refused=refused)


def _lines(body: bytes) -> Iterator[dict[str, object]]:
    try:
        told = msgspec.json.decode(body, type=dict[str, object] | list[dict[str, object]])
    except UNREADABLE as error:
        raise BadInput("The body is neither a JSON object nor a list of them; docs/files.md shows one.") from error
    lines: Sequence[dict[str, object]] = told if isinstance(told, list) else [told]
    if len(lines) > _MOST:
        raise BadInput(f"A message has at most {_MOST:,} lines.")
    yield from lines


def _received(change: Change, now: datetime) -> Change:
    return replace(change, post=replace(change.post, received_at=now)) if isinstance(change, Posted) else change
