"""How each engine is opened: what it must promise before anything is written to it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from typing import Any

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.domain.errors import BadInput, Unavailable
from app.store.one_step import OneStepConnection

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
_NEITHER = "OVATION_DATABASE_URL is not the address of a database; use sqlite:///FILE or postgresql://HOST/NAME"
# synchronous=FULL costs nothing for batches, and a commit that was answered is on the disk;
# secure_delete: what was deleted is overwritten, not only unlinked
_PRAGMAS = (
    "PRAGMA busy_timeout=10000",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA journal_size_limit=0",  # nor in the write-ahead log, once that is emptied
    "PRAGMA cache_size=-16000",
)


def make_engine(url: str) -> AsyncEngine:
    """An engine for `sqlite:///FILE` or `postgresql://…`; BadInput when it is neither."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise BadInput(_NEITHER) from error
    driver = _DRIVERS.get(address.drivername)
    if driver is None:
        raise BadInput(_NEITHER)
    address = address.set(drivername=driver)
    if address.get_backend_name() == "sqlite":
        # an error that is logged must not hold what people wrote
        engine = create_async_engine(address, async_creator=partial(_open_sqlite, address), hide_parameters=True)
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine
    return create_async_engine(address, pool_pre_ping=True, connect_args={"timeout": 10}, hide_parameters=True)


def probe(url: URL) -> None:
    """Open a SQLite file once by hand: Unavailable says what is wrong with it.

    aiosqlite would say it too, but leave a thread behind that later complains about a closed loop.
    """
    try:
        with closing(sqlite3.connect(url.database or ":memory:")) as connection:
            connection.execute("PRAGMA schema_version")
    except sqlite3.Error as error:
        raise Unavailable(f"the database {place(url)} cannot be used: {error}") from error


async def _open_sqlite(url: URL) -> OneStepConnection:
    # app/store/batch.py has many statements
    connect = partial(sqlite3.connect, url.database or ":memory:", check_same_thread=False, cached_statements=512)
    return await OneStepConnection(connect)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we begin, not the driver
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    opened = connection.connection.driver_connection
    assert isinstance(opened, OneStepConnection)
    opened.begins(short=bool(options.get("short")), writes=bool(options.get("writes")))
    if options.get("isolation_level") == "AUTOCOMMIT":
        return
    # a transaction that reads first and writes later would fail instead of waiting, had somebody written in between
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")


def place(url: URL) -> str:
    """The address as it may be printed: without user and password."""
    if url.get_backend_name() == "sqlite":
        return url.database or "in memory"
    return f"{url.host or 'localhost'}{f':{url.port}' if url.port else ''}/{url.database or ''}"


@contextmanager
def translated(url: URL) -> Iterator[None]:
    """Turn what a driver says when its database is not there into Unavailable, one sentence without the password."""
    try:
        yield
    except PoolTimeoutError as error:
        raise Unavailable(f"the database {place(url)} is busy: no connection was free for 30 seconds") from error
    except DBAPIError as error:
        if not _is_absence(error):
            raise
        said = str(error.orig).strip().splitlines()[0].split(">: ")[-1]
        raise Unavailable(f"the database {place(url)} cannot be used: {said}") from error


@contextmanager
def reached(url: URL) -> Iterator[None]:
    """Turn what the network says while connecting into Unavailable; asyncpg lets it through."""
    try:
        yield
    except OSError as error:
        raise Unavailable(f"the database {place(url)} cannot be reached: {error.strerror or error}") from error


def _is_absence(error: DBAPIError) -> bool:
    """Whether it is the database that fails, rather than what we asked of it."""
    kind = type(error).__name__
    state = str(getattr(error.orig, "sqlstate", None) or "")
    # sqlite3 says a plain DatabaseError of a file that is damaged or is no database;
    # 3D: no such database, 28: not let in, 53: out of something, 57: shutting down, 58: system; 08: connection
    return (
        kind in {"OperationalError", "DatabaseError"}
        or error.connection_invalidated
        or state[:2] in {"08", "28", "3D", "53", "57", "58"}
    )
