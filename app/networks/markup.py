"""HTML that somebody else wrote, as the plain text that it says, without losing where its links lead."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import nh3
from typing_extensions import override

from app.domain.entities import Link, Span
from app.networks.domains import has_tld

TEXT_LIMIT = 20_000  # code points
_MARKUP_FACTOR = 5  # how much markup is read at most, in lengths of the text
_TAGS_LIMIT = 6_000  # cleaning takes time by the square of how deeply elements nest
_LINK_LIMIT = 200
_URL_LIMIT = 2_000

_PARAGRAPHS = frozenset(
    "p blockquote pre h1 h2 h3 h4 h5 h6 ul ol dl table figure section article details".split()  # noqa: SIM905 - a list of words reads best as words
)
_LINES = frozenset(
    "div li tr dt dd figcaption header footer nav main aside hr address summary caption center".split()  # noqa: SIM905 - as above
)
_INLINE = frozenset({"a", "span", "br", "img", "td", "th"})
_SILENT = frozenset(
    "script style title template iframe object noscript svg math textarea select button video audio".split()  # noqa: SIM905 - as above
)
_VOID = frozenset({"br", "hr", "img"})
_ATTRIBUTES = {"a": {"href", "class", "rel"}, "img": {"alt", "class"}} | {
    tag: {"class"} for tag in (_PARAGRAPHS | _LINES | _INLINE) - {"a", "img"}
}
_SPACE = re.compile(r"[ \t\n\r\f]+")
_LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u2029\v]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_SCHEME = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_SHORTCODE = re.compile(r":[\w+-]{1,64}:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What a piece of HTML says, and the anchors in it: each with its span in `text`, in order of appearance.

    `links` are addresses and words that lead somewhere, `mentions` and `hashtags` what the fediverse marks so (by class
    or rel, or because the shown text begins with @ or #): `text` is as shown, `url` where it leads (http or https).
    """

    text: str
    links: tuple[Link, ...] = ()
    mentions: tuple[Link, ...] = ()
    hashtags: tuple[Link, ...] = ()


def plain_text(
    html: str, *, limit: int = TEXT_LIMIT, drop_quote_inline: bool = False, base: str | None = None
) -> Marked:
    """Return the text of hostile or sloppy HTML; bare & and > are fine, and plain text comes back as it is.

    Paragraphs are separated by a blank line, <br> and other blocks by a line break; list items begin with "• ". An
    address is shown whole, as its href says, however its server shortened it (invisible and ellipsis spans, "…") or
    whatever other address it pretends to be; other words of a link stay. `limit` is in code points: what is longer
    ends in "…". `drop_quote_inline` leaves out what stands in for a quoted post, "RE: https://…". `base` is where the
    HTML was, for relative links; without it they are none.
    """
    cleaned = nh3.clean(
        _bounded(html[: max(limit, 1_000) * _MARKUP_FACTOR]),
        tags=set(_PARAGRAPHS | _LINES | _INLINE),
        clean_content_tags=set(_SILENT),
        attributes=_ATTRIBUTES,
        link_rel=None,
        strip_comments=True,
    )
    reader = _Reader(limit=limit, drop_quote_inline=drop_quote_inline, base=base)
    reader.feed(cleaned)
    reader.close()
    return reader.marked()


def _bounded(html: str) -> str:
    marks = [found.start() for found, _ in zip(re.finditer("<", html), range(_TAGS_LIMIT + 1), strict=False)]
    return html if len(marks) <= _TAGS_LIMIT else html[: marks[-1]]


