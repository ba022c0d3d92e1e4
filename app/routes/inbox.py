"""The inbox: where other programs send posts to."""

from typing import Any

from fastapi import APIRouter, Request

from app.domain.access import PUBLIC
from app.routes.dependencies import TheInbox
from app.routes.guard import access

router = APIRouter(prefix="/api/v1/events/{event}")


@router.post("/inbox")
@access(PUBLIC)  # the signature says who it is
async def inbox(event: str, request: Request, inbox: TheInbox) -> dict[str, Any]:
    """Take a message of Standard Webhooks."""
    received = await inbox.take(event, request.headers, await request.body())
    taken = received.taken
    return {
        "new": taken.new,
        "edited": taken.edited,
        "deleted": taken.deleted,
        "refused": [{"line": line, "detail": why} for line, why in received.refused.items()],
    }
