"""Who speaks at an event; a re-import changes what changed and keeps what was said about each speaker."""

from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.event import Programme


class Programmes:
    """The programme of each event."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def load(self, event_id: int) -> Programme:
        """The programme, in its own order; empty when there is none yet."""
        raise NotImplementedError

    async def save(self, event_id: int, programme: Programme) -> None:
        """Make this the programme: speakers and talks by key, those that are not in it any more are forgotten."""
        raise NotImplementedError
