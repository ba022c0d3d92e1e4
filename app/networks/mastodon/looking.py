"""Looks again at posts that are held: still there, edited, answered? No hashtag stream tells, so it is asked."""

import asyncio

from app.domain.errors import BadInput, Unavailable
from app.domain.post import Deleted
from app.networks.mastodon.client import NOTHING, Denied, Page
from app.networks.mastodon.hearing import Hearing, Timings
from app.networks.mastodon.payloads import StatusPayload
from app.networks.mastodon.posts import PUBLIC
from app.networks.mastodon.together import Tell
from app.networks.source import Due, Heard

_AT_ONCE = 20
_PATIENCE = 10.0  # of rounds, after the server did not want


class Looking:
    """Asks for what is due, a few at a time; it is never in a hurry, and never the reason why following ends."""

    def __init__(self, hearing: Hearing, timings: Timings, *, threads: bool) -> None:
        self._hearing = hearing
        self._timings = timings
        self._threads = threads

    async def listen(self, tell: Tell) -> None:
        """Tell what has changed, for ever."""
        while True:
            wait = self._timings.look
            try:
                await self._round(tell)
            except (Unavailable, Denied) as error:
                asked = error.retry_after if isinstance(error, Unavailable) else None
                wait = max(wait * _PATIENCE, asked.total_seconds() if asked else 0)
            await asyncio.sleep(wait)

    async def _round(self, tell: Tell) -> None:
        server, watch = self._hearing.server, self._hearing.watch
        prefix = f"{server.name}/"
        due = await watch.due(limit=_AT_ONCE, alias=prefix)
        ids = {one.key: _id(one, prefix) for one in due}
        found = await server.statuses(list(ids.values()))
        for one in due:
            await tell(await self._looked_at(one, ids[one.key], None if found is None else found.get(ids[one.key])))

    async def _looked_at(self, due: Due, status_id: str, status: StatusPayload | None) -> Heard:
        server = self._hearing.server
        try:
            if status is None:  # not in an answer about many: asked for alone, its server says why
                status = await server.status(status_id)
            if status is None or status.visibility != PUBLIC:
                return Heard(changes=(Deleted(due.key, self._hearing.watch.now()),), checked=(due.key,))
            below = await self._answers(status)
            heard = self._hearing.take([status])
        except BadInput:
            return Heard(malformed=1, checked=(due.key,))
        except Denied:  # this one is not for us; that says nothing about the others
            return Heard(checked=(due.key,))
        answers = self._hearing.take(below.statuses, thread=True)
        return Heard(
            changes=heard.changes + answers.changes,
            malformed=heard.malformed + answers.malformed + self._hearing.malformed(below.broken),
            checked=(due.key,),
        )

    async def _answers(self, status: StatusPayload) -> Page:
        if not self._threads or status.replies_count == 0:
            return NOTHING
        try:
            return await self._hearing.server.answers(str(status.id))
        except Denied:
            return NOTHING


def _id(due: Due, prefix: str) -> str:
    return next(name.removeprefix(prefix) for name in due.aliases if name.startswith(prefix))
