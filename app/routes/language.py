"""In which language a reader is answered: the one they chose (`?lang=`, kept in a cookie), else their browser's."""

from functools import lru_cache
from http.cookies import SimpleCookie

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.domain.look import Language
from app.services.pages import speaking

LANGUAGE_COOKIE = "ovation_language"
_PARAMETER = "lang"
_KEPT = 365 * 86_400  # seconds
_MOST = 400  # characters of a header that are read
_OURS = frozenset(one.value for one in Language)


class Languages:
    """Speaks the reader's language while a request is answered, and remembers the one that they chose."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        chosen = _ours(connection.query_params.get(_PARAMETER))

        async def remembering(message: Message) -> None:
            if message["type"] == "http.response.start" and chosen is not None:
                headers = MutableHeaders(scope=message)
                if "accept-language" in headers.get("vary", "").lower():
                    headers.append("Set-Cookie", self._cookie(chosen))
            await send(message)

        may_choose = scope["method"] in {"GET", "HEAD"}  # what a form was answered with has no address of its own
        query = tuple(connection.query_params.multi_items()) if may_choose else None
        with speaking(asked_language(connection), query):
            await self._app(scope, receive, remembering)

    def _cookie(self, language: str) -> str:
        cookie: SimpleCookie = SimpleCookie()
        cookie[LANGUAGE_COOKIE] = language
        for name, value in {"path": "/", "max-age": _KEPT, "httponly": True, "samesite": "lax"}.items():
            cookie[LANGUAGE_COOKIE][name] = value
        if self._https:
            cookie[LANGUAGE_COOKIE]["secure"] = True
        return cookie.output(header="").strip()


def asked_language(connection: HTTPConnection) -> str | None:
    """Return the one of our languages that a reader chose or reads; None when they told us none of ours."""
    chosen = _ours(connection.query_params.get(_PARAMETER)) or _ours(connection.cookies.get(LANGUAGE_COOKIE))
    return chosen or _accepted(connection.headers.get("accept-language", "")[:_MOST])


@lru_cache(maxsize=512)
def _accepted(header: str) -> str | None:
    """Return the first of our languages in an Accept-Language header, by its weights."""
    found: list[tuple[float, str]] = []
    for part in header.split(","):
        tag, _, weight = part.strip().partition(";")
        language = _ours(tag.strip().split("-")[0])
        quality = _quality(weight)
        if language is not None and quality > 0:
            found.append((-quality, language))
    return min(found, key=lambda one: one[0])[1] if found else None


def _quality(weight: str) -> float:
    name, _, value = weight.strip().partition("=")
    if not name:
        return 1.0
    try:
        return min(1.0, float(value)) if name.strip() == "q" else 0.0
    except ValueError:
        return 0.0


def _ours(language: str | None) -> str | None:
    code = (language or "").lower()
    return code if code in _OURS else None
