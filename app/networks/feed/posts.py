"""Entries of a feed as posts."""

import hashlib
import re
from calendar import timegm
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from time import struct_time
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from app.domain.account import Account
from app.domain.entities import Entities, Hashtag, Link, Span
from app.domain.network import Network
from app.domain.post import Media, Post
from app.domain.text import folded
from app.networks.entities import beside_links, hashtags, outside
from app.networks.feed.reading import Entry, Feed
from app.networks.feed.text import handle
from app.networks.forms import address
from app.networks.markup import plain_text

WARNING = "marked as adult"
_TEXT_LIMIT = 1_500  # code points of title and words together: a wall shows posts, not articles
_SEARCHED_LIMIT = 20_000  # code points in which a hashtag is looked for
_NAME_LIMIT = 200
_ALT_LIMIT = 2_000
_KEY_LIMIT = 500
_CATEGORY_LIMIT = 50
_MEDIA_LIMIT = 20
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")
_WEB = re.compile(r"https?://[^\s\x00-\x1f\x7f\"<>\\]{1,2000}")
_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff]")
_FEDIVERSE = re.compile(r"https?://([^/]+)/(?:@|users/)([A-Za-z0-9_.\-]+)(?:/statuses)?/[0-9A-Za-z]+/?")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+")
_KINDS = ("image", "video", "audio")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A post, and what decides whether it is the event's. `edited` is false when the feed names no time of an edit."""

    post: Post
    tags: frozenset[str]  # folded


def to_post(entry: Entry, feed: Feed, *, feed_url: str, received_at: datetime) -> Told:
    """Return an entry as a post; what it lacks is made up as little as possible: a missing time is when it came."""
    title = plain_text(_words(entry, "title"), limit=_NAME_LIMIT * 2).text.strip()
    link = _link(entry, feed_url)
    body = plain_text(_body(entry, feed), limit=_SEARCHED_LIMIT, base=link or feed_url)
    text, shift = _together(title, body.text)
    published = _moment(entry, "published_parsed", received_at)
    updated = _moment(entry, "updated_parsed", received_at)
    created_at = published or updated or received_at
    categories = tuple(_categories(entry))
    entities = _entities(text, list(_led((*body.links, *body.mentions), text, shift)), categories)
    every = (*(hashtag.tag for hashtag in entities.hashtags), *_written(f"{title}\n{body.text}"), *categories)
    post = Post(
        network=Network.FEED,
        uri=_key(entry, feed_url, text),
        author=_author(entry, feed, feed_url, link),
        text=text,
        created_at=created_at,
        received_at=received_at,
        entities=entities,
        url=link,
        edited_at=updated if published and updated and updated > published else None,
        language=_language(entry),
        warning=WARNING if entry.get("rating") == "adult" else None,
        media=tuple(_media(entry, feed))[:_MEDIA_LIMIT],
    )
    return Told(post=post, tags=frozenset(folded(tag) for tag in every))


def _words(entry: Entry, name: str) -> str:
    value = entry.get(name)
    return _UNSTORABLE.sub("\ufffd", value) if isinstance(value, str) else ""


def _body(entry: Entry, feed: Feed) -> str:
    """Return the words of an entry: its summary, else its content, but not the description of a picture."""
    alts = set(feed.alts.values())
    contents = [one.get("value") for one in entry.get("content") or () if isinstance(one, dict)]
    for one in (entry.get("summary"), *contents):
        if isinstance(one, str) and one.strip() and one not in alts:
            return _UNSTORABLE.sub("\ufffd", one)
    return ""


