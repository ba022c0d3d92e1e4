"""What was said about a speaker comes as one ordered stream, whole, and never all at once into memory."""

import gc
import tracemalloc
from datetime import timedelta

from app.domain.delivery import Delivered
from app.domain.event import Programme
from app.domain.network import Network
from app.domain.phrase import verbatim
from app.domain.post import Reference
from app.domain.said import Said
from app.domain.speaker import SpeakerKey
from app.domain.verdict import Verdict
from app.store.database import Database
from tests.support.stored import (
    AIKO,
    MAREN,
    NOW,
    PROGRAMME,
    TOMAS,
    a_mention,
    a_post,
    a_reading,
    account,
    an_event,
    full_post,
    key,
    stored,
)


async def said(database: Database, event_id: int, speaker: SpeakerKey | None = None) -> list[Said]:
    async with database.read() as tx:
        return [item async for item in tx.said.stream(event_id, speaker)]


async def test_what_was_said_comes_back_whole(database: Database) -> None:
    event_id = await an_event(database)
    reading = a_reading(a_mention(MAREN), verdict=Verdict.HOLD)
    async with database.begin() as tx:
        await tx.posts.add(event_id, [full_post()])
        await tx.readings.save(event_id, {full_post().key: reading})
    assert await said(database, event_id) == [
        Said(
            post=full_post(),
            speaker=PROGRAMME.speakers[0],
            mention=a_mention(MAREN),
            talk=PROGRAMME.talks[0],
            tone=reading.tone,
            verdict=Verdict.HOLD,
            why=verbatim("kind words"),
            language="en",
            first=True,
        )
    ]


async def test_the_stream_is_in_order_of_time_network_uri_and_speaker(database: Database) -> None:
    event_id = await an_event(database)
    same = NOW + timedelta(minutes=2)
    on_x = account("rui", Network.X)
    await stored(
        database,
        event_id,
        [
            a_post(3, created_at=same),
            a_post(2),
            a_post(1),
            a_post(9, created_at=same, network=Network.X, author=on_x),
        ],
        a_mention(TOMAS),
        a_mention(AIKO, span=None),
        a_mention(MAREN),
    )
    order = [
        (item.post.created_at, item.post.network, item.post.uri, item.speaker.name)
        for item in await said(database, event_id)
    ]
    assert len(order) == 12
    assert order == sorted(order)


async def test_only_attributed_mentions_of_originals_are_said(database: Database) -> None:
    event_id = await an_event(database)
    mention = a_reading(a_mention(MAREN), candidates=(a_mention(TOMAS),))
    posts = [a_post(1), a_post(2, repost_of=Reference()), a_post(3)]
    async with database.begin() as tx:
        await tx.posts.add(event_id, posts)
        await tx.readings.save(event_id, {post.key: mention for post in posts})
        await tx.posts.delete(event_id, {key(3): NOW})
    assert [(item.post.key, item.speaker.key) for item in await said(database, event_id)] == [(key(1), MAREN)]


async def test_one_speaker_or_only_what_did_not_arrive_can_be_asked_for(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        await tx.posts.add(event_id, [a_post(1), a_post(2), a_post(3)])
        await tx.readings.save(
            event_id,
            {
                key(1): a_reading(a_mention(MAREN), a_mention(TOMAS)),
                key(2): a_reading(a_mention(MAREN, delivered=Delivered.TAGGED, reason=None)),
                key(3): a_reading(a_mention(MAREN, appreciates=False)),
            },
        )
        assert [item.post.key async for item in tx.said.stream(event_id, MAREN)] == [key(1), key(2), key(3)]
        assert [item.post.key async for item in tx.said.stream(event_id, TOMAS)] == [key(1)]
        waiting = [item async for item in tx.said.stream(event_id, undelivered_only=True)]
    assert [(item.post.key, item.speaker.key) for item in waiting] == [(key(1), MAREN), (key(1), TOMAS)]
    assert await said(database, event_id, SpeakerKey("nobody")) == []


async def test_a_re_import_keeps_what_was_said_about_those_who_stay(database: Database) -> None:
    event_id = await an_event(database)
    await stored(database, event_id, [a_post(1)], a_mention(MAREN), a_mention(TOMAS))
    fewer = Programme(speakers=PROGRAMME.speakers[:1], talks=PROGRAMME.talks)
    async with database.begin() as tx:
        await tx.programmes.save(event_id, fewer)
    assert [item.speaker.key for item in await said(database, event_id)] == [MAREN]


async def test_a_long_stream_takes_no_more_memory_than_a_short_one(sqlite_database: Database) -> None:
    event_id = await an_event(sqlite_database)

    async def peak() -> int:
        gc.collect()
        tracemalloc.start()
        async with sqlite_database.read() as tx:
            async for _ in tx.said.stream(event_id):
                pass
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    await stored(sqlite_database, event_id, [a_post(number) for number in range(1_000)], a_mention(MAREN))
    await peak()
    short = await peak()
    await stored(sqlite_database, event_id, [a_post(number) for number in range(1_000, 4_000)], a_mention(MAREN))
    assert await peak() < 3 * short  # four times as much, were it all held at once


async def test_a_speakers_own_posts_are_found_by_handle_or_remote_id(database: Database) -> None:
    event_id = await an_event(database)
    posts = [
        a_post(1, author=account("maren@sea.example", remote_id="m-1"), repost_of=Reference()),
        a_post(2),
        a_post(3, author=account("maren@new.example", remote_id="m-1")),
        a_post(4, author=account("maren.example", Network.BLUESKY), network=Network.BLUESKY),
        a_post(5, author=account("maren.example", Network.X), network=Network.X),
    ]
    async with database.begin() as tx:
        await tx.posts.add(event_id, posts)
        own = await tx.said.posts_by(event_id, MAREN)
        assert await tx.said.posts_by(event_id, TOMAS) == []
    assert [post.uri for post in own] == [posts[0].uri, posts[2].uri, posts[3].uri]
