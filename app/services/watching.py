"""What a follower follows: an event's tags, its speakers, and the posts that it holds already."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice

from app.domain.event import Programme
from app.domain.handle import Handle
from app.domain.network import Network
from app.domain.post import Change, Deleted, Posted, PostKey
from app.networks.source import Due
from app.store.database import Database
from app.store.events import StoredEvent

_RELOAD = 60.0  # seconds; what other processes stored meanwhile


class Held:
    """The posts of one event on one network, by uri and alias, and the keys of who wrote them; in order of arrival."""

    def __init__(self) -> None:
        self._authors: dict[str, str] = {}  # by uri and alias
        self._accounts: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._authors or name in self._accounts

    def fill(self, names: Iterable[tuple[str, str]], accounts: Iterable[str]) -> None:
        """Replace everything by what is stored."""
        self._authors = dict(names)
        self._accounts = set(accounts)

    def author(self, name: str) -> str | None:
        """The key of whoever wrote a post."""
        return self._authors.get(name)

    def take(self, changes: Iterable[Change]) -> None:
        """Keep up with what was just stored."""
        for change in changes:
            if isinstance(change, Posted):
                for name in (change.post.uri, *change.aliases):
                    self._authors.setdefault(name, change.post.author.key)
                self._accounts.add(change.post.author.key)
            elif isinstance(change, Deleted):
                self._authors.pop(change.key.uri, None)

    def recent(self, limit: int) -> tuple[str, ...]:
        """The names that came last, the newest first."""
        return tuple(islice(reversed(self._authors), limit))


class EventWatch:
    """A `Watch` over the store. `places` are those that were stored when it was opened."""

    def __init__(
        self,
        *,
        database: Database,
        network: Network,
        held: Held,
        places: Mapping[str, str],
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._network = network
        self._held = held
        self._places = dict(places)
        self._now = now
        self._tags: tuple[str, ...] = ()
        self._speakers: tuple[Handle, ...] = ()
        self._event_id = 0
        self._seen: tuple[int, datetime] | None = None  # the event's seq and the time at the last look

    @property
    def tags(self) -> tuple[str, ...]:
        """The event's hashtags."""
        return self._tags

    @property
    def speakers(self) -> tuple[Handle, ...]:
        """The speakers' handles on this network."""
        return self._speakers

    @property
    def places(self) -> Mapping[str, str]:
        """The cursors that were stored at the start."""
        return self._places

    def now(self) -> datetime:
        """The time."""
        return self._now()

    def holds(self, uri: str) -> bool:
        """Whether a post of this name is held, or one by an account of this key."""
        return uri in self._held

    def author(self, uri: str) -> str | None:
        """The key of whoever wrote a held post."""
        return self._held.author(uri)

    def recent(self, limit: int) -> tuple[str, ...]:
        """The names of the posts that came last."""
        return self._held.recent(limit)

    async def due(self, *, limit: int, alias: str = "") -> Sequence[Due]:
        """Posts to look at again now."""
        async with self._database.read() as tx:
            found = await tx.following.due(self._event_id, self._network, now=self._now(), limit=limit, alias=alias)
        return [Due(key=one.key, author=one.author, aliases=one.aliases, created_at=one.created_at) for one in found]

    def know(self, stored: StoredEvent, programme: Programme) -> None:
        """Take over an event and a programme as they are now."""
        self._event_id = stored.id
        self._tags = stored.event.hashtags
        self._speakers = tuple(
            handle for speaker in programme.speakers for handle in speaker.on(self._network) if not handle.dead
        )

    def took(self, changes: Iterable[Change], left_out: Collection[PostKey] = ()) -> None:
        """Keep up with what was just stored; whom nothing is kept of, nobody follows."""
        self._held.take(
            change for change in changes if not (isinstance(change, Posted) and change.post.key in left_out)
        )

    async def look(self, stored: StoredEvent) -> None:
        """Learn what others stored, when it is time and there was something."""
        now = self._now()
        if self._seen is not None:
            seq, at = self._seen
            if (now - at).total_seconds() < _RELOAD:
                return
            if seq == stored.seq:
                self._seen = (seq, now)
                return
        async with self._database.read() as tx:
            self._held.fill(
                await tx.following.held(stored.id, self._network), await tx.accounts.keys(stored.id, self._network)
            )
        self._seen = (stored.seq, now)
