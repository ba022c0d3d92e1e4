"""One question to one relay, without following it: for checks and profiles."""

import asyncio
from collections.abc import Sequence

from app.domain.errors import Refused, Unavailable
from app.domain.phrase import phrase
from app.networks.nostr.payloads import Event, Filter, Told, host_of, message, request
from app.networks.nostr.relay import Answer
from app.networks.outside import UNREADABLE, Outside

_SAID_AT_MOST = 200  # characters of what a relay says


async def asked(url: str, filters: Sequence[Filter], *, outside: Outside, within: float) -> list[Event]:
    """Connect, ask once and return the stored events; Unavailable or Refused with a sentence that says why not."""
    host, answer = host_of(url), Answer()
    try:
        async with outside.socket(url) as connection, asyncio.timeout(within):
            await connection.send(request("REQ", "ask", *filters))
            async for frame in connection:
                try:
                    told = message(frame)
                except UNREADABLE:
                    continue
                if not isinstance(told, Told) or told.about != "ask":
                    continue
                if told.closed is not None:
                    raise Refused(
                        phrase("{host} does not let us read: {words}", host=host, words=told.closed[:_SAID_AT_MOST])
                    )
                if told.ended:
                    return answer.events
                if told.event is not None:
                    answer.take(told.event)
    except TimeoutError as error:
        raise Unavailable(phrase("{host} does not answer as a relay does", host=host)) from error
    raise Unavailable(phrase("{host} closed the connection before it answered", host=host))
