"""The shapes in which Bluesky tells things: Jetstream's v1 events and AppView's answers; unknown fields are skipped.

An event's envelope must be well-formed. What a record holds is its author's word, so its parts are kept raw, and each
is read by itself: an odd part loses itself alone. Sources: lexicons app.bsky.*, docs of Jetstream v1.
"""

from typing import Any, TypeVar

import msgspec
from msgspec import Raw, Struct, field

from app.networks.outside import UNREADABLE

POST = "app.bsky.feed.post"

_T = TypeVar("_T")


class Commit(Struct):
    """A record was created, changed or deleted; a deletion has neither `record` nor `cid`."""

    operation: str
    collection: str
    rkey: str
    record: Raw = Raw()
    cid: str | None = None


class AccountEvent(Struct):
    """An account is there (`active`), or not; `status` then says why, in one word."""

    active: bool
    status: str | None = None


class Event(Struct):
    """One frame of Jetstream v1; `time_us` is when Jetstream saw it, in unix microseconds."""

    did: str
    time_us: int
    kind: str
    commit: Commit | None = None
    account: AccountEvent | None = None


class Record(Struct):
    """A post as its author's client wrote it. Only the text is needed; everything else may be missing or odd."""

    text: str
    created_at: Raw = field(name="createdAt", default=Raw())
    facets: Raw = Raw()
    tags: Raw = Raw()
    langs: Raw = Raw()
    reply: Raw = Raw()
    embed: Raw = Raw()
    labels: Raw = Raw()


class Slice(Struct):
    """A half-open range of UTF-8 bytes."""

    start: int = field(name="byteStart")
    end: int = field(name="byteEnd")


class Feature(Struct):
    """What a facet is: exactly one of the three is told."""

    tag: str | None = None
    did: str | None = None
    uri: str | None = None


class Facet(Struct):
    """What a part of a text is."""

    index: Slice
    features: list[Raw] = []


class StrongRef(Struct):
    """Another record."""

    uri: str


class Reply(Struct):
    """What a post answers, and where its thread begins."""

    parent: StrongRef
    root: StrongRef | None = None


class Link(Struct):
    """The content's hash, by which a blob is asked for."""

    cid: str = field(name="$link")


class Blob(Struct):
    """A file that belongs to a record."""

    ref: Link
    kind: str = field(name="mimeType", default="")


class Ratio(Struct):
    """A picture's size, or the ratio of its sides."""

    width: int
    height: int


class Picture(Struct):
    """A picture of a post."""

    image: Blob
    alt: str = ""
    ratio: Raw = field(name="aspectRatio", default=Raw())


class External(Struct):
    """The card of a web page."""

    uri: str


class Embed(Struct):
    """What hangs below a post: pictures, a film, a page's card, another post, or the last beside one of the others."""

    kind: str = field(name="$type", default="")
    images: list[Raw] = []
    items: list[Raw] = []
    video: Blob | None = None
    alt: str = ""
    ratio: Raw = field(name="aspectRatio", default=Raw())
    external: External | None = None
    record: Raw = Raw()
    media: Raw = Raw()


class Inner(Struct):
    """The quoted post of an embed that holds something else besides."""

    record: StrongRef


class Label(Struct):
    """A label: its author's own (then `src` is missing or their DID), or a moderator's."""

    val: str
    src: str | None = None
    neg: bool = False
    given_at: str | None = field(name="cts", default=None)


class SelfLabels(Struct):
    """What an author says of their own record."""

    values: list[Label]


class Profile(Struct):
    """An account as AppView shows it; a short form comes with posts and has no description."""

    did: str
    handle: str
    name: str | None = field(name="displayName", default=None)
    description: str | None = None
    avatar: str | None = None
    followers: int | None = field(name="followersCount", default=None)
    labels: list[Label] = []


class ProfileRecord(Struct):
    """A profile as its owner's client wrote it."""

    name: Raw = field(name="displayName", default=Raw())
    description: Raw = Raw()
    labels: Raw = Raw()


class Profiles(Struct):
    """The answer of getProfiles; who is gone is missing."""

    profiles: list[Raw]


class PostView(Struct):
    """A post as AppView shows it."""

    uri: str
    cid: str
    author: Profile
    record: Raw
    replies: int = field(name="replyCount", default=0)
    labels: list[Label] = []


class Posts(Struct):
    """The answer of getPosts and searchPosts; `cursor` leads to the next page."""

    posts: list[Raw]
    cursor: str | None = None


class Thread(Struct):
    """A post with what answers it; of a post that is gone or blocked only its address is told."""

    post: Raw = Raw()
    replies: list[Raw] = []


class ThreadAnswer(Struct):
    """The answer of getPostThread."""

    thread: Thread


class Session(Struct):
    """A signed-in session."""

    did: str
    access: str = field(name="accessJwt")
    refresh: str = field(name="refreshJwt")


class Service(Struct):
    """A service of a DID document."""

    id: str
    endpoint: Any = field(name="serviceEndpoint", default=None)


class DidDocument(Struct):
    """What a DID stands for."""

    known_as: list[str] = field(name="alsoKnownAs", default=[])
    services: list[Service] = field(name="service", default=[])


class RepoDescription(Struct):
    """What a PDS says of one of its accounts."""

    handle: str
    did: str
    document: DidDocument | None = field(name="didDoc", default=None)


class RepoRecord(Struct):
    """A record as its PDS holds it."""

    uri: str
    value: Raw
    cid: str | None = None


class Resolved(Struct):
    """The DID of a handle."""

    did: str


class Trouble(Struct):
    """What an XRPC server says when it does not do as asked."""

    error: str = ""
    message: str = ""


def read(raw: Raw | bytes, kind: type[_T]) -> _T | None:
    """Return a part of a payload as what it should be; None when it is missing, or something else."""
    if not raw:
        return None
    try:
        return msgspec.json.decode(raw, type=kind)
    except UNREADABLE:
        return None


def each(raws: list[Raw], kind: type[_T], limit: int) -> list[_T]:
    """Return those parts of a list that are what they should be, at most `limit` of the first ones."""
    return [one for raw in raws[:limit] if (one := read(raw, kind)) is not None]
