"""A cheap look-out: whether anything was committed, by whatever process, since one last looked."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_EVENTS = "SELECT coalesce(string_agg(epoch || seq, ',' ORDER BY id), '') FROM event"


class Watch:
    """Looks at SQLite's data_version (about 2 µs there, on a connection kept for it), at the seqs on PostgreSQL."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._connection: AsyncConnection | None = None
        self._looking = asyncio.Lock()
        self._seen: object = None

    async def changed(self) -> bool:
        """Whether anything changed since the last call; the first call says True."""
        async with self._looking:
            now = await self._look()
            seen, self._seen = self._seen, now
            return seen != now

    async def _look(self) -> object:
        # outside of transactions: within one, every look would see the same
        if self._engine.dialect.name != "sqlite":
            async with self._engine.connect() as connection:
                look = await connection.execution_options(isolation_level="AUTOCOMMIT")
                return (await look.exec_driver_sql(_EVENTS)).scalar_one()
        if self._connection is None:
            opened = await self._engine.connect()
            try:
                self._connection = await opened.execution_options(isolation_level="AUTOCOMMIT", short=True)
            except BaseException:  # a look-out that is called off while it opens its eyes leaves nothing open
                await opened.close()
                raise
        return (await self._connection.exec_driver_sql("PRAGMA data_version")).scalar_one()

    async def close(self) -> None:
        """Let the kept connection go."""
        async with self._looking:
            if self._connection is not None:
                await self._connection.close()
                self._connection = None
