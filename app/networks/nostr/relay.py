"""One relay: a connection that comes back by itself, standing subscriptions, and questions that end (NIP-01)."""

import asyncio
import itertools
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from app.domain.errors import OvationError, RateLimited, Refused, Unavailable
from app.domain.phrase import Phrase, phrase
from app.networks.nostr.payloads import Event, Filter, Kind, Notice, Told, host_of, message, request
from app.networks.outside import UNREADABLE, Outside
from app.networks.source import usual_patience

TAGS = "tags"  # the subscription without which a relay is of no use
_DELETIONS = "deletions"  # all of them: so one of a note that is seconds old is heard at once, where a relay allows it
BEAT = PONG = 15.0  # seconds between two signs of life, and for one of them
_SLOW_CLOCKS = 900  # seconds by which authors' clocks may be behind
_STEADY = 60.0  # seconds after which a connection was a good one
_PATIENCE = 30.0  # seconds for what a relay has stored
_PAGE_PATIENCE = 15.0
_FIRST_AGAIN, _LAST_AGAIN = 5.0, 300.0  # seconds, when it closed a subscription for a while
_MESSAGE_AT_MOST = 4 * 1024 * 1024  # bytes; a longer one ends the connection, and would with each new one, too
_EVENTS_AT_MOST = 2_000  # in one answer
_PAGES_AT_MOST = 50
_SAID_AT_MOST = 200  # characters of what a relay says
_FOR_A_WHILE = frozenset({"rate-limited", "error", ""})


@dataclass(frozen=True, slots=True)
class Came:
    """An event came; nothing of it is checked but its form."""

    event: Event


@dataclass(frozen=True, slots=True)
class Spoiled:
    """A frame came that cannot be read."""


@dataclass(frozen=True, slots=True)
class Alive:
    """What a relay had until then has come. `whole` is told once, when all that was stored has: None later."""

    url: str
    until: datetime
    whole: bool | None = None


@dataclass(frozen=True, slots=True)
class Down:
    """A relay cannot be heard; it is tried again."""

    url: str
    error: OvationError


Item = Came | Spoiled | Alive | Down


@dataclass(slots=True)
class Answer:
    """The stored events that answer a question; `whole` when the relay says that these are all that it tells."""

    events: list[Event] = field(default_factory=list)
    whole: bool = False
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, event: Event) -> None:
        """Take an event, unless there are too many."""
        if len(self.events) < _EVENTS_AT_MOST:
            self.events.append(event)

    def end(self, *, whole: bool) -> None:
        """Nothing more comes."""
        self.whole = whole
        self.over.set()


