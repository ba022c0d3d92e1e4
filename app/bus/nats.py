"""The bus between machines: NATS publish and subscribe, nothing stored, because the change log is what happened."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Self
from urllib.parse import quote, urlsplit

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error

from app.bus.memory import Ring
from app.domain.errors import Unavailable

_LOG = logging.getLogger(__name__)
_CONNECT_WITHIN = 3.0  # seconds
_CLOSE_WITHIN = 1.0
_TRY_AGAIN_AFTER = 0.5


class NatsBus:
    """Wakes listeners of every process that is connected to the same server."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._rings: set[Ring] = set()

    @classmethod
    async def connect(cls, url: str) -> Self:
        """Connect to `nats://HOST:PORT`; Unavailable when nobody answers. A connection that breaks later comes back."""
        client = Client()
        bus = cls(client)
        try:
            async with asyncio.timeout(_CONNECT_WITHIN):
                await client.connect(
                    servers=[url],
                    name="ovation",
                    connect_timeout=2,
                    reconnect_time_wait=_TRY_AGAIN_AFTER,  # type: ignore[arg-type] # it sleeps that long; seconds need not be whole
                    max_reconnect_attempts=-1,
                    error_cb=bus._failed,
                    reconnected_cb=bus._back,
                )
        except (Error, OSError, TimeoutError) as error:
            with suppress(Error, OSError):
                await client.close()
            where = urlsplit(url)
            raise Unavailable(
                f"the bus {where.hostname}:{where.port or 4222} cannot be reached: check OVATION_BUS_URL"
            ) from error
        return bus

    async def wake(self, topic: str) -> None:
        """Wake every listener of a topic. A wake that cannot be sent is left out: listeners look for themselves too."""
        try:
            await self._client.publish(_subject(topic))
        except Error as error:
            _LOG.warning("bus did not take a wake", extra={"topic": topic, "reason": str(error)})

    @asynccontextmanager
    async def listen(self, topic: str) -> AsyncIterator[Ring]:
        """Listen from now on."""
        ring = Ring()

        async def heard(_: Msg) -> None:
            ring.ring()

        subscription = await self._client.subscribe(_subject(topic), cb=heard)
        self._rings.add(ring)
        try:
            with suppress(Error, TimeoutError):  # while the wire is down it is not there yet; `_back` rings
                await self._client.flush(timeout=2)
                # twice: its first PING overtakes the SUB, which still waits in a buffer; the second one can't
                await self._client.flush(timeout=2)
            yield ring
        finally:
            self._rings.discard(ring)
            with suppress(Error):
                await subscription.unsubscribe()

    async def close(self) -> None:
        """Let go of the wire, within two seconds."""
        with suppress(Error, OSError, TimeoutError):
            async with asyncio.timeout(_CLOSE_WITHIN):
                await self._client.flush()
        with suppress(Error, OSError, TimeoutError):
            async with asyncio.timeout(_CLOSE_WITHIN):
                await self._client.close()

    async def _failed(self, error: Exception) -> None:
        _LOG.warning("bus is in trouble", extra={"reason": str(error) or type(error).__name__})

    async def _back(self) -> None:
        """Wake everybody: who knows what was missed."""
        _LOG.info("bus is back")
        for ring in self._rings:
            ring.ring()


def _subject(topic: str) -> str:
    return f"ovation.{quote(topic, safe='')}"
