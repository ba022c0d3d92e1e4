"""Asks other people's servers, says honestly who is asking, and tells in one line why somebody did not answer."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx
import msgspec
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from app.domain.errors import BadInput, Unavailable
from app.domain.phrase import Phrase, any_of, phrase
from app.networks.outside.addresses import Guard, Resolver, host_name, socket_address, web_address
from app.networks.outside.bodies import ENCODINGS, limited, pieces
from app.networks.outside.connections import Transport, patience_with, straight
from app.networks.outside.telling import MOVED, answering, no_answer, telling, why
from app.networks.outside.waiting import asked_to_wait

ANSWER_LIMIT = 4 * 1024 * 1024  # bytes
MESSAGE_LIMIT = 1024 * 1024
_TIMEOUT = 15.0  # seconds for a whole answer
_CONNECT_TIMEOUT = 5.0
_CLOSE_TIMEOUT = 0.5  # a follower stops within a second, also when nobody says goodbye
_REDIRECTS = 3
_HARMLESS = frozenset({"accept", "accept-language", "if-modified-since", "if-none-match"})
UNREADABLE = (msgspec.MsgspecError, UnicodeError, RecursionError)  # what decoding of junk raises
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
        except UNREADABLE as error:
            raise Unavailable(
                phrase("{host} answers something that is not what we asked for", host=urlsplit(self.url).netloc)
            ) from error
        return decoded

    @property
    def retry_after(self) -> timedelta | None:
        """How long the server asks us to stay away, at most a day; None when it does not say."""
        return asked_to_wait(self.headers.get_list("retry-after"), self.headers.get("date"))


class Outside:
    """Asks other people's servers, and never takes more than it can carry.

    Unavailable: nobody answers, or not in time. BadInput: the address is refused, or the answer is too large. Whatever
    status comes back is an `Answer`: what it means, only the network knows.

    `allowed` are hosts that may have private addresses; `resolve` and `trust` are who is asked for addresses and whose
    certificates are believed, the system's and the usual ones unless told otherwise.
    """

    def __init__(
        self,
        *,
        agent: str,
        allowed: Collection[str] = (),
        resolve: Resolver | None = None,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._guard = Guard(allowed, resolve)
        self._trust = trust or _usual_trust()
        self._agent = agent
        self._client = httpx.AsyncClient(
            transport=Transport(self._guard, self._trust),
            headers={"User-Agent": agent, "Accept-Encoding": ENCODINGS},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # nobody shall recognise us
            follow_redirects=False,
            trust_env=False,
        )

    async def close(self) -> None:
        """Close what is open."""
        await self._client.aclose()

    def allows(self, host: str) -> bool:
        """Whether the operator allows a host by name, wherever it leads."""
        return self._guard.allows(host)

    async def get(  # noqa: PLR0913 - every part of a request
        self,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        limit: int = ANSWER_LIMIT,
        redirects: int = _REDIRECTS,
        kinds: Sequence[str] = (),
    ) -> Answer:
        """Ask for something. Redirects are followed, each looked at like a first address; a secret stays at its host.

        `kinds` are the content types that will do ("image/" is all images): BadInput when a 200 has another one.
        """
        here = _url(url)
        if params:
            here = here.copy_merge_params(params)
        told, hops = _sendable(headers), redirects
        async with self._in_time(here.host):
            while True:
                async with self._client.stream("GET", here, headers=told, timeout=_patience(_TIMEOUT)) as answer:
                    there = answer.headers.get("location")
                    if answer.status_code not in MOVED or there is None or not redirects:
                        return await _taken(answer, limit, kinds)
                    if not hops:
                        raise Unavailable(no_answer(here.host, phrase("it sends us on and on")))
                    hops -= 1
                    onward = _url(urljoin(str(here), there))
                    if (onward.scheme, onward.netloc) != (here.scheme, here.netloc):
                        told = {name: value for name, value in told.items() if name.lower() in _HARMLESS}
                    here = onward

    async def post(self, url: str, *, json: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Send something; redirects are not followed."""
        here = _url(url)
        async with (
            self._in_time(here.host),
            self._client.stream(
                "POST", here, headers=_sendable(headers), json=json, timeout=_patience(_TIMEOUT)
            ) as answer,
        ):
            return await _taken(answer, ANSWER_LIMIT)

    @asynccontextmanager
    async def _in_time(self, host: str) -> AsyncIterator[None]:
        with telling(partial(no_answer, host)):
            async with asyncio.timeout(_TIMEOUT):
                yield

    @asynccontextmanager
    async def stream(
        self, url: str, *, headers: Mapping[str, str] | None = None, silence: float
    ) -> AsyncIterator[tuple[Answer, AsyncIterator[bytes]]]:
        """Open a stream that never ends: an answer without a body (unless its status is no 200), and its bytes.

        Unavailable when it says nothing for `silence` seconds, or breaks. What goes wrong in the caller's own block
        stays as it is. Redirects are not followed.
        """
        here = _url(url)
        asked = self._client.build_request("GET", here, headers=_sendable(headers), timeout=_patience(silence))
        async with self._in_time(here.host):
            answer = await self._client.send(asked, stream=True)
        try:
            if answer.status_code == httpx.codes.OK:
                told = Answer(status=answer.status_code, headers=answer.headers, body=b"", url=str(here))
            else:
                async with self._in_time(here.host):
                    told = await _taken(answer, ANSWER_LIMIT)
            async with aclosing(_heard(answer)) as body:
                yield told, body
        finally:
            await answer.aclose()

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
        """Open a WebSocket. Refused when the server says 401 or 403; Unavailable when it does not answer, or breaks.

        A connection that breaks while the caller uses it is Unavailable too; anything else that goes wrong in the
        caller's own block stays as it is. Redirects are not followed.
        """
        host, port = socket_address(url)
        options: dict[str, Any] = {
            "ssl": self._trust if url.lower().startswith("wss:") else None,
            "subprotocols": [Subprotocol(name) for name in subprotocols] or None,
            "additional_headers": _sendable(headers),
            "compression": compression,
            "max_size": limit,
        }
        with answering(host):
            connection = await self._connected(url, host, port, options)
        try:
            yield connection
        except ConnectionClosed as error:
            raise Unavailable(phrase("the connection to {host} broke: {why}", host=host, why=why(error))) from error
        finally:
            await connection.close()

    async def _connected(self, url: str, host: str, port: int, options: dict[str, Any]) -> ClientConnection:
        addresses = await self._guard.addresses(host, port)
        failure: Exception | None = None
        async with asyncio.timeout(_TIMEOUT):
            for address in addresses:
                try:
                    return await straight(
                        url,
                        host=address,
                        port=port,
                        server_hostname=host_name(host) if options["ssl"] else None,
                        user_agent_header=self._agent,
                        open_timeout=patience_with(address, addresses, _CONNECT_TIMEOUT * 2),
                        close_timeout=_CLOSE_TIMEOUT,
                        ping_interval=20,
                        ping_timeout=20,
                        proxy=None,
                        **options,
                    )
                except OSError as error:  # TimeoutError among them
                    failure = error
        raise failure or OSError(f"{host} has no address")