class Relay:
    """Speaks with one relay and puts what comes into somebody's inbox. `keep` runs until it is cancelled."""

    def __init__(
        self, url: str, *, outside: Outside, put: Callable[[Item], Awaitable[None]], now: Callable[[], datetime]
    ) -> None:
        self.url = url
        self.host = host_of(url)
        self.tried = asyncio.Event()  # it is known whether it can be reached
        self.blind: Phrase | None = None  # what it does not tell, in words
        self._outside = outside
        self._put = put
        self._now = now
        self._wanted: dict[str, Sequence[Filter]] = {}
        self._waits: dict[str, float] = {}
        self._questions: dict[str, Answer] = {}
        self._numbers = itertools.count(1)
        self._stored = Answer()
        self._connection: ClientConnection | None = None
        self._tasks: asyncio.TaskGroup | None = None
        self._notice = ""

    async def keep(self, tags: Callable[[], Sequence[Filter]]) -> NoReturn:
        """Stay connected; `tags` are the filters of the hashtags, asked for anew with each connection."""
        failures = 0
        while True:
            began = asyncio.get_running_loop().time()
            try:
                await self._listen(tags())
            except OvationError as error:
                self.tried.set()
                lasted = asyncio.get_running_loop().time() - began
                failures = 1 if lasted > _STEADY else failures + 1
                await self._put(Down(self.url, error))
                wait = usual_patience(error, failures).total_seconds()
                await asyncio.sleep(wait * random.uniform(0.8, 1.2))  # noqa: S311 - no secret

    async def want(self, name: str, filters: Sequence[Filter]) -> None:
        """Subscribe, now and with each connection, instead of what had that name; without filters, end it."""
        if filters:
            self._wanted[name] = filters
            await self._send("REQ", name, *filters)
        elif self._wanted.pop(name, None) is not None:
            await self._send("CLOSE", name)

    async def retag(self, filters: Sequence[Filter]) -> None:
        """Follow other hashtags from now on."""
        await self._send("REQ", TAGS, *filters)

    async def ask(self, filters: Sequence[Filter], *, within: float) -> Answer:
        """Return what is stored, or what came of it within so many seconds; nothing when it is not connected."""
        answer = Answer()
        if self._connection is None:
            return answer
        name = f"ask-{next(self._numbers)}"
        self._questions[name] = answer
        try:
            async with asyncio.timeout(within):
                await self._send("REQ", name, *filters)
                await answer.over.wait()
        except TimeoutError:
            pass  # what came until now is the answer
        finally:
            del self._questions[name]
            await self._send("CLOSE", name)
        return answer

    @property
    def is_up(self) -> bool:
        """Whether it is connected now."""
        return self._connection is not None

    async def _listen(self, tags: Sequence[Filter]) -> None:
        async with self._outside.socket(self.url, limit=_MESSAGE_AT_MOST) as connection:
            try:
                async with asyncio.TaskGroup() as tasks:
                    self._connection, self._tasks = connection, tasks
                    self.tried.set()
                    self._stored = Answer()
                    self.blind = None
                    tasks.create_task(self._read(connection))
                    tasks.create_task(self._catch_up(tags))
            except ExceptionGroup as group:
                raise group.exceptions[0] from group
            finally:
                self._connection = None
                for answer in self._questions.values():
                    answer.end(whole=False)

    async def _read(self, connection: ClientConnection) -> NoReturn:
        async for frame in connection:
            try:
                told = message(frame)
            except UNREADABLE:
                await self._put(Spoiled())
                continue
            if isinstance(told, Notice):
                self._notice = told.text[:_SAID_AT_MOST]
            elif isinstance(told, Told):
                await self._take(told)
        raise Unavailable(phrase("{host} closed the connection", host=self.host))

    async def _take(self, told: Told) -> None:
        question = self._questions.get(told.about)
        if question is None and told.about == TAGS and not self._stored.over.is_set():
            question = self._stored
        if told.closed is not None:
            self._closed(told.about, told.closed[:_SAID_AT_MOST])
        elif told.ended:
            self._waits.pop(told.about, None)
        if question is not None and told.event is None:
            question.end(whole=told.ended)
        elif question is not None and told.event is not None:
            question.take(told.event)
        if told.event is not None and (told.about in {TAGS, _DELETIONS} or told.about in self._wanted):
            await self._put(Came(told.event))

    def _closed(self, name: str, reason: str) -> None:
        prefix, colon, text = reason.partition(":")
        kind = prefix.strip().lower() if colon else ""
        if name == TAGS:
            said = " ".join(text.split() if colon else reason.split())
            if kind == "rate-limited":
                raise RateLimited(phrase("{host} says that we ask too often: {words}", host=self.host, words=said))
            error = Unavailable if kind in _FOR_A_WHILE else Refused
            raise error(phrase("{host} does not let us follow hashtags: {words}", host=self.host, words=reason))
        if name not in self._wanted:
            return
        if kind in _FOR_A_WHILE and self._tasks is not None:
            self._waits[name] = min(self._waits.get(name, _FIRST_AGAIN / 2) * 2, _LAST_AGAIN)
            self._tasks.create_task(self._again(name, self._waits[name]))
        else:
            self.blind = phrase("{host} does not tell answers and deletions: {words}", host=self.host, words=reason)

    async def _again(self, name: str, wait: float) -> None:
        await asyncio.sleep(wait)
        await self.want(name, self._wanted.get(name, ()))

    async def _catch_up(self, tags: Sequence[Filter]) -> NoReturn:
        asked_at = self._now()
        await self._send("REQ", TAGS, *tags)
        await self._send(
            "REQ", _DELETIONS, {"kinds": [Kind.DELETION], "since": int(asked_at.timestamp()) - _SLOW_CLOCKS}
        )
        for name, filters in list(self._wanted.items()):
            await self._send("REQ", name, *filters)
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._stored.over.wait()
        except TimeoutError as error:
            raise Unavailable(self._strange()) from error
        whole = await self._read_back(tags)
        await self._put(Alive(self.url, asked_at, whole))
        while True:
            await asyncio.sleep(BEAT)
            await self.beat()

    def _strange(self) -> Phrase:
        if not self._notice:
            return phrase("{host} does not answer as a relay does", host=self.host)
        return phrase("{host} does not answer as a relay does; it says: {words}", host=self.host, words=self._notice)

    async def beat(self) -> None:
        """Make sure that it is still there, and say so."""
        connection = self._connection
        if connection is None:
            return
        asked_at = self._now()
        try:
            async with asyncio.timeout(PONG):
                await (await connection.ping())
        except TimeoutError as error:
            raise Unavailable(phrase("{host} has gone silent", host=self.host)) from error
        await self._put(Alive(self.url, asked_at))

    async def _read_back(self, tags: Sequence[Filter]) -> bool:
        """Read what is older than what a relay tells at once, page by page; whether that was all."""
        page = self._stored.events
        seen: set[str] = set()
        for _ in range(_PAGES_AT_MOST):
            seen.update(event.id for event in page)
            if not page:
                return True
            until = min(event.created_at for event in page)
            answer = await self.ask([_until(filters, until) for filters in tags], within=_PAGE_PATIENCE)
            if not answer.whole:
                return False
            page = [event for event in answer.events if event.id not in seen]
            for event in page:
                await self._put(Came(event))
        return False

    async def _send(self, *parts: object) -> None:
        if self._connection is not None:
            try:
                await self._connection.send(request(*parts))
            except ConnectionClosed:
                self._notice = ""  # whoever reads from it notices, too


def _until(filters: Filter, until: int) -> Mapping[str, object]:
    return {**filters, "until": until}
