"""Reads Jetstream v1 from one of several hosts: keeps the frames that matter, and the place where it is."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import NoReturn
from urllib.parse import urlencode, urlsplit

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from app.domain.errors import BadInput, OvationError, Unavailable
from app.domain.phrase import Phrase, phrase
from app.domain.source import Gap
from app.networks.bluesky.glance import Glance, Sift, glance
from app.networks.bluesky.options import Options
from app.networks.bluesky.payloads import POST
from app.networks.outside import MESSAGE_LIMIT, UNREADABLE, Outside
from app.networks.source import Watch

_OVERLAP = 5_000_000  # microseconds that are read once more after a reconnect
_AHEAD = 60_000_000  # microseconds that a host's clock may be ahead of ours; what claims more moves no place
_LOST = timedelta(seconds=15)  # when it begins so much later than asked, what was between is no longer there
_INTERRUPTED = timedelta(minutes=1)  # shorter interruptions that were read back are not worth a word
_STUCK = 3  # connections in a row that ended at the same unreadable frame
_UNREADABLE = frozenset({1002, 1003, 1007, 1009})  # we hung up on: no WebSocket, no UTF-8, too big (RFC 6455, 7.4.1)
_WAITING = 5_000  # frames that wait to be told; then the host has to wait
_BRIEF = 10.0  # seconds; connections that live shorter are followed by growing pauses
_LONGEST_PAUSE = 10.0


class Stream:
    """The firehose of posts. `listen` reads it; `pending`, `place`, `malformed` and `gaps` are taken by who tells it.

    A place is in unix microseconds, as Jetstream counts; 0 is none, and reading begins now.
    """

    def __init__(self, options: Options, outside: Outside, watch: Watch, sift: Sift, place: int) -> None:
        self._hosts = options.hosts
        self._outside = outside
        self._watch = watch
        self._sift = sift
        self._silence = options.silence
        self.place = place
        self.pending: list[bytes] = []
        self.malformed = 0
        self.gaps: list[Gap] = []
        self.wake = asyncio.Event()
        self.room = asyncio.Event()
        self.room.set()
        self._latest = 0  # what claims to be later than this moves no place
        self._deadline: asyncio.Timeout | None = None
        self._connection: ClientConnection | None = None
        self._behind: tuple[int, int] | None = None  # an interruption that is being read back
        self._seen = 0  # the time of the last event; a place only if it can be one
        self._brought = False  # whether this connection told anything
        self._stuck = self._stuck_at = 0

    async def listen(self) -> NoReturn:
        """Read for ever, from one host after the other; raises what the last said when none could be read."""
        failures = brief = turn = 0
        while True:
            host = self._hosts[turn % len(self._hosts)]
            began, self._brought = asyncio.get_running_loop().time(), False
            try:
                await self._read_from(host)
            except OvationError as error:
                self._note()
                failures = 0 if self._brought else failures + 1
                if failures >= len(self._hosts):
                    raise
                self._look_at(error)
            brief = brief + 1 if asyncio.get_running_loop().time() - began < _BRIEF else 0
            turn += 1
            await asyncio.sleep(min(0.05 * 2 ** min(brief, 10), _LONGEST_PAUSE) if brief > 1 else 0)

    async def _read_from(self, host: str) -> None:
        asked = self._ask()
        parts = [("wantedCollections", POST), ("maxMessageSizeBytes", str(MESSAGE_LIMIT))]
        if asked is not None:
            parts.append(("cursor", str(asked)))
        async with self._outside.socket(f"{host}/subscribe?{urlencode(parts)}", compression=None) as connection:
            self._connection = connection
            self.wake.set()  # a first sign of life
            try:
                async with asyncio.timeout(self._silence) as self._deadline:
                    await self._read(connection, asked)
            except TimeoutError as error:
                name = urlsplit(host).hostname
                raise Unavailable(
                    phrase("{host} has said nothing for {n} seconds", host=name, n=round(self._silence))
                ) from error
            finally:
                self._connection = self._deadline = None

    def _ask(self) -> int | None:
        now = _microseconds(self._watch.now())
        self._latest = now + _AHEAD
        if self._stuck >= _STUCK:
            self._stuck = 0
            self.gaps.append(self._gap(self.place, now, phrase("something in the stream could not be read")))
            self.place = 0
        if not self.place:
            return None
        long = now - self.place > _INTERRUPTED // timedelta(microseconds=1)
        self._behind = (self.place, now) if long else None
        return max(self.place - _OVERLAP, 1)

    async def _read(self, connection: ClientConnection, asked: int | None) -> None:
        """The hot loop: some forty frames a second from Bluesky, and a hundred thousand when a day is read back."""
        receive, concerns = connection.recv, self._sift.concerns
        begun = asked is None
        while True:
            frame = await receive(decode=False)
            try:
                event = glance(frame)
                matters = concerns(event)
            except UNREADABLE:
                try:
                    event, matters = self._sift.slowly(frame)
                except BadInput:
                    self.malformed += 1
                    continue
            if matters:
                await self._keep(frame, event)
            if not begun:
                begun = self._begin(event.time_us)
            self._seen = event.time_us

    async def _keep(self, frame: bytes, event: Glance) -> None:
        self._sift.expect(event)
        self.pending.append(frame)
        self.wake.set()
        if len(self.pending) >= _WAITING:  # the event hears more than can be stored: the host has to wait
            self.room.clear()
            await self.room.wait()

    def _begin(self, time_us: int) -> bool:
        """Look at the first event after a reconnect: a host that lacks our place begins later, and says nothing."""
        if self._latest >= time_us > self.place + _LOST // timedelta(microseconds=1):
            self.gaps.append(self._gap(self.place, time_us, phrase("the stream no longer had what was said then")))
            self._behind = None
        return True

    def tick(self) -> bool:
        """Note that time goes on, and whether anything was heard; called each second: no frame asks a clock."""
        self._latest = _microseconds(self._watch.now()) + _AHEAD
        heard = self._note()
        if self._behind is not None and self.place >= self._behind[1]:
            since, until = self._behind
            self._behind = None
            self.gaps.append(self._gap(since, until, phrase("not connected"), filled_at=self._watch.now()))
        if (heard or not self.room.is_set()) and self._deadline is not None and not self._deadline.expired():
            self._deadline.reschedule(asyncio.get_running_loop().time() + self._silence)
        return heard

    def _note(self) -> bool:
        """Take over the time of the last event; whether there was one. What came late moves no place."""
        heard, seen = self._seen != 0, self._seen
        self._seen = 0
        self._brought = self._brought or heard
        if self.place < seen <= self._latest:
            self.place = seen
        return heard

    async def answers(self) -> bool:
        """Whether the host is there, though it says nothing: asked by a ping."""
        if self._connection is None:
            return False
        try:
            async with asyncio.timeout(5):
                await (await self._connection.ping())
        except (TimeoutError, ConnectionClosed):
            return False
        return True

    def _look_at(self, error: OvationError) -> None:
        closed = error.__cause__
        sent = closed.sent if isinstance(closed, ConnectionClosed) else None
        here = self._stuck + 1 if self.place == self._stuck_at else 1
        self._stuck = here if sent is not None and sent.code in _UNREADABLE else 0
        self._stuck_at = self.place

    def _gap(self, since: int, until: int, why: Phrase, *, filled_at: datetime | None = None) -> Gap:
        return Gap(from_at=_moment(since), until_at=_moment(until), why=why, filled_at=filled_at)


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _moment(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
