"""Reads RSS and Atom from bytes that anybody may have sent: bounded before it is parsed, tolerant after."""

import html
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urljoin, urlsplit

import feedparser
from feedparser.mixin import _FeedParserMixin

from app.domain.errors import BadInput
from app.domain.phrase import Phrase, phrase

BODY_LIMIT = 2 * 1024 * 1024  # bytes
ENTRY_LIMIT = 1_000
_TAGS_LIMIT, _ESCAPES_LIMIT = 150_000, 300_000  # more take seconds to parse, and no feed of posts has them
_VALUES_LIMIT = 5_000  # "=" from one tag to the next: attributes take time by the square of their number
_AUTHOR_LIMIT = 1_000  # characters
_HEAD = 4096  # bytes in which a feed says that it is one
_ROOT = re.compile(rb"<(?:[a-z0-9]+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_PAGE = re.compile(rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_OFFER = re.compile(rb"<link\b[^>]{1,1000}>", re.IGNORECASE)
_OFFERED = re.compile(rb"application/(?:rss|atom)\+xml", re.IGNORECASE)
_HREF = re.compile(rb"\bhref\s*=\s*[\"']?([^\"'\s>]{1,1000})", re.IGNORECASE)
_URL = re.compile(r"\burl\s*=\s*[\"']([^\"']{1,2000})[\"']")
_SAID = re.compile(
    r"<media:description\b[^>]{0,200}>([^<]{0,4000}|<!\[CDATA\[.{0,4000}?\]\]>)</media:description>", re.DOTALL
)
_PICTURE_LIMIT = 8_000
_PICTURES_LIMIT = 5_000

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as it was read. `alts` are descriptions of pictures by address; `ttl` is in minutes, where it is told."""

    title: str
    entries: tuple[Entry, ...]
    alts: Mapping[str, str]
    ttl: int | None = None


def read_feed(body: bytes, *, url: str, content_type: str = "") -> Feed:
    """Return what a feed says; BadInput, in one line, when it is none or one that nobody should parse."""
    host = urlsplit(url).netloc
    plain = body.replace(b"\0", b"") if b"\0" in body[:_HEAD] else body  # UTF-16 and UTF-32, as far as they are ASCII
    head = plain[:_HEAD]
    if not _ROOT.search(head):
        raise BadInput(_no_feed(plain, url))
    if b"<!ENTITY" in plain:
        raise BadInput(
            phrase("the feed of {host} declares XML entities, which no feed needs and only attacks use", host=host)
        )
    entries = plain.count(b"<item") + plain.count(b"<entry")
    if entries > ENTRY_LIMIT:
        raise BadInput(
            phrase(
                "the feed of {host} has {n} entries; at most {most} are read", host=host, n=entries, most=ENTRY_LIMIT
            )
        )
    values = max(part.count(b"=") for part in plain.split(b"<"))
    if plain.count(b"<") > _TAGS_LIMIT or plain.count(b"&") > _ESCAPES_LIMIT or values > _VALUES_LIMIT:
        raise BadInput(phrase("the feed of {host} has more markup than a feed of posts can have", host=host))
    try:
        parsed = feedparser.parse(
            io.BytesIO(body),  # never a name: feedparser would open it
            response_headers={"content-type": content_type},
            sanitize_html=False,  # markup.plain_text does that, for every network alike
            resolve_relative_uris=False,
        )
    except Exception as error:  # it is many parsers in one, and hostile input finds the gaps between them
        raise BadInput(phrase("the feed of {host} cannot be read", host=host)) from error
    found = cast("list[Entry]", list(parsed["entries"]))[:ENTRY_LIMIT]
    if not found and not parsed.get("version"):
        raise BadInput(_no_feed(plain, url))
    about = parsed["feed"]
    ttl = str(about.get("ttl") or "")
    return Feed(
        title=str(about.get("title") or ""),
        entries=tuple(found),
        alts=_alts(plain),
        ttl=int(ttl[:6]) if ttl.isascii() and ttl.isdecimal() else None,
    )


_all_of_author = _FeedParserMixin._sync_author_detail  # noqa: SLF001 - see below


def _start_of_author(parser: _FeedParserMixin, key: str = "author") -> None:
    """Let feedparser look for a mail address in the start of an author only: a megabyte would take it an hour."""
    context = parser._get_context()  # noqa: SLF001 - there is no public way to bound it
    if isinstance(said := context.get(key), str):
        context[key] = said[:_AUTHOR_LIMIT]
    _all_of_author(parser, key)


_FeedParserMixin._sync_author_detail = _start_of_author  # noqa: SLF001 - as above


def _alts(body: bytes) -> dict[str, str]:
    """Return the media:description of pictures by address, which feedparser takes for words of the entry."""
    if b"<media:description" not in body:
        return {}
    alts: dict[str, str] = {}
    for part in body.decode("utf-8", "replace").split("<media:content")[1 : _PICTURES_LIMIT + 1]:
        inside = part[: part.find("</media:content>")][:_PICTURE_LIMIT]
        url, said = _URL.search(inside.partition(">")[0]), _SAID.search(inside)
        if url and said:
            words = said[1].removeprefix("<![CDATA[").removesuffix("]]>")
            alts[html.unescape(url[1])] = html.unescape(words)
    return alts


def _no_feed(body: bytes, url: str) -> Phrase:
    """Say what an address has instead of a feed, and where its page says that the feed is."""
    if not _PAGE.search(body[:_HEAD]):
        return phrase("{url} is not a feed: it has neither RSS nor Atom", url=url[:200])
    for link in _OFFER.findall(body[:200_000]):
        if _OFFERED.search(link) and (href := _HREF.search(link)):
            try:
                there = urljoin(url, html.unescape(href[1].decode("utf-8", "replace")))
            except ValueError:
                continue
            return phrase(
                "{url} is a web page, not a feed; it says that its feed is {there}", url=url[:200], there=there[:200]
            )
    return phrase("{url} is a web page, not a feed", url=url[:200])
