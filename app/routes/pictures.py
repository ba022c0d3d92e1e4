"""Faces and pictures from our own host: no wall makes a viewer ask somebody else."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from app.domain.access import PUBLIC
from app.routes.dependencies import ThePictures
from app.routes.guard import access

router = APIRouter()
# what stands at an address never changes, but it may have to go: no cache that others share keeps it, and none for long
_KEPT = "private, max-age=3600, immutable"


@router.get("/pictures/{event}/{name}.webp")
@access(PUBLIC)
async def picture(
    event: str,
    name: Annotated[str, Path(pattern="^[0-9a-f]{32}$")],
    pictures: ThePictures,
) -> Response:
    """Serve a picture while something that may be shown shows it."""
    body = await pictures.served(event, name)
    return Response(
        body, media_type="image/webp", headers={"Cache-Control": _KEPT, "X-Content-Type-Options": "nosniff"}
    )
