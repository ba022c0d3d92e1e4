"""The change log: the one truth about what walls must do, in the order in which it was committed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.post import PostKey
from app.domain.wall import ChangeKind, WallChange


class Changes:
    """The change log of each event."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def append(self, event_id: int, entries: Sequence[tuple[ChangeKind, PostKey]], *, now: datetime) -> int:
        """Log what happened, in the transaction in which it happens; the event's last seq."""
        raise NotImplementedError

    async def since(self, event_id: int, seq: int, limit: int = 500) -> list[WallChange]:
        """What happened after a seq, with what may be shown now; a post that changed twice stands at its last change."""
        raise NotImplementedError

    async def floor(self, event_id: int) -> int:
        """The lowest seq from which the log is whole; a client that saw less needs a snapshot."""
        raise NotImplementedError

    async def trim(self, event_id: int, *, keep: int = 100_000, before: datetime) -> None:
        """Let go what is older than `before` or beyond the last `keep` rows."""
        raise NotImplementedError
