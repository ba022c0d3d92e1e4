"""The table of the doors of thanks pages."""

from sqlalchemy import Column, Table, Text

from app.store.columns import metadata, of
from app.store.types import Moment

say_door = Table(  # a row for each door that is closed
    "say_door",
    metadata,
    of("event", primary_key=True),
    Column("closed_at", Moment, nullable=False),
    Column("closed_by", Text, nullable=False),
)
