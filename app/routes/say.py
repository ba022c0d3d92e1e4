"""The page behind the QR code: a plain form, so that it works on any phone, over any connection, without a script."""

import secrets
from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.domain.access import PUBLIC
from app.domain.errors import BadInput
from app.domain.offers import value_of
from app.domain.phrase import as_phrase, phrase, phrases
from app.domain.saying import LONGEST, name_of, words_of
from app.routes.allowance import Allowance
from app.routes.dependencies import Now, ThePages, TheSaying, Who
from app.routes.guard import MODERATORS, access
from app.routes.language import asked_language
from app.routes.scenes import base_of
from app.services.pages import Pages
from app.services.saying import Given, NotTaken, Saying, Why

router = APIRouter(prefix="/say/{event}")
COOKIE = "ovation_say"
_KEPT = 30 * 24 * 3600  # seconds: an event, and the days after it
_OK, _SEE_OTHER, _BAD_REQUEST, _TOO_MANY, _CLOSED = 200, 303, 400, 429, 503
_SOMEBODY = "somebody"
_STATUS = {Why.CLOSED: _CLOSED, Why.TOO_MUCH: _TOO_MANY, Why.NOT_FOR_THE_WALL: _BAD_REQUEST}


def a_room() -> Allowance:
    """How much one address may send: 2,000 phones of one room share it, each writes twice, and a minute later again."""
    return Allowance(each=4_000, each_per_second=20, everybody=20_000, everybody_per_second=100)


class Visit(NamedTuple):
    """Somebody at an event's page, and what answers them."""

    event: str
    request: Request
    saying: Saying
    pages: Pages


class Refusal(NamedTuple):
    """Why something was not taken, and which field that is about; after `wait` seconds it may be tried again."""

    words: str = ""
    field: str = ""
    status: int = _BAD_REQUEST
    wait: float = 0.0


_NONE = Refusal(status=_OK)


def _told(  # noqa: PLR0913, PLR0917 - a form has these fields
    whom: Annotated[str, Form(alias="for")] = "",
    text: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    find: Annotated[str, Form(max_length=200)] = "",
    room: Annotated[str, Form(max_length=200)] = "",
    once: Annotated[str, Form(max_length=64)] = "",
    mine: Annotated[str, Form(max_length=200)] = "",
    website: Annotated[str, Form(max_length=2000)] = "",
) -> dict[str, str]:
    told = {"for": whom, "text": text, "name": name, "find": find, "room": room, "once": once}
    return told | {"mine": mine, "website": website}


Told = Annotated[dict[str, str], Depends(_told)]
AKey = Annotated[str | None, Query(max_length=400)]
Typed = Annotated[str, Query(max_length=200)]


def _visit(event: str, request: Request, saying: TheSaying, pages: ThePages) -> Visit:
    return Visit(event, request, saying, pages)


AVisit = Annotated[Visit, Depends(_visit)]


@router.get("")
@access(PUBLIC)
async def page(
    visit: AVisit, talk: AKey = None, speaker: AKey = None, room: Typed = "", find: Typed = ""
) -> HTMLResponse:
    """Offer to say thanks; an address may say to whom."""
    return await _form(visit, {"for": value_of(talk=talk, speaker=speaker), "room": room, "find": find})


@router.post("/find")
@access(PUBLIC)
async def find(visit: AVisit, told: Told) -> HTMLResponse:
    """Look for somebody; what was written so far stays in the form."""
    return await _form(visit, told)


@router.post("")
@access(PUBLIC)
async def say(visit: AVisit, told: Told, now: Now) -> Response:
    """Take what somebody said, and show them their own page of it."""
    token = _token(visit, told)
    given = await _given(visit, told)
    if token is None or told["website"] or not told["once"]:
        return await _form(visit, told, Refusal(phrase("That did not go through. Please press Send once more.")))
    if isinstance(given, Refusal):
        return await _form(visit, told, given)
    client = visit.request.client
    wait = visit.request.app.state.a_room.wait(client.host if client else None, now)
    if wait:
        words = phrases(
            "Very many people here are writing at once. Please press Send again in a second.",
            "Very many people here are writing at once. Please press Send again in {n} seconds.",
            int(wait) + 1,
        )
        return await _form(visit, told, Refusal(words, status=_TOO_MANY, wait=wait))
    try:
        receipt = await visit.saying.say(visit.event, token, given)
    except NotTaken as refused:
        return await _form(visit, told, Refusal(as_phrase(refused), status=_STATUS[refused.why]))
    return RedirectResponse(f"/say/{quote(visit.event)}/mine/{receipt}", status_code=_SEE_OTHER)


