"""The tables of people who run events, and of how they come in."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from app.store.columns import metadata, of
from app.store.types import Id, Moment

person = Table(
    "person",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text),
    Column("mail", Text),
    Column("created_at", Moment, nullable=False),
)

membership = Table(
    "membership",
    metadata,
    Column("id", Id, primary_key=True),
    of("person"),
    of("event", nullable=True),  # empty: every event
    Column("role", Text, nullable=False),
    Column("speaker", Text),  # the speaker's key, when the role is a speaker's own
    Index("ix_membership_person_id", "person_id"),
)

invitation = Table(
    "invitation",
    metadata,
    Column("token_hash", Text, primary_key=True),
    of("event", nullable=True),
    Column("role", Text, nullable=False),
    Column("speaker", Text),
    Column("mail", Text),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("used_by", Id, ForeignKey("person.id", ondelete="SET NULL")),
)

session = Table(
    "session",
    metadata,
    Column("token_hash", Text, primary_key=True),
    of("person"),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)
