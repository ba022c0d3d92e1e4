"""Reasons come back from both databases with their parts, whatever stands in those, and so do sentences from before."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.domain.desk import Tab
from app.domain.network import Network
from app.domain.phrase import Phrase, all_of, any_of, in_a_row, phrase, reasons, verbatim
from app.domain.source import Gap, SourceHealth, SourceState
from app.domain.verdict import Verdict
from app.outlets.languages import say, speaking
from app.store.database import Database
from tests.support.stored import MAREN, NOW, a_mention, a_post, a_reading, an_event, full_post

NAMES = all_of(["Sand and Sea", "Ruiz, Inés", '{names} "\\" [%s]', "夏目 🌊"])
REASONS = [
    phrase("kind to {names}, but looks like promotion: {signs}", names=NAMES, signs=in_a_row([phrase("a booth"), "x"])),
    phrase("{points}, and is not surely kind", points=all_of([phrase("tags {names}", names=NAMES)])),
    phrase("could mean {either}", either=any_of(["Ada", "Bo"])),
    phrase("{n} hashtags, and about nobody who speaks here: may be using ours", n=1204),
    phrase("about the event"),
    verbatim('["kind to {names}",{"names":"nobody"}]'),
]


async def whys(database: Database, event_id: int) -> list[Phrase]:
    async with database.read() as tx:
        return [row.why for row in await tx.desk.rows(event_id, Tab.WAITING, 50)]


@pytest.mark.parametrize("why", REASONS)
async def test_why_a_post_waits_comes_back_with_its_parts_and_is_no_news_twice(database: Database, why: Phrase) -> None:
    event_id = await an_event(database)
    post = full_post()
    reading = replace(a_reading(a_mention(MAREN), verdict=Verdict.HOLD), why=why)
    async with database.begin() as tx:
        await tx.posts.add(event_id, [post])
        assert await tx.readings.save(event_id, {post.key: reading}) == {post.key}
        assert await tx.readings.save(event_id, {post.key: reading}) == set()
    assert [(one, one.made) for one in await whys(database, event_id)] == [(why, why.made)]
    async with database.read() as tx:
        assert [one.why.made async for one in tx.said.stream(event_id)] == [why.made]


async def test_a_sentence_from_before_is_shown_as_it_stands_until_the_post_is_read_again(database: Database) -> None:
    event_id = await an_event(database)
    post, reading = a_post(1), a_reading(verdict=Verdict.HOLD)
    old = "kind to Sand and Sea, but looks like promotion: a booth"
    async with database.begin() as tx:
        await tx.posts.add(event_id, [post])
        await tx.readings.save(event_id, {post.key: reading})
    async with database._engine.begin() as connection:
        await connection.execute(text("UPDATE post SET why = :why"), {"why": old})  # as an older version wrote it
    (shown,) = await whys(database, event_id)
    assert shown == old
    with speaking("de"):
        assert say(shown) == old
    async with database.begin() as tx:
        assert await tx.readings.save(event_id, {post.key: replace(reading, why=REASONS[0])}) == {post.key}
    assert await whys(database, event_id) == [REASONS[0]]


async def test_why_a_source_is_silent_and_a_gap_come_back_with_their_parts(database: Database) -> None:
    event_id = await an_event(database)
    broke = phrase("the connection to {host} broke: {why}", host="sea.example", why=phrase("it took too long"))
    why = reasons(
        [
            phrase("the stream is down ({error}); polling until it is back", error=broke),
            phrase("the stream says: {words}", words="<b>no; not connected</b>\0\ud800"),
        ]
    )
    gap = Gap(from_at=NOW, until_at=NOW + timedelta(minutes=1), why=phrase("not connected"))
    async with database.begin() as tx:
        source = await tx.sources.add(
            event_id, name="mastodon:sea.example", network=Network.MASTODON, options={}, sealed=None, now=NOW
        )
        await tx.sources.report(source.source.id, SourceHealth(state=SourceState.WAITING, why=why))
        await tx.sources.gap(source.source.id, [gap])
        await tx.sources.gap(source.source.id, [gap])
        kept = (await tx.sources.of_event(event_id))[0].health.why
        assert await tx.sources.gaps(source.source.id) == [gap]
    assert kept is not None
    with speaking("de"):
        assert say(kept) == (
            "der Datenstrom ist unterbrochen (die Verbindung zu sea.example brach ab: es dauerte zu lange); bis er"
            " wieder da ist, wird regelmäßig nachgefragt; der Datenstrom sagt: <b>no; not connected</b>\ufffd?"
        )
