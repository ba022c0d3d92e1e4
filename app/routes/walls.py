"""The wall, its text mirror and its socket: public, because they are what the room sees anyway."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, WebSocket
from starlette.responses import HTMLResponse

from app.domain.access import PUBLIC
from app.routes.dependencies import TheLive, ThePages
from app.routes.guard import access
from app.routes.viewer import watch
from app.services.live import WallView

router = APIRouter()


@router.get("/wall/{event}")
@access(PUBLIC)
async def wall(event: str, live: TheLive, pages: ThePages, request: Request) -> HTMLResponse:
    """Paint a wall."""
    view = await live.view(event)
    asked = request.query_params
    return pages.page(
        "wall/wall.html",
        **painted(view),
        room=asked.get("room", ""),
        density=_density(view, asked.get("density")),
        theme="light" if asked.get("theme") == "light" else "dark",
    )


@router.get("/wall/{event}/text")
@access(PUBLIC)
async def text_mirror(event: str, live: TheLive, pages: ThePages, request: Request) -> HTMLResponse:
    """Show the same wall as text."""
    view = await live.view(event)
    asked = request.query_params.get("theme")
    return pages.page(
        "wall/text.html",
        **painted(view),
        theme=asked if asked in {"light", "dark"} else "auto",
    )


def painted(view: WallView) -> dict[str, Any]:
    """What every page of a wall is painted with, by the names that templates have for it."""
    return {
        "event": view.event,
        "snapshot": view.snapshot,
        "on_stage": view.on_stage,
        "clock": view.clock,
        "late": view.late,
        "shows": view.shows,
        "look": view.look,
        "lang": view.look.language.value,
    }


def _density(view: WallView, asked: str | None) -> str:
    """The layout that was asked for, else the one that fits who reads, else a room's."""
    if asked in {"room", "foyer"}:
        return asked
    return view.look.sight.density if view.look.sight is not None else "room"


@router.websocket("/wall/{event}/live")
@access(PUBLIC)
async def socket(
    websocket: WebSocket,
    event: str,
    live: TheLive,
    epoch: Annotated[str | None, Query(max_length=64)] = None,
    seq: Annotated[int | None, Query(ge=0, le=2**53)] = None,
) -> None:
    """Send a wall what it has missed, then every frame."""
    await websocket.accept()
    await watch(websocket, live, event, epoch=epoch, seq=seq)
