"""The remote: what walls show, switched from a phone by whoever runs the room, by sign-in or by a link."""

from datetime import datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from app.domain.access import Access, Audience, Role, Visitor
from app.domain.errors import BadInput
from app.domain.phrase import phrase
from app.domain.scene import EVERY_WALL, Announcement, Scene, Shows, scene_named, show_of
from app.routes.dependencies import Now, RowNumber, TheControl, TheLive, ThePages, Who
from app.routes.guard import LINK_PARAMETER, access
from app.services.shows import told_shows

router = APIRouter(prefix="/remote/{event}")
THOSE_AT_THE_SWITCHES = Access(roles=frozenset({Role.ORGANIZER, Role.MODERATOR}), link=Audience.REMOTE)
_SEE_OTHER = 303
ARoom = Annotated[str, Form(max_length=200)]
ASwitch = Annotated[bool, Form()]


@router.get("")
@access(THOSE_AT_THE_SWITCHES)
async def remote(  # noqa: PLR0913, PLR0917 - parameters of a handler are its dependencies
    event: str,
    control: TheControl,
    live: TheLive,
    pages: ThePages,
    request: Request,
    now: Now,
    room: Annotated[str, Query(max_length=200)] = EVERY_WALL,
) -> HTMLResponse:
    """Show what is on the walls of a room, and every switch."""
    stagehand, view = await control.view(event), await live.view(event)
    return pages.page(
        "remote/remote.html",
        event=stagehand.event,
        stagehand=stagehand,
        view=view,
        room=room if room in stagehand.rooms else EVERY_WALL,
        show=show_of(stagehand.shows, room),
        scenes=tuple(Scene),
        key=request.query_params.get(LINK_PARAMETER),
        now=now,
    )


@router.post("/scene")
@access(THOSE_AT_THE_SWITCHES)
async def turn_to(  # noqa: PLR0913, PLR0917 - parameters of a handler are its dependencies
    event: str,
    control: TheControl,
    request: Request,
    visitor: Who,
    scene: Annotated[str, Form(max_length=40)],
    room: ARoom = EVERY_WALL,
    talk: Annotated[str, Form(max_length=400)] = "",
) -> Response:
    """Turn to a scene."""
    shows = await control.turn_to(event, room, scene_named(scene), talk=talk or None, by=_name(visitor))
    return _done(request, room, shows)


@router.post("/pause")
@access(THOSE_AT_THE_SWITCHES)
async def pause(  # noqa: PLR0913, PLR0917 - parameters of a handler are its dependencies
    event: str, control: TheControl, request: Request, visitor: Who, on: ASwitch, room: ARoom = EVERY_WALL
) -> Response:
    """Hold still, or go on."""
    return _done(request, room, await control.pause(event, room, paused=on, by=_name(visitor)))


@router.post("/blank")
@access(THOSE_AT_THE_SWITCHES)
async def blank(  # noqa: PLR0913, PLR0917 - parameters of a handler are its dependencies
    event: str, control: TheControl, request: Request, visitor: Who, on: ASwitch, room: ARoom = EVERY_WALL
) -> Response:
    """Darken, or light again."""
    return _done(request, room, await control.blank(event, room, blank=on, by=_name(visitor)))


@router.post("/pin")
@access(THOSE_AT_THE_SWITCHES)
async def pin(  # noqa: PLR0913, PLR0917 - parameters of a handler are its dependencies
    event: str,
    control: TheControl,
    request: Request,
    visitor: Who,
    card: Annotated[str, Form(max_length=40)] = "",
    room: ARoom = EVERY_WALL,
) -> Response:
    """Keep a card lit; none lets go."""
    return _done(request, room, await control.pin(event, room, card or None, by=_name(visitor)))


@router.post("/clear")
@access(THOSE_AT_THE_SWITCHES)
async def clear(event: str, control: TheControl, request: Request, visitor: Who, room: ARoom = EVERY_WALL) -> Response:
    """Go back to the stream as it comes."""
    return _done(request, room, await control.clear(event, room, by=_name(visitor)))


@router.post("/follow")
@access(THOSE_AT_THE_SWITCHES)
async def follow(event: str, control: TheControl, request: Request, visitor: Who, room: ARoom = EVERY_WALL) -> Response:
    """Let a room show what every wall shows."""
    return _done(request, room, await control.follow(event, room, by=_name(visitor)))


@router.post("/announcements")
@access(THOSE_AT_THE_SWITCHES)
async def announce(  # noqa: PLR0913, PLR0917 - parameters of a handler are its dependencies
    event: str,
    control: TheControl,
    request: Request,
    visitor: Who,
    now: Now,
    title: Annotated[str, Form(max_length=400)],
    text: Annotated[str, Form(max_length=2_000)] = "",
    language: Annotated[str, Form(max_length=35, pattern=r"^([A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*)?$")] = "",
    at: Annotated[str, Form(max_length=40)] = "",
    minutes: Annotated[int, Form(ge=0, le=24 * 60)] = 0,
    room: ARoom = EVERY_WALL,
) -> Response:
    """Announce now, or at a time of the event's clocks."""
    zone = (await control.view(event)).event.zone
    begins = _moment(at).replace(tzinfo=zone) if at else now
    told = Announcement(title=" ".join(title.split()), text=text.strip(), language=language or None)
    ends = begins + timedelta(minutes=minutes) if minutes else None
    shows = await control.announce(event, room, told, starts_at=begins, ends_at=ends, by=_name(visitor))
    return _done(request, room, shows)


@router.post("/announcements/{announcement}/end")
@access(THOSE_AT_THE_SWITCHES)
async def end(
    event: str, announcement: RowNumber, control: TheControl, request: Request, room: ARoom = EVERY_WALL
) -> Response:
    """End an announcement, or take one back."""
    return _done(request, room, await control.end(event, announcement))


def _done(request: Request, room: str, shows: Shows) -> Response:
    """Answer a script with the shows as they are now; lead a form back to its page."""
    if "application/json" in request.headers.get("accept", ""):
        told: dict[str, Any] = told_shows(shows)
        return JSONResponse(told)
    key = request.query_params.get(LINK_PARAMETER)
    query = {name: value for name, value in (("room", room), (LINK_PARAMETER, key)) if value}
    back = f"/remote/{request.path_params['event']}"
    return RedirectResponse(f"{back}?{urlencode(query)}" if query else back, status_code=_SEE_OTHER)


def _moment(local: str) -> datetime:
    try:
        return datetime.fromisoformat(local).replace(tzinfo=None)
    except ValueError as error:
        raise BadInput(phrase("{what} is no time; write it as 2026-11-23T14:30", what=repr(local))) from error


def _name(visitor: Visitor) -> str:
    return visitor.name or "somebody with the remote"
