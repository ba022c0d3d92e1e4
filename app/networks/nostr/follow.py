"""Follows the hashtags of an event on several relays at once, and what is said about the posts that came of it."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from app.domain.account import Account
from app.domain.post import Change, Posted
from app.networks.nostr.authors import Authors
from app.networks.nostr.faring import Faring
from app.networks.nostr.hearing import Hearing
from app.networks.nostr.payloads import PASSED_ON, SAID, Event, Filter
from app.networks.nostr.relay import Alive, Came, Down, Item, Relay, Spoiled
from app.networks.nostr.threads import Threads, about
from app.networks.nostr.verify import is_genuine
from app.networks.outside import Outside
from app.networks.source import Due, Heard, Watch

_WAITING = 2_000  # events that may wait; then relays have to
_AT_ONCE = 200
_AT_FIRST = timedelta(days=7)  # what is read back of a relay that was never heard
_OVERLAP = timedelta(hours=1)  # authors' clocks differ, and events travel between relays
_SECOND = 1.0  # a post does not wait longer for its author's profile
_LATER = 15.0
_FOLLOWED = 500  # posts whose answers and deletions are listened for
_WIDEN_SOON, _WIDEN_LATE = 0.1, 2.0  # seconds between two looks at what else there is to listen for, while there is
_LOOK_EVERY = 10.0
_RECHECK_EVERY = 30.0
_RECHECKED = 100
_RECHECK_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class _Again:
    """A post whose author is known better now."""

    event: Event


@dataclass(frozen=True, slots=True)
class _Rechecked:
    """Posts that are asked about again; when it is `over`, all that was told of them has come before."""

    due: Sequence[Due]
    over: bool


@dataclass(frozen=True, slots=True)
class _Died:
    """Something went wrong that nobody thought of."""

    error: Exception


_Any = Item | _Again | _Rechecked | _Died


class RelaysFollower:
    """Follows one source. While one relay answers all is well; when none does, it ends with what the first one said."""

    def __init__(self, *, relays: Sequence[str], outside: Outside) -> None:
        self._relays = tuple(relays)
        self._outside = outside

    def follow(self, watch: Watch) -> AsyncGenerator[Heard, None]:
        """Yield what is heard, for ever."""
        return _Following(self._relays, self._outside, watch).heard()


class _Following:
    """One run: every relay keeps itself connected, and all that they tell comes through one inbox, in order."""

    def __init__(self, relays: Sequence[str], outside: Outside, watch: Watch) -> None:
        self._watch = watch
        self._inbox: asyncio.Queue[_Any] = asyncio.Queue(_WAITING)
        self._relays = {url: Relay(url, outside=outside, put=self._inbox.put, now=watch.now) for url in relays}
        self._hearing = Hearing(watch, relays)
        self._authors = Authors(outside=outside, now=watch.now)
        self._threads = Threads()
        self._faring = Faring(self._relays, watch.places)
        self._more = asyncio.Event()  # there is something new to listen for
        self._strangers: asyncio.Queue[tuple[Event, Account]] = asyncio.Queue(_WAITING)  # looked for longer

    async def heard(self) -> AsyncGenerator[Heard, None]:
        error: Exception | None = None
        async with asyncio.TaskGroup() as tasks:
            keeping = (partial(relay.keep, partial(self._tags, url)) for url, relay in self._relays.items())
            work: list[Callable[[], Awaitable[None]]] = [*keeping, self._widen, self._recheck, self._introduce]
            started = [tasks.create_task(self._guarded(one)) for one in work]
            try:
                while True:
                    if (heard := await self._hear()) is not None:
                        yield heard
            except GeneratorExit:
                pass  # a group would make another error of it
            except Exception as failure:  # noqa: BLE001 - raised below, outside of the group
                error = failure
            finally:
                for task in started:
                    task.cancel()
        if error is not None:
            raise error

    async def _guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - whoever follows is told, in order
            await self._inbox.put(_Died(error))

    async def _hear(self) -> Heard | None:
        """Return what the things that wait now amount to, together; None when that is nothing."""
        items = [await self._inbox.get()]
        while len(items) < _AT_ONCE and not self._inbox.empty():
            items.append(self._inbox.get_nowait())
        genuine, forged = self._sifted(item.event for item in items if isinstance(item, Came))
        posting = [event.pubkey for event in genuine.values() if event.kind in {*SAID, *PASSED_ON}]
        tried = all(relay.tried.is_set() for relay in self._relays.values())
        await self._authors.meet(posting, self._up(), within=_SECOND, whole=tried)
        changes = [change for item in items for change in self._changes(item, genuine)]
        changes += self._hearing.expired()
        if changes:
            self._more.set()
        return self._faring.told(
            changes=changes,
            checked=[one.key for item in items if isinstance(item, _Rechecked) and item.over for one in item.due],
            malformed=forged + sum(isinstance(item, Spoiled) for item in items),
        )

    def _changes(self, item: _Any, genuine: Mapping[str, Event]) -> Iterator[Change]:
        match item:
            case Came(event) if event.id in genuine:
                yield from self._taken(genuine[event.id])
            case _Again(event):
                yield from self._hearing.again(event, self._authors.account(event.pubkey))
            case _Rechecked(due):
                for one in due:
                    yield from self._hearing.learn(one.key.uri, one.author, int(one.created_at.timestamp()))
            case Alive() | Down():
                self._faring.take(item, self._watch.now())
            case _Died(error):
                raise error
            case _:
                pass  # an event that is not wanted, or is forged

    def _sifted(self, events: Iterable[Event]) -> tuple[dict[str, Event], int]:
        """Return the events that matter and are genuine, by id, and how many were not genuine."""
        genuine: dict[str, Event] = {}
        forged = 0
        for event in events:
            if event.id not in genuine and self._hearing.wants(event):
                if is_genuine(event):
                    genuine[event.id] = event
                else:
                    forged += 1
        return genuine, forged

    def _taken(self, event: Event) -> Iterator[Change]:
        author = self._authors.account(event.pubkey)
        for change in self._hearing.take(event, author):
            if isinstance(change, Posted) and not self._authors.is_settled(event.pubkey) and not self._strangers.full():
                self._strangers.put_nowait((event, author))
            yield change

    def _tags(self, url: str) -> list[Filter]:
        """Return the filters of the hashtags, from where a relay was left."""
        place = self._faring.places.get(url)
        since = (place or self._watch.now() - _AT_FIRST) - _OVERLAP
        return tag_filters(self._watch.tags, since=since)

    def _up(self) -> list[Relay]:
        return [relay for relay in self._relays.values() if relay.is_up]

    async def _widen(self) -> None:
        """Listen for what is said about the newest posts, and for hashtags that were added."""
        tags, wait = self._watch.tags, _WIDEN_SOON
        while True:
            self._more.clear()
            for name, wanted in self._threads.plan(self._hearing.recent(_FOLLOWED), self._hearing.authors):
                for relay in self._relays.values():
                    await relay.want(name, wanted)
            if tags != self._watch.tags:
                tags = self._watch.tags
                for relay in self._relays.values():
                    await relay.retag(tag_filters(tags, since=self._watch.now() - _AT_FIRST))
            await asyncio.sleep(wait)
            wait = min(wait * 2, _WIDEN_LATE) if self._more.is_set() else _WIDEN_SOON
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_EVERY):
                    await self._more.wait()

    async def _recheck(self) -> None:
        """Ask about older posts, whose deletions may have come while nobody listened."""
        await self._faring.first.wait()
        while True:
            due = await self._watch.due(limit=_RECHECKED)
            if due:
                await self._inbox.put(_Rechecked(due, over=False))  # first of all we know who wrote them
                wanted = about([one.key.uri for one in due], {one.key.uri: one.author for one in due})
                answers = await asyncio.gather(*(relay.ask(wanted, within=_RECHECK_PATIENCE) for relay in self._up()))
                for event in (event for answer in answers for event in answer.events):
                    await self._inbox.put(Came(event))
                if any(answer.whole for answer in answers):
                    await self._inbox.put(_Rechecked(due, over=True))
            await asyncio.sleep(_RECHECK_EVERY)

    async def _introduce(self) -> None:
        """Find out who wrote what had to be told before it was known."""
        while True:
            waiting = [await self._strangers.get()]
            while not self._strangers.empty():
                waiting.append(self._strangers.get_nowait())
            pubkeys = {event.pubkey for event, _ in waiting}
            for relay in self._relays.values():
                await relay.tried.wait()
            await self._authors.meet(pubkeys, self._up(), within=_LATER, whole=True)
            self._authors.settle(pubkeys)
            for event, known in waiting:
                if self._authors.account(event.pubkey) != known:
                    await self._inbox.put(_Again(event))


def tag_filters(tags: Sequence[str], *, since: datetime) -> list[Filter]:
    """Return what asks for notes under hashtags: relays compare letter by letter, and not every client writes small."""
    spelled = list(dict.fromkeys(form for tag in tags for form in (tag.lower(), tag, tag.upper())))
    if not spelled:
        return [{"ids": ["0" * 64]}]  # nothing: an empty list means everything to some relays
    return [{"kinds": list(SAID), "#t": spelled, "since": int(since.timestamp())}]
