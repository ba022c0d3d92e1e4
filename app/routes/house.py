"""The house itself: the door, whether everything runs, and static files."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles

from app.assets import web
from app.domain.access import PUBLIC, Role
from app.routes.dependencies import TheEvents, ThePages
from app.routes.guard import access, recognise

router = APIRouter()
_FILES = StaticFiles(directory=web() / "static")


@router.get("/healthz")
@access(PUBLIC)
async def health(request: Request) -> Response:
    """Say whether the database answers and every job runs; 503 when not."""
    report = await request.app.state.health()
    status = HTTPStatus.OK if report["status"] == "ok" else HTTPStatus.SERVICE_UNAVAILABLE
    return JSONResponse(report, status_code=status)


@router.api_route("/static/{path:path}", methods=["GET", "HEAD"])
@access(PUBLIC)
async def static(path: str, request: Request) -> Response:
    """Serve a file of web/static."""
    response = await _FILES.get_response(path, request.scope)
    response.headers["Cache-Control"] = "no-cache"  # kept, but asked about: an upgrade must not leave old styles behind
    return response


@router.get("/")
@access(PUBLIC)
async def door(request: Request, events: TheEvents, pages: ThePages) -> Response:
    """Greet: somebody who is signed in sees their events, everybody else how to get in."""
    visitor = await recognise(request)
    if visitor.person is None:
        return pages.page("home/welcome.html")
    mine = [stored.event for stored in await events.all() if visitor.has(Role, stored.event.slug)]
    return pages.page("home/events.html", visitor=visitor, events=mine)
