"""Faces and pictures from our own host: no wall makes a viewer ask somebody else."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import HTTPConnection
from starlette.responses import Response

from app.domain.access import PUBLIC
from app.routes.guard import access
from app.services.pictures import Pictures

router = APIRouter()
# what stands at an address never changes, but it may have to go: no cache that others share keeps it, and none for long
_KEPT = "private, max-age=3600, immutable"


def _pictures(connection: HTTPConnection) -> Pictures:
    pictures: Pictures = connection.app.state.pictures
    return pictures


@router.get("/pictures/{event}/{name}.webp")
@access(PUBLIC)
async def picture(
    event: str,
    name: Annotated[str, Path(pattern="^[0-9a-f]{32}$")],
    pictures: Annotated[Pictures, Depends(_pictures)],
) -> Response:
    """Serve a picture while something that may be shown shows it."""
    body = await pictures.served(event, name)
    return Response(
        body, media_type="image/webp", headers={"Cache-Control": _KEPT, "X-Content-Type-Options": "nosniff"}
    )
