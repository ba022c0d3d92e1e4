"""What X sends, as far as we read it: old and new field names, and nothing believed that does not decode.

Only what makes a post a post must have its type; what decorates one is decoded when it is asked for, and left out when
it is odd. Names: API v2, and the spelling of its specification 2.167, which says post where examples say tweet.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec
from msgspec import Raw, Struct

from app.domain.errors import BadInput
from app.networks.outside import UNREADABLE

LIST_LIMIT = 1_000  # of anything that one payload lists
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # no database takes them; replaced one for one, so that spans hold
_NOTHING = Raw(b"")
_T = TypeVar("_T")


class Referenced(Struct, frozen=True):
    """Another post and how this one refers to it: retweeted | quoted | replied_to."""

    type: str
    id: str | int


class Marked(Struct, frozen=True):
    """An entity: half-open, in code points of the HTML-escaped text."""

    start: int = -1
    end: int = -1
    tag: str = ""
    username: str = ""
    id: str | int = ""
    url: str = ""
    expanded_url: str = ""
    unwound_url: str = ""


class Marks(Struct, frozen=True):
    """The entities of a text, by kind."""

    hashtags: Raw = _NOTHING
    mentions: Raw = _NOTHING
    urls: Raw = _NOTHING


class Note(Struct, frozen=True):
    """The whole of a long post."""

    text: str
    entities: Raw = _NOTHING


class Attached(Struct, frozen=True):
    """What hangs on a post."""

    media_keys: Raw = _NOTHING


class Tweet(Struct, frozen=True):
    """One version of a post."""

    id: str | int
    text: str
    author_id: str | int = ""
    created_at: Raw = _NOTHING
    lang: Raw = _NOTHING
    entities: Raw = _NOTHING
    attachments: Raw = _NOTHING
    possibly_sensitive: Raw = _NOTHING
    public_metrics: Raw = _NOTHING
    in_reply_to_user_id: Raw = _NOTHING
    note_tweet: Raw = _NOTHING
    note_post: Raw = _NOTHING
    referenced_tweets: Raw = _NOTHING
    referenced_posts: Raw = _NOTHING
    edit_history_tweet_ids: Raw = _NOTHING
    edit_history_post_ids: Raw = _NOTHING


class User(Struct, frozen=True):
    """Who wrote something."""

    id: str | int
    username: str
    name: Raw = _NOTHING
    profile_image_url: Raw = _NOTHING
    protected: Raw = _NOTHING
    description: Raw = _NOTHING
    url: Raw = _NOTHING
    entities: Raw = _NOTHING
    public_metrics: Raw = _NOTHING


class Counted(Struct, frozen=True):
    """Numbers of a post or of an account."""

    like_count: int | None = None
    retweet_count: int | None = None
    repost_count: int | None = None
    followers_count: int | None = None


class Pictured(Struct, frozen=True):
    """A picture, film or animation."""

    media_key: str
    type: str = "photo"
    url: Raw = _NOTHING
    preview_image_url: Raw = _NOTHING
    alt_text: Raw = _NOTHING
    width: Raw = _NOTHING
    height: Raw = _NOTHING


class Problem(Struct, frozen=True):
    """An error as X tells it, in a line of the stream or beside what it found."""

    title: str = ""
    detail: str = ""
    type: str = ""
    disconnect_type: str = ""
    connection_issue: str = ""
    resource_id: str | int = ""
    value: str | int = ""


class Line(Struct, frozen=True):
    """One line of the stream, one answer of a search or a look-up: `data` is a post or a list of posts."""

    data: Raw = _NOTHING
    includes: Raw = _NOTHING
    errors: Raw = _NOTHING
    meta: Raw = _NOTHING
    title: str = ""
    detail: str = ""
    type: str = ""
    connection_issue: str = ""


class Meta(Struct, frozen=True):
    """Where the next page is."""

    next_token: str | None = None


class _Beside(Struct, frozen=True):
    users: Raw = _NOTHING
    tweets: Raw = _NOTHING
    posts: Raw = _NOTHING
    media: Raw = _NOTHING


@dataclass(frozen=True, slots=True)
class Included:
    """What came beside posts, by id or key."""

    users: Mapping[str, User] = field(default_factory=dict)
    tweets: Mapping[str, Tweet] = field(default_factory=dict)
    media: Mapping[str, Pictured] = field(default_factory=dict)


def line(payload: bytes) -> Line:
    """Return a line as X sends it; BadInput when it is none."""
    try:
        return msgspec.json.decode(payload, type=Line)
    except UNREADABLE as error:
        raise BadInput("a line of X is not what its API documents") from error


def tweets(told: Line) -> tuple[list[Tweet], int]:
    """Return the posts of a line or page, and how many could not be read."""
    one = read(told.data, Raw)
    if one is None:
        return [], 0
    if bytes(one).lstrip()[:1] != b"[":
        tweet = read(one, Tweet)
        return ([], 1) if tweet is None else ([tweet], 0)
    raws = read(one, list[Raw])
    if raws is None:
        return [], 1
    found = [tweet for raw in raws[:LIST_LIMIT] if (tweet := read(raw, Tweet)) is not None]
    return found, len(raws) - len(found)


def included(told: Line) -> Included:
    """Return what came beside the posts of a line or page."""
    beside = read(told.includes, _Beside) or _Beside()
    return Included(
        users={str(user.id): user for user in each(beside.users, User)},
        tweets={str(one.id): one for raw in (beside.tweets, beside.posts) for one in each(raw, Tweet)},
        media={one.media_key: one for one in each(beside.media, Pictured)},
    )


def problems(told: Line) -> list[Problem]:
    """Return the errors of a line or page, also one that stands for the whole line."""
    found = each(told.errors, Problem)
    if told.title or told.detail or told.connection_issue:
        found.append(
            Problem(title=told.title, detail=told.detail, type=told.type, connection_issue=told.connection_issue)
        )
    return found


def read(raw: Raw, kind: type[_T]) -> _T | None:
    """Return a part of a payload as what it should be, else None."""
    if not bytes(raw):
        return None
    try:
        return msgspec.json.decode(raw, type=kind)
    except UNREADABLE:
        return None


def each(raw: Raw, kind: type[_T]) -> list[_T]:
    """Return those parts of a list that are what they should be."""
    raws = read(raw, list[Raw]) or []
    return [one for part in raws[:LIST_LIMIT] if (one := read(part, kind)) is not None]


def storable(text: str) -> str:
    """Return a text with nothing in it that a database refuses; the places of all other characters stay."""
    return _UNSTORABLE.sub("\ufffd", text)
