"""Coming in and going out: invitations that work once, and the session they open."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.domain.access import PUBLIC, Access
from app.domain.errors import NotFound
from app.domain.phrase import as_phrase
from app.routes.dependencies import Now, ThePages, ThePeople
from app.routes.guard import SESSION_COOKIE, access
from app.services.people import SESSION_LASTS

router = APIRouter()
_SEE_OTHER = 303


@router.get("/join/{token}")
@access(PUBLIC)
async def invitation(token: str, people: ThePeople, pages: ThePages, now: Now) -> HTMLResponse:
    """Show an invitation; looking does not use it up."""
    try:
        invited = await people.invitation(token, now)
    except NotFound as error:
        return pages.page("sign_in/expired.html", status=410, detail=as_phrase(error))
    return pages.page("sign_in/join.html", invited=invited)


@router.post("/join/{token}")
@access(PUBLIC)
async def accept(  # noqa: PLR0913, PLR0917 - parameters of a handler are its dependencies
    request: Request,
    token: str,
    people: ThePeople,
    pages: ThePages,
    now: Now,
    name: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Use an invitation, and sign its holder in."""
    try:
        invited, session = await people.accept(token, name=name.strip() or None, now=now)
    except NotFound as error:
        return pages.page("sign_in/expired.html", status=410, detail=as_phrase(error))
    response = RedirectResponse(invited.lands_on, status_code=_SEE_OTHER)
    response.set_cookie(
        SESSION_COOKIE,
        session,
        max_age=int(SESSION_LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=_is_https(request),
    )
    return response


@router.post("/sign-out")
@access(Access(signed_in=True))
async def sign_out(request: Request, people: ThePeople) -> Response:
    """End the session."""
    await people.sign_out(request.cookies.get(SESSION_COOKIE, ""))
    response = RedirectResponse("/", status_code=_SEE_OTHER)
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax", secure=_is_https(request))
    return response


def _is_https(request: Request) -> bool:
    return request.url.scheme == "https" or urlsplit(request.app.state.public_url or "").scheme == "https"
