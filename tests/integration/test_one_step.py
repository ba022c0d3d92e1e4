"""SQLite in one step: what SQLAlchemy reads of a statement is what the statement did, however long its answer is."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.database import Database
from app.store.engine import make_engine
from app.store.one_step import OneStepConnection
from tests.support.stored import NOW

COUNT = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {most}) SELECT i FROM n"


@pytest_asyncio.fixture
async def connection(tmp_path: Path) -> AsyncIterator[AsyncConnection]:
    engine = make_engine(f"sqlite:///{tmp_path}/steps.db")
    async with engine.connect() as opened:
        await opened.execute(text("CREATE TABLE boat (id INTEGER PRIMARY KEY, name TEXT UNIQUE)"))
        yield opened
    await engine.dispose()


@pytest.mark.parametrize("most", [0, 1, 999, 1_000, 1_001, 3_000])
async def test_an_answer_of_any_length_is_read_whole_at_once_or_in_parts(
    connection: AsyncConnection, most: int
) -> None:
    query = text(f"{COUNT.format(most=max(most, 1))} WHERE i <= {most}")
    whole = list(range(1, most + 1))
    assert list((await connection.execute(query)).scalars()) == whole
    async with connection.stream(query) as streamed:
        assert [row[0] async for row in streamed] == whole


async def test_what_changes_rows_says_how_many_also_when_it_returns_them(connection: AsyncConnection) -> None:
    await connection.execute(text("INSERT INTO boat (name) VALUES (:name)"), [{"name": "ida"}, {"name": "vera"}])
    renamed = await connection.execute(text("UPDATE boat SET name = name || '!'"))
    assert renamed.rowcount == 2
    returned = await connection.execute(text("UPDATE boat SET name = name || '!' RETURNING name"))
    assert list(returned.scalars()) == ["ida!!", "vera!!"]
    assert returned.rowcount == 2


async def test_a_stream_that_is_left_in_the_middle_stands_in_nobodys_way(connection: AsyncConnection) -> None:
    async with connection.stream(text(COUNT.format(most=5_000))) as streamed:
        assert (await streamed.fetchmany(3))[2][0] == 3
    await connection.execute(text("INSERT INTO boat (name) VALUES ('ida')"))
    await connection.commit()
    with pytest.raises(IntegrityError):
        await connection.execute(text("INSERT INTO boat (name) VALUES ('ida')"))
    await connection.rollback()
    assert (await connection.execute(text("SELECT count(*) FROM boat"))).scalar_one() == 1


@pytest.mark.parametrize("short", [True, False])
async def test_only_a_short_transaction_is_answered_in_the_thread_that_asks(tmp_path: Path, *, short: bool) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/short.db")
    for is_short in (short, False):  # the pool hands out the same connection again, and it remembers nothing
        async with engine.execution_options(short=is_short).begin() as opened:
            driver = (await opened.get_raw_connection()).driver_connection
            assert isinstance(driver, OneStepConnection)
            await driver.create_function("thread", 0, threading.get_ident)
            answered = (await opened.execute(text("SELECT thread()"))).scalar_one()
            assert (answered == threading.get_ident()) is is_short
    await engine.dispose()


async def test_a_short_transaction_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/short.db").execution_options(short=True)
    async with engine.begin() as opened:
        await opened.execute(text("CREATE TABLE boat (name TEXT UNIQUE)"))

    async def same_name_twice() -> None:
        async with engine.begin() as opened:
            for _ in range(2):
                await opened.execute(text("INSERT INTO boat (name) VALUES ('ida')"))

    with pytest.raises(IntegrityError):
        await same_name_twice()
    async with engine.begin() as opened:
        assert (await opened.execute(text("SELECT count(*) FROM boat"))).scalar_one() == 0
    await engine.dispose()


@pytest.mark.parametrize("rows", [200, 201, 3_000])
@pytest.mark.parametrize("query", ["SELECT i FROM n", "INSERT INTO boat (id) SELECT i FROM n"])
async def test_a_statement_that_meets_many_rows_makes_a_transaction_a_long_one(
    tmp_path: Path, query: str, rows: int
) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/many.db").execution_options(short=True)
    numbers = COUNT.format(most=rows).removesuffix("SELECT i FROM n")
    for _ in range(2):  # the next transaction is a short one again
        async with engine.begin() as opened:
            driver = (await opened.get_raw_connection()).driver_connection
            assert isinstance(driver, OneStepConnection)
            await driver.create_function("thread", 0, threading.get_ident)
            await opened.execute(text("CREATE TABLE IF NOT EXISTS boat (id INTEGER)"))
            assert (await opened.execute(text("SELECT thread()"))).scalar_one() == threading.get_ident()
            await opened.execute(text(f"{numbers} {query}"))
            answered = (await opened.execute(text("SELECT thread()"))).scalar_one()
            assert (answered == threading.get_ident()) is (rows <= 200)
    async with engine.begin() as opened:
        written = (await opened.execute(text("SELECT count(*) FROM boat"))).scalar_one()
        assert written == (2 * rows if query.startswith("INSERT") else 0)
    await engine.dispose()


@pytest.fixture
def another(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Another process, as far as SQLite knows, in the file `short.db`."""
    with closing(sqlite3.connect(tmp_path / "short.db", isolation_level=None)) as opened:
        opened.execute("PRAGMA busy_timeout=0")
        yield opened


async def test_short_transactions_let_the_loop_run_while_another_process_writes(
    tmp_path: Path, another: sqlite3.Connection
) -> None:
    database = await Database.open(f"sqlite:///{tmp_path}/short.db")
    await database.migrate()
    another.execute("BEGIN IMMEDIATE")

    async def forget() -> None:
        async with database.begin(short=True) as tx:
            await tx.people.forget_expired(NOW)

    async with asyncio.TaskGroup() as tasks:
        forgetting = tasks.create_task(forget())
        async with database.read(short=True) as tx:
            assert await tx.events.by_slug("harbour") is None
        assert not forgetting.done()
        another.execute("COMMIT")  # were the loop to wait for this, nobody would ever come here
    assert forgetting.done()
    await database.close()


@pytest.mark.parametrize("where", ["begin", "within", "commit"])
async def test_a_short_transaction_that_is_called_off_is_whole_or_nothing_and_holds_nobody_up(
    tmp_path: Path, another: sqlite3.Connection, where: str
) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/short.db")
    async with engine.begin() as opened:
        await opened.execute(text("CREATE TABLE boat (name TEXT)"))
    within = asyncio.Event()

    async def write() -> None:
        async with engine.execution_options(short=True, writes=True).begin() as opened:
            await opened.execute(text("INSERT INTO boat VALUES ('ida'), ('vera')"))
            within.set()
            if where == "within":
                await asyncio.Event().wait()
            asyncio.get_running_loop().call_soon(writing.cancel)  # as soon as COMMIT waits

    if where == "begin":
        another.execute("BEGIN IMMEDIATE")
    async with asyncio.TaskGroup() as tasks:
        writing = tasks.create_task(write())
        await (asyncio.sleep(0) if where == "begin" else within.wait())
        if where != "commit":
            writing.cancel()
        if where == "begin":
            await asyncio.sleep(0)
            another.execute("COMMIT")
    assert writing.cancelled()
    async with engine.execution_options(short=True, writes=True).begin() as opened:
        there = (await opened.execute(text("SELECT count(*) FROM boat"))).scalar_one()
        assert there in ({0, 2} if where == "commit" else {0})
    another.execute("BEGIN IMMEDIATE")  # it fails at once where anybody still holds the lock
    another.execute("COMMIT")
    await engine.dispose()
