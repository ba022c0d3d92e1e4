"""Pictures: fetched for the walls before anybody looks, so that no viewer ever asks somebody else for one."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from app.bus.base import Bus
from app.domain.errors import NotFound, OvationError, Unavailable
from app.domain.wall import WALLS, ChangeKind
from app.networks.outside import Outside
from app.outlets.thumbnails import Thumbnail, face, picture
from app.store.database import Database
from app.store.pictures import Wanted

AT_ONCE = 6
_AT_ONE_HOST = 2
_FACE_LIMIT = 2 * 1024 * 1024  # bytes
_PICTURE_LIMIT = 8 * 1024 * 1024
_ANSWERED = 200
_KEPT = 2_000  # pictures of posts of one event
_REST = timedelta(minutes=2)  # for a host that does not answer
_LOOK_AGAIN = timedelta(minutes=1)  # at an event where nothing happened: what failed may be due
_REMEMBERED = timedelta(seconds=0.5)  # a picture that thousands of walls ask for at once is read once
_MOST_REMEMBERED = 64
_ACCEPT = {"Accept": "image/webp, image/png, image/jpeg, image/gif"}
_LOG = logging.getLogger("ovation.pictures")


class Pictures:
    """What walls show of faces and pictures, fetched once and served by ourselves."""

    def __init__(self, *, database: Database, bus: Bus, outside: Outside, now: Callable[[], datetime]) -> None:
        self._database = database
        self._bus = bus
        self._outside = outside
        self._now = now
        self._drawing = asyncio.Lock()  # one at a time: a large picture takes 160 MB while it is drawn
        self._busy: set[Wanted] = set()
        self._resting: dict[str, datetime] = {}
        self._looked: dict[int, tuple[int, datetime]] = {}
        self._reading = asyncio.Lock()
        self._served: dict[tuple[str, str], tuple[datetime, bytes | None]] = {}

    async def served(self, slug: str, name: str) -> bytes:
        """Return a picture as WebP; NotFound unless something that may be shown shows it now."""
        async with self._reading:
            now = self._now()
            at, body = self._served.get((slug, name), (None, None))
            if at is None or now - at >= _REMEMBERED:
                async with self._database.read() as tx:
                    body = await tx.pictures.served(slug, name)
                if len(self._served) >= _MOST_REMEMBERED:
                    self._served.clear()
                self._served[slug, name] = now, body
        if body is None:
            raise NotFound("There is no picture at this address.")
        return body

    async def due(self) -> list[Wanted]:
        """Return what to fetch now, the newest cards' first: few at once, fewer from one host. It counts as begun."""
        now = self._now()
        found: list[Wanted] = []
        async with self._database.read() as tx:
            for stored in await tx.events.all():
                if len(self._busy) >= AT_ONCE:
                    break
                seq, at = self._looked.get(stored.id, (-1, now))
                if seq == stored.seq and now - at < _LOOK_AGAIN:
                    continue
                wanted = await tx.pictures.wanted(stored.id, now=now)
                taken = [one for one in wanted if self._may_begin(one, now)]
                found += taken
                waiting = len(wanted) > sum(one in self._busy for one in wanted)
                self._looked[stored.id] = (-1 if waiting or taken else stored.seq, now)
        return found

    def _may_begin(self, one: Wanted, now: datetime) -> bool:
        host = _host(one.url)
        at_host = sum(_host(busy.url) == host for busy in self._busy)
        resting = self._resting.get(host, now) > now
        if one in self._busy or len(self._busy) >= AT_ONCE or at_host >= _AT_ONE_HOST or resting:
            return False
        self._busy.add(one)
        return True

    async def fetch(self, one: Wanted) -> None:
        """Fetch a picture, keep it and tell the walls that show it; what cannot be had is remembered with why."""
        try:
            try:
                thumbnail = await self._thumbnail(one)
            except OvationError as error:
                await self._give_up(one, error)
                return
            async with self._database.begin() as tx:
                changed = await tx.pictures.keep(
                    one, body=thumbnail.body, width=thumbnail.width, height=thumbnail.height, now=self._now()
                )
                await tx.pictures.trim(one.event_id, keep=_KEPT)
                if changed:
                    told = [(ChangeKind.SHOWN, key) for key in sorted(changed)]
                    await tx.changes.append(one.event_id, told, now=self._now())
            await self._bus.wake(WALLS)
        except NotFound:
            _LOG.info("event gone while a picture was fetched")
        finally:
            self._busy.discard(one)

    async def _thumbnail(self, one: Wanted) -> Thumbnail:
        if not one.url.startswith("https://") and not self._outside.allows(_host(one.url)):
            raise NotFound("it is not at an https address")
        limit = _FACE_LIMIT if one.is_face else _PICTURE_LIMIT
        answer = await self._outside.get(one.url, headers=_ACCEPT, limit=limit)
        if answer.status != _ANSWERED:
            raise NotFound(f"its host answers with status {answer.status}")
        async with self._drawing:
            return await asyncio.to_thread(face if one.is_face else picture, answer.body)

    async def _give_up(self, one: Wanted, error: OvationError) -> None:
        now = self._now()
        if isinstance(error, Unavailable):
            self._resting = {host: until for host, until in self._resting.items() if until > now}
            self._resting[_host(one.url)] = now + _REST
        _LOG.info("picture cannot be had", extra={"host": _host(one.url), "why": str(error)[:200]})
        async with self._database.begin() as tx:
            await tx.pictures.failed(one, str(error), now=now)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
