"""Texts of X: HTML-escaped, with entities that count code points of the escaped text."""

import re
from collections.abc import Callable, Iterator
from itertools import accumulate

from msgspec import Raw

from app.domain.entities import Entities, Hashtag, Link, Span, Tagged
from app.domain.handle import HandleKey
from app.domain.network import Network
from app.networks import entities
from app.networks.forms import address
from app.networks.x.payloads import Marked, Marks, each, read, storable

_ESCAPES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}  # all that X escapes; &copy; is what somebody wrote
_ESCAPE = re.compile("|".join(_ESCAPES))
_NAME = re.compile(r"[A-Za-z0-9_]{1,20}")
_ENTITY_LIMIT = 200  # of one kind
_URL_LIMIT = 2_000


def unescaped(text: str) -> str:
    """Return what an escaped text says; each escape is undone once."""
    return _ESCAPE.sub(lambda found: _ESCAPES[found[0]], text)


def told(escaped: str, marks: Raw) -> tuple[str, Entities]:
    """Return a text as it is read, and its entities with spans in it.

    An entity whose offsets do not cut out what it names is looked for in the text, else kept without a span. Where X
    told no entities at all they are found by its rules.
    """
    text = unescaped(escaped)
    kinds = read(marks, Marks)
    if kinds is None:
        return storable(text), _known(entities.entities(storable(text)))
    place = _places(escaped, text)
    return storable(text), Entities(
        mentions=tuple(sorted(_mentions(text, each(kinds.mentions, Marked), place), key=_by_place)),
        hashtags=tuple(sorted(_hashtags(text, each(kinds.hashtags, Marked), place), key=_by_place)),
        links=tuple(sorted(_links(text, each(kinds.urls, Marked), place), key=_by_place)),
    )


_Place = Callable[[Marked], Span | None]


def _places(escaped: str, text: str) -> _Place:
    """Return what finds where an entity of the escaped text stands in the text."""
    if len(escaped) == len(text):
        return lambda one: Span(one.start, one.end) if 0 <= one.start < one.end <= len(text) else None
    lost = [0] * (len(escaped) + 1)
    for found in _ESCAPE.finditer(escaped):
        lost[found.end()] = found.end() - found.start() - 1
    shift = list(accumulate(lost))

    def place(one: Marked) -> Span | None:
        if not 0 <= one.start < one.end <= len(escaped):
            return None
        return Span(one.start - shift[one.start], one.end - shift[one.end])

    return place


def _mentions(text: str, marked: list[Marked], place: _Place) -> Iterator[Tagged]:
    for one in marked[:_ENTITY_LIMIT]:
        if not _NAME.fullmatch(one.username):
            continue
        span = _checked(text, place(one), one.username, "@＠")
        shown = span.of(text) if span else f"@{one.username}"
        yield Tagged(shown, span, HandleKey(Network.X, one.username.lower()), str(one.id) or None)


def _hashtags(text: str, marked: list[Marked], place: _Place) -> Iterator[Hashtag]:
    for one in marked[:_ENTITY_LIMIT]:
        if one.tag.strip():
            span = _checked(text, place(one), one.tag, "#＃")
            yield Hashtag(storable(span.of(text) if span else f"#{one.tag}"), span)


def _links(text: str, marked: list[Marked], place: _Place) -> Iterator[Link]:
    for one in marked[:_ENTITY_LIMIT]:
        led = next(
            (url for url in (one.unwound_url, one.expanded_url, one.url) if len(url) <= _URL_LIMIT and address(url)),
            None,
        )
        if led is None:
            continue
        span = place(one)
        if span is None or span.of(text) != one.url:
            start = text.find(one.url) if one.url else -1
            span = Span(start, start + len(one.url)) if start >= 0 else None
        yield Link(storable(one.url or led), storable(led), span)


def _checked(text: str, span: Span | None, name: str, marks: str) -> Span | None:
    """Return a span that shows a mark and the name: the told one, else the first in the text."""
    if span is not None and text[span.start] in marks and span.of(text)[1:].casefold() == name.casefold():
        return span
    found = re.search(rf"[{marks}]{re.escape(name)}(?!\w)", text, re.IGNORECASE)
    return Span(*found.span()) if found else None


def _known(found: Entities) -> Entities:
    """Return mentions with the handle that they mean."""
    return Entities(
        mentions=tuple(
            Tagged(one.text, one.span, HandleKey(Network.X, one.text[1:].lower()))
            for one in found.mentions[:_ENTITY_LIMIT]
        ),
        hashtags=found.hashtags[:_ENTITY_LIMIT],
        links=found.links[:_ENTITY_LIMIT],
    )


def _by_place(one: Tagged | Hashtag | Link) -> tuple[bool, int]:
    return one.span is None, one.span.start if one.span else 0
