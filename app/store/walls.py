"""What walls show: cards of posts that may be shown, and the faces of those who wrote them."""

from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.wall import Snapshot


class Face(NamedTuple):
    """A voice in the stalls: the name, the canonical handle that chooses a colour, and a path on our own host."""

    name: str
    account: str
    face: str | None


class Walls:
    """The wall of each event."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def snapshot(self, event_id: int, limit: int = 60) -> Snapshot:
        """The newest cards, and the place in the change log from which to go on; NotFound without the event."""
        raise NotImplementedError

    async def voices(self, event_id: int, limit: int) -> list[Face]:
        """The voices that spoke last, each once, the newest first."""
        raise NotImplementedError
