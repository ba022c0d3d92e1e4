"""The organizer's pages of one event: home, digests, the ledger and the reports."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse, StreamingResponse

from app.domain.access import Access, Audience, Role
from app.domain.files import Format, Report
from app.routes.dependencies import Now, TheEvents, TheLetters, ThePages, Who
from app.routes.guard import access

router = APIRouter(prefix="/events/{event}")
_STAFF = frozenset({Role.ORGANIZER, Role.MODERATOR, Role.COMMS})
_TYPES = {Format.CSV: "text/csv; charset=utf-8", Format.JSON: "application/json"}


@router.get("")
@access(Access(roles=_STAFF))
async def home(event: str, letters: TheLetters, pages: ThePages, visitor: Who) -> HTMLResponse:
    """Show what was said so far, and where to go from here."""
    overview = await letters.overview(event)
    return pages.page("home/home.html", overview=overview, event=overview.event, visitor=visitor)


@router.get("/speakers/{speaker}/digest")
@access(Access(roles=frozenset({Role.ORGANIZER, Role.SPEAKER}), link=Audience.DIGEST))
async def digest(event: str, speaker: str, letters: TheLetters, pages: ThePages, now: Now) -> HTMLResponse:
    """Show the letter to one speaker."""
    found = await letters.digest(event, speaker)
    lang = await letters.language(event)
    return pages.page("letter/digest.html", digest=found, event=found.event, now=now, standalone=False, lang=lang)


@router.get("/undelivered")
@access(Access(roles=frozenset({Role.ORGANIZER}), link=Audience.LEDGER))
async def undelivered(event: str, letters: TheLetters, pages: ThePages, visitor: Who) -> HTMLResponse:
    """Show the ledger."""
    overview = await letters.overview(event)
    return pages.page("ledger/ledger.html", ledger=overview.ledger, event=overview.event, visitor=visitor)


@router.get("/{report}.{form}")
@access(Access(roles=frozenset({Role.ORGANIZER, Role.COMMS})))
async def report(event: str, report: Report, form: Format, events: TheEvents, letters: TheLetters) -> StreamingResponse:
    """Stream a report."""
    stored = await events.named(event)  # before the first byte, so that a wrong name is an error and not an empty file
    name = f"{stored.event.slug}-{report}.{form}"
    return StreamingResponse(
        letters.report(event, report, form),
        media_type=_TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