@router.get("/mine/{token}")
@access(PUBLIC)  # whoever has its address said it
async def mine(visit: AVisit, token: str) -> HTMLResponse:
    """Show somebody what they said, how it stands, and how to take it back."""
    found = await visit.saying.mine(visit.event, token)
    address = f"{base_of(visit.request)}/say/{quote(visit.event)}/mine/{token}"
    lang = await _language(visit)
    return visit.pages.page("say/mine.html", mine=found, token=token, address=address, **lang)


@router.post("/mine/{token}")
@access(PUBLIC)
async def take_back(visit: AVisit, token: str) -> Response:
    """Delete what somebody said."""
    await visit.saying.take_back(visit.event, token)
    return RedirectResponse(f"/say/{quote(visit.event)}/mine/{token}", status_code=_SEE_OTHER)


@router.get("/qr.svg")
@access(PUBLIC)
async def qr(visit: AVisit, talk: AKey = None, speaker: AKey = None) -> Response:
    """Serve the code that leads to the page."""
    await visit.saying.door(visit.event)  # that there is such an event
    asked = {name: value for name, value in (("talk", talk), ("speaker", speaker)) if value}
    address = f"{base_of(visit.request)}/say/{quote(visit.event)}" + (f"?{urlencode(asked)}" if asked else "")
    try:
        code = visit.saying.code(address)
    except ValueError as error:
        raise BadInput(phrase("That address is too long for a code.")) from error
    return Response(code, media_type="image/svg+xml", headers={"Cache-Control": "no-cache"})


@router.get("/door")
@access(MODERATORS)
async def door(visit: AVisit) -> HTMLResponse:
    """Show whether the door is open."""
    found, closed = await visit.saying.door(visit.event)
    return visit.pages.page("say/door.html", event=found, door=closed)


@router.post("/door")
@access(MODERATORS)
async def turn(visit: AVisit, visitor: Who, closed: Annotated[bool, Form()] = False) -> Response:  # noqa: FBT002 - a switch
    """Close or open the door."""
    if closed:
        await visit.saying.close(visit.event, visitor.name or _SOMEBODY)
    else:
        await visit.saying.open(visit.event)
    return RedirectResponse(f"/say/{quote(visit.event)}/door", status_code=_SEE_OTHER)


async def _given(visit: Visit, told: Mapping[str, str]) -> Given | Refusal:
    """Return what a form says, cleaned, or what is wrong with it."""
    whom = await visit.saying.whom(visit.event, told["for"])
    if whom is None:
        return Refusal(phrase("Choose for whom it is."), "for")
    field = "text"
    try:
        text = words_of(told["text"])
        field = "name"
        return Given(whom=whom, text=text, name=name_of(told["name"]), once=told["once"])
    except BadInput as error:
        return Refusal(as_phrase(error), field)


async def _form(visit: Visit, told: Mapping[str, str], refusal: Refusal = _NONE) -> HTMLResponse:
    event, request, saying, pages = visit
    view = await saying.view(event, room=told["room"], search=told["find"], value=told["for"])
    token = _token(visit, told) or saying.keys.token()
    once = told.get("once") or secrets.token_urlsafe(12)
    shown = {"text": "", "name": ""} | dict(told) | {"mine": token, "once": once}
    headers = {"Retry-After": str(int(refusal.wait) + 1)} if refusal.wait else {}
    facts = {"view": view, "told": shown, "refusal": refusal, "longest": LONGEST, **await _language(visit)}
    answer = pages.page("say/say.html", status=refusal.status, headers=headers, **facts)
    if token != request.cookies.get(COOKIE):
        https = request.url.scheme == "https" or urlsplit(request.app.state.public_url or "").scheme == "https"
        path = f"/say/{quote(event)}"
        answer.set_cookie(COOKIE, token, max_age=_KEPT, path=path, httponly=True, samesite="lax", secure=https)
    return answer


async def _language(visit: Visit) -> dict[str, Any]:
    """Return the event's language for whoever reads none of ours; everybody else is answered in their own."""
    return {} if asked_language(visit.request) else {"lang": await visit.saying.language(visit.event)}


def _token(visit: Visit, told: Mapping[str, str]) -> str | None:
    """Return what tells this browser from another: its cookie, or what the form carries where cookies are refused."""
    tokens = (visit.request.cookies.get(COOKIE), told.get("mine"))
    return next((one for one in tokens if one is not None and visit.saying.keys.is_token(one)), None)
