"""An answer to a post about a speaker is about that speaker, whichever arrives first, and only while both stand."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.mention import Evidence
from app.domain.post import Deleted, Post, Posted, Reference
from app.store.database import Database
from tests.support.arriving import an_ingest
from tests.support.stored import MAREN, NOW, a_post, account, an_event, key, uri

TOLD = a_post(1, "Maren Åkesson reads the tide tables aloud", author=account("ola@shore.example"))
CHEER = a_post(2, "So good!", author=account("ida@shore.example"), reply_to=Reference(uri=uri(1)))
PASSED_ON = a_post(3, "This, all day.", author=account("per@shore.example"), quote_of=Reference(uri=uri(1)))
EDITED = replace(TOLD, text="The tide tables are read aloud", edited_at=NOW + timedelta(minutes=5))


async def told(database: Database, *changes: Post | Deleted) -> set[tuple[str, str, str]]:
    """Take changes one by one, and return (post, speaker, evidence) of what is remembered to be said."""
    event_id = await an_event(database)
    ingest = an_ingest(database, event_id)
    for change in changes:
        await ingest.take([Posted(change) if isinstance(change, Post) else change])
    async with database.read() as tx:
        return {(said.post.uri, said.speaker.key, said.mention.evidence) async for said in tx.said.stream(event_id)}


ABOUT_HER = {
    (uri(1), MAREN, Evidence.NAME),
    (uri(2), MAREN, Evidence.REPLY),
    (uri(3), MAREN, Evidence.QUOTE),
}


@pytest.mark.parametrize("order", list(itertools.permutations((TOLD, CHEER, PASSED_ON)))[::2])
async def test_the_order_of_arrival_makes_no_difference(sqlite_database: Database, order: tuple[Post, ...]) -> None:
    assert await told(sqlite_database, *order) == ABOUT_HER


async def test_an_answer_is_about_nobody_once_the_post_that_named_somebody_is_gone(sqlite_database: Database) -> None:
    assert await told(sqlite_database, TOLD, CHEER, PASSED_ON, Deleted(key(1), NOW)) == set()


async def test_an_answer_is_about_nobody_once_the_post_names_nobody(sqlite_database: Database) -> None:
    assert await told(sqlite_database, CHEER, TOLD, PASSED_ON, EDITED) == set()
