"""Says in one line why somebody else's server did not answer, so that nobody has to read a traceback to know."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpcore
import httpx
from websockets.exceptions import InvalidHandshake, InvalidStatus, InvalidURI, WebSocketException

from app.domain.errors import RateLimited, Refused, Unavailable
from app.domain.phrase import Phrase, phrase
from app.networks.outside.waiting import asked_to_wait

_SAID_AT_MOST = 200  # characters of what a library says
MOVED = frozenset({301, 302, 303, 307, 308})


@contextmanager
def telling(told: Callable[[str], Phrase]) -> Iterator[None]:
    """Turn what goes wrong on a connection into Unavailable; `told` is given why it did, and makes a sentence of it."""
    try:
        yield
    except (
        httpx.HTTPError,
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.TimeoutException,
        OSError,
    ) as error:
        raise Unavailable(told(why(error))) from error


@contextmanager
def answering(host: str) -> Iterator[None]:
    """Turn what goes wrong while a WebSocket is opened into Refused or Unavailable."""
    try:
        yield
    except InvalidStatus as error:
        raise _refusal(host, error) from error
    except (InvalidHandshake, InvalidURI) as error:
        raise Unavailable(_no_socket(host)) from error
    except (WebSocketException, OSError) as error:
        raise Unavailable(no_answer(host, why(error))) from error


def no_answer(host: str, because: str) -> Phrase:
    """Return that a host does not answer, and why."""
    return phrase("{host} does not answer: {why}", host=host, why=because)


def _no_socket(host: str) -> Phrase:
    return phrase("{host} does not speak WebSocket there", host=host)


def _refusal(host: str, error: InvalidStatus) -> Refused | Unavailable:
    status, headers = error.response.status_code, error.response.headers
    if status in MOVED and (there := headers.get_all("Location")):
        return Unavailable(
            phrase(
                "{host} sends us on to {url}: give that address, if it is the right one", host=host, url=there[0][:200]
            )
        )
    if status < httpx.codes.BAD_REQUEST:
        return Unavailable(_no_socket(host))
    message = phrase("{host} refuses the connection with status {status}", host=host, status=status)
    if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        return Refused(message)
    wait = asked_to_wait(headers.get_all("Retry-After"), next(iter(headers.get_all("Date")), None))
    return (RateLimited if status == httpx.codes.TOO_MANY_REQUESTS else Unavailable)(message, retry_after=wait)


def why(error: BaseException) -> str:
    """Return the reason that a person can do something with, without a full stop; what a library says is English."""
    if isinstance(error, (TimeoutError, httpx.TimeoutException, httpcore.TimeoutException)):
        return phrase("it took too long")
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return phrase("its certificate cannot be believed ({why})", why=str(cause.verify_message)[:_SAID_AT_MOST])
        if isinstance(cause, ssl.SSLError):
            return phrase("it does not speak TLS there, or none that we speak")
        if isinstance(cause, ConnectionRefusedError):
            return phrase("nobody listens there")
        cause = cause.__cause__ or cause.__context__
    return str(error)[:_SAID_AT_MOST] or type(error).__name__
