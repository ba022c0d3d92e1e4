"""The table of pictures: what was fetched of faces and of what people show, so that no wall asks anybody else."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, text

from app.store.columns import metadata, of
from app.store.types import Id, Moment

# a face belongs to an account, any other picture to a post: each goes with what it belongs to
picture = Table(
    "picture",
    metadata,
    Column("id", Id, primary_key=True),
    of("event"),
    of("account", nullable=True),
    of("post", nullable=True),
    Column("hash", Text, nullable=False),  # of the address it came from
    Column("name", Text, unique=True),  # what its own address ends in; drawn by lot, so that nobody can guess it
    Column("body", LargeBinary),  # WebP
    Column("width", Integer),
    Column("height", Integer),
    Column("fetched_at", Moment),
    Column("failed_at", Moment),
    Column("why", Text),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    UniqueConstraint("account_id", "hash"),
    UniqueConstraint("post_id", "hash"),
    CheckConstraint("(account_id IS NULL) <> (post_id IS NULL)", name="belongs_to_one"),
    Index("ix_picture_event_id_fetched_at", "event_id", "fetched_at"),
)
