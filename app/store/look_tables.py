"""The tables of an event's look: its colours and sizes, the pictures that it brings along, and who sponsors it."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Table, Text, UniqueConstraint

from app.store.columns import metadata, of
from app.store.types import Id, Moment

# drawn anew from what an organizer sent; goes with the event
emblem = Table(
    "emblem",
    metadata,
    Column("id", Id, primary_key=True),
    of("event"),
    Column("name", Text, nullable=False, unique=True),  # what its own address ends in
    Column("body", LargeBinary, nullable=False),  # WebP
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
)

look = Table(
    "look",
    metadata,
    of("event", primary_key=True),
    Column("facts", Text, nullable=False),  # JSON, app/store/looks.py
    Column("logo_id", Id, ForeignKey("emblem.id", ondelete="SET NULL")),
    Column("background_id", Id, ForeignKey("emblem.id", ondelete="SET NULL")),
    Column("changed_at", Moment, nullable=False),
)

sponsor = Table(
    "sponsor",
    metadata,
    Column("id", Id, primary_key=True),
    of("event"),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("logo_id", Id, ForeignKey("emblem.id", ondelete="SET NULL")),
    UniqueConstraint("event_id", "name"),
)
