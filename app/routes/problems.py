"""The only place that knows status codes: errors become problem+json (RFC 9457), or a page for a person."""

import logging
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.domain.errors import (
    BadInput,
    Conflict,
    NotFound,
    OvationError,
    Refused,
    SignInNeeded,
    Unavailable,
)
from app.domain.phrase import as_phrase, phrase
from app.routes.language import asked_language
from app.services.pages import said, speaking

_STATUS: tuple[tuple[type[OvationError], HTTPStatus], ...] = (
    (SignInNeeded, HTTPStatus.UNAUTHORIZED),
    (Refused, HTTPStatus.FORBIDDEN),
    (BadInput, HTTPStatus.BAD_REQUEST),
    (NotFound, HTTPStatus.NOT_FOUND),
    (Conflict, HTTPStatus.CONFLICT),
    (Unavailable, HTTPStatus.SERVICE_UNAVAILABLE),
)
_HEADINGS = {
    HTTPStatus.UNAUTHORIZED: phrase("This page is for people of the event"),
    HTTPStatus.FORBIDDEN: phrase("This page is not open to you"),
    HTTPStatus.BAD_REQUEST: phrase("Something in that request does not fit"),
    HTTPStatus.NOT_FOUND: phrase("There is nothing here"),
    HTTPStatus.METHOD_NOT_ALLOWED: phrase("That can’t be done here"),
    HTTPStatus.CONFLICT: phrase("It has changed meanwhile"),
    HTTPStatus.SERVICE_UNAVAILABLE: phrase("Something we depend on does not answer"),
    HTTPStatus.INTERNAL_SERVER_ERROR: phrase("Something went wrong on our side"),
}
_LOG = logging.getLogger("ovation.problems")


def install(app: FastAPI) -> None:
    """Make an app answer every error in words."""
    app.add_exception_handler(OvationError, _ours)
    app.add_exception_handler(RequestValidationError, _unfit)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unforeseen)


def status_of(error: OvationError) -> HTTPStatus:
    """Return the HTTP status of one of our errors."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)


async def _ours(request: Request, error: Exception) -> Response:
    if not isinstance(error, OvationError):
        return await _unforeseen(request, error)
    status = status_of(error)
    headers = {"WWW-Authenticate": "Cookie"} if status is HTTPStatus.UNAUTHORIZED else {}
    if isinstance(error, Unavailable) and error.retry_after is not None:
        headers["Retry-After"] = str(int(error.retry_after.total_seconds()))
    if status is HTTPStatus.INTERNAL_SERVER_ERROR:
        _LOG.error("request failed", exc_info=error)
    return _answer(request, status, as_phrase(error), headers)


async def _unfit(request: Request, error: Exception) -> Response:
    details = error.errors() if isinstance(error, RequestValidationError) else []
    words = "; ".join(f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in details)
    return _answer(request, HTTPStatus.BAD_REQUEST, words or phrase("The request does not fit."), {})


async def _http(request: Request, error: Exception) -> Response:
    status = HTTPStatus(error.status_code) if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
    words = {HTTPStatus.NOT_FOUND: phrase("Check the address, or start from the link that you were given.")}
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    return _answer(request, status, words.get(status, status.description or status.phrase), headers)


async def _unforeseen(request: Request, error: Exception) -> Response:
    _LOG.error("request failed", exc_info=error)
    words = phrase("It is in the log, and nothing that was stored is lost. Try again in a moment.")
    return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, words, {})


def _answer(request: Request, status: HTTPStatus, detail: str, headers: dict[str, str]) -> Response:
    heading = _HEADINGS.get(status, status.phrase)
    with speaking(asked_language(request)):  # what nobody foresaw is answered outside of whatever spoke before
        if "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/"):
            return request.app.state.pages.error(status=int(status), heading=heading, detail=detail, headers=headers)  # type: ignore[no-any-return]  # app.state is untyped
        problem = {"type": "about:blank", "title": said(heading), "status": int(status), "detail": said(detail)}
    return JSONResponse(problem, status_code=status, headers=headers, media_type="application/problem+json")
