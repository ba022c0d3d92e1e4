"""The one way out: every request to somebody else's server goes through here, and none reaches a private address."""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpcore
import httpx
import msgspec
from typing_extensions import override
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, InvalidStatus, InvalidURI, WebSocketException
from websockets.typing import Subprotocol

from app.domain.errors import BadInput, Refused, Unavailable

ANSWER_LIMIT = 4 * 1024 * 1024  # bytes
MESSAGE_LIMIT = 1024 * 1024
_TIMEOUT = 15.0  # seconds for a whole answer
_CONNECT_TIMEOUT = 5.0
_CLOSE_TIMEOUT = 1.0  # a follower stops within two seconds
_REDIRECTS = 3
_MOVED = frozenset({301, 302, 303, 307, 308})
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered, whatever its status. `url` is where it came from, after redirects."""

    status: int
    headers: httpx.Headers
    body: bytes
    url: str

    def json(self, kind: type[_T] | Any = Any) -> _T:
        """The body as JSON of a type; Unavailable when it is something else: it isn't the server we took it for."""
        try:
            decoded: _T = msgspec.json.decode(self.body, type=kind)
        except msgspec.MsgspecError as error:
            raise Unavailable(f"{urlsplit(self.url).netloc} answers something that is not what we asked for") from error
        return decoded


