"""An event with two speakers of one first name, and people at its desk: what moderators see, do and undo."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.bus.memory import MemoryBus
from app.domain.access import Visitor
from app.domain.account import Account
from app.domain.appraisal import Appraiser
from app.domain.consent import OptOutKeys
from app.domain.decision import Deed
from app.domain.desk import Row, Tab
from app.domain.event import Programme
from app.domain.network import Network
from app.domain.post import Change, Post, Posted, Reference
from app.domain.said import Said
from app.domain.speaker import Speaker, SpeakerKey
from app.domain.talk import Talk, TalkKey
from app.networks.registry import entities, finished
from app.services.events import Events
from app.services.moderation import Done, Moderation
from app.services.rulebook import Rulebook
from app.services.writing import Writing
from app.store.database import Database
from tests.support.stored import EVENT, NOW

SOLVEIG, SOLVEIG_MAAS, KOFI = SpeakerKey("solveig-berg"), SpeakerKey("solveig-maas"), SpeakerKey("kofi-asante")
ANNA, BEN = Visitor(person=None, name="Anna"), Visitor(person=None, name="Ben")
HALF = timedelta(minutes=30)
TWO_OF_A_NAME = Programme(
    speakers=(
        Speaker(key=SOLVEIG, name="Solveig Berg"),
        Speaker(key=SOLVEIG_MAAS, name="Solveig Maas"),
        Speaker(key=KOFI, name="Kofi Asante"),
    ),
    talks=(
        Talk(key=TalkKey("ice"), title="Reading the ice", speakers=(SOLVEIG,), starts_at=NOW, ends_at=NOW + HALF),
        Talk(
            key=TalkKey("reeds"),
            title="What reeds remember",
            speakers=(SOLVEIG_MAAS,),
            starts_at=NOW + 4 * HALF,
            ends_at=NOW + 5 * HALF,
        ),
        Talk(
            key=TalkKey("nets"),
            title="Mending nets",
            speakers=(KOFI,),
            starts_at=NOW + 8 * HALF,
            ends_at=NOW + 9 * HALF,
        ),
    ),
)
ASKING = "Solveig’s talk was wonderful, thank you so much #longshore"
KIND = "Kofi Asante, thank you for this wonderful talk! #longshore"
UNKIND = "Kofi Asante was boring and badly prepared, what a waste of an hour #longshore"


def said(number: float, text: str = ASKING, *, by: str = "ines", **facts: object) -> Post:
    """What somebody posts, `number` minutes after the first talk began."""
    at = NOW + timedelta(minutes=number)
    network = Network.MASTODON
    return finished(
        Post(
            **{  # type: ignore[arg-type] # whatever a test says
                "network": network,
                "uri": f"https://shore.example/{by}/{number:g}",
                "author": Account(network=network, handle=f"{by}@shore.example", name=by.title()),
                "text": text,
                "entities": entities(network, text, author=f"{by}@shore.example"),
                "created_at": at,
                "received_at": at,
                **facts,
            }
        )
    )


def edited(post: Post, text: str, minutes: float = 1) -> Post:
    """The same post with other words."""
    again = entities(post.network, text, author=post.author.handle)
    return replace(post, text=text, entities=again, edited_at=post.created_at + timedelta(minutes=minutes))


def answering(number: float, to: Post, text: str, *, by: str = "ines") -> Post:
    """A reply."""
    return said(number, text, by=by, reply_to=Reference(uri=to.uri, author=to.author.handle_key))


class DeskOf:
    """The desk of one event over one database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = NOW
        self.bus = MemoryBus()
        self.events = Events(
            database=database,
            bus=self.bus,
            appraiser=Appraiser.shipped(),
            keys=OptOutKeys(b"a secret of this test, long enough"),
            now=self.now,
        )
        writing = Writing(database=database, bus=self.bus, events=self.events)
        self.moderation = Moderation(writing=writing, now=self.now)
        self.rulebook = Rulebook(database=database, writing=writing, events=self.events, now=self.now)
        self.event_id = 0

    def now(self) -> datetime:
        return self.clock

    async def open(self, programme: Programme = TWO_OF_A_NAME) -> "DeskOf":
        self.event_id = (await self.events.create(EVENT)).id
        await self.events.import_programme(EVENT.slug, programme)
        return self

    async def take(self, *told: Post | Change) -> None:
        ingest = await self.events.ingest(EVENT.slug)
        await ingest.take([Posted(one) if isinstance(one, Post) else one for one in told])

    async def row(self, post: Post) -> Row:
        """The post as the desk has it now."""
        for tab in Tab:
            for row in await self.rows(tab):
                if row.post.key == post.key:
                    return row
        raise AssertionError(f"{post.uri} is not on the desk")

    async def rows(self, tab: Tab) -> list[Row]:
        async with self.database.read() as tx:
            return await tx.desk.rows(self.event_id, tab, 100)

    async def names(self, post: Post) -> list[SpeakerKey]:
        """The speakers whom a post means for certain."""
        return [one.speaker for one in (await self.row(post)).sure]

    async def open_questions(self) -> list[str]:
        """The uris of the posts that ask whom they mean."""
        return sorted(row.post.uri for row in await self.rows(Tab.MEANT))

    async def answer(self, post: Post, chosen: Iterable[SpeakerKey], who: Visitor = ANNA) -> Done:
        """Answer the first question of a post."""
        row = await self.row(post)
        asked = [one.speaker for one in row.places[0].fits]
        return await self.moderation.answer(EVENT.slug, who, row.id, asked=asked, chosen=list(chosen), seen=row.stamp)

    async def rule(self, post: Post, deed: Deed, who: Visitor = ANNA) -> Done:
        row = await self.row(post)
        return await self.moderation.rule_on(EVENT.slug, who, row.id, deed, seen=row.stamp)

    async def undo(self, done: Done, who: Visitor = ANNA) -> Done:
        return await self.moderation.undo(EVENT.slug, who, done.decision)

    async def mentions(self) -> list[Said]:
        """What digests, ledger and reports are made from."""
        async with self.database.read() as tx:
            return [one async for one in tx.said.stream(self.event_id)]

    async def on_walls(self) -> list[str]:
        """The uris of what every wall shows."""
        async with self.database.read() as tx:
            cards = (await tx.walls.snapshot(self.event_id)).cards
            keys = {row.id: row.post.uri for tab in Tab for row in await tx.desk.rows(self.event_id, tab, 100)}
        return sorted(keys[int(card.id)] for card in cards)


@pytest.fixture
async def desk(sqlite_database: Database) -> DeskOf:
    """A desk of the test's own event."""
    return await DeskOf(sqlite_database).open()


@pytest.fixture
async def on_either(database: Database) -> DeskOf:
    """The same on SQLite, and on PostgreSQL."""
    return await DeskOf(database).open()
