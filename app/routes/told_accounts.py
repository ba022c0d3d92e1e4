"""The accounts that seem to be speakers': the organizer's page of them, where one is added or refused."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse

from app.domain.access import Access, Role
from app.domain.decision import DecisionId
from app.routes.dependencies import RowNumber, ThePages, Who
from app.routes.guard import access
from app.services.told_accounts import ToldAccounts

router = APIRouter(prefix="/events/{event}")
_ORGANIZER = Access(roles=frozenset({Role.ORGANIZER}))
_SEE_OTHER = 303
_Named = Annotated[str, Form(max_length=500)]


def _told(request: Request) -> ToldAccounts:
    told: ToldAccounts = request.app.state.told_accounts
    return told


TheAccounts = Annotated[ToldAccounts, Depends(_told)]


@router.get("/accounts")
@access(_ORGANIZER)
async def page(event: str, accounts: TheAccounts, pages: ThePages, visitor: Who) -> HTMLResponse:
    """Show the accounts that posts say are speakers', with who says so and what adding one would find."""
    found = await accounts.of(event)
    return pages.page("home/accounts.html", event=found.event, found=found, visitor=visitor)


@router.post("/accounts")
@access(_ORGANIZER)
async def decide(  # noqa: PLR0913, PLR0917 - who, and a form of four fields
    event: str,
    accounts: TheAccounts,
    visitor: Who,
    speaker: _Named,
    network: _Named,
    handle: _Named,
    *,
    refused: Annotated[bool, Form()] = False,
) -> RedirectResponse:
    """Let an account be a speaker's, and what tagged it count as delivered; or refuse it, and propose it no more."""
    if refused:
        await accounts.refuse(event, visitor, speaker, network, handle)
    else:
        await accounts.accept(event, visitor, speaker, network, handle)
    return _back(event)


@router.post("/accounts/undo/{decision}")
@access(_ORGANIZER)
async def undo(event: str, decision: RowNumber, accounts: TheAccounts, visitor: Who) -> RedirectResponse:
    """Take an account away that was added here, or let a refused one be proposed again."""
    await accounts.take_back(event, visitor, DecisionId(decision))
    return _back(event)


def _back(event: str) -> RedirectResponse:
    return RedirectResponse(f"/events/{event}/accounts", status_code=_SEE_OTHER)