class _Guarded(httpcore.AsyncNetworkBackend):
    """Connects to addresses that it has looked at itself, so that no name can change its mind in between."""

    def __init__(self, allowed: Collection[str]) -> None:
        self._allowed = allowed
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
        failure: Exception | None = None
        for address in await public_addresses(host, port, self._allowed):
            try:
                return await self._plain.connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore.ConnectError as error:
                failure = error
        raise failure or httpcore.ConnectError(f"{host} has no address")

    @override
    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def public_addresses(host: str, port: int, allowed: Collection[str] = ()) -> list[str]:
    """Return the addresses of a host; BadInput when one of them is private and the host is not allowed by name."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"no such host: {host}") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if host.lower().rstrip(".") in allowed:
        return addresses
    for address in addresses:
        if not is_public(address):
            raise BadInput(
                f"{host} leads to the private address {address}, and requests there are refused; "
                f"if it is yours, set OVATION_ALLOWED_HOSTS={host}"
            )
    return addresses


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody in the world may be reached at."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if inner is not None and not is_public(str(inner)):
            return False
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class _Transport(httpx.AsyncBaseTransport):
    """httpx over a pool of guarded connections; environment proxies are left out, because they would connect for us."""

    def __init__(self, allowed: Collection[str]) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=100,
            max_keepalive_connections=20,
            keepalive_expiry=30,
            network_backend=_Guarded(allowed),
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


class Outside:
    """Asks other people's servers, says honestly who is asking, and never takes more than it can carry.

    Unavailable: nobody answers, or not in time. BadInput: the address is refused, or the answer is too large. Whatever
    status comes back is an `Answer`: what it means, only the network knows.
    """

    def __init__(self, *, agent: str, allowed: Collection[str] = ()) -> None:
        self._allowed = frozenset(host.lower() for host in allowed)
        self._agent = agent
        self._client = httpx.AsyncClient(
            transport=_Transport(self._allowed), headers={"User-Agent": agent}, follow_redirects=False, trust_env=False
        )

    async def close(self) -> None:
        """Close what is open."""
        await self._client.aclose()

    async def get(
        self,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        limit: int = ANSWER_LIMIT,
        redirects: int = _REDIRECTS,
    ) -> Answer:
        """Ask for something. Redirects are followed, each looked at like a first address; a secret stays at its host."""
        return await self._ask("GET", url, params=params, headers=headers, limit=limit, redirects=redirects)

    async def post(
        self, url: str, *, json: Any = None, headers: Mapping[str, str] | None = None, limit: int = ANSWER_LIMIT
    ) -> Answer:
        """Send something; redirects are not followed."""
        return await self._ask("POST", url, json=json, headers=headers, limit=limit, redirects=0)

    async def _ask(  # noqa: PLR0913 - every part of a request
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None,
        limit: int,
        redirects: int,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
    ) -> Answer:
        here = httpx.URL(web_address(url))
        if params:
            here = here.copy_merge_params(params)
        told = dict(headers or {})
        try:
            async with asyncio.timeout(_TIMEOUT):
                while True:
                    async with self._client.stream(
                        method, here, headers=told, json=json, timeout=httpx.Timeout(_TIMEOUT, connect=_CONNECT_TIMEOUT)
                    ) as answer:
                        if answer.status_code in _MOVED and redirects > 0 and "location" in answer.headers:
                            redirects -= 1
                            there = here.join(answer.headers["location"])
                            if there.netloc != here.netloc:
                                told = {name: value for name, value in told.items() if name.lower() != "authorization"}
                            here = httpx.URL(web_address(str(there)))
                            continue
                        body = await _limited(answer, limit)
                        return Answer(status=answer.status_code, headers=answer.headers, body=body, url=str(here))
        except (
            httpx.HTTPError,
            httpx.InvalidURL,
            httpcore.NetworkError,
            httpcore.ProtocolError,
            httpcore.TimeoutException,
            TimeoutError,
            OSError,
        ) as error:
            raise Unavailable(f"{here.host} does not answer: {_why(error)}") from error

    @asynccontextmanager
    async def stream(
        self, url: str, *, headers: Mapping[str, str] | None = None, silence: float
    ) -> AsyncIterator[tuple[Answer, AsyncIterator[bytes]]]:
        """Open a stream that never ends: an answer without a body (unless its status is no 200), and its bytes.

        Unavailable when it says nothing for `silence` seconds, or breaks.
        """
        address = web_address(url)
        host = urlsplit(address).hostname or address
        try:
            async with self._client.stream(
                "GET", address, headers=dict(headers or {}), timeout=httpx.Timeout(silence, connect=_CONNECT_TIMEOUT)
            ) as answer:
                body = b"" if answer.status_code == httpx.codes.OK else await _limited(answer, ANSWER_LIMIT)
                told = Answer(status=answer.status_code, headers=answer.headers, body=body, url=address)
                yield told, answer.aiter_bytes()
        except (
            httpx.HTTPError,
            httpcore.NetworkError,
            httpcore.ProtocolError,
            httpcore.TimeoutException,
            OSError,
        ) as error:
            raise Unavailable(f"the stream of {host} broke: {_why(error)}") from error

    @asynccontextmanager
    async def socket(
        self,
        url: str,
        *,
        subprotocols: Sequence[str] = (),
        headers: Mapping[str, str] | None = None,
        limit: int = MESSAGE_LIMIT,
        compression: str | None = "deflate",
    ) -> AsyncIterator[ClientConnection]:
        """Open a WebSocket. Refused when the server says 401 or 403; Unavailable when it does not answer, or breaks."""
        parts = urlsplit(url)
        if parts.scheme not in {"ws", "wss"} or not parts.hostname:
            raise BadInput(f"{url[:200]!r} is not the address of a WebSocket: it begins with wss://")
        host, port = parts.hostname, parts.port or (443 if parts.scheme == "wss" else 80)
        try:
            address = (await public_addresses(host, port, self._allowed))[0]
            async with connect(
                url,
                host=address,
                port=port,
                ssl=ssl.create_default_context() if parts.scheme == "wss" else None,
                server_hostname=host if parts.scheme == "wss" else None,
                subprotocols=[Subprotocol(name) for name in subprotocols] or None,
                additional_headers=dict(headers or {}),
                user_agent_header=self._agent,
                compression=compression,
                max_size=limit,
                open_timeout=_CONNECT_TIMEOUT * 2,
                close_timeout=_CLOSE_TIMEOUT,
                ping_interval=20,
                ping_timeout=20,
                proxy=None,
            ) as connection:
                yield connection
        except InvalidStatus as error:
            status = error.response.status_code
            message = f"{host} refuses the connection with status {status}"
            raise (Refused if status in {401, 403} else Unavailable)(message) from error
        except (InvalidHandshake, InvalidURI) as error:
            raise Unavailable(f"{host} does not speak WebSocket there") from error
        except (WebSocketException, httpcore.NetworkError, TimeoutError, OSError) as error:
            raise Unavailable(f"the connection to {host} broke: {_why(error)}") from error


def web_address(url: str) -> str:
    """Return an address that can be asked; BadInput when it is no http(s) address, or carries a password."""
    try:
        parts = urlsplit(url)
        fine = parts.scheme in {"http", "https"} and parts.hostname and not parts.username and parts.port != 0
    except ValueError:
        fine = False
    if not fine:
        raise BadInput(f"{url[:200]!r} is not an address that can be asked: it begins with https://")
    return url


async def _limited(answer: httpx.Response, limit: int) -> bytes:
    parts: list[bytes] = []
    taken = 0
    async for part in answer.aiter_bytes():
        taken += len(part)
        if taken > limit:
            raise BadInput(f"{answer.url.host} answers with more than {limit:,} bytes")
        parts.append(part)
    return b"".join(parts)


def _why(error: BaseException) -> str:
    if isinstance(error, (TimeoutError, httpx.TimeoutException, httpcore.TimeoutException)):
        return "it took too long"
    return str(error) or type(error).__name__
