"""The overlay for video: what a mixer lays over its picture, public like the wall."""

from enum import StrEnum
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, Query
from starlette.responses import HTMLResponse

from app.domain.access import PUBLIC
from app.routes.dependencies import TheLive, ThePages
from app.routes.guard import access
from app.routes.walls import painted

router = APIRouter()


class Side(StrEnum):
    """Where the pill stands: over the whole width, or on one side."""

    WIDE = "wide"
    START = "start"
    END = "end"


class Theme(StrEnum):
    """The pill's colours."""

    DARK = "dark"
    LIGHT = "light"


class Asked(NamedTuple):
    """What an address asks for: `dwell` and `gap` are seconds, `queue` counts those who may wait."""

    dwell: float | None
    gap: float
    queue: int
    side: Side
    room: str
    theme: Theme


def asked_for(  # noqa: PLR0913, PLR0917 - a query has these parts
    dwell: Annotated[float | None, Query(ge=3, le=60)] = None,
    gap: Annotated[float, Query(ge=0, le=600)] = 6,
    queue: Annotated[int, Query(ge=1, le=60)] = 12,
    side: Side = Side.WIDE,
    room: Annotated[str, Query(max_length=200)] = "",
    theme: Theme = Theme.DARK,
) -> Asked:
    """Return what an address asks for; what is out of bounds is refused before."""
    return Asked(dwell, gap, queue, side, room, theme)


@router.get("/overlay/{event}")
@access(PUBLIC)
async def overlay(
    event: str, live: TheLive, pages: ThePages, asked: Annotated[Asked, Depends(asked_for)]
) -> HTMLResponse:
    """Serve the overlay; an address that does not fit says so, for whoever sets it up sees that."""
    view = await live.view(event)
    return pages.page("overlay/overlay.html", **painted(view), asked=asked, theme=asked.theme.value)