def _together(title: str, body: str) -> tuple[str, int]:
    """Return title and words, without a title that only begins the words, and where the words begin."""
    stem = title.rstrip("….").strip()
    if not body:
        whole, shift = title, 0
    elif not title or (stem and folded(body).startswith(folded(stem))):
        whole, shift = body, 0
    else:
        whole, shift = f"{title}\n\n{body}", len(title) + 2
    if len(whole) <= _TEXT_LIMIT:
        return whole, shift
    cut = whole[: _TEXT_LIMIT - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut[_TEXT_LIMIT // 2 :] else cut}…", shift


def _led(links: Iterable[Link], text: str, shift: int) -> Iterator[Link]:
    """Yield the links of the words as they stand in the text; mentions of the fediverse are links to profiles."""
    for one in links:
        span = one.span and Span(one.span.start + shift, one.span.end + shift)
        yield Link(one.text, one.url, span if span and span.of(text) == one.text else None)


def _entities(text: str, led: list[Link], categories: tuple[str, ...]) -> Entities:
    """Return what stands in the text, where its HTML says that links lead, and the categories as hashtags."""
    found = beside_links(text, iter(()), hashtags(text))
    taken = sorted(one.span for one in led if one.span)
    bare = [one for one in found.links if one.span and any(outside([one.span], taken))]
    known = {folded(one.tag) for one in found.hashtags}
    named = tuple(Hashtag(f"#{tag}") for tag in categories if folded(tag) not in known)
    links = sorted([*led, *bare], key=lambda one: (one.span is None, one.span or Span(0, 0)))
    return Entities(hashtags=(*found.hashtags, *named), links=tuple(links))


def _written(text: str) -> Iterator[str]:
    for span in outside(hashtags(text), ()):
        yield span.of(text)[1:]


def _categories(entry: Entry) -> Iterator[str]:
    """Yield what an entry is filed under, as hashtags are written: without spaces."""
    for one in (entry.get("tags") or ())[:_CATEGORY_LIMIT]:
        term = one.get("term") if isinstance(one, dict) else None
        if isinstance(term, str):
            tag = "".join(_UNSTORABLE.sub("", term[:_NAME_LIMIT]).split()).lstrip("#＃")
            if tag:
                yield tag


def _key(entry: Entry, feed_url: str, text: str) -> str:
    """Return what an entry is known by: its guid when that is an address, else the guid within its feed."""
    told = entry.get("id") or entry.get("link")
    key = _UNSTORABLE.sub("", told).strip() if isinstance(told, str) else ""
    if not key:
        key = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    if len(key) > _KEY_LIMIT:
        key = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
    return key if address(key) and "://" in key and _WEB.fullmatch(key) else f"{feed_url}#{quote(key, safe='')}"


def _author(entry: Entry, feed: Feed, feed_url: str, link: str | None) -> Account:
    """Return who wrote an entry: whom it names, else the fediverse account in its address, else the feed itself."""
    detail = entry.get("author_detail")
    told: dict[str, Any] = detail if isinstance(detail, dict) else {}
    name = _plain(told.get("name") or entry.get("author"))
    if name and _MAIL.fullmatch(name):
        name = name.partition("@")[0]  # feeds tell addresses of people who never meant to be written to
    page = _web(told.get("href"))
    if name and not page:
        return _account(f"{feed_url}#{quote(folded(name), safe='')}", name, feed_url)
    if page:
        return _account(page, name, page)
    if found := _FEDIVERSE.fullmatch(link or ""):
        return _account(f"https://{found[1]}/@{found[2]}", f"@{found[2]}@{found[1]}", f"https://{found[1]}/@{found[2]}")
    return _account(feed_url, _plain(feed.title), feed_url)


def _account(where: str, name: str | None, url: str | None) -> Account:
    return Account(network=Network.FEED, handle=handle(where[:_KEY_LIMIT]), name=name, url=url)


def _moment(entry: Entry, name: str, received_at: datetime) -> datetime | None:
    """Return a time that was told, never later than it came."""
    told = entry[name] if name in entry else None  # noqa: SIM401 - get() of feedparser answers with another time
    if not isinstance(told, struct_time):
        return None
    try:
        at = datetime.fromtimestamp(timegm(told), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return min(at, received_at) if at.year > 1970 else None  # noqa: PLR2004 - what stands for no time


def _media(entry: Entry, feed: Feed) -> Iterator[Media]:
    seen: set[str] = set()
    listed = [*(entry.get("media_content") or ()), *(entry.get("enclosures") or ())]
    for one in (*listed, *(entry.get("media_thumbnail") or () if not listed else ())):
        url = _web(one.get("url") or one.get("href")) if isinstance(one, dict) else None
        kind = _kind(one) if url else None
        if url and kind and url not in seen:
            seen.add(url)
            yield Media(
                url=url,
                kind=kind,
                alt=_line(feed.alts.get(url), _ALT_LIMIT),
                width=_size(one.get("width")),
                height=_size(one.get("height")),
            )


def _kind(one: dict[str, Any]) -> str | None:
    told = str(one.get("medium") or str(one.get("type") or "image").partition("/")[0]).lower()
    return told if told in _KINDS else None


def _size(value: object) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= 100_000 else None  # noqa: PLR2004 - no picture is larger


def _language(entry: Entry) -> str | None:
    detail = entry.get("summary_detail") or entry.get("title_detail")
    told = detail.get("language") if isinstance(detail, dict) else None
    return told if isinstance(told, str) and _LANGUAGE.fullmatch(told) else None


def _line(value: object, limit: int = _NAME_LIMIT) -> str | None:
    """A text on one line."""
    text = _UNSTORABLE.sub("\ufffd", value[:limit]) if isinstance(value, str) else ""
    return " ".join(text.split()) or None


def _plain(value: object) -> str | None:
    """The same of what may be HTML."""
    line = _line(value)
    return _line(plain_text(line).text) if line else None


def _link(entry: Entry, feed_url: str) -> str | None:
    """Return the page of an entry; a guid that only claims to be one is none."""
    link = entry.get("link")
    if not isinstance(link, str) or (entry.get("guidislink") and "://" not in link):
        return None
    try:
        return _web(urljoin(feed_url, link))
    except ValueError:
        return None


def _web(value: object) -> str | None:
    return value if isinstance(value, str) and _WEB.fullmatch(value) and address(value) else None


def shown_host(url: str) -> str:
    """Return the part of a feed's address by which people know it."""
    parts = urlsplit(url)
    return unquote(f"{parts.netloc}{parts.path}".rstrip("/"))
