"""The table of decisions: one log of what people decided about posts, authors and events, and of what was undone."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from app.store.columns import metadata, of
from app.store.types import Id, Moment

# a decision about a post goes when the post's content goes; what it says of the text is a hash of it
decision = Table(
    "decision",
    metadata,
    Column("id", Id, primary_key=True),
    of("event"),
    Column("at", Moment, nullable=False),
    Column("person_id", Id, ForeignKey("person.id", ondelete="SET NULL")),
    Column("by_name", Text, nullable=False),
    Column("deed", Text, nullable=False),
    of("post", nullable=True),
    Column("network", Text),  # of a blocked author, or of an account that is said to be a speaker's
    Column("account", Text),  # Account.key of a blocked author, else a canonical handle
    Column("what", Text, nullable=False),  # JSON: see app/store/decisions.py
    Column("undone_at", Moment),
    Column("undone_by", Text),
    Index("ix_decision_event_id_deed", "event_id", "deed"),
    Index("ix_decision_post_id", "post_id"),
)
