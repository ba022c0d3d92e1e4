"""Words of an event: what an organizer says that they mean there."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# as it was when this was written: a migration must not change when app/store/types.py does
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "event_word",
        sa.Column("event_id", ID, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", "key", name="pk_event_word"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], ondelete="CASCADE", name="fk_event_word_event_id"),
    )


def downgrade() -> None:
    raise NotImplementedError("migrations expand, then contract; to go back, restore a backup")
