"""A post: one thing that one account said, as its network told us."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeAlias

from app.domain.account import Account
from app.domain.entities import Entities
from app.domain.handle import HandleKey
from app.domain.network import Network
from app.domain.speaker import SpeakerKey


class PostKey(NamedTuple):
    """What a post is known by everywhere."""

    network: Network
    uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Another post that this one repeats, answers or quotes; either part may be unknown."""

    uri: str | None = None
    author: HandleKey | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A picture, film or sound that belongs to a post. Sizes are in pixels."""

    url: str
    kind: str = "image"  # image | video | audio
    alt: str | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post. Times are aware UTC; `received_at` of an archived post is its own, so that nothing depends on today."""

    network: Network
    uri: str
    author: Account
    text: str
    created_at: datetime
    received_at: datetime
    entities: Entities = Entities()
    url: str | None = None
    edited_at: datetime | None = None
    language: str | None = None  # BCP 47, the network's hint
    warning: str | None = None  # the author's content warning: stays closed on the wall
    media: tuple[Media, ...] = ()
    repost_of: Reference | None = None
    reply_to: Reference | None = None
    quote_of: Reference | None = None
    likes: int | None = None
    reposts: int | None = None
    chosen: tuple[SpeakerKey, ...] = ()  # of whoever said it on our own page: whom it is for

    @property
    def key(self) -> PostKey:
        """Network and uri."""
        return PostKey(self.network, self.uri)

    @property
    def is_original(self) -> bool:
        """Whether the author said it, rather than passing it on."""
        return self.repost_of is None


@dataclass(frozen=True, slots=True)
class Posted:
    """A post, new or told again: the same post twice is nothing; a later `edited_at` replaces it.

    `aliases` are other uris by which its network may speak of it later: an instance's own id for it, the id of an
    earlier or later version. A deletion and a reference may name any of them.
    """

    post: Post
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deleted:
    """A post was deleted by its author or network; may come before the post itself, and may name it by an alias."""

    key: PostKey
    at: datetime


@dataclass(frozen=True, slots=True)
class AccountGone:
    """An account was deleted, suspended or made private: all its posts go; `AccountBack` undoes it."""

    network: Network
    account: str  # Account.key
    at: datetime


@dataclass(frozen=True, slots=True)
class AccountBack:
    """An account that was gone is back."""

    network: Network
    account: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OptedOut:
    """A person does not want to be on the wall: what they said goes, and what they say later is refused."""

    network: Network
    account: str  # Account.key
    handle: str  # canonical, see HandleKey
    at: datetime
    how: str  # in words: "said so in a post"


Change: TypeAlias = Posted | Deleted | AccountGone | AccountBack | OptedOut
