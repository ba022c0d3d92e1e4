"""SQLite in one step a statement: aiosqlite takes four, and before each of them a thread waits for its turn.

A statement is executed, read and closed by one call of the connection's thread, unless its answer is long: that is read
in parts. Measured on transactions of some 26 statements, which is what a post takes: a third of the time.

In a short transaction (see app/store/database.py) not even that: a look-up takes less than two threads need to take
turns, so its statements run where they are asked. What may wait, for other processes or for the disk, is BEGIN and
COMMIT of what writes, and these stay with the thread. Nobody knows before how much one change moves (an account that
goes may take thousands of posts along), so the first statement that meets many rows makes a transaction a long one.
"""

import sqlite3
from collections.abc import Callable, Generator, Iterable
from typing import Any, Self

import aiosqlite
from typing_extensions import override

_PART = 1000  # rows that are read at once; an answer that is longer keeps its cursor open
_FEW = 200  # rows, read or written by one statement; with 5,000 in each, the loop stood still for 1.2 s

Row = tuple[Any, ...]


class OneStepConnection(aiosqlite.Connection):
    """A connection of aiosqlite whose cursors come back with their answer. Await it to open it."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=_PART)
        self._is_short = self._writes = self._is_over = False  # of the transaction that is open, or begins
        self._thread.daemon = True  # as SQLAlchemy has it: a connection that was forgotten keeps no process alive

    @override
    def __await__(self) -> Generator[Any, None, Self]:
        _ = yield from super().__await__()
        return self

    @override
    def cursor(self) -> "OneStepCursor":  # type: ignore[override]  # theirs is awaited, for the thread to make it
        """Return a cursor; the thread learns of it with its first statement."""
        return OneStepCursor(self)

    def begins(self, *, short: bool, writes: bool) -> None:
        """Take note of what kind of transaction begins."""
        self._is_short, self._writes, self._is_over = short, writes, False

    def met(self, rows: int) -> None:
        """Take note of how many rows a statement met: after many, what is left of the transaction is the thread's."""
        self._is_short = self._is_short and rows <= _FEW

    @override
    async def commit(self) -> None:
        await self._end(sqlite3.Connection.commit)

    @override
    async def rollback(self) -> None:
        if not self._is_over:  # the pool rolls back once more what has ended
            await self._end(sqlite3.Connection.rollback)

    async def _end(self, do: Callable[[sqlite3.Connection], None]) -> None:
        if self._is_short and not self._writes:
            do(self._conn)
        else:
            await self._execute(do, self._conn)  # type: ignore[no-untyped-call]  # aiosqlite leaves it untyped
        self._is_over = True

    async def step(self, do: Callable[[sqlite3.Connection], Any]) -> Any:
        """Do something, in a short transaction here and else in the thread; return what came of it."""
        if self._is_short and (self.in_transaction or not self._writes):
            return do(self._conn)
        return await self._execute(lambda: do(self._conn))  # type: ignore[no-untyped-call]  # aiosqlite leaves it untyped


class OneStepCursor:
    """What SQLAlchemy asks of a cursor of aiosqlite."""

    arraysize = _PART

    def __init__(self, connection: OneStepConnection) -> None:
        self._connection = connection
        self._rows: list[Row] = []
        self._more: sqlite3.Cursor | None = None  # open while there may be more rows
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, parameters: Any = ()) -> None:
        """Run one statement and read what it answers, or the beginning of it."""
        await self._run(lambda cursor: cursor.execute(statement, parameters))

    async def executemany(self, statement: str, parameters: Iterable[Any]) -> None:
        """Run one statement for many parameters."""
        await self._run(lambda cursor: cursor.executemany(statement, parameters))

    async def fetchone(self) -> Row | None:
        """Return the next row."""
        return next(iter(await self.fetchmany(1)), None)

    async def fetchmany(self, size: int | None = None) -> list[Row]:
        """Return the next rows."""
        size = size or self.arraysize
        while len(self._rows) < size and self._more is not None:
            await self._read(max(size, _PART))
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    async def fetchall(self) -> list[Row]:
        """Return all rows that are left."""
        if self._more is not None:
            await self._read(None)
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Let go of what was not read."""
        self._rows = []
        if self._more is not None:
            more, self._more = self._more, None
            await self._connection.step(lambda _: more.close())

    async def _run(self, run: Callable[[sqlite3.Cursor], object]) -> None:
        await self.close()

        def whole(connection: sqlite3.Connection) -> int:
            cursor, before = connection.cursor(), connection.total_changes
            try:
                run(cursor)
                self.description = cursor.description
                self._take(cursor, _PART)
            except BaseException:
                cursor.close()
                raise
            return connection.total_changes - before  # a cursor counts no rows of what begins with WITH

        written = await self._connection.step(whole)
        self._connection.met(max(written, len(self._rows)))

    async def _read(self, most: int | None) -> None:
        more = self._more
        assert more is not None
        await self._connection.step(lambda _: self._take(more, most))

    def _take(self, cursor: sqlite3.Cursor, most: int | None) -> None:
        """Read on; what has been read to its end is closed."""
        rows = [] if cursor.description is None else cursor.fetchall() if most is None else cursor.fetchmany(most)
        self._rows += rows
        self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid  # RETURNING counts what was read
        ended = most is None or len(rows) < most
        self._more = None if ended else cursor
        if ended:
            cursor.close()
