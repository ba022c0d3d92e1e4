"""Entities: the @handles, #hashtags and links of a text, with where they stand."""

from dataclasses import dataclass
from typing import NamedTuple

from app.domain.handle import HandleKey


class Span(NamedTuple):
    """Half-open range of code points: `text[start:end]`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The part of the text that the span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Tagged:
    """An @handle. `text` is as written, with its @; `handle` what it means, when that can be told."""

    text: str
    span: Span | None = None
    handle: HandleKey | None = None
    remote_id: str | None = None


@dataclass(frozen=True, slots=True)
class Hashtag:
    """A #hashtag. `text` is as written, with its #."""

    text: str
    span: Span | None = None

    @property
    def tag(self) -> str:
        """The tag without its mark."""
        return self.text.lstrip("#＃")


@dataclass(frozen=True, slots=True)
class Link:
    """A link. `text` is as written, `url` where it leads, `profile` whose profile it is, if it is one."""

    text: str
    url: str
    span: Span | None = None
    profile: HandleKey | None = None


@dataclass(frozen=True, slots=True)
class Entities:
    """All entities of one text, each kind in order of appearance; those without a span stand last."""

    mentions: tuple[Tagged, ...] = ()
    hashtags: tuple[Hashtag, ...] = ()
    links: tuple[Link, ...] = ()
