"""Reasons in a column: what was said and with which parts, so that every reader gets it in a language of their own.

What has no parts stands there as it is, and so do the sentences of the time when nothing had: both are said as they
stand, in other languages where a catalogue has them. Whatever has parts is JSON: `["kind to {names}",{"names":"Ada"}]`.
"""

from typing import Any

import msgspec
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

from app.domain.phrase import Made, Phrase, Several, verbatim
from app.store.mending import mended, mended_whole

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[Any]).decode
_JSON = "["  # begins what has parts
_WAYS = frozenset({"and", "or", ","})


def stored_words(words: str) -> str:
    """Return what a column keeps of words, the same of the same phrase always; a NUL or half a surrogate is marked."""
    packed = _phrase(words) if isinstance(words, Phrase) else [str(words)]
    if len(packed) == 1 and not words.startswith(_JSON):
        return mended(packed[0])
    if words.isascii() and "\0" not in words:  # nearly always there is nothing to mend
        return _encode(packed).decode()
    return _encode(mended_whole(packed)).decode()


def words_of(stored: str) -> Phrase:
    """Return the words that a column keeps; what cannot be read as a phrase stands for itself."""
    if not stored.startswith(_JSON):
        return verbatim(stored)
    try:
        return _made(_decode(stored))
    except (msgspec.MsgspecError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return verbatim(stored)


class Words(TypeDecorator[Phrase]):
    """A phrase with its parts; sentences of the time before stand for themselves."""

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else stored_words(value)

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> Phrase | None:
        return None if value is None else words_of(value)


def _phrase(words: Phrase) -> list[Any]:
    """Return `[message]`, `[message, parts]` or `[message, parts, the rest]`."""
    made = words.made
    rest: dict[str, Any] = {}
    if made.many is not None:
        rest = {"many": made.many, "n": made.n}
    if made.context is not None:
        rest["context"] = made.context
    if made.capital:
        rest["capital"] = True
    if not made.parts and not rest:
        return [made.message]
    parts = {name: _part(part) for name, part in made.parts.items()}
    return [made.message, parts, rest] if rest else [made.message, parts]


def _part(part: Any) -> Any:
    if isinstance(part, Phrase):
        return _phrase(part)
    if isinstance(part, Several):
        return {part.way: [_part(item) for item in part.items]}
    return part if type(part) in {str, int, float} else str(part)


def _made(packed: list[Any]) -> Phrase:
    message, parts, rest = (*packed, {}, {})[:3]
    if not isinstance(message, str) or len(packed) > 3:  # noqa: PLR2004 - message, parts, rest
        raise TypeError
    many, n, context = rest.get("many"), rest.get("n"), rest.get("context")
    read = {name: _read(part) for name, part in parts.items()}
    return Phrase.of(Made(message, many, n, context, read, rest.get("capital", False)))


def _read(part: Any) -> Any:
    if isinstance(part, list):
        return _made(part)
    if not isinstance(part, dict):
        return part
    ((way, items),) = part.items()
    if way not in _WAYS:
        raise ValueError(way)
    return Several(tuple(map(_read, items)), way)
