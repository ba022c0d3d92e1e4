"""SQLite in one step: what SQLAlchemy reads of a statement is what the statement did, however long its answer is."""

import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.engine import make_engine
from app.store.one_step import OneStepConnection

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
