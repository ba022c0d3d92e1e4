"""Follows a feed by asking for it again and again, politely."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from app.domain.errors import BadInput, RateLimited, Refused, Unavailable
from app.domain.phrase import phrase
from app.domain.post import Posted
from app.domain.text import folded
from app.networks.feed.posts import Told, to_post
from app.networks.feed.reading import BODY_LIMIT, Feed, read_feed
from app.networks.outside import Answer, Outside
from app.networks.source import Heard, Watch

POLL = timedelta(minutes=5)
_LONGEST = timedelta(minutes=30)  # however long a feed says that it stays the same: an event is soon over
_BEAT = 30.0  # seconds
_ETAG, _MODIFIED, _TAGS = "etag", "modified", "tags"  # the places
_PLACE_LIMIT = 500
_MAX_AGE = re.compile(r"\bmax-age\s*=\s*([0-9]{1,6})")
_ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
_OK, _SAME, _GONE, _MISSING, _TOO_MANY = 200, 304, 410, 404, 429
_CLOSED = frozenset({401, 402, 403, 451})
_LOG = logging.getLogger("ovation.feed")


class FeedFollower:
    """Polls one feed. While it answers, it counts as alive between two polls."""

    def __init__(
        self, outside: Outside, *, url: str, everything: bool = False, poll: timedelta = POLL, beat: float = _BEAT
    ) -> None:
        self._outside = outside
        self._url = url
        self._everything = everything
        self._poll = poll
        self._beat = beat

    async def follow(self, watch: Watch) -> AsyncIterator[Heard]:
        """Yield the entries that are new or have changed since they were last told."""
        place = dict(watch.places)
        known: dict[str, int] = {}
        while True:
            tags = ",".join(watch.tags)
            if place.get(_TAGS) != tags:  # what was nobody's then may be the event's now
                place = {}
            answer = await ask(self._outside, self._url, place)
            wait = self._poll
            if answer.status != _SAME:
                feed = await opened(answer, self._url)
                wait = self._wait(answer, feed)
                place = {_ETAG: "", _MODIFIED: "", _TAGS: tags, **_place(answer)}
                yield replace(self._heard(feed, watch, known), places=place)
            else:
                yield Heard()
            async for beat in self._until(wait):
                yield beat

    def _heard(self, feed: Feed, watch: Watch, known: dict[str, int]) -> Heard:
        now = watch.now()
        found, malformed = posts_of(feed, url=self._url, now=now)
        wanted = {folded(tag) for tag in watch.tags}
        changes: dict[str, Posted] = {}
        for told in found:
            post = told.post
            shown = hash((post.text, post.edited_at, post.media, post.warning))
            if post.uri in changes or not (self._everything or wanted & told.tags):
                continue
            before = known.get(post.uri)
            known[post.uri] = shown
            if before == shown:
                continue
            if before is not None and post.edited_at is None:
                post = replace(post, edited_at=now)  # the feed tells of no edit, and yet the words are others
            changes[post.uri] = Posted(post)
        here = {told.post.uri for told in found}
        for uri in known.keys() - here:
            del known[uri]
        return Heard(changes=tuple(reversed(changes.values())), malformed=malformed)

    def _wait(self, answer: Answer, feed: Feed) -> timedelta:
        """Return how long the feed wants to be left alone, within what an event can bear."""
        age = _MAX_AGE.search(answer.headers.get("cache-control", ""))
        asked = max(timedelta(minutes=min(feed.ttl or 0, 10_000)), timedelta(seconds=int(age[1]) if age else 0))
        return max(self._poll, min(asked, _LONGEST))

    async def _until(self, wait: timedelta) -> AsyncIterator[Heard]:
        left = wait.total_seconds()
        while left > 0:
            nap = min(left, self._beat)
            await asyncio.sleep(nap)
            left -= nap
            if left > 0:
                yield Heard()


async def ask(outside: Outside, url: str, place: dict[str, str] | None = None) -> Answer:
    """Ask for a feed, unless it is the same as at a place; an answer that is no feed raises what it means."""
    headers = {"Accept": _ACCEPT}
    if place and place.get(_ETAG):
        headers["If-None-Match"] = place[_ETAG]
    if place and place.get(_MODIFIED):
        headers["If-Modified-Since"] = place[_MODIFIED]
    answer = await outside.get(url, headers=headers, limit=BODY_LIMIT)
    if answer.status in {_OK, _SAME}:
        return answer
    if answer.status == _GONE:
        raise Refused(phrase("{url} is gone for good (410): remove this source", url=url[:200]))
    if answer.status in _CLOSED:
        raise Refused(phrase("{url} is not public ({status})", url=url[:200], status=answer.status))
    if answer.status == _MISSING:
        raise Refused(phrase("there is nothing at {url} (404)", url=url[:200]))
    if answer.status == _TOO_MANY:
        raise RateLimited(phrase("{host} was asked too often", host=url[:200]), retry_after=answer.retry_after)
    raise Unavailable(
        phrase("{host} answers with status {status}", host=url[:200], status=answer.status),
        retry_after=answer.retry_after,
    )


async def opened(answer: Answer, url: str) -> Feed:
    """Parse an answer, beside the event loop: large feeds take a while."""
    return await asyncio.to_thread(read_feed, answer.body, url=url, content_type=answer.headers.get("content-type", ""))


def posts_of(feed: Feed, *, url: str, now: datetime) -> tuple[Sequence[Told], int]:
    """Return the entries of a feed as posts, and how many could not be read."""
    found: list[Told] = []
    malformed = 0
    for entry in feed.entries:
        try:
            found.append(to_post(entry, feed, feed_url=url, received_at=now))
        except (BadInput, ValueError, TypeError, KeyError, AttributeError):  # what feedparser makes of hostile entries
            malformed += 1
            _LOG.warning("an entry skipped that could not be read", exc_info=True)
    return found, malformed


def _place(answer: Answer) -> dict[str, str]:
    told = {_ETAG: answer.headers.get("etag", ""), _MODIFIED: answer.headers.get("last-modified", "")}
    return {name: value for name, value in told.items() if value.isprintable() and 0 < len(value) <= _PLACE_LIMIT}
