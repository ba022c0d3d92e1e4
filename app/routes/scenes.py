"""What scenes of walls ask for beside the frames: public JSON, cheap for a whole audience."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from app.domain.access import PUBLIC
from app.routes.guard import access
from app.services.scenes import Answer, Scenes

router = APIRouter(prefix="/wall/{event}")
_NOT_MODIFIED = 304
ARoom = Annotated[str | None, Query(max_length=200)]


def _scenes(request: Request) -> Scenes:
    scenes: Scenes = request.app.state.scenes
    return scenes


def base_of(request: Request) -> str:
    """The address that people open, without its last slash."""
    public: str | None = request.app.state.public_url
    return (public or str(request.base_url)).rstrip("/")


TheScenes = Annotated[Scenes, Depends(_scenes)]


@router.get("/programme.json")
@access(PUBLIC)
async def programme(event: str, scenes: TheScenes, request: Request) -> Response:
    """Tell rooms, talks, speakers, sponsors and the look."""
    return _told(request, await scenes.programme(event, base=base_of(request)))


@router.get("/heard.json")
@access(PUBLIC)
async def heard(event: str, scenes: TheScenes, request: Request, room: ARoom = None) -> Response:
    """Tell who was appreciated when last, and by whom."""
    return _told(request, await scenes.heard(event, room=room))


@router.get("/letters.json")
@access(PUBLIC)
async def letters(
    event: str, scenes: TheScenes, request: Request, talk: Annotated[str, Query(max_length=400)]
) -> Response:
    """Tell the best sentences about one talk."""
    return _told(request, await scenes.letters(event, talk=talk, base=base_of(request)))


@router.get("/voices.json")
@access(PUBLIC)
async def voices(
    event: str, scenes: TheScenes, request: Request, after: Annotated[int, Query(ge=0, le=100_000)] = 0
) -> Response:
    """Tell every voice in order of arrival."""
    return _told(request, await scenes.voices(event, after=after))


def _told(request: Request, answer: Answer) -> Response:
    headers = {"ETag": answer.etag, "Cache-Control": "no-cache"}
    if answer.etag in [one.strip() for one in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=_NOT_MODIFIED, headers=headers)
    return Response(answer.body, media_type="application/json", headers=headers)
