"""The one shape of following: what a source is told, what it tells, and what each network offers to do it.

A network's package has `posts` (pure: payload → change), `follow` (thin: an async iterator of `Heard`) and `connect`
(its `Connector`). `connectors` lists them; `app/jobs/follow.py` owns every follower.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from app.domain.errors import OvationError, RateLimited, Unavailable
from app.domain.handle import Handle
from app.domain.network import Network
from app.domain.phrase import Phrase, verbatim
from app.domain.post import Change, PostKey
from app.domain.source import Gap, Source
from app.networks.outside import Outside

NOTHING = verbatim("")  # a note that ends another one
_FIRST_WAIT = timedelta(seconds=1)
_LONGEST_WAIT = timedelta(minutes=2)
_RATE_LIMITED_WAIT = timedelta(minutes=1)
_REFUSED_WAIT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a follower heard at once; empty as a sign of life.

    `places` are cursors by name, merged into the stored ones after the changes are committed. `checked` are posts that
    were looked at again, whatever came of it. `malformed` counts payloads that could not be read and were skipped.
    `note` is something that the organizer should know, in words; it stands until another one or NOTHING replaces it.
    """

    changes: tuple[Change, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()
    checked: tuple[PostKey, ...] = ()
    malformed: int = 0
    note: Phrase | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A stored post that should be looked at again: still there, edited, answered? `author` is the Account.key."""

    key: PostKey
    author: str
    aliases: tuple[str, ...]
    created_at: datetime


class Watch(Protocol):
    """What a follower follows, kept up to date while it runs. Everything in it is about one event and one network."""

    @property
    def tags(self) -> tuple[str, ...]:
        """The event's hashtags, without #, as the organizer writes them."""
        ...

    @property
    def speakers(self) -> tuple[Handle, ...]:
        """The speakers' handles on this network."""
        ...

    @property
    def places(self) -> Mapping[str, str]:
        """The cursors that were stored when the follower started."""
        ...

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        ...

    def holds(self, uri: str) -> bool:
        """Whether the event holds a post of this uri or alias: what answers or quotes it is followed, too. O(1)."""
        ...

    def author(self, uri: str) -> str | None:
        """The Account.key of whoever wrote a post that is held; None when it is not. O(1)."""
        ...

    def recent(self, limit: int) -> tuple[str, ...]:
        """The uris of the posts that were held last, the newest first."""
        ...

    async def due(self, *, limit: int, alias: str = "") -> Sequence[Due]:
        """Posts to look at again now, the most urgent first.

        Young ones come often and old ones rarely, shown ones and those about speakers before others. `alias` is a
        prefix that one of the aliases must have.
        """
        ...


class Follower(Protocol):
    """Follows one source. Raises Unavailable (tried again), Refused (a person must act) or whatever it dies of."""

    def follow(self, watch: Watch) -> AsyncIterator[Heard]:
        """Yield what is heard, for ever; subscribes first, then reads back, and is cancelled to stop."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a person typed to add a source; each network takes what it needs and refuses the rest."""

    server: str | None = None
    token: str | None = None
    handle: str | None = None
    app_password: str | None = None
    relays: tuple[str, ...] = ()
    url: str | None = None
    hosts: tuple[str, ...] = ()  # of a stream, in the order in which they are tried
    api: str | None = None  # where its API is, when not at the usual place
    threads: bool | None = None  # whether answers are asked for; not told: where they cost no money
    everything: bool = False  # whether what carries no hashtag counts, too


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A source as its network wants it stored."""

    name: str  # "mastodon:fosstodon.org"; the same source twice has the same name
    options: dict[str, Any]
    secret: dict[str, str] = field(default_factory=dict)
    warning: str | None = None  # what a person must know before it runs: what it costs
    told: tuple[str, ...] = ()  # lines for the person who adds it, shown once


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found, in sentences: what will be seen, and what will not."""

    sees: tuple[str, ...]
    misses: tuple[str, ...]


class Connector(Protocol):
    """What one network offers to follow it."""

    @property
    def network(self) -> Network:
        """Which network it is."""
        ...

    def describe(self, given: Given) -> Described:
        """Return the source that a person means; BadInput says what is missing, wrong or not for this network."""
        ...

    def open(self, source: Source, outside: Outside) -> Follower:
        """Return what follows a source; connects nothing yet."""
        ...

    async def check(self, source: Source, outside: Outside, tags: Sequence[str]) -> Checked:
        """Connect, read one page and say what was found; Unavailable, Refused or BadInput when that fails, one line."""
        ...

    async def bio(self, handle: str, outside: Outside, sources: Sequence[Source]) -> str:
        """Return what the profile of a canonical handle says of itself, as plain text, to find a code in it.

        `sources` are the event's on this network. NotFound without such a profile; Refused where it can't be asked.
        """
        ...

    def patience(self, error: Exception, failures: int) -> timedelta:
        """How long to wait after the nth failure in a row (n from 1) before trying again, before jitter."""
        ...


def usual_patience(error: Exception, failures: int) -> timedelta:
    """Doubling from a second to two minutes, from a minute when we asked too often; never less than was asked for."""
    if isinstance(error, OvationError) and not isinstance(error, Unavailable):
        return _REFUSED_WAIT  # asking again changes nothing until a person does
    first = _RATE_LIMITED_WAIT if isinstance(error, RateLimited) else _FIRST_WAIT
    doubled = first * float(2 ** min(failures - 1, 10))
    wait = min(doubled, max(_LONGEST_WAIT, first * 5))
    asked = error.retry_after if isinstance(error, Unavailable) else None
    return wait if asked is None else max(wait, asked)
