"""Looks at posts of X again: it tells of no deletion, and of an edit only while the stream is heard."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.domain.errors import BadInput, Unavailable
from app.domain.phrase import phrase
from app.domain.post import Change, Deleted
from app.networks.source import Due, Heard, Watch
from app.networks.x import posts
from app.networks.x.client import LOOK_UP_LIMIT, Client
from app.networks.x.hearing import Hearing
from app.networks.x.payloads import Line, Tweet, problems, tweets
from app.networks.x.text import uri

_DUE = 10_000


class Again:
    """Looks at a hundred posts at a time, each at most once in `after`."""

    def __init__(self, client: Client, watch: Watch, hearing: Hearing, *, after: timedelta) -> None:
        self._client = client
        self._watch = watch
        self._hearing = hearing
        self._after = after
        self._looked: dict[str, datetime] = {}
        self._waiting: list[Due] = []

    @property
    def is_busy(self) -> bool:
        """Whether posts wait to be looked at."""
        return bool(self._waiting)

    async def look(self) -> Heard:
        """Look at the next hundred; when none wait, ask first which are due."""
        now = self._watch.now()
        if not self._waiting:
            self._looked = {name: at for name, at in self._looked.items() if now - at < self._after}
            self._waiting = [
                due
                for due in await self._watch.due(limit=_DUE)
                if now - self._looked.get(due.key.uri, due.created_at) >= self._after and latest(due)
            ]
        batch, self._waiting = self._waiting[:LOOK_UP_LIMIT], self._waiting[LOOK_UP_LIMIT:]
        if not batch:
            return Heard()
        try:
            told = await self._client.look_up([latest(due) for due in batch])
            changes, malformed = await self._changes(told, batch, now)
        except BaseException:
            self._waiting = []  # all are asked for again when it is time
            raise
        self._looked |= {due.key.uri: now for due in batch}
        return self._hearing.told(changes, malformed=malformed, looked_at=batch)

    async def _changes(self, told: Line, batch: Sequence[Due], now: datetime) -> tuple[list[Change], int]:
        """Return what became of posts: nothing, a newer version, or their end."""
        found = {str(tweet.id): tweet for tweet in tweets(told)[0]}
        if not found and not any(one.resource_id or one.value for one in problems(told)):
            raise Unavailable(phrase("X answers a look-up with nothing, neither posts nor reasons"))
        known, malformed = self._hearing.changes(told, newest=False)
        changes = [change for change in known if isinstance(change, Deleted)]  # of authors who protect theirs now
        newer = [last for tweet in found.values() if (last := _newer(tweet)) is not None]
        edited: list[Change] = []
        if newer:
            edited, odd = self._hearing.changes(await self._client.look_up(newer[:LOOK_UP_LIMIT]), newest=False)
            malformed += odd
        gone = [Deleted(due.key, now) for due in batch if latest(due) not in found]
        return [*changes, *edited, *gone], malformed


def latest(due: Due) -> str:
    """The id of the newest version that is held, for an edit has an id of its own; empty for a uri that is not X's."""
    known = [posts.number(name) for name in (due.key.uri, *due.aliases) if name == uri(posts.number(name))]
    return max(known, key=int, default="")


def _newer(tweet: Tweet) -> str | None:
    try:
        last = posts.latest_version(tweet)
    except BadInput:
        return None
    return last if last != str(tweet.id) else None
