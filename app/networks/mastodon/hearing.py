"""What is heard from one server, whichever way it comes: told once, and only what the event wants to know."""

import unicodedata
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.domain.errors import BadInput
from app.domain.network import Network
from app.domain.phrase import Phrase, reasons
from app.domain.post import Change, Deleted, Post, Posted, PostKey
from app.networks.mastodon.client import Server, shown
from app.networks.mastodon.instance import Instance
from app.networks.mastodon.pace import Paces
from app.networks.mastodon.posts import alias, has_tag, to_change
from app.networks.mastodon.text import same_tag
from app.networks.source import NOTHING, Heard, Watch

_REMEMBERED = 20_000
_REMEMBERED_FOR = timedelta(hours=1)
_NOT_HEARD_LIMIT = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """How often things are done; seconds, unless they are spans of time that a server's posts are looked at in."""

    poll: float = 30  # a server's answer to strangers is 15 seconds old at most
    poll_beside_stream: float = 60
    poll_beside_bad_stream: float = 15
    overlap: timedelta = timedelta(hours=1)  # posts of other servers arrive late, with the ids of their own time
    overlap_every: float = 300
    first: timedelta = timedelta(days=1)  # how far a new source looks back
    settle: float = 10  # how long the first poll waits for the stream
    alive: float = 25  # how long a stream may say nothing until it is asked whether it is there
    pong: float = 10
    grace: float = 20  # how long after a poll the stream may still tell what the poll found
    look: float = 15
    speakers: float = 180
    retry: float = 2
    retry_longest: float = 120
    paces: Paces = field(default_factory=Paces)


class Hearing:
    """Decides what of a server's statuses is told, and remembers what has been.

    The memory is for this run alone, so that the same page is not told again every half minute; what counts is stored.
    """

    def __init__(self, watch: Watch, server: Server, instance: Instance) -> None:
        self.watch = watch
        self.server = server
        self.instance = instance
        self._told: OrderedDict[str, datetime | None] = OrderedDict()  # uris and aliases, with the version told
        self._broken: OrderedDict[str, None] = OrderedDict()
        self._streamed: OrderedDict[str, None] = OrderedDict()
        self._not_streamed: dict[str, datetime] = {}
        self._notes: dict[str, Phrase] = {}

    def tags(self) -> tuple[str, ...]:
        """The hashtags as this server must be asked for them: Mastodon knows all spellings of one, others do not."""
        asked: dict[str, None] = {}
        for tag in self.watch.tags:
            if plain := same_tag(tag):
                written = "".join(unicodedata.normalize("NFC", tag).lower().lstrip("#＃").split())
                asked[written or plain] = None
                if self.instance.software != "Mastodon":
                    asked[plain] = None
        return tuple(asked)

    def holds(self, uri: str | None) -> bool:
        """Whether the event holds a post, or is being told it now."""
        return uri is not None and (uri in self._told or self.watch.holds(uri))

    def take(self, payloads: Iterable[Any], *, updated: bool = False, thread: bool = False) -> Heard:
        """Return what is new in a server's statuses; a malformed one is counted and loses nothing but itself.

        `updated` says that they came as edits; `thread`, that they answer something that is held, however far down.
        """
        changes: list[Change] = []
        malformed = 0
        for payload in payloads:
            try:
                found = self._change(payload, updated=updated)
            except BadInput:
                malformed += self.malformed([shown(payload)])
            else:
                if self.is_news(found, thread=thread):
                    changes.append(found)
        return Heard(changes=tuple(changes), malformed=malformed)

    def deleted(self, status_id: str) -> Deleted:
        """Return the deletion of a status by the server's own id for it; it may come before the status."""
        return Deleted(PostKey(Network.MASTODON, alias(self.server.name, status_id)), self.watch.now())

    def _change(self, payload: Any, *, updated: bool) -> Posted | Deleted:
        return to_change(
            payload,
            server=self.server.name,
            domain=self.instance.domain,
            received_at=self.watch.now(),
            updated=updated,
        )

    def is_news(self, change: Posted | Deleted, *, thread: bool = False) -> bool:
        """Whether a change is to be told; it is remembered as told then."""
        if isinstance(change, Deleted):
            return self.holds(change.key.uri)
        post = change.post
        known = all(name in self._told for name in (post.uri, *change.aliases))
        if known and not _later(post.edited_at, self._told[post.uri]):
            return False
        if not (thread or self.wants(post)):
            return False
        for name in (post.uri, *change.aliases):
            before = self._told.pop(name, None)
            self._told[name] = before if _later(before, post.edited_at) else post.edited_at
        _forget(self._told)
        return True

    def malformed(self, broken: Iterable[str]) -> int:
        """Return how many broken entries were not seen before: a page shows the same ones again and again."""
        new = [one for one in broken if one not in self._broken]
        self._broken.update(dict.fromkeys(new))
        _forget(self._broken)
        return len(new)

    def wants(self, post: Post) -> bool:
        """Whether a post is the event's: by a hashtag, because it is held, or because it answers what is held."""
        if has_tag(post, {same_tag(tag) for tag in self.watch.tags}) or self.holds(post.uri):
            return True
        return any(
            self.holds(other.uri) for other in (post.reply_to, post.quote_of, post.repost_of) if other is not None
        )

    # --- whether the stream tells what a poll finds ---

    def streamed(self, uri: str) -> None:
        """Remember what came by the stream, be it news or not."""
        self._not_streamed.pop(uri, None)
        self._streamed[uri] = None
        _forget(self._streamed)

    def polled(self, heard: Heard, *, streaming_since: datetime) -> None:
        """Remember what a poll found of the time in which the stream should have told it."""
        for change in heard.changes:
            if (
                isinstance(change, Posted)
                and change.post.created_at > streaming_since
                and change.post.edited_at is None
                and change.post.uri not in self._streamed
                and len(self._not_streamed) < _NOT_HEARD_LIMIT
            ):
                self._not_streamed[change.post.uri] = self.watch.now()

    def missed_by_stream(self, grace: timedelta) -> bool:
        """Whether the stream had time enough to tell what a poll had found, and did not; for an hour after that."""
        now = self.watch.now()
        self._not_streamed = {uri: at for uri, at in self._not_streamed.items() if now - at < _REMEMBERED_FOR}
        return any(now - at >= grace for at in self._not_streamed.values())

    def forgive(self) -> None:
        """Give a new stream its chance."""
        self._not_streamed.clear()

    # --- notes ---

    def note(self, about: str, text: Phrase) -> Heard | None:
        """Return what to tell when something that the organizer should know has changed; NOTHING when it is over."""
        if self._notes.get(about, NOTHING) == text:
            return None
        self._notes[about] = text
        return Heard(note=reasons(self._notes.values()) or NOTHING)


def _later(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and (other is None or one > other)


def _forget(memory: OrderedDict[str, Any]) -> None:
    while len(memory) > _REMEMBERED:
        memory.popitem(last=False)
