"""The tables of shows: what each room's walls are told to show, and what is to be announced when."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, Text

from app.store.columns import metadata, of
from app.store.types import Id, Moment

announcement = Table(
    "announcement",
    metadata,
    Column("id", Id, primary_key=True),
    of("event"),
    Column("room", Text, nullable=False),  # empty: every wall
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", Text),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment),
    Column("begun_at", Moment),
    Column("over_at", Moment),
    Column("by_name", Text, nullable=False),
    Index("ix_announcement_event_id_starts_at", "event_id", "starts_at"),
)

show = Table(
    "show",
    metadata,
    of("event", primary_key=True),
    Column("room", Text, primary_key=True),  # empty: wherever a room has none of its own
    Column("scene", Text, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("blank", Boolean, nullable=False),
    Column("pinned_id", Id, ForeignKey("post.id", ondelete="SET NULL")),
    Column("announcement_id", Id, ForeignKey("announcement.id", ondelete="SET NULL")),
    Column("return_to", Text),  # the scene to go back to after the announcement
    Column("talk", Text),
    Column("changed_at", Moment, nullable=False),
    Column("by_name", Text, nullable=False),
    Index("ix_show_pinned_id", "pinned_id"),
    Index("ix_show_announcement_id", "announcement_id"),
)
