"""What was said about speakers: the stream that digests, ledgers and reports are made from."""

from collections.abc import AsyncIterator

from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.post import Post
from app.domain.said import Said
from app.domain.speaker import SpeakerKey


class SaidOf:
    """What was said at each event."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def stream(
        self, event_id: int, speaker: SpeakerKey | None = None, *, undelivered_only: bool = False
    ) -> AsyncIterator[Said]:
        """Attributed mentions of originals in order of (created_at, network, uri, speaker name), in constant memory."""
        raise NotImplementedError
        yield

    async def posts_by(self, event_id: int, speaker_key: SpeakerKey) -> list[Post]:
        """A speaker's own posts, reposts too, in order of (created_at, network, uri)."""
        raise NotImplementedError
