"""Following: sources and their gaps, other names of posts, opt-outs, and when a post was last asked about."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# as they were when this was written: a migration must not change when app/store/types.py does
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.add_column("event", sa.Column("revision", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.add_column("post", sa.Column("checked_at", MOMENT))
    op.create_table(
        "alias",
        sa.Column("event_id", ID, autoincrement=False, nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("uri", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_alias_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "network", "alias", name="pk_alias"),
    )
    op.create_index("ix_alias_event_id_network_uri", "alias", ["event_id", "network", "uri"])
    op.create_table(
        "opt_out",
        sa.Column("event_id", ID, autoincrement=False, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_opt_out_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "hash", name="pk_opt_out"),
    )
    op.create_table(
        "source",
        sa.Column("id", ID, nullable=False),
        sa.Column("event_id", ID, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary()),
        sa.Column("paused", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("places", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("leased_by", sa.Text()),
        sa.Column("leased_until", MOMENT),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text()),
        sa.Column("since", MOMENT),
        sa.Column("heard_at", MOMENT),
        sa.Column("last_post_at", MOMENT),
        sa.Column("posts", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("malformed", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("received_lag", sa.BigInteger()),
        sa.Column("shown_lag", sa.BigInteger()),
        sa.Column("retry_at", MOMENT),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_source_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_source"),
        sa.UniqueConstraint("event_id", "name", name="uq_source_event_id_name"),
    )
    op.create_table(
        "source_gap",
        sa.Column("id", ID, nullable=False),
        sa.Column("source_id", ID, autoincrement=False, nullable=False),
        sa.Column("from_at", MOMENT, nullable=False),
        sa.Column("until_at", MOMENT, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("filled_at", MOMENT),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_source_gap_source_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_source_gap"),
    )
    op.create_index("ix_source_gap_source_id_from_at", "source_gap", ["source_id", "from_at"])


def downgrade() -> None:
    raise NotImplementedError("migrations expand, then contract; to go back, restore a backup")
