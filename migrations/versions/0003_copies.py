"""Copies and voices: what tells that two posts say the same, and that two accounts are one person's."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# as it was when this was written: a migration must not change when app/store/types.py does
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("account", sa.Column("behind", sa.Text()))
    op.add_column("account", sa.Column("claims", sa.Text()))
    op.add_column("account", sa.Column("joined", sa.Text()))
    op.add_column("post", sa.Column("sameness", sa.Text()))
    op.add_column("post", sa.Column("signature", sa.Text()))
    op.add_column("post", sa.Column("copy_of_id", ID))
    op.create_index("ix_account_event_id_behind", "account", ["event_id", "behind"], **where("behind IS NOT NULL"))
    op.create_index(
        "ix_post_event_id_copy_of_id", "post", ["event_id", "copy_of_id"], **where("copy_of_id IS NOT NULL")
    )
    op.create_index(
        "ix_post_event_id_sameness", "post", ["event_id", "sameness", "network"], **where("sameness IS NOT NULL")
    )


def where(condition: str) -> dict[str, Any]:
    """Index only the rows for which this holds."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def downgrade() -> None:
    raise NotImplementedError("migrations expand, then contract; to go back, restore a backup")
