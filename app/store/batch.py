"""One statement for many rows, on both engines: the rows arrive as a table called `given`.

Measured in performance.md: one statement that says what was new costs little more than one that cannot.
SQLite gets `VALUES (?,?),(?,?)…`, PostgreSQL one array a column (`unnest`), so that its statement never changes.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Dialect, Text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.types import binder

_VARIABLES = 30_000  # SQLite takes 32,766 in one statement
_ROWS = 500


class Batch:
    """A statement over rows of these columns; `{given}` rows are named after them."""

    def __init__(self, columns: Sequence[Column[Any]], statement: str) -> None:
        self._columns = columns
        self._statement = statement
        self._chunk = min(_ROWS, _VARIABLES // len(columns))
        self._names = ", ".join(f'"{column.name}"' for column in columns)

    async def run(self, connection: AsyncConnection, rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
        """Run it over any number of rows; what it returns, as the driver gives it."""
        returned: list[tuple[Any, ...]] = []
        arrays = connection.dialect.name == "postgresql"
        for start in range(0, len(rows), self._chunk):
            chunk = rows[start : start + self._chunk]
            columns = self._bound(chunk, connection.dialect)
            if arrays:
                sql, values = self._unnested(connection.dialect), tuple(columns)
            else:
                sql, values = (
                    self._listed(len(chunk)),
                    tuple(value for row in zip(*columns, strict=True) for value in row),
                )
            result = await connection.exec_driver_sql(sql, values)
            if result.returns_rows:
                returned.extend(tuple(row) for row in result)
        return returned

    def _bound(self, rows: Sequence[Sequence[Any]], dialect: Dialect) -> list[list[Any]]:
        columns: list[list[Any]] = []
        for column, values in zip(self._columns, zip(*rows, strict=True), strict=True):
            bind = storable if isinstance(column.type, Text) else binder(column.type, dialect)
            columns.append(list(values) if bind is None else list(map(bind, values)))
        return columns

    def _listed(self, count: int) -> str:
        row = f"({', '.join('?' * len(self._columns))})"
        return f"WITH given({self._names}) AS (VALUES {', '.join([row] * count)}) {self._statement}"

    def _unnested(self, dialect: Dialect) -> str:
        arrays = ", ".join(
            f"${place}::{column.type.compile(dialect)}[]" for place, column in enumerate(self._columns, start=1)
        )
        return f"WITH given({self._names}) AS (SELECT * FROM unnest({arrays})) {self._statement}"


def storable(words: str | None) -> str | None:
    """Words that both engines can keep: a NUL or half a surrogate pair is replaced, nothing else is touched."""
    if words is None:
        return None
    if "\0" in words:
        words = words.replace("\0", "\ufffd")
    if words.isascii():
        return str(words)
    try:
        words.encode()
    except UnicodeEncodeError:
        words = words.encode("utf-8", "replace").decode()
    return words


def picked(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Ids in portions that fit into one statement."""
    return (ids[start : start + _ROWS] for start in range(0, len(ids), _ROWS))
