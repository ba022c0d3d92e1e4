"""The tables, as SQLAlchemy Core sees them; `migrations/versions` makes them, and a test compares the two.

Every row belongs to an event, people and their sessions apart: an event's memory ends with the event.
A deleted post keeps its key and `deleted_at` alone, so that it cannot come back and nothing of it can be read.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from app.store.types import Id, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _of(table: str, *, nullable: bool = False, primary_key: bool = False, name: str | None = None) -> Column[Any]:
    """A row that goes when the row it belongs to goes."""
    return Column(
        name or f"{table}_id",
        Id,
        ForeignKey(f"{table}.id", ondelete="CASCADE"),
        nullable=nullable,
        primary_key=primary_key,
        autoincrement=False,
    )


def _where_set(name: str, *columns: str) -> Index:
    """An index of the rows that have its last column: most posts answer, quote and repeat nothing."""
    condition = text(f"{columns[-1]} IS NOT NULL")
    return Index(name, *columns, sqlite_where=condition, postgresql_where=condition)


event = Table(
    "event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("hashtags", Text, nullable=False),  # JSON list
    Column("timezone", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seq", BigInteger, nullable=False),  # of the last change
    Column("floor", BigInteger, nullable=False),  # of the last change that the log has let go
    Column("epoch", Text, nullable=False),
    Column("revision", BigInteger, nullable=False, server_default=text("0")),  # of hashtags and programme
)

speaker = Table(
    "speaker",
    metadata,
    Column("id", Id, primary_key=True),
    _of("event"),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("aliases", Text, nullable=False),  # JSON list
    Column("organisation", Text),
    Column("photo", Text),
    Column("position", Integer, nullable=False),
    UniqueConstraint("event_id", "key"),
)

handle = Table(
    "handle",
    metadata,
    _of("speaker", primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("network", Text, nullable=False),
    Column("canonical", Text, nullable=False),
    Column("remote_id", Text),
    Column("verified", Boolean, nullable=False),
    Column("dead", Boolean, nullable=False),
    Index("ix_handle_network_canonical", "network", "canonical"),
)

talk = Table(
    "talk",
    metadata,
    Column("id", Id, primary_key=True),
    _of("event"),
    Column("key", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("starts_at", Moment),
    Column("ends_at", Moment),
    Column("day", Date),
    Column("room", Text),
    Column("kind", Text),
    Column("position", Integer, nullable=False),
    UniqueConstraint("event_id", "key"),
)

talk_speaker = Table(
    "talk_speaker",
    metadata,
    _of("talk", primary_key=True),
    _of("speaker", primary_key=True),
    Column("position", Integer, nullable=False),
    Index("ix_talk_speaker_speaker_id", "speaker_id"),
)

account = Table(
    "account",
    metadata,
    Column("id", Id, primary_key=True),
    _of("event"),
    Column("network", Text, nullable=False),
    Column("key", Text, nullable=False),  # Account.key
    Column("handle", Text, nullable=False),
    Column("remote_id", Text),
    Column("name", Text),
    Column("url", Text),
    Column("avatar", Text),
    Column("bot", Boolean, nullable=False),
    Column("seen_at", Moment),  # when this was how it looked; a later post knows better
    Column("gone", Boolean, nullable=False, server_default=false()),
    Column("gone_changed_at", Moment),  # of the last word about it: gone or back
    Column("voice_id", Id, ForeignKey("account.id", ondelete="SET NULL")),  # another account of the same person
    Column("closed", Text),  # why it must not be shown elsewhere, in words
    UniqueConstraint("event_id", "network", "key"),
    Index("ix_account_event_id_network_handle", "event_id", "network", "handle"),
    _where_set("ix_account_voice_id", "voice_id"),
)

post = Table(
    "post",
    metadata,
    Column("id", Id, primary_key=True),
    _of("event"),
    Column("network", Text, nullable=False),
    Column("uri", Text, nullable=False),
    Column("account_id", Id, ForeignKey("account.id")),
    Column("created_at", Moment),
    Column("received_at", Moment),
    Column("edited_at", Moment),
    Column("deleted_at", Moment),
    Column("original", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("url", Text),
    Column("language", Text),
    Column("warning", Text),
    Column("entities", Text, nullable=False),  # JSON, app/store/encoding.py
    Column("media", Text, nullable=False),  # JSON
    Column("reference", Text),  # JSON: authors and texts of what it repeats, answers or quotes
    Column("repost_of_uri", Text),
    Column("reply_to_uri", Text),
    Column("quote_of_uri", Text),
    Column("likes", BigInteger),
    Column("reposts", BigInteger),
    Column("followers", BigInteger),  # of the author at that moment; for the comms report alone
    # the reading; all empty until it is read
    Column("verdict", Text),
    Column("why", Text),
    Column("read_language", Text),
    Column("appreciation", Double),
    Column("celebration", Double),
    Column("question", Double),
    Column("promotion", Double),
    Column("criticism", Double),
    Column("checked_at", Moment),  # when its network was last asked whether it is still there
    UniqueConstraint("event_id", "network", "uri"),
    CheckConstraint(
        "deleted_at IS NOT NULL OR (account_id IS NOT NULL AND created_at IS NOT NULL AND received_at IS NOT NULL)",
        name="only_a_tombstone_is_empty",
    ),
    Index("ix_post_event_id_created_at", "event_id", "created_at", "network", "uri"),
    Index("ix_post_event_id_received_at", "event_id", "received_at"),
    Index("ix_post_account_id_created_at", "account_id", "created_at", "uri"),
    _where_set("ix_post_event_id_repost_of_uri", "event_id", "repost_of_uri"),
    _where_set("ix_post_event_id_reply_to_uri", "event_id", "reply_to_uri"),
    _where_set("ix_post_event_id_quote_of_uri", "event_id", "quote_of_uri"),
    _where_set("ix_post_event_id_deleted_at", "event_id", "deleted_at"),
    # a reading is written beside its post in the same page, and then no index has to know of it
    postgresql_with={"fillfactor": 50},
)

# other uris by which its network may speak of a post, whether we hold that post or not
alias = Table(
    "alias",
    metadata,
    _of("event", primary_key=True),
    Column("network", Text, primary_key=True),
    Column("alias", Text, primary_key=True),
    Column("uri", Text, nullable=False),
    Index("ix_alias_event_id_network_uri", "event_id", "network", "uri"),
)

# who asked not to be here: keyed hashes, from which nobody can tell who it was
opt_out = Table(
    "opt_out",
    metadata,
    _of("event", primary_key=True),
    Column("hash", Text, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("how", Text, nullable=False),
)

source = Table(
    "source",
    metadata,
    Column("id", Id, primary_key=True),
    _of("event"),
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
    Column("why", Text),
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
    _of("source"),
    Column("from_at", Moment, nullable=False),
    Column("until_at", Moment, nullable=False),
    Column("why", Text, nullable=False),
    Column("filled_at", Moment),
    Index("ix_source_gap_source_id_from_at", "source_id", "from_at"),
)

mention = Table(
    "mention",
    metadata,
    _of("post", primary_key=True),
    _of("speaker", primary_key=True),
    Column("position", Integer, nullable=False),
    Column("candidate", Boolean, nullable=False),  # waits for a person
    Column("evidence", Text, nullable=False),
    Column("confidence", Double, nullable=False),
    Column("span_start", Integer),
    Column("span_end", Integer),
    Column("appreciates", Boolean, nullable=False),
    Column("appreciation", Double, nullable=False),
    Column("delivered", Text, nullable=False),
    Column("reason", Text),
    Index("ix_mention_speaker_id_post_id", "speaker_id", "post_id"),
)

change = Table(
    "change",
    metadata,
    _of("event", primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    _of("post"),
    Column("at", Moment, nullable=False),
    Index("ix_change_post_id", "post_id"),
)

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
    _of("person"),
    _of("event", nullable=True),  # empty: every event
    Column("role", Text, nullable=False),
    Column("speaker", Text),  # the speaker's key, when the role is a speaker's own
    Index("ix_membership_person_id", "person_id"),
)

invitation = Table(
    "invitation",
    metadata,
    Column("token_hash", Text, primary_key=True),
    _of("event", nullable=True),
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
    _of("person"),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)
