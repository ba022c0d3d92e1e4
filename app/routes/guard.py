"""The one gate: every route declares who may use it, and what declares nothing is closed."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from app.domain.access import NOBODY, Access, Role, Visitor
from app.domain.errors import BadInput, Refused, SignInNeeded
from app.domain.phrase import as_phrase, phrase

SESSION_COOKIE = "ovation_session"
LINK_PARAMETER = "key"
MODERATORS = Access(roles=frozenset({Role.ORGANIZER, Role.MODERATOR}))
_DECLARED = "__ovation_access__"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

Handler = TypeVar("Handler", bound=Callable[..., Any])


def access(declared: Access) -> Callable[[Handler], Handler]:
    """Declare who may use a handler; stands under the route's own decorator."""

    def declare(handler: Handler) -> Handler:
        setattr(handler, _DECLARED, declared)
        return handler

    return declare


def declared_access(handler: object) -> Access | None:
    """Return what a handler declares, None when it declares nothing."""
    found = getattr(handler, _DECLARED, None)
    return found if isinstance(found, Access) else None


async def enforce(connection: HTTPConnection) -> None:
    """Let a connection pass its route's declaration, or raise; runs before every handler of the app."""
    declared = declared_access(connection.scope.get("endpoint"))
    connection.state.visitor = Visitor()
    if declared is None:
        declared = NOBODY
    _refuse_foreign_writes(connection)
    if declared.public:
        return
    visitor = await recognise(connection)
    connection.state.visitor = visitor
    if declared == NOBODY:
        raise Refused(phrase("This address is closed: it does not say who may use it."))
    parameters = connection.path_params
    declared.decide(visitor, event=parameters.get("event"), speaker=parameters.get("speaker"))


async def recognise(connection: HTTPConnection) -> Visitor:
    """Tell who is asking, by session cookie and signed link; nobody when there is neither."""
    state = connection.app.state
    try:
        visitor: Visitor = await state.people.visitor(
            session=connection.cookies.get(SESSION_COOKIE),
            link=connection.query_params.get(LINK_PARAMETER),
            now=state.now(),
        )
    except BadInput as error:
        raise SignInNeeded(as_phrase(error)) from error
    return visitor


def _refuse_foreign_writes(connection: HTTPConnection) -> None:
    """Refuse what another site makes a browser send: the session cookie would come along."""
    if connection.scope.get("method", "GET") in _SAFE:
        return
    origin = connection.headers.get("origin")
    if origin is None:
        return
    ours = {connection.headers.get("host", ""), urlsplit(connection.app.state.public_url or "").netloc}
    if urlsplit(origin).netloc not in ours - {""}:
        raise Refused(phrase("This was sent from another site. Open the page here and try again."))
