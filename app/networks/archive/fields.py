"""Fields of a line that anybody may have written: each is checked before it is believed."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from app.domain.errors import BadInput

TEXT_LIMIT = 100_000  # characters
_NAME_LIMIT = 1_000
_ID_LIMIT = 1_000
_URL_LIMIT = 4_000
_COUNT_LIMIT = 2**53
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # no database takes them; replaced one for one, so that spans hold
_URL = re.compile(r"https?://[^\s\x00-\x1f\x7f\"<>\\]+")
_OWN_PATH = re.compile(r"/static/[a-z0-9/_.-]+")
_DATE_ONLY = 10
_FIRST_YEAR, _LAST_YEAR = 1970, 2200

Fields = Mapping[str, object]


def text(fields: Fields, key: str) -> str | None:
    """Return a text, None when there is none; BadInput when it is something else or too long."""
    value = fields.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadInput(f"{key} must be text, not {_kind(value)}")
    if len(value) > TEXT_LIMIT:
        raise BadInput(f"{key} has {len(value):,} characters; at most {TEXT_LIMIT:,} are read")
    return _UNSTORABLE.sub("\ufffd", value)


def name(fields: Fields, key: str) -> str | None:
    """Return a short text on one line, without the spaces around it, or None; never an error."""
    value = fields.get(key)
    if not isinstance(value, str):
        return None
    return " ".join(_UNSTORABLE.sub("\ufffd", value[:_NAME_LIMIT]).split()) or None


def identifier(fields: Fields, key: str) -> str | None:
    """Return an id as text; numbers are ids too. None when there is none or it is empty."""
    value = fields.get(key)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**40:
        return str(value)
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadInput(f"{key} must be text or a whole number, not {_kind(value)}")
    if len(value) > _ID_LIMIT:
        raise BadInput(f"{key} has {len(value):,} characters; at most {_ID_LIMIT:,} are read")
    return "".join(_UNSTORABLE.sub("\ufffd", value).split()) or None


def moment(fields: Fields, key: str) -> datetime | None:
    """Return a time as aware UTC; without an offset it is UTC. None when there is none."""
    value = fields.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadInput(f"{key} must be a time such as 2026-06-12T09:30:00Z, not {_kind(value)}")
    try:
        parsed = datetime.fromisoformat(value.strip())
    except ValueError as error:
        raise BadInput(f"{key} is no time: {value[:60]!r}; write it like 2026-06-12T09:30:00Z") from error
    if len(value.strip()) <= _DATE_ONLY or not _FIRST_YEAR < parsed.year < _LAST_YEAR:
        raise BadInput(f"{key} is no time that a post can have: {value[:60]!r}")
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


def count(fields: Fields, key: str) -> int | None:
    """Return a number of people or posts, or None; never an error."""
    value = fields.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _COUNT_LIMIT else None


def link(fields: Fields, key: str, *, own: bool = False) -> str | None:
    """Return an http(s) address (or, where `own` allows it, a path under our /static/), or None; never an error."""
    value = fields.get(key)
    if not isinstance(value, str) or len(value) > _URL_LIMIT:
        return None
    return value if _URL.fullmatch(value) or (own and _OWN_PATH.fullmatch(value)) else None


def listed(fields: Fields, key: str) -> list[object] | None:
    """Return a list, None when there is none; BadInput when it is something else."""
    value = fields.get(key)
    if value is None or isinstance(value, list):
        return value
    raise BadInput(f"{key} must be a list, not {_kind(value)}")


def _kind(value: object) -> str:
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list", dict: "an object"}
    return kinds.get(type(value), type(value).__name__)
