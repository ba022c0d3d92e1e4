"""Bodies stay small: whatever is sent here is a form or a message, and nobody may fill memory or disk with one."""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.domain.errors import BadInput

LIMIT = 1024 * 1024  # bytes


class SmallBodies:
    """Refuses a body that is announced as too large, and stops reading one that turns out to be."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and count what comes in."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or int(announced) > LIMIT:
            problem = {
                "type": "about:blank",
                "title": "That is too large",
                "status": int(HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
                "detail": f"At most {LIMIT:,} bytes can be sent at once.",
            }
            answer = JSONResponse(problem, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, media_type="application/problem+json")
            await answer(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > LIMIT:
                raise BadInput(f"at most {LIMIT:,} bytes can be sent at once")
            return message

        await self._app(scope, counted, send)
