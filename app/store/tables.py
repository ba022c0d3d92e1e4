"""The tables of what is said at events, as SQLAlchemy Core sees them; those of sources and people stand beside this.

`migrations/versions` makes them all, and a test compares the two. Every row belongs to an event, people and their
sessions apart: an event's memory ends with the event. A deleted post keeps its key and `deleted_at` alone, so that it
cannot come back and nothing of it can be read.
"""

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
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from app.store.columns import metadata, of, where_set
from app.store.types import Id, Moment
from app.store.words import Words

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
    of("event"),
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
    of("speaker", primary_key=True),
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
    of("event"),
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
    of("talk", primary_key=True),
    of("speaker", primary_key=True),
    Column("position", Integer, nullable=False),
    Index("ix_talk_speaker_speaker_id", "speaker_id"),
)

account = Table(
    "account",
    metadata,
    Column("id", Id, primary_key=True),
    of("event"),
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
    Column("voice_id", Id, ForeignKey("account.id", ondelete="SET NULL")),  # of several of one person the first
    Column("behind", Text),  # `network:handle` of the account that it is the bridged copy of
    Column("claims", Text),  # JSON list of such names: whom its profile says to be the same person
    Column("joined", Text),  # JSON list of such names: whom a moderator says to be
    UniqueConstraint("event_id", "network", "key"),
    Index("ix_account_event_id_network_handle", "event_id", "network", "handle"),
    where_set("ix_account_voice_id", "voice_id"),
    where_set("ix_account_event_id_behind", "event_id", "behind"),
)

post = Table(
    "post",
    metadata,
    Column("id", Id, primary_key=True),
    of("event"),
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
    Column("sameness", Text),  # what copies of one text have in common, see app/domain/copies.py
    Column("signature", Text),  # the author's name at that moment, as it is compared
    Column("copy_of_id", Id),  # the post that leads its card, when it is another; a tombstone keeps it until settled
    # the reading; all empty until it is read
    Column("verdict", Text),
    Column("why", Words),
    Column("read_language", Text),
    Column("appreciation", Double),
    Column("celebration", Double),
    Column("question", Double),
    Column("promotion", Double),
    Column("criticism", Double),
    # ids without a key: a decision that vanishes has its posts read again, in the same transaction
    Column("decision_id", Id),  # on which the verdict stands
    Column("checked_at", Moment),  # when its network was last asked whether it is still there
    Column("chosen", Text),  # JSON list of speakers' keys: whom it is for, of what was said on our own page
    UniqueConstraint("event_id", "network", "uri"),
    CheckConstraint(
        "deleted_at IS NOT NULL OR (account_id IS NOT NULL AND created_at IS NOT NULL AND received_at IS NOT NULL)",
        name="only_a_tombstone_is_empty",
    ),
    Index("ix_post_event_id_created_at", "event_id", "created_at", "network", "uri"),
    Index("ix_post_event_id_received_at", "event_id", "received_at"),
    Index("ix_post_account_id_created_at", "account_id", "created_at", "uri"),
    where_set("ix_post_event_id_repost_of_uri", "event_id", "repost_of_uri"),
    where_set("ix_post_event_id_reply_to_uri", "event_id", "reply_to_uri"),
    where_set("ix_post_event_id_quote_of_uri", "event_id", "quote_of_uri"),
    where_set("ix_post_event_id_deleted_at", "event_id", "deleted_at"),
    where_set("ix_post_event_id_copy_of_id", "event_id", "copy_of_id"),
    Index(
        "ix_post_event_id_sameness",
        *("event_id", "sameness", "network"),
        sqlite_where=text("sameness IS NOT NULL"),
        postgresql_where=text("sameness IS NOT NULL"),
    ),
    # a reading is written beside its post in the same page, and then no index has to know of it
    postgresql_with={"fillfactor": 50},
)

# other uris by which its network may speak of a post, whether we hold that post or not
alias = Table(
    "alias",
    metadata,
    of("event", primary_key=True),
    Column("network", Text, primary_key=True),
    Column("alias", Text, primary_key=True),
    Column("uri", Text, nullable=False),
    Index("ix_alias_event_id_network_uri", "event_id", "network", "uri"),
)

# who asked not to be here: keyed hashes, from which nobody can tell who it was
opt_out = Table(
    "opt_out",
    metadata,
    of("event", primary_key=True),
    Column("hash", Text, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("how", Text, nullable=False),
)

mention = Table(
    "mention",
    metadata,
    of("post", primary_key=True),
    of("speaker", primary_key=True),
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
    Column("decision_id", Id),  # by which a person confirmed it or, of a candidate, ruled it out
    Index("ix_mention_speaker_id_post_id", "speaker_id", "post_id"),
    # what asks a person: few, and looked for often
    Index(
        "ix_mention_asks",
        "post_id",
        sqlite_where=text("candidate = 1 AND decision_id IS NULL"),
        postgresql_where=text("candidate AND decision_id IS NULL"),
    ),
)

change = Table(
    "change",
    metadata,
    of("event", primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    of("post", nullable=True),  # empty where the change is of no post: another scene, say
    Column("at", Moment, nullable=False),
    Index("ix_change_post_id", "post_id"),
)
