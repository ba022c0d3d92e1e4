"""How an event looks: the organizer's page of it, and what walls fetch of it."""

from hashlib import blake2b
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Path, Request, UploadFile
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from app.assets import web
from app.domain.access import PUBLIC, Access, Audience, Role
from app.domain.errors import BadInput
from app.domain.look import Language
from app.domain.phrase import as_phrase, phrase
from app.routes.dependencies import Now, ThePages, ThePeople, Who
from app.routes.guard import access
from app.routes.scenes import base_of
from app.services.looks import Looks

router = APIRouter()
_ORGANIZER = Access(roles=frozenset({Role.ORGANIZER}))
_SEE_OTHER = 303
_BAD_REQUEST = 400
_NOT_MODIFIED = 304
_KEPT = "public, max-age=31536000, immutable"  # what stands at such an address never changes


def _looks(request: Request) -> Looks:
    looks: Looks = request.app.state.looks
    return looks


TheLooks = Annotated[Looks, Depends(_looks)]
AFile = Annotated[UploadFile | None, File()]


class Desk:
    """The page and what it needs, for handlers that show it again with what was wrong."""

    def __init__(  # noqa: PLR0913, PLR0917 - parameters of a dependency are its dependencies
        self, event: str, looks: TheLooks, pages: ThePages, people: ThePeople, visitor: Who, now: Now, request: Request
    ) -> None:
        self.looks = looks
        self._event, self._pages, self._people, self._visitor = event, pages, people, visitor
        self._now, self._base = now, base_of(request)

    async def page(self, *, wrong: tuple[str, str] | None = None, typed: str = "") -> HTMLResponse:
        """Show the page; `wrong` is a part of it and what is wrong there."""
        seen = await self.looks.view(self._event)
        key = self._people.link(self._event, Audience.REMOTE, subject=None, now=self._now)
        return self._pages.page(
            "home/look.html",
            status=200 if wrong is None else _BAD_REQUEST,
            event=seen.event,
            look=seen.look,
            ratio=seen.ratio,
            languages=tuple(Language),
            sponsors=seen.sponsors,
            rooms=seen.rooms,
            visitor=self._visitor,
            wrong=wrong,
            typed=typed,
            base=self._base,
            remote=f"{self._base}/remote/{self._event}?key={key}",
        )

    def back(self, part: str) -> Response:
        """Lead back to a part of the page."""
        return RedirectResponse(f"/events/{self._event}/look#{part}", status_code=_SEE_OTHER)


TheDesk = Annotated[Desk, Depends()]


@router.get("/events/{event}/look")
@access(_ORGANIZER)
async def page(event: str, desk: TheDesk) -> HTMLResponse:  # noqa: ARG001 - the desk is that event's
    """Show how the event looks, and what can be changed."""
    return await desk.page()


@router.post("/events/{event}/look")
@access(_ORGANIZER)
async def choose(  # noqa: PLR0913, PLR0917 - a look has these facts
    event: str,
    desk: TheDesk,
    colour: Annotated[str, Form(max_length=40)] = "",
    lettering: Annotated[str, Form(max_length=40)] = "serif",
    language: Annotated[str, Form(max_length=40)] = "en",
    screen: Annotated[str, Form(max_length=40)] = "",
    farthest: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Choose colour, type, language and who reads."""
    try:
        sight = _sight(screen, farthest)
        await desk.looks.choose(
            event, colour=colour.strip() or None, lettering=lettering, language=language, sight=sight
        )
    except BadInput as error:
        return await desk.page(wrong=("look", as_phrase(error)), typed=colour)
    return desk.back("look")


@router.post("/events/{event}/look/{place}")
@access(_ORGANIZER)
async def hang(event: str, place: str, desk: TheDesk, picture: AFile = None) -> Response:
    """Hang a logo or a background; without a file, take it down."""
    try:
        await desk.looks.hang(event, place, await _read(picture))
    except BadInput as error:
        return await desk.page(wrong=(place, as_phrase(error)))
    return desk.back(place)


@router.post("/events/{event}/sponsors")
@access(_ORGANIZER)
async def add_sponsor(
    event: str,
    desk: TheDesk,
    name: Annotated[str, Form(max_length=400)] = "",
    line: Annotated[str, Form(max_length=1_000)] = "",
    picture: AFile = None,
) -> Response:
    """Put a sponsor's card at the end."""
    try:
        await desk.looks.add_sponsor(event, name=name, line=line, logo=await _read(picture))
    except BadInput as error:
        return await desk.page(wrong=("sponsors", as_phrase(error)))
    return desk.back("sponsors")


@router.post("/events/{event}/sponsors/move")
@access(_ORGANIZER)
async def move_sponsor(
    event: str, desk: TheDesk, name: Annotated[str, Form(max_length=400)], to: Annotated[str, Form(max_length=10)]
) -> Response:
    """Move a sponsor's card in the order, or take it away."""
    await desk.looks.move_sponsor(event, name, {"up": -1, "down": 1}.get(to))
    return desk.back("sponsors")


@router.get("/wall/{event}/look.css")
@access(PUBLIC)
async def stylesheet(event: str, looks: TheLooks, request: Request) -> Response:
    """Serve what the walls of an event add to the house's styles."""
    rules = (await looks.stylesheet(event)).encode()
    headers = {"ETag": f'"{blake2b(rules, digest_size=12).hexdigest()}"', "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=_NOT_MODIFIED, headers=headers)
    return Response(rules, media_type="text/css", headers=headers)


@router.get("/wall/{event}/look/{name}.webp")
@access(PUBLIC)
async def emblem(event: str, name: Annotated[str, Path(pattern="^[0-9a-f]{32}$")], looks: TheLooks) -> Response:
    """Serve a picture of the look."""
    return Response(await looks.picture(event, name), media_type="image/webp", headers={"Cache-Control": _KEPT})


@router.get("/wall/{event}/worker.js")
@access(PUBLIC)
async def worker(event: str) -> Response:
    """Serve what keeps a kiosk's wall through cuts; it may see to that wall and to nothing else."""
    headers = {"Service-Worker-Allowed": f"/wall/{event}", "Cache-Control": "no-cache"}
    return FileResponse(web() / "static" / "js" / "worker.js", media_type="text/javascript", headers=headers)


@router.get("/wall/{event}/test-card")
@access(PUBLIC)
async def test_card(event: str, looks: TheLooks, pages: ThePages) -> HTMLResponse:
    """Show what the last row must be able to read."""
    seen = await looks.view(event)
    return pages.page("wall/test_card.html", event=seen.event, look=seen.look, lang=seen.look.language.value)


async def _read(given: UploadFile | None) -> bytes | None:
    body = b"" if given is None else await given.read()
    return body or None


def _sight(screen: str, farthest: str) -> tuple[float, float] | None:
    if not screen.strip() and not farthest.strip():
        return None
    try:
        return float(screen.replace(",", ".")), float(farthest.replace(",", "."))
    except ValueError as error:
        raise BadInput(phrase("write both lengths in metres, such as 4 and 20")) from error
