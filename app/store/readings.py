"""Readings: what was understood of each post, kept beside it."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.post import PostKey
from app.domain.reading import Reading


class Readings:
    """The readings of each event's posts."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save(self, event_id: int, readings: Mapping[PostKey, Reading]) -> set[PostKey]:
        """Replace readings; the keys of posts that now read differently. Deleted and unknown posts are passed over."""
        raise NotImplementedError
