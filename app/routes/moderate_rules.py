"""What holds for all posts of an event: its rules, its mode, who is spared, and the log of what was decided."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, Response

from app.domain.moderation import Mode
from app.domain.rules import rule_of
from app.routes.dependencies import ThePages, Who
from app.routes.guard import access
from app.routes.moderate import MODERATORS, TheDesks, TheModerator, done_answer
from app.services.rulebook import Rulebook

router = APIRouter(prefix="/moderate/{event}")


def _rulebook(connection: HTTPConnection) -> Rulebook:
    rulebook: Rulebook = connection.app.state.rulebook
    return rulebook


TheRulebook = Annotated[Rulebook, Depends(_rulebook)]
Short = Annotated[str, Form(max_length=20)]


@router.get("/rules")
@access(MODERATORS)
async def rules(event: str, desks: TheDesks, pages: ThePages, moderator: TheModerator) -> HTMLResponse:
    """Show the rules."""
    house = await desks.house(event)
    log = await desks.log(event)
    return pages.page(
        "moderate/rules.html",
        event=house.event,
        house=house,
        log=log,
        preview=None,
        **moderator._asdict(),
    )


@router.post("/rules/preview")
@access(MODERATORS)
async def preview(  # noqa: PLR0913, PLR0917 - parameters of a handler are its dependencies
    event: str,
    desks: TheDesks,
    rulebook: TheRulebook,
    pages: ThePages,
    moderator: TheModerator,
    kind: Short,
    outcome: Short,
    pattern: Annotated[str, Form(max_length=500)] = "",
) -> HTMLResponse:
    """Show what a rule would have held or hidden, before it holds."""
    found = await rulebook.preview(event, rule_of(kind, pattern, outcome))
    house = await desks.house(event)
    log = await desks.log(event)
    return pages.page(
        "moderate/rules.html",
        event=house.event,
        house=house,
        log=log,
        preview=found,
        **moderator._asdict(),
    )


@router.post("/rules")
@access(MODERATORS)
async def add(  # noqa: PLR0913, PLR0917 - as above
    request: Request,
    event: str,
    rulebook: TheRulebook,
    visitor: Who,
    kind: Short,
    outcome: Short,
    pattern: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Add a rule; it holds for what was said before, too."""
    done = await rulebook.add(event, visitor, rule_of(kind, pattern, outcome))
    return done_answer(request, done, f"/moderate/{event}/rules")


@router.post("/mode")
@access(MODERATORS)
async def mode(
    request: Request, event: str, rulebook: TheRulebook, visitor: Who, mode: Annotated[Mode, Form()]
) -> Response:
    """Choose whether posts go up by themselves."""
    done = await rulebook.choose(event, visitor, mode)
    return done_answer(request, done, f"/moderate/{event}")


@router.post("/safe")
@access(MODERATORS)
async def safe(
    request: Request, event: str, rulebook: TheRulebook, visitor: Who, on: Annotated[bool, Form()]
) -> Response:
    """Hold everything about whoever is on stage, or stop doing so."""
    done = await rulebook.spare(event, visitor, on=on)
    return done_answer(request, done, f"/moderate/{event}")


@router.get("/log")
@access(MODERATORS)
async def log(event: str, desks: TheDesks, pages: ThePages, moderator: TheModerator) -> HTMLResponse:
    """Show what was decided, by whom, and what was taken back."""
    found = await desks.log(event)
    return pages.page("moderate/log.html", event=found.event, log=found, **moderator._asdict())
