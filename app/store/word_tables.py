"""The table of the words that mean something of their own at an event."""

from sqlalchemy import Column, Table, Text

from app.store.columns import metadata, of

event_word = Table(
    "event_word",
    metadata,
    of("event", primary_key=True),
    Column("key", Text, primary_key=True),  # EventWord.key: as it is compared
    Column("text", Text, nullable=False),  # as the organizer wrote it
    Column("meaning", Text, nullable=False),
)
