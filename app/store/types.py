"""Column types that both engines order, index and give back alike."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer
from sqlalchemy.types import TypeDecorator, TypeEngine
from typing_extensions import override

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)

# SQLite counts rows by itself only in a column that is exactly INTEGER
Id = BigInteger().with_variant(Integer(), "sqlite")


def ticks(moment: datetime) -> int:
    """Microseconds since 1970; a moment without a timezone is refused, because nobody can say when it was."""
    if moment.tzinfo is None:
        raise ValueError(f"a time without a timezone cannot be stored: {moment.isoformat()}")
    return (moment - _BEGINNING) // _TICK


class Moment(TypeDecorator[datetime]):
    """An aware UTC time: `timestamptz` on PostgreSQL, integer microseconds since 1970 on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(DateTime(timezone=True))

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        counted = ticks(value)
        return counted if dialect.name == "sqlite" else value.astimezone(UTC)

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if dialect.name == "sqlite":
            return _BEGINNING + timedelta(microseconds=value)
        moment: datetime = value
        return moment.astimezone(UTC)


def binder(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """How a value of this type is handed to the driver; None when as it is."""
    return kind.dialect_impl(dialect).bind_processor(dialect)
