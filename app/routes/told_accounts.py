"""The accounts that seem to be speakers': the organizer's page of them, and adding one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse

from app.domain.access import Access, Role
from app.routes.dependencies import ThePages, Who
from app.routes.guard import access
from app.services.told_accounts import ToldAccounts

router = APIRouter(prefix="/events/{event}")
_ORGANIZER = Access(roles=frozenset({Role.ORGANIZER}))
_SEE_OTHER = 303


def _told(request: Request) -> ToldAccounts:
    told: ToldAccounts = request.app.state.told_accounts
    return told


TheAccounts = Annotated[ToldAccounts, Depends(_told)]


@router.get("/accounts")
@access(_ORGANIZER)
async def page(event: str, accounts: TheAccounts, pages: ThePages, visitor: Who) -> HTMLResponse:
    """Show the accounts that posts say are speakers', with who says so and what adding one would find."""
    found = await accounts.of(event)
    return pages.page("home/accounts.html", event=found.event, proposed=found.proposed, visitor=visitor)


@router.post("/accounts")
@access(_ORGANIZER)
async def add(
    event: str,
    accounts: TheAccounts,
    speaker: Annotated[str, Form()],
    network: Annotated[str, Form()],
    handle: Annotated[str, Form()],
) -> RedirectResponse:
    """Let an account be a speaker's; what tagged it counts as delivered from now on."""
    await accounts.accept(event, speaker, network, handle)
    return RedirectResponse(f"/events/{event}/accounts", status_code=_SEE_OTHER)
