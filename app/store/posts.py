"""Posts: added once, edited forwards, deleted for good."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.event import Programme
from app.domain.network import Network
from app.domain.post import Post, PostKey
from app.domain.reading import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much was said: posts that are still there, originals among them, their voices, and tombstones."""

    posts: int
    originals: int
    voices: int
    deleted: int


class Posts:
    """The posts of each event. Every writing method is for one event and locks out its other writers."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.erased = False

    async def add(self, event_id: int, posts: Sequence[Post]) -> set[PostKey]:
        """Store what is new, and say what that was. A post that was deleted, even before it came, stays deleted."""
        raise NotImplementedError

    async def revise(self, event_id: int, posts: Sequence[Post]) -> set[PostKey]:
        """Take over edits of stored posts; the keys of those that were newer than what we had."""
        raise NotImplementedError

    async def delete(self, event_id: int, deletions: Mapping[PostKey, datetime]) -> set[PostKey]:
        """Wipe posts, the reposts of them and every quotation of their text; the keys of those that had content.

        A key that nobody knows leaves a tombstone. Ask `touched_by` before: a tombstone knows no neighbours.
        """
        raise NotImplementedError

    async def account_gone(self, event_id: int, network: Network, account_key: str, at: datetime) -> set[PostKey]:
        """An account is gone: its posts are kept, and nobody sees them; the keys of those posts."""
        raise NotImplementedError

    async def account_back(self, event_id: int, network: Network, account_key: str, at: datetime) -> set[PostKey]:
        """An account is back, and its posts with it; their keys."""
        raise NotImplementedError

    async def load(self, event_id: int, keys: Sequence[PostKey]) -> dict[PostKey, Post]:
        """The posts of these keys that have content; posts of accounts that are gone have none."""
        raise NotImplementedError

    async def contexts(self, event_id: int, posts: Sequence[Post], programme: Programme) -> dict[PostKey, Context]:
        """What the other stored posts say about each of these."""
        raise NotImplementedError

    async def touched_by(self, event_id: int, keys: Sequence[PostKey]) -> set[PostKey]:
        """Other stored posts that may read differently because of these: what answers, quotes or is answered by them."""
        raise NotImplementedError

    async def counts(self, event_id: int) -> Counts:
        """How much was said."""
        raise NotImplementedError

    async def last_received(self, event_id: int) -> datetime | None:
        """When the event was last heard of."""
        raise NotImplementedError
