"""How an event's sources fare: for the people who run it, and for their programs."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from app.domain.access import Access, Role
from app.routes.dependencies import Now, ThePages, TheSources, Who
from app.routes.guard import access
from app.services.source_report import sources_json

router = APIRouter()
_THOSE_WHO_RUN_IT = Access(roles=frozenset({Role.ORGANIZER, Role.MODERATOR}))


@router.get("/events/{event}/sources")
@access(_THOSE_WHO_RUN_IT)
async def page(event: str, sources: TheSources, pages: ThePages, visitor: Who, now: Now) -> HTMLResponse:
    """Show every source: what it does, how late it is, and what may be missing."""
    health = await sources.health(event)
    return pages.page("home/sources.html", event=health.event, health=health, visitor=visitor, now=now)


@router.get("/api/v1/events/{event}/sources")
@access(_THOSE_WHO_RUN_IT)
async def report(event: str, sources: TheSources) -> dict[str, Any]:
    """Tell the same as JSON."""
    return sources_json(await sources.health(event))
