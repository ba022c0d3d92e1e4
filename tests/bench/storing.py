"""How fast posts are stored and the new ones told, beside raw sqlite3 that writes the same rows and learns nothing."""

import asyncio
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from app.domain.appraisal import Appraiser
from app.domain.event import Event, EventSlug
from app.domain.post import Post
from app.domain.read import Reader
from app.domain.reading import Reading
from app.store.database import Database
from tests.bench.crowd import cast, posts
from tests.bench.rounds import ROUNDS, Result

_BATCH, _BATCHES = 1_000, 10
_EVENT = Event(slug=EventSlug("longshore"), name="Longshore", hashtags=("longshore26",), timezone="Europe/Lisbon")
_WRITTEN = ("account", "post", "mention")  # what a batch writes, parents first
_GIVEN = ("event", "speaker")  # what stands there before
# as app/store/engine.py sets them: the raw side must promise the same
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "cache_size=-16000")

Rows = dict[str, list[tuple[Any, ...]]]


def _batches(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]


async def _ours(file: Path, crowd: Sequence[Post], readings: dict[Any, Reading]) -> float:
    """Seconds to store all batches, each with its mentions; the gate is that each post is new once and never again."""
    database = await Database.open(f"sqlite:///{file}")
    await database.migrate()
    async with database.begin() as tx:
        event = (await tx.events.create(_EVENT, datetime.now(UTC))).id
        await tx.programmes.save(event, cast())
    new = 0
    start = perf_counter()
    for batch in _batches(crowd):
        async with database.begin() as tx:
            fresh = await tx.posts.add(event, batch)
            await tx.readings.save(event, {key: readings[key] for key in fresh})
            new += len(fresh)
    took = perf_counter() - start
    async with database.begin() as tx:
        again = await tx.posts.add(event, crowd[:_BATCH])
    await database.close()
    if (new, again) != (len(crowd), set()):
        raise AssertionError(f"{new} of {len(crowd)} posts were new, and {len(again)} of the same a second time")
    return took


def _rows(file: Path) -> Rows:
    """What our side wrote, and what stood there before."""
    with closing(sqlite3.connect(file)) as connection:
        return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in (*_GIVEN, *_WRITTEN)}


def _raw(file: Path, rows: Rows) -> float:
    """Seconds to write the same rows in as many transactions; the gate is that they are all there."""
    asyncio.run(_migrated(file))
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        for table in _GIVEN:
            connection.executemany(_insert(table, rows), rows[table])
        of_post = {row[0]: n // _BATCH for n, row in enumerate(rows["post"])}
        mentions = [[row for row in rows["mention"] if of_post[row[0]] == n] for n in range(_BATCHES)]
        accounts = [rows["account"], *([] for _ in range(_BATCHES - 1))]
        start = perf_counter()
        for n, batch in enumerate(_batches(rows["post"])):
            connection.execute("BEGIN IMMEDIATE")
            for table, given in zip(_WRITTEN, (accounts[n], batch, mentions[n]), strict=True):
                connection.executemany(_insert(table, rows), given)
            connection.execute("COMMIT")
        took = perf_counter() - start
        if any(connection.execute(f"SELECT count(*) FROM {t}").fetchone() != (len(rows[t]),) for t in _WRITTEN):
            raise AssertionError("the raw side lost rows")
    return took


async def _migrated(file: Path) -> None:
    database = await Database.open(f"sqlite:///{file}")
    await database.migrate()
    await database.close()


def _insert(table: str, rows: Rows) -> str:
    marks = ", ".join("?" * len(rows[table][0]))
    return f"INSERT OR IGNORE INTO {table} VALUES ({marks})"


def measure() -> Iterator[Result]:
    """The ratio of posts a second, ours over raw."""
    crowd = posts(_BATCH * _BATCHES)
    reader = Reader(cast(), Appraiser.shipped())
    readings = {post.key: reader.read(post) for post in crowd}
    ours, raw = [], []
    with tempfile.TemporaryDirectory(prefix="ovation-bench-") as folder:
        for n in range(ROUNDS):
            stored = Path(folder) / f"ours-{n}.db"
            ours.append(asyncio.run(_ours(stored, crowd, readings)))
            raw.append(_raw(Path(folder) / f"raw-{n}.db", _rows(stored)))
    yield Result(
        f"storing {_BATCH:,} posts with mentions and learning which were new",
        median(raw) / median(ours),
        "≥ 0.6",
        f"{len(crowd) / median(ours):,.0f} posts/s, raw executemany {len(crowd) / median(raw):,.0f}",
    )