class _Writer:
    """Text as it grows: white space is one space, and breaks are written only between words."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts: list[str] = []
        self._space = False
        self._breaks = 0
        self.length = 0
        self.full = False

    def line_break(self) -> None:
        self._breaks = min(self._breaks + 1, 2)

    def block(self, breaks: int) -> None:
        self._breaks = max(self._breaks, breaks)

    def space(self) -> None:
        self._space = True

    def separate(self) -> None:
        """Write what must stand before the next word."""
        if self.length:
            self._add("\n" * self._breaks or " " * self._space)
        self._space, self._breaks = False, 0

    def words(self, text: str) -> None:
        for at, word in enumerate(_SPACE.split(text)):
            if at:
                self.space()
            if word:
                self.separate()
                self._add(word)

    def place(self) -> tuple[int, int]:
        return len(self._parts), self.length

    def since(self, place: tuple[int, int]) -> str:
        return "".join(self._parts[place[0] :])

    def replace(self, place: tuple[int, int], text: str) -> None:
        """Write a text instead of everything since a place, whole or not at all."""
        del self._parts[place[0] :]
        self.length = place[1]
        self.full = self.length + len(text) > self._limit
        if not self.full:
            self._add(text)

    def _add(self, text: str) -> None:
        if self.full or self.length + len(text) > self._limit:
            text, self.full = ("" if self.full else text[: self._limit - self.length]), True
        if text:
            self._parts.append(text)
            self.length += len(text)

    def text(self) -> str:
        written = "".join(self._parts)
        return written if not self.full else written[: self._limit - 1].rstrip() + "…"


class _Reader(HTMLParser):
    """Reads what nh3 has cleaned: every element is closed, and no anchor stands in another."""

    def __init__(self, *, limit: int, drop_quote_inline: bool, base: str | None) -> None:
        super().__init__(convert_charrefs=True)
        self._writer = _Writer(limit)
        self._drop = drop_quote_inline
        self._base = base
        self._dropped = 0  # how deep in what is left out
        self._preserved = 0
        self._anchor: tuple[Mapping[str, str | None], tuple[int, int] | None] | None = None
        self._found: dict[str, list[Link]] = {"link": [], "mention": [], "hashtag": []}

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if self._dropped or (self._drop and "quote-inline" in (told.get("class") or "").split()):
            self._dropped += tag not in _VOID
            return
        self._edge(tag)
        if tag == "a":
            self._anchor = (told, None)
        elif tag == "li":
            self._write("• ")
        elif tag == "img" and _SHORTCODE.fullmatch(told.get("alt") or ""):
            self._write(told.get("alt") or "")
        elif tag == "pre":
            self._preserved += 1

    @override
    def handle_endtag(self, tag: str) -> None:
        if self._dropped:
            self._dropped -= 1
            return
        if tag == "a":
            self._close_anchor()
        elif tag == "pre":
            self._preserved = max(0, self._preserved - 1)
        if tag not in _VOID:
            self._edge(tag)

    def _edge(self, tag: str) -> None:
        if tag == "br":
            self._writer.line_break()
        elif tag in _PARAGRAPHS:
            self._writer.block(2)
        elif tag in _LINES:
            self._writer.block(1)
        elif tag in {"td", "th"}:
            self._writer.space()

    @override
    def handle_data(self, data: str) -> None:
        if self._dropped:
            return
        text = _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", data))
        if not self._preserved:
            self._write(text)
            return
        for at, line in enumerate(text.split("\n")):
            if at:
                self._writer.line_break()
            self._write(line)

    def _write(self, text: str) -> None:
        if self._anchor is not None and self._anchor[1] is None and text.strip(" \t\n\r\f"):
            if text[:1] in " \t\n\r\f":
                self._writer.space()
                text = text.lstrip(" \t\n\r\f")
            self._writer.separate()
            self._anchor = (self._anchor[0], self._writer.place())
        self._writer.words(text)

    def _close_anchor(self) -> None:
        told, place = self._anchor or ({}, None)
        self._anchor = None
        url = self._address(told.get("href"))
        if place is None or url is None:
            return
        shown = self._writer.since(place)
        kind = _kind(shown, told)
        if kind == "link" and _is_address(shown):
            self._writer.replace(place, url)
            shown = url
        if shown and not self._writer.full and len(self._found[kind]) < _LINK_LIMIT:
            self._found[kind].append(Link(shown, url, Span(place[1], place[1] + len(shown))))

    def _address(self, href: str | None) -> str | None:
        if not href or len(href) > _URL_LIMIT:
            return None
        try:
            url = urljoin(self._base, href.strip()) if self._base else href.strip()
            parts = urlsplit(url)
        except ValueError:
            return None
        return url if parts.scheme in {"http", "https"} and parts.hostname and not re.search(r"\s", url) else None

    def marked(self) -> Marked:
        text = self._writer.text()
        end = len(text) - self._writer.full  # the last character says that something is missing
        links, mentions, hashtags = (
            tuple(link for link in self._found[kind] if link.span is not None and link.span.end <= end)
            for kind in ("link", "mention", "hashtag")
        )
        return Marked(text=text, links=links, mentions=mentions, hashtags=hashtags)


def _kind(shown: str, told: Mapping[str, str | None]) -> str:
    classes = (told.get("class") or "").split()
    if "hashtag" in classes or "tag" in (told.get("rel") or "").split() or shown.startswith(("#", "＃")):
        return "hashtag"
    return "mention" if shown.startswith("@") or "mention" in classes else "link"


def _is_address(shown: str) -> bool:
    """Whether an anchor shows an address, whole or shortened, rather than words."""
    return _SCHEME.fullmatch(shown) is not None or (
        not _SPACE.search(shown) and has_tld(shown.rstrip("….").partition("/")[0])
    )