@cache
def _usual_trust() -> ssl.SSLContext:
    return httpx.create_ssl_context()  # reading all authorities takes a tenth of a second


def _url(url: str) -> httpx.URL:
    try:
        return httpx.URL(web_address(url))
    except httpx.InvalidURL as error:
        raise BadInput(phrase("{url} is not an address that can be asked", url=repr(url[:200]))) from error


def _sendable(headers: Mapping[str, str] | None) -> dict[str, str]:
    for name, value in (headers or {}).items():
        if not (value.isascii() and value.isprintable()):
            raise BadInput(
                phrase("what is sent as {name} has characters that cannot be sent: was it copied whole?", name=name)
            )
    return dict(headers or {})


def _patience(reading: float) -> httpx.Timeout:
    return httpx.Timeout(reading, connect=_CONNECT_TIMEOUT)


async def _taken(answer: httpx.Response, limit: int, kinds: Sequence[str] = ()) -> Answer:
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kinds and answer.status_code == httpx.codes.OK and not kind.startswith(tuple(kinds)):
        raise BadInput(
            phrase(
                "{host} answers with {kind}, not with {kinds}",
                host=answer.url.host,
                kind=kind[:60] or phrase("something"),
                kinds=any_of(kinds),
            )
        )
    body = await limited(answer, limit)
    return Answer(status=answer.status_code, headers=answer.headers, body=body, url=str(answer.url))


async def _heard(answer: httpx.Response) -> AsyncGenerator[bytes, None]:
    with telling(partial(_broke, answer.url.host)):
        async with aclosing(pieces(answer)) as parts:
            async for part in parts:
                yield part


def _broke(host: str, because: str) -> Phrase:
    return phrase("the stream of {host} broke: {why}", host=host, why=because)
