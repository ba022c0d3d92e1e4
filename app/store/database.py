"""The database: one engine, units of work, and a cheap answer to "did anything change?"."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Self

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.errors import Unavailable
from app.store import schema
from app.store.engine import make_engine, probe, reached, translated
from app.store.transaction import Transaction
from app.store.watch import Watch


class Database:
    """Everything we remember. `begin()` to write, `read()` to look; each is one transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._sqlite = engine.dialect.name == "sqlite"
        self._writer = engine.execution_options(writes=True)  # see app/store/engine.py
        self._reader = engine if self._sqlite else engine.execution_options(isolation_level="REPEATABLE READ")
        self._short = {one: one.execution_options(short=True) for one in (self._writer, self._reader)}
        self._writing = asyncio.Lock()  # SQLite has one writer; waiting here is fair, in its busy handler it is not
        self._erased = self._sqlite  # whether the log may hold what was deleted; a crash may have left it so
        self._watch = Watch(engine)

    @classmethod
    async def open(cls, url: str) -> Self:
        """Open `sqlite:///FILE` or `postgresql://…`; it is not migrated. Unavailable when it cannot be."""
        database = cls(make_engine(url))
        if database._sqlite:
            await asyncio.to_thread(probe, database._engine.url)
        try:
            async with database.read():
                pass
        except Unavailable:
            await database.close()
            raise
        return database

    async def migrate(self) -> None:
        """Upgrade an older schema; SchemaMismatch when it is newer than this program."""
        with translated(self._engine.url):
            async with self._writer.begin() as connection:
                await connection.run_sync(schema.upgrade)

    @asynccontextmanager
    async def begin(self, *, short: bool = False) -> AsyncIterator[Transaction]:
        """A unit of work that writes: commits on leaving, rolls back on an error.

        On SQLite it waits for the other writers of this process, so never open one within another. It is `short` when
        it will look at few rows: on SQLite its statements run in the loop's own thread then, until one meets many.
        """
        if not self._sqlite:
            async with self._transaction(self._writer) as tx:
                yield tx
            return
        async with self._writing:
            async with self._transaction(self._writer, short=short) as tx:
                yield tx
            self._erased = self._erased or tx.erased
            if self._erased:
                self._erased = not await self._empty_log()

    @asynccontextmanager
    async def read(self, *, short: bool = False) -> AsyncIterator[Transaction]:
        """A unit of work that looks at one state of everything, whatever others write meanwhile; `short` as above."""
        async with self._transaction(self._reader, short=short) as tx:
            yield tx

    async def changed(self) -> bool:
        """Whether anything was committed, by any process, since the last call; the first call says True."""
        with translated(self._engine.url), reached(self._engine.url):
            return await self._watch.changed()

    def watch(self) -> Watch:
        """Such a look-out of one's own, for when several look."""
        return Watch(self._engine)

    async def close(self) -> None:
        """Close every connection."""
        await self._watch.close()
        await self._engine.dispose()

    @asynccontextmanager
    async def _transaction(self, engine: AsyncEngine, *, short: bool = False) -> AsyncIterator[Transaction]:
        with translated(self._engine.url):
            async with AsyncExitStack() as stack:
                with reached(self._engine.url):
                    connection = await stack.enter_async_context((self._short[engine] if short else engine).begin())
                yield Transaction(connection)

    async def _empty_log(self) -> bool:
        """Let go of SQLite's write-ahead log after a deletion: the deleted text stands in it. False: somebody reads."""
        async with self._engine.connect() as connection:
            outside = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await outside.exec_driver_sql("PRAGMA busy_timeout=0")  # a long reader delays this, not the deletion
            try:
                checkpoint = await outside.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            except DBAPIError:
                await connection.invalidate()  # nobody else may get it with a timeout of nothing
                raise
            # not in a `finally`: a task that is cancelled meanwhile takes this connection with it
            await outside.exec_driver_sql("PRAGMA busy_timeout=10000")
            return not checkpoint.scalar_one()
