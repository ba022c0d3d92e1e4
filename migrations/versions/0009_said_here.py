"""What is said on our own page: whom it is for, and the door that a moderator can close."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# as it was when this was written: a migration must not change when app/store/types.py does
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    op.add_column("post", sa.Column("chosen", sa.Text()))
    op.create_table(
        "say_door",
        sa.Column("event_id", ID, autoincrement=False, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=False),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name="pk_say_door"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], ondelete="CASCADE", name="fk_say_door_event_id"),
    )


def downgrade() -> None:
    raise NotImplementedError("migrations expand, then contract; to go back, restore a backup")
