"""What relays send, decoded at the door: events and messages (NIP-01)."""

from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import Annotated, Any

import msgspec

from app.networks.outside import UNREADABLE

_TAGS_AT_MOST = 2_000
_CONTENT_AT_MOST = 100_000  # characters

Hex32 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
Hex64 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{128}\Z")]
Filter = Mapping[str, Any]


class Kind(IntEnum):
    """The kinds of events that are asked for."""

    PROFILE = 0
    NOTE = 1
    DELETION = 5
    REPOST = 6
    GENERIC_REPOST = 16  # of what is no note (NIP-18)
    VANISH = 62  # everything of an author goes (NIP-62)
    COMMENT = 1111  # NIP-22


SAID = (Kind.NOTE, Kind.COMMENT)
PASSED_ON = (Kind.REPOST, Kind.GENERIC_REPOST)


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """An event, not yet known to be genuine. `created_at` is in seconds, and only what its author says."""

    id: Hex32
    pubkey: Hex32
    created_at: Annotated[int, msgspec.Meta(ge=0, le=2**53)]
    kind: int
    tags: Annotated[tuple[tuple[str, ...], ...], msgspec.Meta(max_length=_TAGS_AT_MOST)]
    content: Annotated[str, msgspec.Meta(max_length=_CONTENT_AT_MOST)]
    sig: Hex64

    def tagged(self, *names: str) -> Iterator[tuple[str, ...]]:
        """The tags of these names that have a value."""
        return (tag for tag in self.tags if len(tag) > 1 and tag[0] in names)

    def values(self, *names: str) -> Iterator[str]:
        """The first values of the tags of these names."""
        return (tag[1] for tag in self.tagged(*names))

    def value(self, name: str) -> str | None:
        """The first value of the first tag of a name."""
        return next(self.values(name), None)


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A message of a relay about one subscription: an event, or that its stored ones have ended, or that it is over."""

    about: str
    event: Event | None = None
    ended: bool = False
    closed: str | None = None  # "prefix: reason"


class Notice(msgspec.Struct, frozen=True):
    """Something that a relay says to people."""

    text: str


_MESSAGE = msgspec.json.Decoder(list[msgspec.Raw])
_EVENT = msgspec.json.Decoder(Event)
_TEXT = msgspec.json.Decoder(str)
_MAPPING = msgspec.json.Decoder(dict[str, Any])


def message(frame: str | bytes) -> Told | Notice | None:
    """Return what a relay's frame says, None when it does not concern a reader; UNREADABLE when malformed."""
    parts = _MESSAGE.decode(frame)
    if not parts:
        raise msgspec.ValidationError("an empty message")
    name, rest = _TEXT.decode(parts[0]), parts[1:]
    match name, len(rest):
        case "EVENT", 2:
            return Told(about=_TEXT.decode(rest[0]), event=_EVENT.decode(rest[1]))
        case "EOSE", count if count > 0:
            return Told(about=_TEXT.decode(rest[0]), ended=True)
        case "CLOSED", count if count > 0:
            return Told(about=_TEXT.decode(rest[0]), closed=_TEXT.decode(rest[1]) if count > 1 else "")
        case "NOTICE", count if count > 0:
            return Notice(_TEXT.decode(rest[0]))
        case "EVENT" | "EOSE" | "CLOSED" | "NOTICE", _:
            raise msgspec.ValidationError(f"a message {name} of {len(parts)} parts")
        case _:
            return None  # OK, AUTH, COUNT and what comes later


def event(text: str | bytes) -> Event | None:
    """Return the event that a text is, or None."""
    try:
        return _EVENT.decode(text)
    except UNREADABLE:
        return None


def mapping(text: str | bytes) -> dict[str, Any]:
    """Return the JSON object that a text is; an empty one when it is none."""
    try:
        return _MAPPING.decode(text)
    except UNREADABLE:
        return {}


def request(*parts: object) -> str:
    """Return a message to a relay."""
    return msgspec.json.encode(parts).decode()


def host_of(url: str) -> str:
    """Return how people call a relay."""
    return url.partition("://")[2].rstrip("/")
