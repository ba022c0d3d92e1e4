"""Searches for what the stream could not tell: from before we listened, and from gaps. Needs an app password."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.domain.errors import BadInput, OvationError, RateLimited, Refused, Unavailable
from app.domain.phrase import Phrase, as_phrase, phrase
from app.domain.source import Gap
from app.networks.bluesky.client import PAGE
from app.networks.bluesky.facets import plain
from app.networks.bluesky.glance import Sift
from app.networks.bluesky.notes import Notes
from app.networks.bluesky.payloads import Posts, PostView, Record, each, read
from app.networks.bluesky.posts import about, viewed
from app.networks.bluesky.profiles import Profiles
from app.networks.bluesky.session import SignedIn
from app.networks.source import NOTHING, Heard, Watch

SEARCH = "app.bsky.feed.searchPosts"
_BEFORE = timedelta(days=1)  # how far the first search looks back
_OVERLAP = timedelta(minutes=15)  # the index is behind at times
_EVERY = 300.0  # seconds between searches without a reason
_BETWEEN = 1.0  # seconds between pages
_PAGES = 20
_REST = 60.0  # seconds after a failure
_LONG_REST = 900.0  # … that a person must mend
_PATIENCE = 5.0


class Search:
    """Searches once at the start, after each gap, and every few minutes."""

    def __init__(self, *, account: SignedIn, profiles: Profiles, sift: Sift, watch: Watch, notes: Notes) -> None:
        self._account = account
        self._profiles = profiles
        self._sift = sift
        self._watch = watch
        self._notes = notes
        self._gaps: list[Gap] = []
        self._wake = asyncio.Event()

    def fill(self, gap: Gap) -> None:
        """Search for what was said in a gap, and tell when that is done."""
        self._gaps.append(gap)
        self._wake.set()

    async def told(self) -> AsyncIterator[Heard]:
        """Yield what is found, for ever; and gaps, filled or not."""
        since = self._since(self._watch.places.get("jetstream"))
        while True:
            gaps, began = tuple(self._gaps), self._watch.now()
            self._wake.clear()
            note, rest = NOTHING, _EVERY
            filled: tuple[Gap, ...] = ()
            try:
                async for heard in self._search(min([since, *(gap.from_at for gap in gaps)])):
                    yield heard
            except OvationError as error:
                note, rest = _trouble(error)
            else:
                since = began - _OVERLAP
                filled = tuple(replace(gap, filled_at=self._watch.now()) for gap in gaps)
                self._gaps = self._gaps[len(gaps) :]
            if (said := self._notes.say("search", note)) is not None or filled:
                yield Heard(note=said, gaps=filled)
            with suppress(TimeoutError):
                async with asyncio.timeout(rest):
                    await self._wake.wait()

    def _since(self, place: str | None) -> datetime:
        now = self._watch.now()
        known = datetime.fromtimestamp(int(place) / 1e6, UTC) if place and place.isdigit() else now - _BEFORE
        return min(known, now) - _OVERLAP

    async def _search(self, since: datetime) -> AsyncIterator[Heard]:
        for tag in self._watch.tags:
            asked = {"q": f"#{plain(tag)}", "tag": [plain(tag)], "sort": "latest", "limit": PAGE}
            asked["since"] = since.strftime("%Y-%m-%dT%H:%M:%SZ")
            for _ in range(_PAGES):
                page = await self._account.get(SEARCH, asked, Posts)
                views = each(page.posts, PostView, PAGE)
                yield await self._heard(views)
                if not page.cursor or not views:
                    break
                asked["cursor"] = page.cursor
                await asyncio.sleep(_BETWEEN)

    async def _heard(self, views: list[PostView]) -> Heard:
        new = [view for view in views if not self._sift.holds(view.uri) and self._matches(view)]
        await self._profiles.meet({view.author.did for view in new}, within=_PATIENCE)
        changes, malformed = [], 0
        for view in new:
            try:
                changes.append(viewed(view, received_at=self._watch.now(), known=self._profiles.known))
            except BadInput:
                malformed += 1
        self._sift.remember(name for change in changes for name in (change.post.uri, change.post.author.key))
        return Heard(changes=tuple(changes), malformed=malformed)

    def _matches(self, view: PostView) -> bool:
        record = read(view.record, Record)
        return record is not None and any(map(self._sift.follows, about(record).tags))


def _trouble(error: OvationError) -> tuple[Phrase, float]:
    asked = error.retry_after.total_seconds() if isinstance(error, Unavailable) and error.retry_after else 0.0
    if isinstance(error, RateLimited):
        return NOTHING, max(asked, _REST)
    if isinstance(error, Unavailable):
        return phrase("Bluesky's search does not answer: what was missed is looked for later"), max(asked, _REST)
    if isinstance(error, Refused):
        return as_phrase(error), _LONG_REST
    return phrase("Bluesky's search does not do as asked: what was missed stays missing"), _LONG_REST
