"""A follower learns which posts are held, and which of them it is time to look at again."""

from dataclasses import replace
from datetime import timedelta

from app.domain.network import Network
from app.domain.post import PostKey, Reference
from app.domain.verdict import Verdict
from app.store.database import Database
from app.store.following import DuePost
from app.store.transaction import Transaction
from tests.support.stored import NOW, a_mention, a_post, a_reading, account, an_event, key, stored, uri

SOON = timedelta(minutes=2)


async def due(tx: Transaction, event_id: int, minute: float, alias: str = "", limit: int = 99) -> list[int]:
    """The numbers of the posts that are due so many minutes after the start."""
    found = await tx.following.due(
        event_id, Network.MASTODON, now=NOW + timedelta(minutes=minute), limit=limit, alias=alias
    )
    return [int(one.key.uri.split("/")[-1]) for one in found]


async def test_held_are_uris_and_aliases_of_posts_with_content(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        await tx.posts.add(event_id, [a_post(3), a_post(1), a_post(2), a_post(4, author=account("rui@shore.example"))])
        await tx.aliases.meet(event_id, {key(1): ["a/1", "b/1"], key(2): ["a/2"], key(8): ["a/8"]})
        await tx.posts.delete(event_id, {key(2): NOW, key(9): NOW})
        await tx.posts.account_gone(event_id, Network.MASTODON, "rui@shore.example", NOW)
        held = await tx.following.held(event_id, Network.MASTODON)
        assert [name for name, _ in held] == ["a/1", "b/1", uri(1), uri(3), uri(4)]
        assert dict(held)["b/1"] == dict(held)[uri(1)] == a_post(1).author.key
        assert await tx.following.held(event_id, Network.MASTODON, limit=2) == [
            (uri(3), a_post(3).author.key),
            (uri(4), "rui@shore.example"),
        ]
        assert await tx.following.held(event_id, Network.X) == []
        assert await tx.following.held(event_id + 1, Network.MASTODON) == []


async def test_what_was_not_looked_at_for_two_minutes_is_due(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        await tx.posts.add(event_id, [a_post(0)])
        assert await due(tx, event_id, 2) == []
        assert await due(tx, event_id, 2.1) == [0]
        await tx.following.checked(event_id, [key(0), key(99)], NOW + SOON)
        assert await due(tx, event_id, 4) == []
        assert await due(tx, event_id, 4.1) == [0]


async def test_the_older_a_post_the_rarer_it_is_due(database: Database) -> None:
    event_id = await an_event(database)
    hour = 60.0
    async with database.begin() as tx:
        await tx.posts.add(event_id, [a_post(0)])
        looks = 0
        for minute in range(0, 48 * 60, 20):
            if await due(tx, event_id, minute):
                await tx.following.checked(event_id, [key(0)], NOW + timedelta(minutes=minute))
                looks += 1
        assert 10 <= looks <= 14  # each wait is half as long again as what went before
        assert await due(tx, event_id, 49 * hour) == []
        await tx.following.checked(event_id, [key(0)], NOW + timedelta(days=29))
        assert await due(tx, event_id, 30 * 24 * hour + 1) == []


async def test_what_is_shown_or_about_a_speaker_comes_first_then_the_youngest(database: Database) -> None:
    event_id = await an_event(database)
    await stored(database, event_id, [a_post(1), a_post(4)])
    async with database.begin() as tx:
        await tx.posts.add(event_id, [a_post(number) for number in (0, 2, 3, 5)])
        await tx.readings.save(
            event_id,
            {
                key(0): a_reading(verdict=Verdict.HIDE),
                key(2): a_reading(a_mention(), verdict=Verdict.HOLD),
                key(3): a_reading(verdict=Verdict.HOLD),
            },
        )
        assert await due(tx, event_id, 60) == [4, 2, 1, 5, 3, 0]
        assert await due(tx, event_id, 60, limit=2) == [4, 2]


async def test_only_originals_that_are_there_are_due(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        await tx.posts.add(
            event_id,
            [
                a_post(1),
                a_post(2),
                a_post(3, repost_of=Reference(uri=uri(1))),
                a_post(4, author=account("rui@shore.example")),
                replace(a_post(5), network=Network.X, author=account("x", Network.X)),
            ],
        )
        await tx.posts.delete(event_id, {key(2): NOW})
        await tx.posts.account_gone(event_id, Network.MASTODON, "rui@shore.example", NOW)
        assert await due(tx, event_id, 60) == [1]


async def test_what_is_due_is_told_with_its_author_and_its_aliases(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        await tx.posts.add(event_id, [a_post(1, author=account(remote_id="i-1")), a_post(2), a_post(3)])
        await tx.aliases.meet(event_id, {key(1): ["b%/1", "a/1"], key(2): ["b/2"], key(3): ["B%/3"]})
        now = NOW + timedelta(hours=1)
        found = await tx.following.due(event_id, Network.MASTODON, now=now, limit=5, alias="b%/")
        assert found == [
            DuePost(
                key=PostKey(Network.MASTODON, uri(1)),
                author="i-1",
                aliases=("a/1", "b%/1"),
                created_at=NOW + timedelta(minutes=1),
            )
        ]
        assert await due(tx, event_id, 60) == [3, 2, 1]


async def test_an_edit_keeps_and_a_deletion_takes_the_time_of_the_last_look(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        await tx.posts.add(event_id, [a_post(0)])
        await tx.following.checked(event_id, [key(0)], NOW + timedelta(minutes=10))
        await tx.posts.revise(event_id, [replace(a_post(0, "second"), edited_at=NOW + timedelta(minutes=1))])
        assert await due(tx, event_id, 11) == []
        await tx.posts.delete(event_id, {key(0): NOW})
        await tx.following.checked(event_id, [key(0)], NOW)
        assert await due(tx, event_id, 999) == []
