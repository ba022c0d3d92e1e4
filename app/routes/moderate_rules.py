"""What holds for all posts of an event: its rules, its mode, who is spared, and the log of what was decided."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import HTMLResponse, Response

from app.domain.moderation import Mode
from app.domain.rules import Rule, rule_of
from app.routes.dependencies import TheRulebook, Who
from app.routes.guard import MODERATORS, access
from app.routes.moderate import TheDesk, done_answer
from app.services.rulebook import Preview

router = APIRouter(prefix="/moderate/{event}")
_Short = Annotated[str, Form(max_length=20)]


def _rule(kind: _Short, outcome: _Short, pattern: Annotated[str, Form(max_length=500)] = "") -> Rule:
    return rule_of(kind, pattern, outcome)


TheRule = Annotated[Rule, Depends(_rule)]


async def _rules(desk: TheDesk, preview: Preview | None = None) -> HTMLResponse:
    return await desk.page("moderate/rules.html", log=await desk.desks.log(desk.event), preview=preview)


@router.get("/rules")
@access(MODERATORS)
async def rules(desk: TheDesk) -> HTMLResponse:
    """Show the rules."""
    return await _rules(desk)


@router.post("/rules/preview")
@access(MODERATORS)
async def preview(event: str, desk: TheDesk, rulebook: TheRulebook, rule: TheRule) -> HTMLResponse:
    """Show what a rule would have held or hidden, before it holds."""
    return await _rules(desk, await rulebook.preview(event, rule))


@router.post("/rules")
@access(MODERATORS)
async def add(request: Request, event: str, rulebook: TheRulebook, visitor: Who, rule: TheRule) -> Response:
    """Add a rule; it holds for what was said before, too."""
    done = await rulebook.add(event, visitor, rule)
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
async def log(event: str, desk: TheDesk) -> HTMLResponse:
    """Show what was decided, by whom, and what was taken back."""
    return await desk.page("moderate/log.html", log=await desk.desks.log(event))
