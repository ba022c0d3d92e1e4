"""Leaving the wall, and what is kept about people: public, for whoever is on a wall never asked to be."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import HTMLResponse

from app.domain.access import PUBLIC
from app.domain.errors import BadInput
from app.domain.phrase import as_phrase
from app.routes.allowance import sparingly
from app.routes.dependencies import TheOperator, TheOptOut, ThePages
from app.routes.guard import access
from app.services.opt_out import Found

router = APIRouter()
_BAD_REQUEST = 400


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
        wrong = as_phrase(error)
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
