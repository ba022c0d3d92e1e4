"""Follows Bluesky: the stream of all posts, a search for what it could not tell, and another look at what is held."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing

from app.domain.source import Gap
from app.networks.bluesky.client import Xrpc
from app.networks.bluesky.glance import Sift
from app.networks.bluesky.notes import Notes
from app.networks.bluesky.options import Options
from app.networks.bluesky.profiles import Profiles
from app.networks.bluesky.recheck import Recheck
from app.networks.bluesky.search import Search
from app.networks.bluesky.session import SignedIn
from app.networks.bluesky.stream import Stream
from app.networks.bluesky.telling import PLACE, Telling
from app.networks.bluesky.together import together
from app.networks.bluesky.view import Views
from app.networks.outside import Outside
from app.networks.source import Heard, Watch


class BlueskyFollower:
    """Follows one event on Bluesky. `account` may search; without one, what a gap held stays missing."""

    def __init__(self, options: Options, outside: Outside, account: SignedIn | None = None) -> None:
        self._options = options
        self._outside = outside
        self._account = account

    async def follow(self, watch: Watch) -> AsyncIterator[Heard]:
        """Yield what is heard; Unavailable when none of the hosts can be read."""
        sift, notes = Sift(watch), Notes()
        views = Views(Xrpc(self._outside, self._options.api))
        profiles = Profiles(views)
        stream = Stream(self._options, self._outside, watch, sift, _place(watch))
        recheck = Recheck(views=views, profiles=profiles, sift=sift, watch=watch, notes=notes)
        tellers: list[Callable[[], AsyncIterator[Heard]]] = [recheck.told]
        lost: Callable[[Gap], None] = _stays_lost
        if self._account is not None:
            search = Search(account=self._account, profiles=profiles, sift=sift, watch=watch, notes=notes)
            tellers.append(search.told)
            lost = search.fill
        telling = Telling(stream=stream, sift=sift, profiles=profiles, watch=watch, renamed=recheck.renamed, lost=lost)
        workers: list[Callable[[], Awaitable[None]]] = [stream.listen, profiles.run]
        async with aclosing(together([telling.told, *tellers], workers)) as all_heard:
            async for heard in all_heard:
                yield heard


def _stays_lost(_: Gap) -> None:
    """Nobody can search for it."""


def _place(watch: Watch) -> int:
    told = watch.places.get(PLACE, "")
    return int(told) if told.isascii() and told.isdigit() else 0
