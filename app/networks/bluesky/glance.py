"""Decides at a glance which frames of the firehose matter: two of a thousand do, so the others cost next to nothing."""

import unicodedata
from collections.abc import Iterable

import msgspec
from msgspec import Struct

from app.domain.errors import BadInput
from app.networks.bluesky.facets import plain
from app.networks.bluesky.payloads import POST, Event, Record, read
from app.networks.bluesky.posts import about
from app.networks.outside import UNREADABLE
from app.networks.source import Watch

_REMEMBERED = 20_000  # names of what was told and may not be stored yet


class _Feature(Struct, gc=False):
    tag: str | None = None


class _Facet(Struct, gc=False):
    features: tuple[_Feature, ...] = ()


class _Ref(Struct, gc=False, frozen=True):
    uri: str = ""


_NOTHING = _Ref()


class _Reply(Struct, gc=False):
    parent: _Ref = _NOTHING
    root: _Ref = _NOTHING


class _Quoted(Struct, gc=False):
    uri: str = ""
    record: _Ref = _NOTHING  # beside pictures it is one deeper


class _Embed(Struct, gc=False):
    record: _Quoted | None = None


class _Record(Struct, gc=False):
    facets: tuple[_Facet, ...] = ()
    tags: tuple[str, ...] = ()
    reply: _Reply | None = None
    embed: _Embed | None = None


class _Commit(Struct, gc=False):
    operation: str
    rkey: str
    record: _Record | None = None


class Glance(Struct, gc=False):
    """As much of an event as it takes to know whether it matters."""

    did: str
    time_us: int
    kind: str
    commit: _Commit | None = None


glance = msgspec.json.Decoder(Glance).decode


def normal(tag: str) -> str:
    """Return a hashtag as it is compared: without mark, whatever its case and its form in Unicode."""
    return unicodedata.normalize("NFKC", plain(tag).casefold())


class Sift:
    """Knows what matters: the event's hashtags, and whatever answers, quotes, changes or deletes what is held."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._holds = watch.holds
        self._tags: tuple[str, ...] = ()
        self._wanted: frozenset[str] = frozenset()
        self._told: dict[str, None] = {}
        self.look()

    def look(self) -> None:
        """Take over the hashtags as they are now."""
        if self._watch.tags != self._tags:
            self._tags = self._watch.tags
            wanted = {normal(tag) for tag in self._tags} - {""}
            self._wanted = frozenset(f"{mark}{tag}" for tag in wanted for mark in ("", "#", "＃"))

    def remember(self, names: Iterable[str]) -> None:
        """Treat these uris and DIDs as held: they were told just now."""
        self._told |= dict.fromkeys(names)
        while len(self._told) > _REMEMBERED:
            del self._told[next(iter(self._told))]

    def expect(self, event: Glance) -> None:
        """Treat a post that matters as held, so that its deletion, which may be the very next event, matters too."""
        if event.commit is not None:
            self.remember((_uri(event.did, event.commit.rkey), event.did))

    def holds(self, name: str) -> bool:
        """Whether a post of this uri, or one by this DID, is held or was told just now."""
        return name in self._told or self._holds(name)

    def follows(self, tag: str) -> bool:
        """Whether a hashtag is one of the event's."""
        return tag.lower() in self._wanted if tag.isascii() else normal(tag) in self._wanted

    def concerns(self, event: Glance) -> bool:  # noqa: C901, PLR0911 - one piece: each call costs a tenth here
        """Whether an event matters, or says too little to be told."""
        commit = event.commit
        if commit is None:
            return event.kind == "commit" or self.holds(event.did)
        record = commit.record
        if record is None:
            return commit.operation != "delete" or self._is_held(event.did, commit.rkey)
        for facet in record.facets:
            for feature in facet.features:
                if (tag := feature.tag) is not None and (tag.lower() in self._wanted or self.follows(tag)):
                    return True
        if record.tags and any(map(self.follows, record.tags)):
            return True
        if (reply := record.reply) is not None:
            parent, root = reply.parent.uri, reply.root.uri
            if parent in self._told or self._holds(parent):
                return True
            if root != parent and (root in self._told or self._holds(root)):
                return True
        if (embed := record.embed) is not None and (quoted := embed.record) is not None and self._is_quoted(quoted):
            return True
        return commit.operation != "create" and self._is_held(event.did, commit.rkey)

    def _is_quoted(self, quoted: _Quoted) -> bool:
        return self.holds(quoted.uri) or self.holds(quoted.record.uri)

    def _is_held(self, did: str, rkey: str) -> bool:
        return self.holds(did) and self.holds(_uri(did, rkey))

    def slowly(self, frame: bytes) -> tuple[Glance, bool]:
        """Look again at an event of which a part is odd, and say whether it matters. BadInput when it is no event."""
        try:
            event = msgspec.json.decode(frame, type=Event)
        except UNREADABLE as error:
            raise BadInput("a frame is no event") from error
        seen, commit = Glance(event.did, event.time_us, event.kind), event.commit
        if commit is None:
            return seen, self.concerns(seen)
        seen.commit = _Commit(commit.operation, commit.rkey)
        if commit.collection != POST:
            return seen, False
        if commit.operation == "delete":
            return seen, self.concerns(seen)
        record = read(commit.record, Record)
        if record is None:
            raise BadInput("a post has no text")
        told = about(record)
        matters = any(map(self.follows, told.tags)) or any(map(self.holds, told.uris))
        return seen, matters or (commit.operation != "create" and self.holds(_uri(seen.did, commit.rkey)))


def _uri(did: str, rkey: str) -> str:
    return f"at://{did}/{POST}/{rkey}"
