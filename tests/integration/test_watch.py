"""The look-out for commits holds one connection, and leaves none behind when it is called off."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.pool import QueuePool

from app.store.engine import make_engine
from app.store.watch import Watch


async def test_a_look_out_that_is_called_off_while_it_opens_leaves_no_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/watched.db")
    pool = engine.pool
    assert isinstance(pool, QueuePool)
    opening = asyncio.Event()

    async def slowly(_: AsyncConnection, **__: object) -> AsyncConnection:
        opening.set()
        await asyncio.Event().wait()
        raise AssertionError("it is called off before")

    monkeypatch.setattr(AsyncConnection, "execution_options", slowly)
    watch = Watch(engine)
    async with asyncio.TaskGroup() as tasks:
        looking = tasks.create_task(watch.changed())
        await opening.wait()
        assert pool.checkedout() == 1
        looking.cancel()
    assert pool.checkedout() == 0
    monkeypatch.undo()
    assert await watch.changed()
    assert not await watch.changed()
    assert pool.checkedout() == 1
    await watch.close()
    assert pool.checkedout() == 0
    await engine.dispose()
