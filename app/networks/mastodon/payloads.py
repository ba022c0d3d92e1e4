"""What servers of the fediverse send, as far as we read it: strict where a post needs it, forgiving everywhere else."""

from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from app.domain.errors import BadInput

_T = TypeVar("_T")
_LIST_LIMIT = 200


class AccountPayload(msgspec.Struct, kw_only=True):
    """Whoever wrote a status. `acct` lacks its server when the account belongs to the server that was asked."""

    acct: str
    id: str | int = ""
    username: Any = None
    url: Any = None
    display_name: Any = None
    note: Any = None
    avatar: Any = None
    avatar_static: Any = None
    bot: Any = None
    noindex: Any = None
    limited: Any = None
    followers_count: Any = None
    fields: Any = None
    emojis: Any = None


class StatusPayload(msgspec.Struct, kw_only=True):
    """One status, whole or nested. A missing visibility is no public one."""

    id: str | int
    uri: str
    account: AccountPayload
    visibility: str = ""
    url: Any = None
    content: Any = None
    spoiler_text: Any = None
    sensitive: Any = None
    language: Any = None
    created_at: Any = None
    edited_at: Any = None
    in_reply_to_id: Any = None
    in_reply_to_account_id: Any = None
    reblog: Any = None
    quote: Any = None
    media_attachments: Any = None
    mentions: Any = None
    tags: Any = None
    replies_count: Any = None
    reblogs_count: Any = None
    favourites_count: Any = None


class Mention(msgspec.Struct):
    """Whom a status mentions."""

    acct: str
    id: str | int = ""
    username: Any = None
    url: Any = None


class Tag(msgspec.Struct):
    """A hashtag as the server knows it."""

    name: str


class Attachment(msgspec.Struct):
    """A picture, film or sound; `url` is missing while the server is still working on it."""

    type: str = "unknown"
    url: Any = None
    remote_url: Any = None
    description: Any = None
    meta: Any = None


class Field(msgspec.Struct):
    """A line of a profile; `value` is HTML."""

    name: str = ""
    value: str = ""


class Emoji(msgspec.Struct):
    """A picture that a server shows for :shortcode:."""

    shortcode: str


class Quote(msgspec.Struct):
    """A quotation and whether the quoted person agrees (Mastodon 4.4)."""

    state: str
    quoted_status: Any = None


def status_of(payload: Any) -> StatusPayload:
    """Return a decoded status as its type; BadInput when it is none."""
    if isinstance(payload, StatusPayload):
        return payload
    try:
        return msgspec.convert(payload, StatusPayload)
    except msgspec.ValidationError as error:
        raise BadInput(f"this is no status: {error}") from error


def one(payload: Any, kind: type[_T]) -> _T | None:
    """Return an optional part as its type; None when it is missing, or something else."""
    if payload is None:
        return None
    try:
        return msgspec.convert(payload, kind)
    except msgspec.ValidationError:
        return None


def each(payload: Any, kind: type[_T]) -> list[_T]:
    """Return the entries of a list that are what they should be; the others are left out."""
    entries = payload[:_LIST_LIMIT] if isinstance(payload, list) else []
    return [found for entry in entries if (found := one(entry, kind)) is not None]


def text_or_none(value: Any, limit: int) -> str | None:
    """Return a string that says something, cut at a limit; None for anything else."""
    cleaned = value[: limit * 2].replace("\0", "").strip()[:limit] if isinstance(value, str) else ""
    return cleaned or None


def count_or_none(value: Any) -> int | None:
    """Return a number of things; None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53 else None


def moment_or_none(value: Any) -> datetime | None:
    """Return a time in UTC; None when it is missing or cannot be read."""
    if not isinstance(value, str):
        return None
    try:
        told = datetime.fromisoformat(value)
        return (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
