"""Tells what the stream kept: frames become changes, with whoever wrote them looked up on the way."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress

import msgspec

from app.domain.errors import BadInput
from app.domain.post import Change, Deleted, Posted
from app.domain.source import Gap
from app.networks.bluesky.glance import Sift
from app.networks.bluesky.payloads import Event, Record, read
from app.networks.bluesky.posts import about, to_change
from app.networks.bluesky.profiles import Profiles
from app.networks.bluesky.stream import Stream
from app.networks.outside import UNREADABLE
from app.networks.source import Heard, Watch

PLACE = "jetstream"
_PATIENCE = 1.0  # seconds for looking authors up; then a post goes out under its author's DID
_TICK = 1.0
_SIGN = 3.0  # seconds between signs of life, and between places where nothing was found
_QUIET = 10.0  # seconds without a frame after which the host is asked whether it is there
_LATE = 1_000  # posts that wait for their author's name


class Telling:
    """Takes what a stream kept, in order. `renamed` is called with the DID of an account whose handle may have changed.

    `lost` is given the gaps that the stream could not read back.
    """

    def __init__(  # noqa: PLR0913 - what it stands between
        self,
        *,
        stream: Stream,
        sift: Sift,
        profiles: Profiles,
        watch: Watch,
        renamed: Callable[[str], None],
        lost: Callable[[Gap], None],
    ) -> None:
        self._stream = stream
        self._sift = sift
        self._profiles = profiles
        self._watch = watch
        self._renamed = renamed
        self._lost = lost
        self._late: dict[str, Event] = {}
        self._malformed = 0

    async def told(self) -> AsyncIterator[Heard]:
        """Yield what is heard: posts as soon as they come, places and signs of life every few seconds."""
        clock = asyncio.get_running_loop().time
        signed = heard = float("-inf")
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(_TICK):
                    await self._stream.wake.wait()
            if self._stream.tick():
                heard = clock()
            told = await self._take()
            if told.changes or told.gaps or told.malformed or (heard > signed and clock() - signed >= _SIGN):
                signed = clock()
                yield told
            elif clock() - max(signed, heard) >= _QUIET and await self._stream.answers():
                signed = clock()
                yield Heard()

    async def _take(self) -> Heard:
        stream = self._stream
        self._sift.look()
        frames, stream.pending = stream.pending, []  # with the place that belongs to them: nothing awaits in between
        gaps, stream.gaps = stream.gaps, []
        self._malformed, stream.malformed = stream.malformed, 0
        place = stream.place
        stream.wake.clear()
        stream.room.set()
        for gap in gaps:
            if gap.filled_at is None:
                self._lost(gap)
        self._profiles.want(speaker.remote_id or speaker.canonical for speaker in self._watch.speakers)
        events = list(self._events(frames))
        await self._profiles.meet({did for event in events for did in _concerned(event)}, within=_PATIENCE)
        changes = [*self._named(), *(change for event in events if (change := self._change(event)) is not None)]
        return Heard(
            changes=tuple(changes),
            places={PLACE: str(place)} if place else {},
            gaps=tuple(gaps),
            malformed=self._malformed,
        )

    def _events(self, frames: Iterable[bytes]) -> Iterable[Event]:
        for frame in frames:
            try:
                yield msgspec.json.decode(frame, type=Event)
            except UNREADABLE:
                self._malformed += 1

    def _change(self, event: Event) -> Change | None:
        if event.kind == "identity":
            self._profiles.forget(event.did)
            self._renamed(event.did)
            return None
        try:
            change = to_change(event, received_at=self._watch.now(), known=self._profiles.known)
        except BadInput:
            self._malformed += 1
            return None
        if isinstance(change, Posted):
            if event.did not in self._profiles.known and len(self._late) < _LATE:
                self._late[change.post.uri] = event
        elif isinstance(change, Deleted):
            self._late.pop(change.key.uri, None)
        return change

    def _named(self) -> list[Change]:
        """Posts once more whose authors became known after they had been told."""
        learned = self._profiles.learned
        again = [(uri, event) for uri, event in self._late.items() if event.did in learned] if learned else []
        learned.clear()
        found = []
        for uri, event in again:
            del self._late[uri]
            found.append(to_change(event, received_at=self._watch.now(), known=self._profiles.known))
        return [change for change in found if change is not None]


def _concerned(event: Event) -> list[str]:
    """The accounts that a post is by and about."""
    record = read(event.commit.record, Record) if event.commit is not None else None
    return [] if record is None else [event.did, *about(record).dids[:20]]
