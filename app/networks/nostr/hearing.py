"""What an event that came means here: whether it is wanted, whether it is news, and whose deletions count."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from datetime import datetime
from heapq import heappop, heappush
from itertools import islice
from typing import Generic, TypeVar

from app.domain.account import Account
from app.domain.post import Change, Deleted
from app.networks.nostr.payloads import PASSED_ON, SAID, Event, Kind
from app.networks.nostr.posts import deleted, expires_at, key, moment, referred, to_change
from app.networks.source import Watch

_SEEN_AT_MOST = 50_000
_KNOWN_AT_MOST = 100_000
_DOOMED_AT_MOST = 20_000
_DELETERS_AT_MOST = 20  # of one note; all but one of them are strangers
_LEAVING_AT_MOST = 20_000
_EVERYWHERE = "ALL_RELAYS"
_T = TypeVar("_T")


class _Memory(OrderedDict[str, _T], Generic[_T]):
    """Remembers by name, and forgets what was told first when it is full."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def keep(self, name: str, value: _T) -> None:
        self[name] = value
        self.move_to_end(name)
        if len(self) > self._limit:
            self.popitem(last=False)


class Hearing:
    """Makes one event of what several relays tell, and lets nobody delete what somebody else wrote.

    An event is asked about with `wants`, then its signature is looked at elsewhere, and then it is taken with `take`.
    """

    def __init__(self, watch: Watch, relays: Iterable[str]) -> None:
        self._watch = watch
        self._relays = frozenset(relays)
        self._seen = _Memory[None](_SEEN_AT_MOST)
        self._gone = _Memory[None](_SEEN_AT_MOST)
        self._posted = _Memory[None](_SEEN_AT_MOST)
        self._written = _Memory[int](_KNOWN_AT_MOST)  # when each event that we know was written
        self.authors = _Memory[str](_KNOWN_AT_MOST)  # … and by whom
        self._doomed = _Memory[dict[str, datetime]](_DOOMED_AT_MOST)  # held, of unknown author: who deletes it, when
        self._early = _Memory[dict[str, datetime]](_DOOMED_AT_MOST)  # the same of what may come yet
        self._vanished = _Memory[int](_DOOMED_AT_MOST)  # authors who asked that all they wrote until then goes
        self._leaving: list[tuple[int, str]] = []  # what expires, a heap

    def wants(self, event: Event) -> bool:
        """Whether an event may change something; its signature need not be looked at otherwise."""
        if event.id in self._seen:
            return False
        if event.kind in SAID:
            return self.is_tagged(event) or self._is_held(event.id) or any(map(self._is_held, referred(event)))
        if event.kind in PASSED_ON:
            return any(map(self._is_held, referred(event)))
        if event.kind == Kind.VANISH:
            return any(relay in self._relays or relay == _EVERYWHERE for relay in event.values("relay"))
        return event.kind == Kind.DELETION

    def is_tagged(self, event: Event) -> bool:
        """Whether an event carries one of the hashtags; tags are lower-case (NIP-24), and not everybody knows it."""
        wanted = {tag.lower() for tag in self._watch.tags}
        return any(tag.lower() in wanted for tag in event.values("t"))

    def take(self, event: Event, author: Account) -> Iterator[Change]:
        """Yield what a wanted, genuine event changes; nothing when it was taken before."""
        if event.id in self._seen:
            return
        if event.kind != Kind.DELETION or all(self._author(uri) for uri in deleted(event)):
            self._seen.keep(event.id, None)  # a deletion of somebody's we don't know yet must be heard again
        if event.kind == Kind.DELETION:
            yield from self._delete(event)
        elif event.kind == Kind.VANISH:
            yield from self._vanish(event)
        else:
            held = self._is_held(event.id)
            yield from self.learn(event.id, event.pubkey, event.created_at)
            if event.id not in self._gone:
                yield from self._post(event, author, held=held)

    def learn(self, uri: str, pubkey: str, created_at: int) -> Iterator[Change]:
        """Learn who wrote an event, from a genuine copy or from the store; yield a deletion that waited for that."""
        if uri in self.authors:
            return
        self.authors.keep(uri, pubkey)
        self._written.keep(uri, created_at)
        at = {**self._early.pop(uri, {}), **self._doomed.pop(uri, {})}.get(pubkey)
        if at is None and created_at <= self._vanished.get(pubkey, -1):
            at = self._watch.now()
        if at is not None:
            yield self._deleted(uri, at)

    def again(self, event: Event, author: Account) -> Iterator[Change]:
        """Yield a post once more, when more is known of its author."""
        if event.id not in self._gone:
            yield to_change(event, author=author, received_at=self._watch.now(), authors=self.authors)

    def expired(self) -> Iterator[Change]:
        """Yield the deletions of what may not be shown any longer (NIP-40)."""
        now = self._watch.now()
        while self._leaving and self._leaving[0][0] <= now.timestamp():
            _, uri = heappop(self._leaving)
            if uri not in self._gone:
                yield self._deleted(uri, now)

    def recent(self, limit: int) -> tuple[str, ...]:
        """The uris of what was heard or is held, the newest first."""
        held = (uri for uri in self._watch.recent(limit) if uri not in self._gone)
        newest = islice(reversed(self._posted), limit)
        return tuple(islice(dict.fromkeys((*newest, *held)), limit))

    def _author(self, uri: str) -> str | None:
        return self.authors.get(uri) or self._watch.author(uri)

    def _is_held(self, uri: str) -> bool:
        return uri in self._posted or self._watch.holds(uri)

    def _post(self, event: Event, author: Account, *, held: bool) -> Iterator[Change]:
        change = to_change(event, author=author, received_at=self._watch.now(), authors=self.authors)
        if isinstance(change, Deleted):
            self._gone.keep(event.id, None)
            if held:
                yield change
            return
        expires = expires_at(event)
        if expires is not None and len(self._leaving) < _LEAVING_AT_MOST:
            heappush(self._leaving, (expires, event.id))
        if not held:
            self._posted.keep(event.id, None)
            yield change

    def _delete(self, event: Event) -> Iterator[Change]:
        at = moment(event.created_at, no_later_than=self._watch.now())
        for uri in deleted(event):
            author = self._author(uri)
            if author == event.pubkey:
                if uri not in self._gone:
                    yield self._deleted(uri, at)
            elif author is None:
                doomed = self._doomed if self._is_held(uri) else self._early
                deleters = doomed.get(uri, {})
                if len(deleters) < _DELETERS_AT_MOST:
                    doomed.keep(uri, {**deleters, event.pubkey: at})

    def _vanish(self, event: Event) -> Iterator[Change]:
        until = min(event.created_at, int(self._watch.now().timestamp()))
        self._vanished.keep(event.pubkey, max(until, self._vanished.get(event.pubkey, -1)))
        theirs = [uri for uri, author in self.authors.items() if author == event.pubkey and uri not in self._gone]
        for uri in theirs:
            if self._written.get(uri, until + 1) <= until:
                yield self._deleted(uri, self._watch.now())

    def _deleted(self, uri: str, at: datetime) -> Deleted:
        self._gone.keep(uri, None)
        self._posted.pop(uri, None)
        return Deleted(key(uri), at)
