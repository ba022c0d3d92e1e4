"""One viewer's socket: it is handed to the audience, or frames go out one by one where its server keeps it."""

import asyncio

from starlette.websockets import WebSocket, WebSocketDisconnect

from app.domain.errors import NotFound, OvationError
from app.services.live import Live

_GOING_AWAY = 1001
_TRY_AGAIN = 1013  # "Try Again Later" in the registry of RFC 6455; the wall comes back and resumes
_NO_EVENT = 4404


class _LeftError(Exception):
    """The viewer is gone."""


async def watch(websocket: WebSocket, live: Live, slug: str, *, epoch: str | None, seq: int | None) -> None:
    """Seat an accepted viewer. Where its socket was handed over, all that follows happens without us."""
    viewer = live.hand_over(websocket.scope)
    if viewer is None:
        await _watch_one_by_one(websocket, live, slug, epoch, seq)
        return
    try:
        await live.seat(slug, viewer, epoch=epoch, seq=seq)
    except NotFound:
        viewer.close(_NO_EVENT)
    except OvationError:
        viewer.close(_TRY_AGAIN)


async def _watch_one_by_one(websocket: WebSocket, live: Live, slug: str, epoch: str | None, seq: int | None) -> None:
    """Send frames until the viewer leaves, falls too far behind, or the server goes down."""
    code: int | None = None
    try:
        async with asyncio.TaskGroup() as tasks:
            listening = tasks.create_task(_until_left(websocket), name="viewer-listens")
            code = await _send(websocket, live, slug, epoch, seq)
            listening.cancel()
    except* (_LeftError, WebSocketDisconnect):
        code = None
    if code is not None:
        await websocket.close(code)


async def _send(websocket: WebSocket, live: Live, slug: str, epoch: str | None, seq: int | None) -> int:
    seat = live.join(slug)
    try:
        async for frame in seat.frames(epoch=epoch, seq=seq):
            await websocket.send_text(frame)
    except RuntimeError as error:  # so servers say that they have closed it meanwhile
        raise _LeftError from error
    except NotFound:
        return _NO_EVENT
    except OvationError:
        return _TRY_AGAIN
    return _TRY_AGAIN if seat.overflowed else _GOING_AWAY


async def _until_left(websocket: WebSocket) -> None:
    while (await websocket.receive())["type"] != "websocket.disconnect":
        pass
    raise _LeftError
