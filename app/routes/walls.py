"""The wall, its text mirror and its socket: public, because they are what the room sees anyway."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, WebSocket
from starlette.responses import HTMLResponse

from app.domain.access import PUBLIC
from app.routes.dependencies import TheLive, ThePages
from app.routes.guard import access
from app.routes.viewer import watch

router = APIRouter()


@router.get("/wall/{event}")
@access(PUBLIC)
async def wall(event: str, live: TheLive, pages: ThePages, request: Request) -> HTMLResponse:
    """Paint a wall."""
    view = await live.view(event)
    asked = request.query_params
    return pages.page(
        "wall/wall.html",
        event=view.event,
        snapshot=view.snapshot,
        on_stage=view.on_stage,
        clock=view.clock,
        late=view.late,
        density="foyer" if asked.get("density") == "foyer" else "room",
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
        event=view.event,
        snapshot=view.snapshot,
        on_stage=view.on_stage,
        clock=view.clock,
        late=view.late,
        theme=asked if asked in {"light", "dark"} else "auto",
    )


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
