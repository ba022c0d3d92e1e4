"""Shows and looks: what walls are told to show and when, how an event looks, and changes that are of no post."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None

# as it was when this was written: a migration must not change when app/store/types.py does
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
_LOGGED = "event_id, seq, kind, post_id, at"


def upgrade() -> None:
    _let_changes_be_of_no_post()
    op.create_table(
        "announcement",
        sa.Column("id", ID, nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text()),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT),
        sa.Column("begun_at", MOMENT),
        sa.Column("over_at", MOMENT),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_announcement"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], ondelete="CASCADE", name="fk_announcement_event_id"),
    )
    op.create_index("ix_announcement_event_id_starts_at", "announcement", ["event_id", "starts_at"])
    op.create_table(
        "show",
        sa.Column("event_id", ID, autoincrement=False, nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("scene", sa.Text(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("blank", sa.Boolean(), nullable=False),
        sa.Column("pinned_id", ID),
        sa.Column("announcement_id", ID),
        sa.Column("return_to", sa.Text()),
        sa.Column("talk", sa.Text()),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", "room", name="pk_show"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], ondelete="CASCADE", name="fk_show_event_id"),
        sa.ForeignKeyConstraint(["pinned_id"], ["post.id"], ondelete="SET NULL", name="fk_show_pinned_id"),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcement.id"], ondelete="SET NULL", name="fk_show_announcement_id"
        ),
    )
    op.create_index("ix_show_pinned_id", "show", ["pinned_id"])
    op.create_index("ix_show_announcement_id", "show", ["announcement_id"])
    _looks()


def _looks() -> None:
    op.create_table(
        "emblem",
        sa.Column("id", ID, nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_emblem"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], ondelete="CASCADE", name="fk_emblem_event_id"),
        sa.UniqueConstraint("name", name="uq_emblem_name"),
    )
    op.create_table(
        "look",
        sa.Column("event_id", ID, autoincrement=False, nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("logo_id", ID),
        sa.Column("background_id", ID),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("event_id", name="pk_look"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], ondelete="CASCADE", name="fk_look_event_id"),
        sa.ForeignKeyConstraint(["logo_id"], ["emblem.id"], ondelete="SET NULL", name="fk_look_logo_id"),
        sa.ForeignKeyConstraint(["background_id"], ["emblem.id"], ondelete="SET NULL", name="fk_look_background_id"),
    )
    op.create_table(
        "sponsor",
        sa.Column("id", ID, nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("logo_id", ID),
        sa.PrimaryKeyConstraint("id", name="pk_sponsor"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], ondelete="CASCADE", name="fk_sponsor_event_id"),
        sa.ForeignKeyConstraint(["logo_id"], ["emblem.id"], ondelete="SET NULL", name="fk_sponsor_logo_id"),
        sa.UniqueConstraint("event_id", "name", name="uq_sponsor_event_id_name"),
    )


def _let_changes_be_of_no_post() -> None:
    """Make change.post_id nullable; SQLite can do that only by making the table again."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("change", "post_id", nullable=True)
        return
    op.execute("ALTER TABLE change RENAME TO change_before")
    op.drop_index("ix_change_post_id", "change_before")
    op.create_table(
        "change",
        sa.Column("event_id", ID, autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("post_id", ID, autoincrement=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("event_id", "seq", name="pk_change"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], ondelete="CASCADE", name="fk_change_event_id"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], ondelete="CASCADE", name="fk_change_post_id"),
    )
    op.execute(f"INSERT INTO change ({_LOGGED}) SELECT {_LOGGED} FROM change_before")  # noqa: S608 - our own names
    op.drop_table("change_before")
    op.create_index("ix_change_post_id", "change", ["post_id"])


def downgrade() -> None:
    raise NotImplementedError("migrations expand, then contract; to go back, restore a backup")
