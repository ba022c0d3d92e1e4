"""What was deleted cannot be read again: not in a row, not in a quotation, not in the file."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app.domain.network import Network
from app.domain.post import PostKey, Reference
from app.domain.wall import ChangeKind
from app.store.database import Database
from tests.support.stored import (
    NOW,
    a_mention,
    a_post,
    a_reading,
    account,
    an_event,
    full_post,
    key,
    stored,
    uri,
)

SECRET = "sardines-at-noon"


async def test_a_deleted_post_is_gone_and_stays_gone(database: Database) -> None:
    event_id = await an_event(database)
    await stored(database, event_id, [a_post(1), a_post(2)], a_mention())
    async with database.begin() as tx:
        assert await tx.posts.delete(event_id, {key(1): NOW}) == {key(1)}
        assert await tx.posts.delete(event_id, {key(1): NOW}) == set()
        assert await tx.posts.load(event_id, [key(1)]) == {}
        assert await tx.posts.add(event_id, [a_post(1)]) == set()
        assert await tx.posts.revise(event_id, [a_post(1, edited_at=NOW + timedelta(days=1))]) == set()
        assert await tx.readings.save(event_id, {key(1): a_reading(a_mention())}) == set()
        assert [said.post.key async for said in tx.said.stream(event_id)] == [key(2)]


async def test_a_deletion_may_come_before_its_post(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        assert await tx.posts.delete(event_id, {key(1): NOW}) == set()
        assert await tx.posts.add(event_id, [a_post(1, SECRET), a_post(2)]) == {key(2)}
        assert (await tx.posts.counts(event_id)).deleted == 1
    assert SECRET not in await everything(database)


async def test_nothing_of_a_deleted_post_is_left_in_any_row(database: Database) -> None:
    event_id = await an_event(database)
    await stored(database, event_id, [full_post()], a_mention())
    async with database.begin() as tx:
        await tx.posts.delete(event_id, {full_post().key: NOW})
    left = await everything(database)
    for word in ("Gracias", "ines", "Ines", "maren@sea.example!", "sea.webp", "the sea", "kind words", "What a tide"):
        assert word not in left
    assert uri(7) in left


async def test_reposts_and_quotations_go_with_what_they_repeat(database: Database) -> None:
    event_id = await an_event(database)
    posts = [
        a_post(1, SECRET),
        a_post(2, f"RT {SECRET}", repost_of=Reference(uri=uri(1), text=SECRET), author=account("rui@shore.example")),
        a_post(3, f"RT RT {SECRET}", repost_of=Reference(uri=uri(2), text=SECRET)),
        a_post(4, "so true", quote_of=Reference(uri=uri(1), text=SECRET), reply_to=Reference(uri=uri(5), text="kept")),
        a_post(5, "and yes", reply_to=Reference(uri=uri(1), text=SECRET)),
    ]
    async with database.begin() as tx:
        await tx.posts.add(event_id, posts)
        assert await tx.posts.delete(event_id, {key(1): NOW}) == {key(1), key(2), key(3)}
        found = await tx.posts.load(event_id, [post.key for post in posts])
    assert found[key(4)].quote_of == Reference(uri=uri(1))
    assert found[key(4)].reply_to == Reference(uri=uri(5), text="kept")
    assert found[key(5)].reply_to == Reference(uri=uri(1))
    assert SECRET not in await everything(database)


async def test_repetitions_that_come_after_the_deletion_are_silent_too(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        await tx.posts.delete(event_id, {key(1): NOW})
        new = await tx.posts.add(
            event_id,
            [
                a_post(3, SECRET, repost_of=Reference(uri=uri(2), text=SECRET)),
                a_post(2, SECRET, repost_of=Reference(uri=uri(1), text=SECRET)),
                a_post(4, "so true", quote_of=Reference(uri=uri(1), text=SECRET)),
            ],
        )
        assert new == {key(4)}
        assert (await tx.posts.load(event_id, [key(4)]))[key(4)].quote_of == Reference(uri=uri(1))
    assert SECRET not in await everything(database)


async def test_the_file_does_not_remember_either(sqlite_database: Database, tmp_path: Path) -> None:
    event_id = await an_event(sqlite_database)
    posts = [a_post(number, f"{SECRET} {number}" * 40) for number in range(50)]
    await stored(sqlite_database, event_id, posts, a_mention())
    assert SECRET in on_disk(tmp_path)
    async with sqlite_database.begin() as tx:
        await tx.posts.delete(event_id, {post.key: NOW for post in posts})
    assert SECRET not in on_disk(tmp_path)


async def test_a_reader_in_the_way_delays_the_emptying_of_the_log_only(
    sqlite_database: Database, tmp_path: Path
) -> None:
    event_id = await an_event(sqlite_database)
    async with sqlite_database.begin() as tx:
        await tx.posts.add(event_id, [a_post(1, SECRET), a_post(2)])
    async with sqlite_database.read() as looking:
        assert len(await looking.posts.keys(event_id)) == 2
        async with sqlite_database.begin() as tx:
            await tx.posts.delete(event_id, {key(1): NOW})
        assert len(await looking.posts.keys(event_id)) == 2
        assert SECRET in on_disk(tmp_path)
    async with sqlite_database.begin() as tx:
        await tx.posts.add(event_id, [a_post(3)])
    assert SECRET not in on_disk(tmp_path)


async def test_an_account_that_is_gone_takes_its_posts_until_it_is_back(database: Database) -> None:
    event_id = await an_event(database)
    await stored(database, event_id, [a_post(1), a_post(2, author=account("rui@shore.example"))], a_mention())
    ines = (event_id, Network.MASTODON, "ines@shore.example")
    async with database.begin() as tx:
        assert await tx.posts.account_gone(*ines, NOW) == {key(1)}
        assert await tx.posts.account_gone(*ines, NOW) == set()
        assert await tx.posts.load(event_id, [key(1), key(2)]) == {
            key(2): a_post(2, author=account("rui@shore.example"))
        }
        assert [said.post.key async for said in tx.said.stream(event_id)] == [key(2)]
        assert (await tx.posts.counts(event_id)).posts == 1
        assert len((await tx.walls.snapshot(event_id)).cards) == 1
        assert await tx.posts.account_back(*ines, NOW - timedelta(hours=1)) == set()
        assert await tx.posts.account_back(*ines, NOW + timedelta(hours=1)) == {key(1)}
        assert await tx.readings.save(event_id, {key(1): a_reading(a_mention())}) == {key(1)}
        assert len((await tx.walls.snapshot(event_id)).cards) == 2


async def test_an_account_may_be_gone_before_its_first_post_comes(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        assert await tx.posts.account_gone(event_id, Network.MASTODON, "ines@shore.example", NOW) == set()
        assert await tx.posts.add(event_id, [a_post(1)]) == {key(1)}
        assert await tx.posts.load(event_id, [key(1)]) == {}
        await tx.posts.delete(event_id, {key(1): NOW})
        assert await tx.accounts.heard(event_id) == 1  # remembered, so that it stays gone


async def test_a_deleted_post_leaves_the_wall(database: Database) -> None:
    event_id = await an_event(database)
    await stored(database, event_id, [a_post(1)], a_mention())
    async with database.begin() as tx:
        seq = await tx.changes.append(event_id, [(ChangeKind.SHOWN, key(1))], now=NOW)
        assert (await tx.changes.since(event_id, seq - 1))[0].card is not None
        await tx.posts.delete(event_id, {key(1): NOW})
        assert (await tx.changes.since(event_id, seq - 1))[0].card is None
        assert (await tx.walls.snapshot(event_id)).cards == ()


@pytest.mark.parametrize("network", [Network.X, Network.NOSTR])
async def test_a_deletion_is_for_its_own_network(database: Database, network: Network) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        await tx.posts.add(event_id, [a_post(1)])
        assert await tx.posts.delete(event_id, {PostKey(network, uri(1)): NOW}) == set()
        assert await tx.posts.keys(event_id) == [key(1)]


def on_disk(folder: Path) -> str:
    """Everything that stands in SQLite's files."""
    return "".join(path.read_bytes().decode("latin-1") for path in sorted(folder.glob("ovation.db*")))


async def everything(database: Database) -> str:
    """Every row of the tables that hold what was said."""
    async with database._engine.connect() as connection:
        rows = [
            (await connection.execute(text(f"SELECT * FROM {name}"))).all() for name in ("post", "mention", "account")
        ]
    return repr(rows)
