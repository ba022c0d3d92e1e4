"""Whatever name a network uses for a post, and in whatever order it speaks of it, there is one post or none."""

from dataclasses import replace
from datetime import timedelta

from app.domain.network import Network
from app.domain.post import Post, PostKey, Reference
from app.store.database import Database
from app.store.transaction import Transaction
from tests.integration.test_store_deletion import everything
from tests.support.stored import NOW, a_post, account, an_event, another_event, key, uri

SECRET = "sardines-at-noon"
LATER = NOW + timedelta(hours=1)


def named(number: int, server: str = "shore.example") -> PostKey:
    """A post as a server calls it."""
    return PostKey(Network.MASTODON, f"{server}/{number}")


async def tell(tx: Transaction, event_id: int, *posts: Post) -> set[PostKey]:
    """What the ingest does with posts: names first."""
    gone = await tx.aliases.meet(event_id, {post.key: [f"shore.example/{post.uri.split('/')[-1]}"] for post in posts})
    await tx.posts.delete(event_id, gone)
    return await tx.posts.add(event_id, await tx.aliases.resolved(event_id, posts))


async def delete(tx: Transaction, event_id: int, name: PostKey) -> set[PostKey]:
    """What the ingest does with a deletion."""
    known = await tx.aliases.resolve(event_id, [name])
    return await tx.posts.delete(event_id, {known.get(name, name): NOW})


async def test_a_deletion_by_an_alias_finds_the_post(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        await tell(tx, event_id, a_post(1, SECRET), a_post(2))
        assert await delete(tx, event_id, named(1)) == {key(1)}
        assert await tell(tx, event_id, a_post(1, SECRET)) == set()
        assert await tx.posts.keys(event_id) == [key(2)]
        assert (await tx.posts.counts(event_id)).deleted == 1
    assert SECRET not in await everything(database)


async def test_a_deletion_by_an_alias_may_come_before_the_post(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        assert await delete(tx, event_id, named(1)) == set()
        assert await tell(tx, event_id, a_post(1, SECRET), a_post(2)) == {key(2)}
        assert (await tx.posts.counts(event_id)).deleted == 1
    async with database.begin() as tx:
        assert await tell(tx, event_id, a_post(1, SECRET)) == set()
        assert await delete(tx, event_id, named(1)) == set()
        assert await tx.posts.keys(event_id) == [key(2)]
        assert (await tx.posts.counts(event_id)).deleted == 1
    assert SECRET not in await everything(database)


async def test_the_earliest_of_several_deletions_counts(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        await tx.posts.delete(event_id, {named(1): LATER, named(1, "other.example"): NOW, named(2): LATER})
        aliases = {key(1): ["shore.example/1", "other.example/1", uri(1)], key(3): ["shore.example/3"]}
        assert await tx.aliases.meet(event_id, aliases) == {key(1): NOW}
        assert await tx.aliases.meet(event_id, aliases) == {}
        assert (await tx.posts.counts(event_id)).deleted == 1


async def test_an_answer_may_name_its_parent_by_an_alias_before_the_parent_comes(database: Database) -> None:
    event_id = await an_event(database)
    by_alias = Reference(uri=named(1).uri, text="how high?")
    async with database.begin() as tx:
        await tell(tx, event_id, a_post(2, reply_to=by_alias), a_post(3, quote_of=by_alias), a_post(4))
        assert tx.aliases.moved == set()
        await tell(tx, event_id, a_post(1, author=account("rui@shore.example")))
        assert tx.aliases.moved == {key(2), key(3)}
        found = await tx.posts.load(event_id, [key(2), key(3)])
        assert found[key(2)].reply_to == replace(by_alias, uri=uri(1))
        assert found[key(3)].quote_of == replace(by_alias, uri=uri(1))
        assert await tx.posts.touched_by(event_id, [key(1)]) == {key(2), key(3)}


async def test_an_answer_that_names_its_parent_by_an_alias_finds_it(database: Database) -> None:
    event_id = await an_event(database)
    by_alias = Reference(uri=named(1).uri)
    async with database.begin() as tx:
        await tell(tx, event_id, a_post(1))
        await tell(tx, event_id, a_post(2, reply_to=by_alias, quote_of=Reference(uri=uri(9))))
        found = (await tx.posts.load(event_id, [key(2)]))[key(2)]
    assert found == a_post(2, reply_to=Reference(uri=uri(1)), quote_of=Reference(uri=uri(9)))


async def test_a_repetition_by_an_alias_goes_with_its_original_in_every_order(database: Database) -> None:
    event_id = await an_event(database)
    by_alias = Reference(uri=named(1).uri, text=SECRET)
    repost = a_post(2, SECRET, repost_of=by_alias)
    quote = a_post(3, "so true", quote_of=by_alias)
    async with database.begin() as tx:  # the deletion names the post itself, the others its alias, the post comes last
        await tell(tx, event_id, repost, quote)
        await delete(tx, event_id, key(1))
        assert await tell(tx, event_id, a_post(1, SECRET)) == set()
        assert await tx.posts.keys(event_id) == [key(3)]
        assert (await tx.posts.load(event_id, [key(3)]))[key(3)].quote_of == Reference(uri=uri(1))
    assert SECRET not in await everything(database)


async def test_an_edit_and_another_server_name_the_same_post(database: Database) -> None:
    event_id = await an_event(database)
    edit = replace(a_post(1, "second"), edited_at=LATER)
    async with database.begin() as tx:
        await tell(tx, event_id, a_post(1))
        assert await tx.aliases.meet(event_id, {key(1): ["other.example/1"]}) == {}
        assert await tx.posts.revise(event_id, [edit]) == {key(1)}
        assert await tx.aliases.resolve(event_id, [named(1), named(1, "other.example"), key(1), named(9)]) == {
            named(1): key(1),
            named(1, "other.example"): key(1),
        }
        assert await delete(tx, event_id, named(1, "other.example")) == {key(1)}


async def test_an_alias_leads_where_it_led_first(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        await tx.aliases.meet(event_id, {key(1): [named(1).uri]})
        assert await tx.aliases.meet(event_id, {key(2): [named(1).uri]}) == {}
        assert await tx.aliases.resolve(event_id, [named(1)]) == {named(1): key(1)}


async def test_aliases_are_of_their_own_event_and_network(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        other = await another_event(tx)
        await tell(tx, event_id, a_post(1))
        await tx.aliases.meet(other, {key(2): ["elsewhere/2"]})
        assert await tx.aliases.resolve(other, [named(1)]) == {}
        assert await tx.aliases.resolve(event_id, [PostKey(Network.X, named(1).uri)]) == {}


async def test_clearing_an_event_forgets_its_aliases(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        await tell(tx, event_id, a_post(1))
        await tx.events.clear(event_id)
        assert await tx.aliases.resolve(event_id, [named(1)]) == {}
        assert await tx.aliases.resolved(event_id, [a_post(2)]) == [a_post(2)]


async def test_a_thousand_aliases_are_one_batch(database: Database) -> None:
    event_id = await an_event(database)
    posts = [a_post(number, reply_to=Reference(uri=named(number + 1).uri)) for number in range(1_003)]
    async with database.begin() as tx:
        assert len(await tell(tx, event_id, *posts)) == 1_003
        assert await tell(tx, event_id, *posts) == set()
        found = await tx.posts.load(event_id, [key(7), key(1_002)])
    assert found[key(7)].reply_to == Reference(uri=uri(8))
    assert found[key(1_002)].reply_to == Reference(uri=named(1_003).uri)
