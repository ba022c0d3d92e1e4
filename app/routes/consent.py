"""Leaving the wall, and what is kept about people: public, for whoever is on a wall never asked to be."""

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import HTMLResponse

from app.domain.access import PUBLIC
from app.domain.errors import BadInput
from app.routes.allowance import sparingly
from app.routes.dependencies import ThePages
from app.routes.guard import access
from app.services.opt_out import Found, OptOut

router = APIRouter()
_BAD_REQUEST = 400


class Operator(NamedTuple):
    """Who runs this installation, and an address (https: or mailto:) to reach them; either may be unknown."""

    name: str | None
    contact: str | None


def _opt_out(request: Request) -> OptOut:
    opt_out: OptOut = request.app.state.opt_out
    return opt_out


def _operator(request: Request) -> Operator:
    return Operator(request.app.state.operator, request.app.state.contact)


TheOptOut = Annotated[OptOut, Depends(_opt_out)]
TheOperator = Annotated[Operator, Depends(_operator)]
AHandle = Annotated[str, Form(max_length=2_100)]  # a DID may have 2,048 characters


@router.get("/out/{event}")
@access(PUBLIC)
async def leave(event: str, opt_out: TheOptOut, pages: ThePages, operator: TheOperator) -> HTMLResponse:
    """Say how to leave, and ask for a handle."""
    found = await opt_out.event(event)
    return pages.page("consent/out.html", event=found, operator=operator, typed="", wrong=None, choices=())


@router.post("/out/{event}", dependencies=[Depends(sparingly)])
@access(PUBLIC)
async def begin(
    event: str, opt_out: TheOptOut, pages: ThePages, operator: TheOperator, handle: AHandle = ""
) -> HTMLResponse:
    """Give the code for a handle, or ask which network is meant."""
    found = await opt_out.event(event)
    try:
        meant = await opt_out.meant(event, handle)
    except BadInput as error:
        wrong = str(error)
        return pages.page(
            "consent/out.html",
            status=_BAD_REQUEST,
            event=found,
            operator=operator,
            typed=handle,
            wrong=wrong,
            choices=(),
        )
    if len(meant.choices) > 1:
        which = meant.choices
        return pages.page("consent/out.html", event=found, operator=operator, typed=handle, wrong=None, choices=which)
    started = await opt_out.start(event, handle)
    return pages.page("consent/code.html", event=found, operator=operator, started=started, checked=None)


@router.post("/out/{event}/check", dependencies=[Depends(sparingly)])
@access(PUBLIC)
async def check(
    event: str, opt_out: TheOptOut, pages: ThePages, operator: TheOperator, handle: AHandle = ""
) -> HTMLResponse:
    """Look for the code in the profile; where it stands, let its owner go."""
    checked = await opt_out.check(event, handle)
    template = "consent/done.html" if checked.found is Found.PROVED else "consent/code.html"
    started = checked.started
    return pages.page(template, event=started.event, operator=operator, started=started, checked=checked)


@router.get("/about/{event}")
@access(PUBLIC)
async def about(event: str, opt_out: TheOptOut, pages: ThePages, operator: TheOperator) -> HTMLResponse:
    """Say who runs this, what is kept, why, for how long, and how to get out of it."""
    found, networks = await opt_out.event(event), await opt_out.networks(event)
    return pages.page("consent/about.html", event=found, operator=operator, networks=networks)
