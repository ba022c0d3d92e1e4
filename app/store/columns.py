"""What all tables have in common: how their parts are named, and how one row belongs to another."""

from typing import Any

from sqlalchemy import Column, ForeignKey, Index, MetaData, text

from app.store.types import Id

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def of(table: str, *, nullable: bool = False, primary_key: bool = False) -> Column[Any]:
    """A row that goes when the row it belongs to goes."""
    return Column(
        f"{table}_id",
        Id,
        ForeignKey(f"{table}.id", ondelete="CASCADE"),
        nullable=nullable,
        primary_key=primary_key,
        autoincrement=False,
    )


def where_set(name: str, *columns: str) -> Index:
    """An index of the rows that have its last column: most posts answer, quote and repeat nothing."""
    condition = text(f"{columns[-1]} IS NOT NULL")
    return Index(name, *columns, sqlite_where=condition, postgresql_where=condition)
