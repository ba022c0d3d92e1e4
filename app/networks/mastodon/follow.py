"""Follows one server of the fediverse: its stream where there is one, a poll always, and what became of its posts."""

from collections.abc import AsyncIterator
from contextlib import aclosing

from app.networks.mastodon.client import Server
from app.networks.mastodon.hearing import Hearing, Timings
from app.networks.mastodon.instance import instance_of
from app.networks.mastodon.looking import Looking
from app.networks.mastodon.poll import Poll
from app.networks.mastodon.speaking import Speaking
from app.networks.mastodon.stream import Stream
from app.networks.mastodon.together import Listen, together
from app.networks.outside import Outside
from app.networks.source import NOTHING, Heard, Watch


class MastodonFollower:
    """A Follower of one server. Without a token it polls, as every server allows that shows hashtags to strangers."""

    def __init__(  # noqa: PLR0913 - what it is put together from
        self,
        *,
        url: str,
        outside: Outside,
        token: str | None = None,
        threads: bool = True,
        timings: Timings | None = None,
        speakers_scheme: str = "https",
    ) -> None:
        self._url = url
        self._outside = outside
        self._token = token
        self._threads = threads
        self._timings = timings or Timings()
        self._speakers_scheme = speakers_scheme

    async def follow(self, watch: Watch) -> AsyncIterator[Heard]:
        """Yield what is heard; the stream is opened first and what it may have missed is read after that."""
        timings = self._timings
        server = Server(outside=self._outside, url=self._url, token=self._token, paces=timings.paces)
        hearing = Hearing(watch, server, await instance_of(server))
        stream = None
        if self._token is not None and hearing.instance.streaming is not None:
            stream = Stream(hearing, self._outside, timings)
        poll = Poll(hearing, timings, stream)
        listening: list[Listen] = [poll.listen, Looking(hearing, timings, threads=self._threads).listen]
        if stream is not None:
            listening.append(stream.listen)
        if self._threads:
            speaking = Speaking(hearing, self._outside, timings, scheme=self._speakers_scheme)
            listening.append(speaking.listen)
        yield Heard(note=NOTHING)  # whatever an earlier run had to say
        async with aclosing(together(*listening)) as told:
            async for heard in told:
                yield heard
