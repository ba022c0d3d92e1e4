"""Bodies stay small: whatever is sent here is a form or a message, and nobody may fill memory or disk with one."""

from contextlib import suppress
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.domain.phrase import phrase
from app.services.pages import said

LIMIT = 1024 * 1024  # bytes
_TITLE = phrase("That is too large")
_DETAIL = phrase(
    "At most 1 MB can be sent at once, words and pictures together. Go back, and send fewer words or a smaller picture."
)


class _TooLarge(Exception):
    """More came than is taken."""


class SmallBodies:
    """Refuses a body that is announced as too large, and stops reading one that turns out to be."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and count what comes in."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        announced = request.headers.get("content-length", "0")
        passing = _Passing(receive, send)
        if announced.isdecimal() and int(announced) <= LIMIT:
            with suppress(_TooLarge):
                await self._app(scope, passing.receive, passing.send)
            if passing.answered or not passing.too_large:
                return
        await _refusal(request)(scope, receive, send)


class _Passing:
    """One request on its way in, and its answer on the way out."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._taken = 0
        self.answered = False

    @property
    def too_large(self) -> bool:
        """Whether more came than is taken."""
        return self._taken > LIMIT

    async def receive(self) -> Message:
        message = await self._receive()
        self._taken += len(message.get("body", b""))
        if self.too_large:
            raise _TooLarge
        return message

    async def send(self, message: Message) -> None:
        """Let an answer go out, but not what a handler makes of a body that it could not read."""
        if self.answered or not self.too_large:
            self.answered = True
            await self._send(message)


def _refusal(request: Request) -> Response:
    """A page for people, with the way back to where they wrote it; a problem for programs."""
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    if "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/"):
        page: Response = request.app.state.pages.page(
            "error.html",
            status=int(status),
            title=_TITLE,
            detail=_DETAIL,
            next_url=_where_from(request),
            next_label=phrase("Go back"),
        )
        return page
    problem = {"type": "about:blank", "title": said(_TITLE), "status": int(status), "detail": said(_DETAIL)}
    return JSONResponse(problem, int(status), media_type="application/problem+json")


def _where_from(request: Request) -> str:
    """The page of ours that a form stood on."""
    came = urlsplit(request.headers.get("referer", ""))
    if came.netloc != request.headers.get("host") or not came.path.startswith("/") or came.path.startswith("//"):
        return "/"
    return f"{came.path}?{came.query}" if came.query else came.path
