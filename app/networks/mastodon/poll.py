"""Asks for each hashtag's posts again and again: the only way that finds what arrived late, and what no stream told."""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta

from app.domain.errors import Unavailable
from app.domain.phrase import Phrase, phrase
from app.domain.source import Gap
from app.networks.mastodon.client import Denied, Page, Server
from app.networks.mastodon.hearing import Hearing, Timings
from app.networks.mastodon.instance import instance_of
from app.networks.mastodon.payloads import StatusPayload, moment_or_none
from app.networks.mastodon.stream import Stream
from app.networks.mastodon.together import Tell
from app.networks.source import Heard

_PAGES = 50  # a hashtag's pages that are read back at most at once
_FAILURES = 3  # in a row, while the stream goes on
_INTERRUPTED = timedelta(minutes=1)
_PLACE = "polled "


class Poll:
    """Walks down from the newest posts: to what is known, and every few minutes through the whole overlap."""

    def __init__(self, hearing: Hearing, timings: Timings, stream: Stream | None) -> None:
        self._hearing = hearing
        self._timings = timings
        self._stream = stream
        self._local = hearing.instance.local_only and hearing.server.token is None
        self._places = {
            name.removeprefix(_PLACE): at
            for name, told in hearing.watch.places.items()
            if name.startswith(_PLACE) and (at := moment_or_none(told)) is not None
        }
        self._deep_at: dict[str, float] = {}  # when each hashtag's overlap is read again
        self._wake = asyncio.Event() if stream is None else stream.back

    async def listen(self, tell: Tell) -> None:
        """Tell what is found, for ever."""
        loop = asyncio.get_running_loop()
        if self._stream is not None:
            await _within(self._timings.settle, self._stream.settled)
        failures = 0
        while True:
            if self._wake.is_set():  # there was no stream for a while: all of the overlap, at once
                self._wake.clear()
                self._deep_at.clear()
            started = loop.time()
            try:
                await self._round(tell)
                failures, wait = 0, await self._interval(tell)
            except Unavailable as error:
                failures += 1
                if self._stream is None or self._stream.since is None or failures >= _FAILURES:
                    raise
                asked = error.retry_after.total_seconds() if error.retry_after else 0
                wait = max(self._timings.poll, asked)
            await _within(max(started + wait - loop.time(), 0), self._wake)

    async def _interval(self, tell: Tell) -> float:
        if self._stream is None or self._stream.since is None:
            return self._timings.poll
        reliable = await self._stream.judge(tell)
        return self._timings.poll_beside_stream if reliable else self._timings.poll_beside_bad_stream

    async def _round(self, tell: Tell) -> None:
        tags = self._hearing.tags()
        if not tags:
            await instance_of(self._hearing.server)
            await tell(Heard())
        gaps: list[Gap] = []
        for tag in tags:
            gaps += await self._sweep(tag, tell)
        if self._local and (heard := self._hearing.note("hashtags", _only_local(self._hearing.server))) is not None:
            await tell(heard)
        if gaps:
            worst = min(gaps, key=lambda gap: (gap.filled_at is not None, gap.from_at))
            await tell(Heard(gaps=(worst,)))

    async def _sweep(self, tag: str, tell: Tell) -> list[Gap]:
        """Read one hashtag; return the interruption that this ended, if there was one."""
        loop, timings = asyncio.get_running_loop(), self._timings
        began, place = self._hearing.watch.now(), self._places.get(tag)
        deep = loop.time() >= self._deep_at.get(tag, 0)
        since = began - timings.first if place is None else min(place, began) - timings.overlap
        oldest = await self._walk(tag, since, tell, whole=deep)
        if deep:
            self._deep_at[tag] = loop.time() + timings.overlap_every
        self._places[tag] = began
        await tell(Heard(places={f"{_PLACE}{tag}": began.isoformat()}))
        if place is None or began - place <= _INTERRUPTED + timedelta(seconds=timings.poll_beside_stream):
            return []
        if oldest is not None and oldest > place:
            return [Gap(from_at=place, until_at=oldest, why=phrase("there were more posts than could be read back"))]
        return [Gap(from_at=place, until_at=began, why=phrase("nobody listened"), filled_at=self._hearing.watch.now())]

    async def _walk(self, tag: str, since: datetime, tell: Tell, *, whole: bool) -> datetime | None:
        """Read down to a time, or to what is known; return how far it came when that was not far enough."""
        below: str | None = None
        reached = self._hearing.watch.now()
        for _ in range(_PAGES):
            page = await self._page(tag, below)
            heard = self._hearing.take(reversed(page.statuses))  # an answer after what it answers
            if self._stream is not None and self._stream.since is not None:
                self._hearing.polled(heard, streaming_since=self._stream.since)
            await tell(Heard(changes=heard.changes, malformed=heard.malformed + self._hearing.malformed(page.broken)))
            times = list(_times(page.statuses))
            if not page.is_full or page.last == below or (times and max(times) < since):
                return None
            if not whole and not heard.changes:
                return None
            below, reached = page.last, min([reached, *times])
        return reached

    async def _page(self, tag: str, below: str | None) -> Page:
        server = self._hearing.server
        try:
            return await server.tagged(tag, local=self._local, below=below)
        except Denied:
            if self._local:
                raise
        page = await server.tagged(tag, local=True, below=below)  # its own accounts' posts may be public
        self._local = True
        return page


def _only_local(server: Server) -> Phrase:
    return phrase("without a token {host} shows hashtags with the posts of its own accounts only", host=server.name)


def _times(statuses: Iterable[StatusPayload]) -> Iterable[datetime]:
    return (at for status in statuses if (at := moment_or_none(status.created_at)) is not None)


async def _within(seconds: float, event: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
