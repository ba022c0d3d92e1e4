"""Pictures: what was fetched of faces and posts, so that no wall asks anybody else for them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# as it was when this was written: a migration must not change when app/store/types.py does
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "picture",
        sa.Column("id", ID, nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("account_id", ID),
        sa.Column("post_id", ID),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("width", sa.Integer()),
        sa.Column("height", sa.Integer()),
        sa.Column("fetched_at", MOMENT),
        sa.Column("failed_at", MOMENT),
        sa.Column("why", sa.Text()),
        sa.Column("tries", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.PrimaryKeyConstraint("id", name="pk_picture"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], ondelete="CASCADE", name="fk_picture_event_id"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE", name="fk_picture_account_id"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], ondelete="CASCADE", name="fk_picture_post_id"),
        sa.UniqueConstraint("name", name="uq_picture_name"),
        sa.UniqueConstraint("account_id", "hash", name="uq_picture_account_id_hash"),
        sa.UniqueConstraint("post_id", "hash", name="uq_picture_post_id_hash"),
        sa.CheckConstraint("(account_id IS NULL) <> (post_id IS NULL)", name="ck_picture_belongs_to_one"),
    )
    op.create_index("ix_picture_event_id_fetched_at", "picture", ["event_id", "fetched_at"])


def downgrade() -> None:
    raise NotImplementedError("migrations expand, then contract; to go back, restore a backup")
