"""Which words mean something of their own at an event."""

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.event_words import EventWord, EventWords, Meaning
from app.store.events import lock, revised
from app.store.word_tables import event_word


class WordsOf:
    """The words of each event."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def load(self, event_id: int) -> EventWords:
        """Return the words of an event; none when nobody gave any."""
        rows = await self._connection.execute(select(event_word).where(event_word.c.event_id == event_id))
        return EventWords(tuple(EventWord(row.text, Meaning(row.meaning)) for row in rows))

    async def load_to_change(self, event_id: int) -> EventWords:
        """Return the words of an event, which nobody else changes until this transaction is over."""
        await lock(self._connection, event_id)
        return await self.load(event_id)

    async def save(self, event_id: int, words: EventWords) -> bool:
        """Make these the words of an event, and let its followers know; whether that changed anything."""
        if words == await self.load_to_change(event_id):
            return False
        await self._connection.execute(delete(event_word).where(event_word.c.event_id == event_id))
        if words.words:
            rows = [
                {"event_id": event_id, "key": word.key, "text": word.text, "meaning": word.meaning}
                for word in words.words
            ]
            await self._connection.execute(insert(event_word), rows)
        await revised(self._connection, event_id)
        return True
