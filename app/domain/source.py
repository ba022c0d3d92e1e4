"""A source: one connection that is followed, and how it fares."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from app.domain.network import Network
from app.domain.phrase import Phrase, phrase, phrase_in
from app.domain.wording import span_in_words

_LATE = timedelta(minutes=2)  # a source that has told nothing, not even that there is nothing, for so long is late
_LATE_FEED = timedelta(minutes=20)  # a feed is asked every few minutes at most


class SourceState(StrEnum):
    """What a source is doing."""

    STARTING = "starting"  # connecting for the first time, or again after a pause
    LISTENING = "listening"  # all is well
    WAITING = "waiting"  # something failed; tries again by itself
    REFUSED = "refused"  # the other side says no: a person must change something
    PAUSED = "paused"  # somebody paused it


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One connection of an event. `options` is what its network needs to know, `secret` what nobody may see."""

    id: int
    event_id: int
    name: str  # unique in the event: "mastodon:fosstodon.org"
    network: Network
    options: dict[str, Any] = field(default_factory=dict)
    secret: dict[str, str] = field(default_factory=dict, repr=False)
    paused: bool = False

    @property
    def follows_threads(self) -> bool:
        """Whether answers without the hashtag are heard; where each costs money, only when somebody turned it on."""
        if self.network in {Network.FEED, Network.WEB}:
            return False
        return bool(self.options.get("threads", self.network is not Network.X))


def threads_followed(sources: Iterable[Source]) -> dict[Network, bool]:
    """For each network that is followed, whether some source hears answers there."""
    heard: dict[Network, bool] = {}
    for source in sources:
        heard[source.network] = heard.get(source.network, False) or source.follows_threads
    return heard


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A time in which a source may have missed posts; `filled_at` is when it had been read again, None until then."""

    from_at: datetime
    until_at: datetime
    why: Phrase
    filled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """How a source fares. Lags are medians of the last posts: written → received, received → shown."""

    state: SourceState = SourceState.STARTING
    why: Phrase | None = None  # in words, whenever there is something to say
    since: datetime | None = None  # when the state began
    heard_at: datetime | None = None  # the last sign of life
    last_post_at: datetime | None = None  # when the newest post was written
    posts: int = 0
    malformed: int = 0
    received_lag: timedelta | None = None
    shown_lag: timedelta | None = None
    retry_at: datetime | None = None

    def late_by(self, network: Network, now: datetime) -> timedelta | None:
        """How long the source has been silent, when that is too long for its network; None when it is not late."""
        if self.state is SourceState.PAUSED or network is Network.WEB:  # nobody has to write to an inbox
            return None
        last = max(filter(None, (self.heard_at, self.since)), default=None)  # after a pause it has to hear first
        silent = timedelta() if last is None else now - last
        return silent if silent > (_LATE_FEED if network is Network.FEED else _LATE) else None


def late_line(sources: Iterable[tuple[Network, SourceHealth]], now: datetime) -> Phrase | None:
    """The quiet line for a wall when a network is late: "Bluesky is 4 minutes behind"; None when none is.

    A network that is heard through several sources is as late as the best of them.
    """
    best: dict[Network, timedelta | None] = {}
    for network, health in sources:
        if health.state is SourceState.PAUSED:
            continue
        late = health.late_by(network, now)
        known = best.get(network, late)
        best[network] = None if late is None or known is None else min(late, known)
    line: Phrase | None = None
    for network, late in best.items():
        if late is not None:
            one = phrase("{network} is {span} behind", network=network.label, span=span_in_words(late))
            line = one if line is None else phrase_in("several reasons", "{one}; {other}", one=line, other=one)
    return line
