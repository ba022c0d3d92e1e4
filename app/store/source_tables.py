"""The tables of sources: what is followed, and the times in which something may have been missed."""

from sqlalchemy import BigInteger, Boolean, Column, Index, LargeBinary, Table, Text, UniqueConstraint, false, text

from app.store.columns import metadata, of
from app.store.types import Id, Moment
from app.store.words import Words

source = Table(
    "source",
    metadata,
    Column("id", Id, primary_key=True),
    of("event"),
    Column("name", Text, nullable=False),
    Column("network", Text, nullable=False),
    Column("options", Text, nullable=False),  # JSON object
    Column("sealed", LargeBinary),  # the encrypted secret
    Column("paused", Boolean, nullable=False, server_default=false()),
    Column("places", Text, nullable=False),  # JSON object: cursors by name
    Column("created_at", Moment, nullable=False),
    Column("leased_by", Text),  # which process follows it
    Column("leased_until", Moment),
    # how it fares
    Column("state", Text, nullable=False),
    Column("why", Words),
    Column("since", Moment),
    Column("heard_at", Moment),
    Column("last_post_at", Moment),
    Column("posts", BigInteger, nullable=False, server_default=text("0")),
    Column("malformed", BigInteger, nullable=False, server_default=text("0")),
    Column("received_lag", BigInteger),  # microseconds
    Column("shown_lag", BigInteger),
    Column("retry_at", Moment),
    UniqueConstraint("event_id", "name"),
)

source_gap = Table(
    "source_gap",
    metadata,
    Column("id", Id, primary_key=True),
    of("source"),
    Column("from_at", Moment, nullable=False),
    Column("until_at", Moment, nullable=False),
    Column("why", Words, nullable=False),
    Column("filled_at", Moment),
    Index("ix_source_gap_source_id_from_at", "source_id", "from_at"),
)
