"""Goes where the guard says and nowhere else: the address that was looked at is the one that is connected to."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterable
from typing import Any

import httpcore
import httpx
from typing_extensions import override
from websockets.asyncio.client import connect

from app.networks.outside.addresses import Guard

_ONE_OF_SEVERAL = 2.5  # seconds for an address while there are others


class _Guarded(httpcore.AsyncNetworkBackend):
    """Connects to addresses that it has looked at itself, so that no name can change its mind in between."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._plain = httpcore.AnyIOBackend()

    @override
    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await self._guard.addresses(host, port)
        failure: Exception | None = None
        for address in addresses:
            patience = patience_with(address, addresses, timeout)
            try:
                return await self._plain.connect_tcp(address, port, patience, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError(f"{host} has no address")

    @override
    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def patience_with(address: str, addresses: list[str], timeout: float | None) -> float | None:
    """Return the seconds to wait for one of several addresses: the last one may take what is usual."""
    if timeout is None or address == addresses[-1]:
        return timeout
    return min(timeout, _ONE_OF_SEVERAL)


class Transport(httpx.AsyncBaseTransport):
    """httpx over a pool of guarded connections.

    Proxies from the environment are left out: a proxy connects for us, to addresses that nobody has looked at. A
    network that lets nobody out but through a proxy is not supported.
    """

    def __init__(self, guard: Guard, trust: ssl.SSLContext) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=trust,
            max_connections=100,
            max_keepalive_connections=20,
            keepalive_expiry=30,
            network_backend=_Guarded(guard),
        )

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        asked = httpcore.Request(
            request.method, url, headers=request.headers.raw, content=request.stream, extensions=request.extensions
        )
        answer = await self._pool.handle_async_request(asked)
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions, request=request
        )

    @override
    async def aclose(self) -> None:
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._answer.aiter_stream():
            yield part

    @override
    async def aclose(self) -> None:
        await self._answer.aclose()


class straight(connect):  # noqa: N801 - named like what it is
    """A WebSocket's connection that goes nowhere else when it is sent on: websockets would look up the host itself."""

    @override
    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc
