"""What a batch of posts costs others: as few questions to the store for ten as for one, and a turn between readings."""

import asyncio
from dataclasses import replace

from sqlalchemy import event
from typing_extensions import override

from app.bus.memory import MemoryBus
from app.domain.appraisal import Appraiser
from app.domain.consent import OptOutKeys
from app.domain.post import Post, Posted, Reference
from app.domain.read import Reader
from app.domain.reading import Context, Reading
from app.outlets.fanout.inbox import Inbox
from app.outlets.hub import Hub
from app.services.ingest import Ingest
from app.services.live import Live
from app.store.database import Database
from tests.support.stored import EVENT, NOW, PROGRAMME, a_post, account, an_event, uri

_A_BATCH = 21  # with BEGIN, without COMMIT
_A_TICK = 10
_reader = Reader(PROGRAMME, Appraiser.shipped(), EVENT.hashtags)


class Asked:
    """Counts the statements that a database is asked."""

    def __init__(self, database: Database) -> None:
        self.statements: list[str] = []
        event.listen(database._engine.sync_engine, "before_cursor_execute", self._hear)

    def _hear(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self.statements.append(statement)

    def again(self) -> int:
        """Return how many there were since the last call."""
        counted, self.statements = len(self.statements), []
        return counted


def _ingest(database: Database, event_id: int) -> Ingest:
    return Ingest(
        database=database,
        bus=MemoryBus(),
        event_id=event_id,
        reader=_reader,
        slug=EVENT.slug,
        keys=OptOutKeys(b"a secret of this test, long enough"),
        now=lambda: NOW,
    )


def _praise(number: int) -> Post:
    said = a_post(number, f"Maren Åkesson was wonderful, thank you {number}")
    return replace(said, author=account(f"voice{number}@shore.example"))


async def test_a_post_costs_few_statements_and_ten_at_once_no_more(database: Database) -> None:
    ingest = _ingest(database, await an_event(database))
    asked = Asked(database)
    await ingest.take([Posted(_praise(1))])
    assert asked.again() <= _A_BATCH
    await ingest.take([Posted(_praise(number)) for number in range(2, 12)])
    assert asked.again() <= _A_BATCH


async def test_answers_cost_three_statements_more_however_many_they_are(database: Database) -> None:
    ingest = _ingest(database, await an_event(database))
    await ingest.take([Posted(_praise(1))])
    asked = Asked(database)
    await ingest.take([Posted(replace(_praise(2), reply_to=Reference(uri=uri(1))))])
    one = asked.again()
    await ingest.take([Posted(replace(_praise(n), reply_to=Reference(uri=uri(1)))) for n in range(3, 12)])
    assert one <= _A_BATCH + 4
    assert asked.again() <= one


async def test_a_tick_of_the_walls_costs_as_few_for_ten_cards_as_for_one(database: Database) -> None:
    ingest = _ingest(database, await an_event(database))
    live = Live(database=database, hub=Hub(), now=lambda: NOW)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(live.seat(EVENT.slug, Inbox(), epoch=None, seq=None))
        await asyncio.sleep(0)
        await live.tell()
    asked = Asked(database)
    for posts in (range(1, 2), range(2, 12)):
        await ingest.take([Posted(_praise(number)) for number in posts])
        asked.again()
        assert await live.tell()
        assert asked.again() <= _A_TICK


async def test_whoever_waits_has_a_turn_while_many_posts_are_read(database: Database) -> None:
    ingest = _ingest(database, await an_event(database))
    turns, seen, is_over = 0, set[int](), asyncio.Event()

    class Counted(Reader):
        @override
        def read(self, post: Post, context: Context = Context()) -> Reading:
            seen.add(turns)
            return super().read(post, context)

    ingest._reader = Counted(PROGRAMME, Appraiser.shipped(), EVENT.hashtags)

    async def wait() -> None:
        nonlocal turns
        while not is_over.is_set():
            turns += 1
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(wait())
        await ingest.take([Posted(_praise(number)) for number in range(60)])
        is_over.set()
    assert len(seen) == 3
