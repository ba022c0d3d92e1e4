"""Of somebody who asked not to be here nothing is left, and nobody can tell from what is left who it was."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.handle import HandleKey
from app.domain.network import Network
from app.domain.post import Post, PostKey, Reference
from app.domain.wall import ChangeKind
from app.store.database import Database
from app.store.opt_outs import Named
from app.store.transaction import Transaction
from tests.integration.test_store_deletion import everything, on_disk
from tests.support.stored import NOW, a_mention, a_post, account, an_event, another_event, key, stored, uri

SECRET = "sardines-at-noon"
INES = account("ines@shore.example", remote_id="https://shore.example/users/ines", name="Inês Maré")
RUI = account("rui@shore.example")
HERS = HandleKey(Network.MASTODON, INES.handle)
TRACES = (SECRET, "ines", "Inês", "Maré")


def hers(number: int) -> str:
    """The uri of one of her posts: it names her."""
    return f"https://shore.example/users/ines/statuses/{number}"


def her_post(number: int, **facts: object) -> Post:
    return a_post(number, **{"text": f"{SECRET} {number}", "uri": hers(number), "author": INES, **facts})  # type: ignore[arg-type] # whatever a test says


def scrub(uri: str) -> str:
    return hashlib.sha256(f"key{uri}".encode()).hexdigest()


def scrub_of(_: Network, uri: str) -> str:
    return scrub(uri)


def wiped(number: int) -> PostKey:
    """What one of her posts is called afterwards."""
    return PostKey(Network.MASTODON, f"out:{scrub(hers(number))}")


async def wipe(tx: Transaction, event_id: int) -> set[PostKey]:
    return await tx.opt_outs.wipe(event_id, Network.MASTODON, INES.key, INES.handle, at=NOW, scrub=scrub)


async def test_who_opted_out_is_refused_at_that_event(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        other = await another_event(tx)
        assert await tx.opt_outs.count(event_id) == 0
        await tx.opt_outs.add(event_id, ["one", "two"], at=NOW, how="said so in a post")
        await tx.opt_outs.add(event_id, ["two", "two", "three"], at=NOW, how="on the page")
        assert await tx.opt_outs.count(event_id) == 3
        assert await tx.opt_outs.refused(event_id, ["two", "four", "three"]) == {"two", "three"}
        assert await tx.opt_outs.refused(event_id, (str(number) for number in range(1_200))) == set()
        assert await tx.opt_outs.refused(other, ["one"]) == set()
        await tx.events.clear(event_id)
        assert await tx.opt_outs.count(event_id) == 3


async def test_a_wiped_account_leaves_nothing_that_tells_whose_it_was(database: Database) -> None:
    event_id = await an_event(database)
    await stored(database, event_id, [her_post(1), her_post(2), a_post(3, author=RUI)], a_mention())
    async with database.begin() as tx:
        await tx.aliases.meet(event_id, {her_post(1).key: ["shore.example/1"]})
        await tx.posts.delete(event_id, {her_post(2).key: NOW, PostKey(Network.MASTODON, hers(8)): NOW})
        expected = {her_post(1).key}
        assert await tx.opt_outs.posts_of(event_id, Network.MASTODON, INES.key, INES.handle) == expected
        assert await wipe(tx, event_id) == {wiped(1)}
        assert await tx.posts.keys(event_id) == [key(3)]
        assert (await tx.posts.counts(event_id)).deleted == 3
        assert await tx.accounts.heard(event_id) == 1
        assert await tx.following.held(event_id, Network.MASTODON) == [(uri(3), RUI.key)]
        assert await wipe(tx, event_id) == set()
    left = await everything(database)
    assert [trace for trace in TRACES if trace in left] == []


async def test_the_file_does_not_remember_who_it_was(sqlite_database: Database, tmp_path: Path) -> None:
    event_id = await an_event(sqlite_database)
    posts = [her_post(number, text=f"{SECRET} {number}" * 30) for number in range(40)]
    answers = [
        a_post(number + 50, author=RUI, reply_to=Reference(uri=hers(number), author=HERS)) for number in range(40)
    ]
    await stored(sqlite_database, event_id, [*posts, *answers], a_mention())
    async with sqlite_database.begin() as tx:
        await tx.aliases.meet(event_id, {post.key: [f"shore.example/{post.uri[-1]}"] for post in posts})
    assert [trace for trace in (SECRET, "users/ines", "ines@") if trace in on_disk(tmp_path)] == [
        SECRET,
        "users/ines",
        "ines@",
    ]
    async with sqlite_database.begin() as tx:
        assert len(await wipe(tx, event_id)) == 40
    assert [trace for trace in (SECRET, "users/ines", "ines@") if trace in on_disk(tmp_path)] == []


async def test_walls_hear_that_the_posts_are_gone(database: Database) -> None:
    event_id = await an_event(database)
    await stored(database, event_id, [her_post(1)], a_mention())
    async with database.begin() as tx:
        seq = await tx.changes.append(event_id, [(ChangeKind.SHOWN, her_post(1).key)], now=NOW)
        (shown,) = await tx.changes.since(event_id, 0)
        assert shown.card is not None
        gone = await wipe(tx, event_id)
        await tx.changes.append(event_id, [(ChangeKind.GONE, one) for one in gone], now=NOW)
        (told,) = await tx.changes.since(event_id, seq)
        assert (told.id, told.card) == (shown.id, None)
        assert (await tx.walls.snapshot(event_id)).cards == ()


async def test_reposts_go_and_answers_and_quotations_forget_whom_they_mean(database: Database) -> None:
    event_id = await an_event(database)
    to_her = Reference(uri=hers(1), author=HERS, text=SECRET)
    unheld = Reference(uri=hers(9), author=HERS, text=SECRET)
    by_name = Reference(author=HERS)
    posts = [
        her_post(1),
        a_post(2, f"RT {SECRET}", author=RUI, repost_of=to_her),
        a_post(3, f"RT RT {SECRET}", author=RUI, repost_of=Reference(uri=uri(2))),
        a_post(4, f"RT {SECRET}", author=RUI, repost_of=unheld),
        a_post(5, "so true", author=RUI, quote_of=to_her, reply_to=Reference(uri=uri(1), text="kept")),
        a_post(6, "and yes", author=RUI, reply_to=unheld),
        a_post(7, "hm", author=RUI, reply_to=by_name, quote_of=Reference(uri="https://shore.example/@ines/9")),
    ]
    async with database.begin() as tx:
        await tx.posts.add(event_id, posts)
        assert await wipe(tx, event_id) == {wiped(1), key(2), key(3), key(4)}
        found = await tx.posts.load(event_id, [post.key for post in posts])
        assert await tx.posts.touched_by(event_id, [wiped(1)]) == {key(5)}
    assert found.keys() == {key(5), key(6), key(7)}
    assert found[key(5)].quote_of == Reference(uri=wiped(1).uri)
    assert found[key(5)].reply_to == Reference(uri=uri(1), text="kept")
    assert found[key(6)].reply_to == Reference(uri=wiped(9).uri)
    assert found[key(7)].reply_to == Reference()
    assert found[key(7)].quote_of == Reference(uri=f"out:{scrub('https://shore.example/@ines/9')}")
    left = await everything(database)
    assert [trace for trace in TRACES if trace in left] == []


async def test_what_still_names_a_wiped_post_can_be_told(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        await tx.posts.add(event_id, [her_post(1), a_post(2, author=RUI)])
        assert await tx.opt_outs.masked(event_id, [her_post(1).key], scrub_of) == {}
        await wipe(tx, event_id)
        assert await tx.opt_outs.masked(event_id, [her_post(1).key, key(2)], scrub_of) == {her_post(1).key: wiped(1)}


async def test_a_post_that_comes_again_can_be_wiped_again(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        await tx.posts.add(event_id, [her_post(1)])
        await wipe(tx, event_id)
        assert await tx.posts.add(event_id, [her_post(1)]) == {her_post(1).key}
        assert await wipe(tx, event_id) == {wiped(1)}
        assert (await tx.posts.counts(event_id)).deleted == 2
    assert SECRET not in await everything(database)


@pytest.mark.parametrize("named", ["key", "handle", "remote id"])
async def test_an_account_is_found_by_each_of_its_names(database: Database, named: str) -> None:
    event_id = await an_event(database)
    author = account("ines.example", Network.BLUESKY, remote_id="did:plc:ines")
    post = a_post(1, network=Network.BLUESKY, uri="at://did:plc:ines/app.bsky.feed.post/1", author=author)
    told = {
        "key": (author.key, "elsewhere.example"),
        "handle": ("did:plc:unknown", author.handle),
        "remote id": ("did:plc:ines", ""),
    }[named]
    async with database.begin() as tx:
        await tx.posts.add(event_id, [post])
        assert len(await tx.opt_outs.wipe(event_id, Network.BLUESKY, *told, at=NOW, scrub=scrub)) == 1
        assert await tx.accounts.heard(event_id) == 0
    assert "ines" not in await everything(database)


async def test_others_of_a_like_name_stay(database: Database) -> None:
    event_id = await an_event(database)
    others = [
        a_post(1, author=account("ines@tide.example"), uri="https://tide.example/users/ines/1"),
        a_post(2, author=account("inesita@shore.example"), uri="https://shore.example/users/inesita/2"),
        a_post(3, network=Network.X, author=account("ines@shore.example", Network.X), uri="https://x.com/i/status/3"),
        a_post(4, author=RUI, reply_to=Reference(uri="https://tide.example/users/ines/1", text="hers")),
    ]
    async with database.begin() as tx:
        await tx.posts.add(event_id, others)
        await tx.posts.delete(event_id, {others[0].key: NOW})
        before = [await tx.posts.load(event_id, [post.key for post in others]), await tx.posts.counts(event_id)]
        assert await wipe(tx, event_id) == set()
        assert [await tx.posts.load(event_id, [post.key for post in others]), await tx.posts.counts(event_id)] == before
        assert others[0].key in await tx.opt_outs._tombstones(event_id, Network.MASTODON)


async def test_an_account_that_was_gone_is_wiped_too(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        await tx.posts.add(event_id, [her_post(1)])
        await tx.posts.account_gone(event_id, Network.MASTODON, INES.key, NOW + timedelta(minutes=1))
        assert await wipe(tx, event_id) == {wiped(1)}
        assert await tx.accounts.heard(event_id) == 0


async def test_other_accounts_do_not_say_any_more_that_they_are_the_same_person(database: Database) -> None:
    event_id = await an_event(database)
    bridged = account("ines.shore.example", Network.BLUESKY, name="bridge", behind=HERS)
    friend = account("wren.example", Network.BLUESKY, claims=(HERS, HandleKey(Network.X, "wren")))
    fan = account("fan.example", Network.BLUESKY, claims=(HERS,))
    others = [
        a_post(number, "hello", network=Network.BLUESKY, uri=f"at://post/{number}", author=author)
        for number, author in enumerate((bridged, friend, fan), start=2)
    ]
    async with database.begin() as tx:
        await tx.posts.add(event_id, [her_post(1), *others])
        assert await tx.opt_outs.accounts_of(event_id, Network.MASTODON, INES.handle, INES.handle) == {
            Named(Network.MASTODON, INES.key, INES.handle),
            Named(Network.BLUESKY, bridged.key, bridged.handle),
        }
        await wipe(tx, event_id)
        assert await tx.opt_outs.accounts_of(event_id, Network.MASTODON, INES.key, INES.handle) == set()
        assert len(await tx.posts.keys(event_id)) == 3
    left = await everything(database)
    assert "ines@shore.example" not in left
    assert "x:wren" in left
