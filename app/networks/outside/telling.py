"""Says in one line why somebody else's server did not answer, so that nobody has to read a traceback to know."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore
import httpx
from websockets.exceptions import InvalidHandshake, InvalidStatus, InvalidURI, WebSocketException

from app.domain.errors import RateLimited, Refused, Unavailable
from app.networks.outside.waiting import asked_to_wait

MOVED = frozenset({301, 302, 303, 307, 308})


@contextmanager
def telling(what: str) -> Iterator[None]:
    """Turn what goes wrong on a connection into Unavailable, which begins with `what`."""
    try:
        yield
    except (
        httpx.HTTPError,
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.TimeoutException,
        OSError,
    ) as error:
        raise Unavailable(f"{what}: {why(error)}") from error


@contextmanager
def answering(host: str) -> Iterator[None]:
    """Turn what goes wrong while a WebSocket is opened into Refused or Unavailable."""
    try:
        yield
    except InvalidStatus as error:
        raise _refusal(host, error) from error
    except (InvalidHandshake, InvalidURI) as error:
        raise Unavailable(f"{host} does not speak WebSocket there") from error
    except (WebSocketException, OSError) as error:
        raise Unavailable(f"{host} does not answer: {why(error)}") from error


def _refusal(host: str, error: InvalidStatus) -> Refused | Unavailable:
    status, headers = error.response.status_code, error.response.headers
    if status in MOVED and (there := headers.get_all("Location")):
        return Unavailable(f"{host} sends us on to {there[0][:200]}: give that address, if it is the right one")
    if status < httpx.codes.BAD_REQUEST:
        return Unavailable(f"{host} does not speak WebSocket there")
    message = f"{host} refuses the connection with status {status}"
    if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        return Refused(message)
    wait = asked_to_wait(headers.get_all("Retry-After"), next(iter(headers.get_all("Date")), None))
    return (RateLimited if status == httpx.codes.TOO_MANY_REQUESTS else Unavailable)(message, retry_after=wait)


def why(error: BaseException) -> str:
    """Return the reason that a person can do something with, without a full stop."""
    if isinstance(error, (TimeoutError, httpx.TimeoutException, httpcore.TimeoutException)):
        return "it took too long"
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate cannot be believed ({cause.verify_message})"
        if isinstance(cause, ssl.SSLError):
            return "it does not speak TLS there, or none that we speak"
        if isinstance(cause, ConnectionRefusedError):
            return "nobody listens there"
        cause = cause.__cause__ or cause.__context__
    return str(error)[:200] or type(error).__name__
