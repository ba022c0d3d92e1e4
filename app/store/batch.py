"""One statement for many rows, on both engines: the rows arrive as a table called `given`.

Measured in performance.md: one statement that says what was new costs little more than one that cannot.
SQLite gets `VALUES (?,?),(?,?)…`, PostgreSQL one array a column (`unnest`), so that its statement never changes.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Column, Dialect, Label, Text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import NamedColumn
from sqlalchemy.types import TypeEngine

from app.store.mending import mended
from app.store.types import binder

_ROWS = 512  # of 30 columns are 15,360 variables; SQLite takes 32,766 in one statement
_REST = 32
_PICKED = 500
_T = TypeVar("_T")
_Conversion: TypeAlias = Callable[[Sequence[Any]], Sequence[Any]]


class Batch:
    """A statement over rows of these columns, which `given` names after them.

    `{columns}` stands for those names, any other `{part}` for the SQL of that keyword: pieces of a statement are
    never values. Where `returns` says what comes back, `{returns}` names it, and rows have its names and types.
    """

    def __init__(
        self, columns: Sequence[Column[Any]], statement: str, *, returns: Sequence[NamedColumn[Any]] = (), **parts: str
    ) -> None:
        self._columns = columns
        self._names = names(column.name for column in columns)
        self._returns = returns
        self._conversions: dict[str, tuple[list[_Conversion], list[_Conversion]]] = {}
        self._row: Callable[..., Any] = namedtuple("Row", [column.name for column in returns])  # type: ignore[misc]  # noqa: PYI024 - its names are known here alone
        self._statement = statement.format(columns=self._names, returns=", ".join(map(_named, returns)), **parts)

    async def run(self, connection: AsyncConnection, rows: Sequence[Sequence[Any]]) -> list[Any]:
        """Run it over any number of rows; the rows that it returns, as the driver gives them unless it said how."""
        returned: list[Any] = []
        if not rows:
            return returned
        dialect = connection.dialect
        bind, read = self._converting(dialect)
        columns = _converted(rows, bind)
        for sql, values in self._unnested(columns, dialect) if dialect.name == "postgresql" else self._listed(columns):
            result = await connection.exec_driver_sql(sql, values)
            if result.returns_rows:
                returned.extend(result)
        return list(map(self._row, *_converted(returned, read))) if returned and read else returned

    def _converting(self, dialect: Dialect) -> tuple[list[_Conversion], list[_Conversion]]:
        """How columns become what a driver takes, and back: made once for each engine."""
        made = self._conversions.get(dialect.name)
        if made is None:
            made = (
                [_binding(column.type, dialect) for column in self._columns],
                [_reading(column.type, dialect) for column in self._returns],
            )
            self._conversions[dialect.name] = made
        return made

    def _listed(self, columns: Sequence[Sequence[Any]]) -> Iterator[tuple[str, tuple[Any, ...]]]:
        rows = list(zip(*columns, strict=True))
        row = f"({', '.join('?' * len(self._columns))})"
        for some in portions(rows):
            given = f"WITH given({self._names}) AS (VALUES {', '.join([row] * len(some))})"
            yield f"{given} {self._statement}", tuple(chain.from_iterable(some))

    def _unnested(
        self, columns: Sequence[Sequence[Any]], dialect: Dialect
    ) -> Iterator[tuple[str, tuple[Sequence[Any], ...]]]:
        arrays = ", ".join(
            f"${place}::{column.type.compile(dialect)}[]" for place, column in enumerate(self._columns, start=1)
        )
        given = f"WITH given({self._names}) AS (SELECT * FROM unnest({arrays}))"  # noqa: S608 - names of columns and types, no values
        yield f"{given} {self._statement}", tuple(columns)


def names(columns: Iterable[str], of: str = "") -> str:
    """Column names as SQL lists them, each after the table `of` which it is, when that is told."""
    return ", ".join(f'{of}{"." * bool(of)}"{column}"' for column in columns)


def _named(column: NamedColumn[Any]) -> str:
    """A column of a table as SQL selects it."""
    told = column.element if isinstance(column, Label) else column
    assert isinstance(told, Column)
    return f'{told.table.name}."{told.name}" AS "{column.name}"'


def _converted(rows: Sequence[Sequence[Any]], how: Sequence[_Conversion]) -> list[Sequence[Any]]:
    """The columns of rows, each converted as a whole."""
    return [convert(values) for convert, values in zip(how, zip(*rows, strict=True), strict=True)]


def _binding(kind: TypeEngine[Any], dialect: Dialect) -> _Conversion:
    return storable if isinstance(kind, Text) else _each(binder(kind, dialect))


def _reading(kind: TypeEngine[Any], dialect: Dialect) -> _Conversion:
    return _each(kind.dialect_impl(dialect).result_processor(dialect, None))


def _each(convert: Callable[[Any], Any] | None) -> _Conversion:
    return (lambda values: values) if convert is None else lambda values: list(map(convert, values))


def assignments(columns: Iterable[str], source: str) -> str:
    """`SET` of these columns from the same columns of another table."""
    return ", ".join(f'"{column}" = {source}."{column}"' for column in columns)


def storable(words: Sequence[str | None]) -> Sequence[str | None]:
    """Words that both engines can keep: a NUL or half a surrogate pair is replaced, nothing else is touched."""
    together = "".join(filter(None, words))  # looked through at once: nearly always there is nothing to do
    if "\0" not in together:
        if together.isascii():
            return words
        with suppress(UnicodeEncodeError):
            together.encode()
            return words
    return [word and mended(word) for word in words]


def portions(rows: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """Rows in portions of 512, 256 … 32 and a rest: few lengths mean few statements, which SQLite keeps prepared."""
    start = 0
    while start < len(rows):
        left = len(rows) - start
        size = left if left < _REST else min(_ROWS, 1 << (left.bit_length() - 1))
        yield rows[start : start + size]
        start += size


def picked(ids: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """Ids in portions that fit into one statement."""
    return (ids[start : start + _PICKED] for start in range(0, len(ids), _PICKED))
