"""The live stream of one server: fast, forgetful and out of order, so that it is never all that is listened to."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection

from app.domain.errors import BadInput, Refused, Unavailable
from app.domain.phrase import Phrase, as_phrase, phrase
from app.networks.mastodon.client import HOW_TO_GET_A_TOKEN
from app.networks.mastodon.hearing import Hearing, Timings
from app.networks.mastodon.together import Tell
from app.networks.outside import UNREADABLE, Outside
from app.networks.source import NOTHING, Heard

_MESSAGE_LIMIT = 1024 * 1024
_REFUSED_WAIT = 300.0
_NO_SCOPE = 401
_UNHEARD_OF = "GoToSocial"  # it accepts hashtag streams and never says anything there
_ABOUT = "stream"


class _Frame(msgspec.Struct):
    event: str = ""
    payload: Any = None
    error: str = ""
    status: int = 0


class Stream:
    """Listens to the hashtags of an event, and comes back by itself."""

    def __init__(self, hearing: Hearing, outside: Outside, timings: Timings) -> None:
        self._hearing = hearing
        self._outside = outside
        self._timings = timings
        self.since: datetime | None = None  # when it began to listen; None while it does not
        self.settled = asyncio.Event()  # set when the first attempt has come to something
        self.back = asyncio.Event()  # set when it listens again after a time in which it did not

    async def listen(self, tell: Tell) -> None:
        """Tell what comes, for ever."""
        failures, wait, why = 0, 0.0, NOTHING
        while True:
            try:
                await self._follow(tell)
            except (Refused, BadInput) as error:  # BadInput: it streams from an address that is refused
                failures, wait, why = 0, _REFUSED_WAIT, phrase("{error}; polling instead", error=as_phrase(error))
            except Unavailable as error:
                failures = 1 if self.since else failures + 1
                wait = min(self._timings.retry * 2.0 ** min(failures - 1, 10), self._timings.retry_longest)
                wait = max(wait, error.retry_after.total_seconds()) if error.retry_after else wait
                why = phrase("the stream is down ({error}); polling until it is back", error=as_phrase(error))
            self.since = None
            self.settled.set()
            await self._note(tell, why)
            await asyncio.sleep(wait)

    async def _follow(self, tell: Tell) -> None:
        server, instance = self._hearing.server, self._hearing.instance
        url = f"{instance.streaming}/api/v1/streaming"
        token = server.token or ""
        async with self._outside.socket(url, subprotocols=[token], limit=_MESSAGE_LIMIT) as connection:
            subscribed = await self._subscribe(connection, frozenset())
            self.since = self._hearing.watch.now()
            self._hearing.forgive()
            if self.settled.is_set():
                self.back.set()
            self.settled.set()
            await self._note(tell, NOTHING)
            while True:
                frame = await self._next(connection)
                await tell(Heard() if frame is None else self._heard(frame))
                subscribed = await self._subscribe(connection, subscribed)

    async def _next(self, connection: ClientConnection) -> str | bytes | None:
        """Return the next frame; None when there was none for a while, and the other side is still there."""
        try:
            async with asyncio.timeout(self._timings.alive):
                return await connection.recv()
        except TimeoutError:
            pass
        try:
            async with asyncio.timeout(self._timings.pong):
                await (await connection.ping())
        except TimeoutError as error:
            raise Unavailable(
                phrase("the stream of {host} no longer answers", host=self._hearing.server.name)
            ) from error
        return None

    async def _subscribe(
        self, connection: ClientConnection, subscribed: frozenset[tuple[str, str]]
    ) -> frozenset[tuple[str, str]]:
        """Bring the subscriptions to what the event's hashtags are now."""
        wanted = (
            frozenset({("public", "")})
            if self._hearing.instance.software == _UNHEARD_OF
            else frozenset(("hashtag", tag) for tag in self._hearing.tags())
        )
        for kind, changed in (("unsubscribe", subscribed - wanted), ("subscribe", wanted - subscribed)):
            for stream, tag in sorted(changed):
                asked = {"type": kind, "stream": stream} | ({"tag": tag} if tag else {})
                await connection.send(msgspec.json.encode(asked).decode())
        return wanted

    def _heard(self, data: str | bytes) -> Heard:
        try:
            frame = msgspec.json.decode(data, type=_Frame)
            payload = frame.payload
            if frame.event in {"update", "status.update"} and isinstance(payload, str):
                payload = msgspec.json.decode(payload)
        except UNREADABLE:
            return Heard(malformed=1)
        if frame.error:
            return self._complaint(frame)
        heard = Heard()
        if frame.event in {"update", "status.update"}:
            heard = self._hearing.take([payload], updated=frame.event == "status.update")
            if isinstance(payload, dict):
                self._hearing.streamed(str(payload.get("uri", "")))
        elif frame.event == "delete" and isinstance(payload, str | int):
            deleted = self._hearing.deleted(str(payload))
            if self._hearing.instance.software != _UNHEARD_OF or self._hearing.holds(deleted.key.uri):
                heard = Heard(changes=(deleted,))
        return heard

    def _complaint(self, frame: _Frame) -> Heard:
        if frame.status == _NO_SCOPE:
            raise Refused(
                phrase(
                    "{host} does not stream to this token: it lacks the scope read:statuses ({help})",
                    host=self._hearing.server.name,
                    help=HOW_TO_GET_A_TOKEN,
                )
            )
        told = self._hearing.note(_ABOUT, phrase("the stream says: {words}", words=frame.error[:100]))
        return told or Heard()

    async def _note(self, tell: Tell, text: Phrase) -> None:
        if (heard := self._hearing.note(_ABOUT, text)) is not None:
            await tell(heard)

    async def judge(self, tell: Tell) -> bool:
        """Whether the stream can be relied on; says so when it can't."""
        if self.since is None:
            return False
        if not self._hearing.missed_by_stream(timedelta(seconds=self._timings.grace)):
            await self._note(tell, NOTHING)
            return True
        await self._note(
            tell, phrase("the stream is unreliable: a poll found what it did not tell; polling more often")
        )
        return False
