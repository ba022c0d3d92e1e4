"""One statement for many rows, on both engines: the rows arrive as a table called `given`.

Measured in performance.md: one statement that says what was new costs little more than one that cannot.
SQLite gets `VALUES (?,?),(?,?)…`, PostgreSQL one array a column (`unnest`), so that its statement never changes.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, TypeVar

from sqlalchemy import Column, Dialect, Text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.types import binder

_ROWS = 256  # of 30 columns are 7,680 variables; SQLite takes 32,766 in one statement
_UNNESTED = 2_000
_PICKED = 500
_T = TypeVar("_T")


class Batch:
    """A statement over rows of these columns, which `given` names after them.

    `{columns}` stands for those names, any other `{part}` for the SQL of that keyword: pieces of a statement are
    never values.
    """

    def __init__(self, columns: Sequence[Column[Any]], statement: str, **parts: str) -> None:
        self._columns = columns
        self._names = names(column.name for column in columns)
        self._statement = statement.format(columns=self._names, **parts)

    async def run(self, connection: AsyncConnection, rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
        """Run it over any number of rows; what it returns, as the driver gives it."""
        returned: list[tuple[Any, ...]] = []
        arrays = connection.dialect.name == "postgresql"
        for chunk in portions(rows, whole=arrays):
            columns = self._bound(chunk, connection.dialect)
            if arrays:
                sql, values = self._unnested(connection.dialect), tuple(columns)
            else:
                sql, values = (
                    self._listed(len(chunk)),
                    tuple(chain.from_iterable(zip(*columns, strict=True))),
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
        given = f"WITH given({self._names}) AS (VALUES {', '.join([row] * count)})"
        return f"{given} {self._statement}"

    def _unnested(self, dialect: Dialect) -> str:
        arrays = ", ".join(
            f"${place}::{column.type.compile(dialect)}[]" for place, column in enumerate(self._columns, start=1)
        )
        given = f"WITH given({self._names}) AS (SELECT * FROM unnest({arrays}))"  # noqa: S608 - names of columns and types, no values
        return f"{given} {self._statement}"


def names(columns: Iterable[str], of: str = "") -> str:
    """Column names as SQL lists them, each after the table `of` which it is, when that is told."""
    return ", ".join(f'{of}{"." * bool(of)}"{column}"' for column in columns)


def assignments(columns: Iterable[str], source: str) -> str:
    """`SET` of these columns from the same columns of another table."""
    return ", ".join(f'"{column}" = {source}."{column}"' for column in columns)


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


def portions(rows: Sequence[Sequence[Any]], *, whole: bool) -> Iterator[Sequence[Sequence[Any]]]:
    """Rows in portions of 256, 128, 64 … 1: few lengths mean few statements, and SQLite keeps each one prepared."""
    start = 0
    while start < len(rows):
        left = len(rows) - start
        size = min(left, _UNNESTED) if whole else min(_ROWS, 1 << (left.bit_length() - 1))
        yield rows[start : start + size]
        start += size


def picked(ids: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """Ids in portions that fit into one statement."""
    return (ids[start : start + _PICKED] for start in range(0, len(ids), _PICKED))
