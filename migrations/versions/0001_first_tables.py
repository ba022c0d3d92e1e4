"""The first tables: events, programmes, accounts, posts and their readings, the change log, people."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# as they were when this was written: a migration must not change when app/store/types.py does
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")


def where(condition: str) -> dict[str, Any]:
    """Index only the rows for which this holds."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column("id", ID, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hashtags", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("floor", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sa.UniqueConstraint("slug", name="uq_event_slug"),
    )
    op.create_table(
        "person",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("mail", sa.Text()),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
    )
    op.create_table(
        "account",
        sa.Column("id", ID, nullable=False),
        sa.Column("event_id", ID, autoincrement=False, nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("remote_id", sa.Text()),
        sa.Column("name", sa.Text()),
        sa.Column("url", sa.Text()),
        sa.Column("avatar", sa.Text()),
        sa.Column("bot", sa.Boolean(), nullable=False),
        sa.Column("seen_at", MOMENT),
        sa.Column("gone", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("gone_changed_at", MOMENT),
        sa.Column("voice_id", ID),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_account_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["voice_id"], ["account.id"], name="fk_account_voice_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("event_id", "network", "key", name="uq_account_event_id_network_key"),
    )
    op.create_index("ix_account_event_id_network_handle", "account", ["event_id", "network", "handle"])
    op.create_index("ix_account_voice_id", "account", ["voice_id"], **where("voice_id IS NOT NULL"))
    op.create_table(
        "invitation",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("event_id", ID, autoincrement=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text()),
        sa.Column("mail", sa.Text()),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.Column("used_by", ID),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_invitation_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["used_by"], ["person.id"], name="fk_invitation_used_by", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_invitation"),
    )
    op.create_table(
        "membership",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.Column("event_id", ID, autoincrement=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text()),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_membership_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_membership_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_membership"),
    )
    op.create_index("ix_membership_person_id", "membership", ["person_id"])
    op.create_table(
        "session",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_session_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_session"),
    )
    op.create_table(
        "speaker",
        sa.Column("id", ID, nullable=False),
        sa.Column("event_id", ID, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text()),
        sa.Column("photo", sa.Text()),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_speaker_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_speaker"),
        sa.UniqueConstraint("event_id", "key", name="uq_speaker_event_id_key"),
    )
    op.create_table(
        "talk",
        sa.Column("id", ID, nullable=False),
        sa.Column("event_id", ID, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("starts_at", MOMENT),
        sa.Column("ends_at", MOMENT),
        sa.Column("day", sa.Date()),
        sa.Column("room", sa.Text()),
        sa.Column("kind", sa.Text()),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_talk_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_talk"),
        sa.UniqueConstraint("event_id", "key", name="uq_talk_event_id_key"),
    )
    op.create_table(
        "handle",
        sa.Column("speaker_id", ID, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("remote_id", sa.Text()),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("dead", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["speaker_id"], ["speaker.id"], name="fk_handle_speaker_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("speaker_id", "position", name="pk_handle"),
    )
    op.create_index("ix_handle_network_canonical", "handle", ["network", "canonical"])
    op.create_table(
        "post",
        sa.Column("id", ID, nullable=False),
        sa.Column("event_id", ID, autoincrement=False, nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("uri", sa.Text(), nullable=False),
        sa.Column("account_id", ID),
        sa.Column("created_at", MOMENT),
        sa.Column("received_at", MOMENT),
        sa.Column("edited_at", MOMENT),
        sa.Column("deleted_at", MOMENT),
        sa.Column("original", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("warning", sa.Text()),
        sa.Column("entities", sa.Text(), nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text()),
        sa.Column("repost_of_uri", sa.Text()),
        sa.Column("reply_to_uri", sa.Text()),
        sa.Column("quote_of_uri", sa.Text()),
        sa.Column("likes", sa.BigInteger()),
        sa.Column("reposts", sa.BigInteger()),
        sa.Column("followers", sa.BigInteger()),
        sa.Column("verdict", sa.Text()),
        sa.Column("why", sa.Text()),
        sa.Column("read_language", sa.Text()),
        sa.Column("appreciation", sa.Double()),
        sa.Column("celebration", sa.Double()),
        sa.Column("question", sa.Double()),
        sa.Column("promotion", sa.Double()),
        sa.Column("criticism", sa.Double()),
        sa.CheckConstraint(
            "deleted_at IS NOT NULL OR (account_id IS NOT NULL AND created_at IS NOT NULL AND received_at IS NOT NULL)",
            name="ck_post_only_a_tombstone_is_empty",
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_post_account_id"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_post_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_post"),
        sa.UniqueConstraint("event_id", "network", "uri", name="uq_post_event_id_network_uri"),
        postgresql_with={"fillfactor": 50},
    )
    op.create_index("ix_post_account_id_created_at", "post", ["account_id", "created_at", "uri"])
    op.create_index("ix_post_event_id_created_at", "post", ["event_id", "created_at", "network", "uri"])
    op.create_index(
        "ix_post_event_id_quote_of_uri", "post", ["event_id", "quote_of_uri"], **where("quote_of_uri IS NOT NULL")
    )
    op.create_index(
        "ix_post_event_id_deleted_at", "post", ["event_id", "deleted_at"], **where("deleted_at IS NOT NULL")
    )
    op.create_index("ix_post_event_id_received_at", "post", ["event_id", "received_at"])
    op.create_index(
        "ix_post_event_id_reply_to_uri", "post", ["event_id", "reply_to_uri"], **where("reply_to_uri IS NOT NULL")
    )
    op.create_index(
        "ix_post_event_id_repost_of_uri", "post", ["event_id", "repost_of_uri"], **where("repost_of_uri IS NOT NULL")
    )
    op.create_table(
        "talk_speaker",
        sa.Column("talk_id", ID, autoincrement=False, nullable=False),
        sa.Column("speaker_id", ID, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["speaker_id"], ["speaker.id"], name="fk_talk_speaker_speaker_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name="fk_talk_speaker_talk_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("talk_id", "speaker_id", name="pk_talk_speaker"),
    )
    op.create_index("ix_talk_speaker_speaker_id", "talk_speaker", ["speaker_id"])
    op.create_table(
        "change",
        sa.Column("event_id", ID, autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("post_id", ID, autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_change_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_change_post_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "seq", name="pk_change"),
    )
    op.create_index("ix_change_post_id", "change", ["post_id"])
    op.create_table(
        "mention",
        sa.Column("post_id", ID, autoincrement=False, nullable=False),
        sa.Column("speaker_id", ID, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("candidate", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("span_start", sa.Integer()),
        sa.Column("span_end", sa.Integer()),
        sa.Column("appreciates", sa.Boolean(), nullable=False),
        sa.Column("appreciation", sa.Double(), nullable=False),
        sa.Column("delivered", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_mention_post_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["speaker_id"], ["speaker.id"], name="fk_mention_speaker_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "speaker_id", name="pk_mention"),
    )
    op.create_index("ix_mention_speaker_id_post_id", "mention", ["speaker_id", "post_id"])


def downgrade() -> None:
    raise NotImplementedError("migrations expand, then contract; to go back, restore a backup")
