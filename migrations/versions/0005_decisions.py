"""Decisions: the log of what people decided, and where in readings it shows."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# as it was when this was written: a migration must not change when app/store/types.py does
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("id", ID, nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("person_id", ID),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("post_id", ID),
        sa.Column("network", sa.Text()),
        sa.Column("account", sa.Text()),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("undone_at", MOMENT),
        sa.Column("undone_by", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], ondelete="CASCADE", name="fk_decision_event_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], ondelete="SET NULL", name="fk_decision_person_id"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], ondelete="CASCADE", name="fk_decision_post_id"),
    )
    op.create_index("ix_decision_event_id_deed", "decision", ["event_id", "deed"])
    op.create_index("ix_decision_post_id", "decision", ["post_id"])
    op.add_column("post", sa.Column("decision_id", ID))
    op.add_column("mention", sa.Column("decision_id", ID))
    op.create_index(
        "ix_mention_asks",
        "mention",
        ["post_id"],
        sqlite_where=sa.text("candidate = 1 AND decision_id IS NULL"),
        postgresql_where=sa.text("candidate AND decision_id IS NULL"),
    )


def downgrade() -> None:
    raise NotImplementedError("migrations expand, then contract; to go back, restore a backup")
