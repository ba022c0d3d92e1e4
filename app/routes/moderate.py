"""The moderator's desk: lists, one post in full, and what is done with it; several people at once."""

import asyncio
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, WebSocket
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.websockets import WebSocketDisconnect

from app.domain.decision import DecisionId, Deed
from app.domain.desk import Tab
from app.domain.errors import BadInput, NotFound
from app.domain.phrase import phrase
from app.domain.speaker import SpeakerKey
from app.routes.dependencies import Now, RowNumber, TheDeskLive, TheDesks, TheModeration, TheModerator, ThePages, Who
from app.routes.guard import MODERATORS, access
from app.services.desk import DeskList
from app.services.desk_live import Place
from app.services.moderation import Done, name_of
from app.services.pages import said

router = APIRouter(prefix="/moderate/{event}")
_SEE_OTHER = 303
_NO_EVENT = 4404
_GOING_AWAY = 1001
_LONGEST_ID = 19  # digits
Seen = Annotated[str, Form(max_length=64)]


class Page(StrEnum):
    """The pages of the desk on which something can be taken back."""

    DESK = "desk"
    RULES = "rules"
    WORDS = "words"
    LOG = "log"


class Desk:
    """A page of the desk: what holds for all posts and who looks stand on each of them."""

    def __init__(self, event: str, desks: TheDesks, pages: ThePages, moderator: TheModerator) -> None:
        self.event, self.desks, self.visitor = event, desks, moderator.visitor
        self._pages, self._moderator = pages, moderator

    async def page(self, template: str, **facts: Any) -> HTMLResponse:
        """Show a page with these facts."""
        house = await self.desks.house(self.event)
        return self._pages.page(template, event=house.event, house=house, **facts, **self._moderator._asdict())


TheDesk = Annotated[Desk, Depends()]


async def _listed(desk: TheDesk, tab: Tab = Tab.WAITING, q: Annotated[str, Query(max_length=200)] = "") -> DeskList:
    return await desk.desks.listed(desk.event, desk.visitor, tab, q)


TheList = Annotated[DeskList, Depends(_listed)]


@router.get("")
@access(MODERATORS)
async def desk(event: str, desk: TheDesk, listed: TheList, post: int | None = None) -> HTMLResponse:
    """Show the desk: a list, and one post of it in full."""
    chosen = post if post is not None else (listed.rows[0].id if listed.rows else None)
    whole = None if chosen is None else await desk.desks.find(event, chosen)
    return await desk.page("moderate/desk.html", list=listed, chosen=chosen, whole=whole)


@router.get("/list.html")
@access(MODERATORS)
async def listing(desk: TheDesk, listed: TheList, post: int | None = None) -> HTMLResponse:
    """Show a list alone, for a page that is open already."""
    return await desk.page("moderate/fresh.html", list=listed, chosen=post)


@router.get("/posts/{post}.html")
@access(MODERATORS)
async def one(event: str, post: int, desks: TheDesks, pages: ThePages, now: Now) -> HTMLResponse:
    """Show one post in full, for a page that is open already."""
    whole = await desks.post(event, post)
    return pages.page("moderate/post.html", event=whole.event, whole=whole, now=now)


@router.post("/posts/{post}")
@access(MODERATORS)
async def rule(  # noqa: PLR0913, PLR0917 - as above
    request: Request,
    event: str,
    post: int,
    moderation: TheModeration,
    visitor: Who,
    deed: Annotated[str, Form(max_length=20)],
    seen: Seen,
    tab: Annotated[Tab, Form()] = Tab.WAITING,
) -> Response:
    """Show, hold, hide or pin a post, or block its author."""
    chosen = _deed(deed)
    if chosen is Deed.BLOCK:
        done = await moderation.block(event, visitor, post, seen=seen)
    else:
        done = await moderation.rule_on(event, visitor, post, chosen, seen=seen)
    return done_answer(request, done, f"/moderate/{event}?tab={tab}")


@router.post("/posts/{post}/meant")
@access(MODERATORS)
async def meant(  # noqa: PLR0913, PLR0917 - as above
    request: Request,
    event: str,
    post: int,
    moderation: TheModeration,
    visitor: Who,
    seen: Seen,
    asked: Annotated[list[str], Form(max_length=50)],
    chosen: Annotated[list[str] | None, Form(max_length=50)] = None,
    only: Annotated[str, Form(max_length=500)] = "",
    none: Annotated[str, Form(max_length=1)] = "",
    tab: Annotated[Tab, Form()] = Tab.MEANT,
) -> Response:
    """Say whom a post means: one of those who are asked about (`only`), several (`chosen`), or `none`."""
    meant = [] if none else [only] if only else chosen
    if meant is None:
        raise BadInput(phrase("tick those who are meant, or say that it is none of them"))
    done = await moderation.answer(
        event,
        visitor,
        post,
        asked=[SpeakerKey(key) for key in asked],
        chosen=[SpeakerKey(key) for key in meant],
        seen=seen,
    )
    return done_answer(request, done, f"/moderate/{event}?tab={tab}")


@router.post("/undo/{decision}")
@access(MODERATORS)
async def undo(  # noqa: PLR0913, PLR0917 - as above
    request: Request,
    event: str,
    decision: RowNumber,
    moderation: TheModeration,
    visitor: Who,
    back: Annotated[Page, Form()] = Page.DESK,
    tab: Annotated[Tab, Form()] = Tab.WAITING,
) -> Response:
    """Take a decision back."""
    done = await moderation.undo(event, visitor, DecisionId(decision))
    page = f"?tab={tab}" if back is Page.DESK else f"/{back}"
    return done_answer(request, done, f"/moderate/{event}{page}")


@router.websocket("/live")
@access(MODERATORS)
async def socket(websocket: WebSocket, event: str, live: TheDeskLive, visitor: Who) -> None:
    """Tell a desk what changed, for as long as it is open."""
    await websocket.accept()
    place = live.join(event, name_of(visitor))
    try:
        async with asyncio.TaskGroup() as tasks:
            sending = tasks.create_task(_send(websocket, place), name="desk-is-told")
            await _until_left(websocket, place)
            sending.cancel()
    except* WebSocketDisconnect:
        pass


async def _send(websocket: WebSocket, place: Place) -> None:
    try:
        async for frame in place.frames():
            await websocket.send_text(frame)
    except NotFound:
        await websocket.close(_NO_EVENT)
        return
    await websocket.close(_GOING_AWAY)


async def _until_left(websocket: WebSocket, place: Place) -> None:
    """Hear which post somebody looks at, its card's id; whatever else comes is let go of."""
    while (heard := await websocket.receive())["type"] != "websocket.disconnect":
        text = heard.get("text") or ""
        if len(text) <= _LONGEST_ID and (text.isdecimal() or not text):
            place.look(text or None)


def _deed(name: str) -> Deed:
    try:
        return Deed(name)
    except ValueError as error:
        raise BadInput(
            phrase("a post can be shown, held, hidden, pinned, kept for the letters, or its author blocked")
        ) from error


def done_answer(request: Request, done: Done, back: str) -> Response:
    """Answer a script with what came of an action, and a form with the way back."""
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"said": said(done.said), "decision": done.decision, "changed": done.changed})
    return RedirectResponse(back, status_code=_SEE_OTHER)
