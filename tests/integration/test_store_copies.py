"""Copies and voices are remembered alike, whatever came first, went last or was told twice."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import TypeAlias

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.domain.account import Account
from app.domain.handle import HandleKey
from app.domain.network import Network
from app.domain.post import Post, PostKey
from app.domain.wall import ChangeKind
from app.store.database import Database
from app.store.tables import post as posts_table
from app.store.transaction import Transaction
from tests.support.stored import NOW, a_mention, a_post, a_reading, account, an_event, another_event

TEXT = "Takk, Maren Åkesson #longshore"
_events = count()


def said(network: Network, minute: float, by: Account | None = None, text: str = TEXT, **facts: object) -> Post:
    """What somebody says on a network; Ana, if nobody else does."""
    author = by or account("ana@shore.example" if network is Network.MASTODON else "ana.example", network, name="Ana")
    moment = NOW + timedelta(minutes=minute)
    return a_post(
        1,
        text,
        network=network,
        uri=f"{network}:{author.handle}:{minute}",
        url=f"https://{network}.example/{author.handle}/{minute}",
        author=author,
        created_at=moment,
        received_at=moment,
        **facts,
    )


MASTODON = said(Network.MASTODON, 0)
BLUESKY = said(Network.BLUESKY, 2)


async def take(tx: Transaction, event_id: int, posts: Sequence[Post] = (), deletions: Sequence[PostKey] = ()) -> None:
    """What the ingest does with a batch, in its order."""
    new = await tx.posts.add(event_id, posts)
    edited = await tx.posts.revise(event_id, [one for one in posts if one.key not in new])
    near = await tx.copies.near(event_id, deletions)
    deleted = await tx.posts.delete(event_id, dict.fromkeys(deletions, NOW)) if deletions else set()
    moved = new | edited | near | deleted
    moved |= await tx.copies.settle(event_id, moved)
    there = await tx.posts.load(event_id, moved)
    shown = await tx.readings.save(event_id, {key: a_reading(a_mention()) for key in there})
    told = [(ChangeKind.SHOWN, key) for key in sorted(shown)] + [
        (ChangeKind.GONE, key) for key in sorted(moved - there.keys())
    ]
    await tx.changes.append(event_id, told, now=NOW)


async def leading(tx: Transaction, event_id: int) -> dict[str, str | None]:
    """Of each post that can be seen, which one it is a copy of."""
    columns = posts_table.c
    wanted = select(columns.id, columns.uri, columns.copy_of_id, columns.deleted_at).where(columns.event_id == event_id)
    rows = (await tx.posts._connection.execute(wanted)).all()
    uris = {row.id: row.uri for row in rows}
    return {row.uri: None if row.copy_of_id is None else uris[row.copy_of_id] for row in rows if row.deleted_at is None}


async def test_the_second_copy_joins_the_card_of_the_first(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        await take(tx, event_id, [MASTODON])
        before = (await tx.walls.snapshot(event_id)).seq
        await take(tx, event_id, [BLUESKY])
        (card,) = (await tx.walls.snapshot(event_id)).cards
        assert card.network is Network.MASTODON
        assert [(copy.network, copy.url) for copy in card.also] == [(Network.BLUESKY, BLUESKY.url)]
        told = await tx.changes.since(event_id, before)
        assert card in [change.card for change in told], "walls hear of the new mark"
        counts = await tx.posts.counts(event_id)
        assert (counts.posts, counts.originals, counts.voices) == (1, 1, 1)


async def test_the_earlier_copy_takes_the_lead_although_it_comes_later(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        await take(tx, event_id, [BLUESKY])
        (old,) = (await tx.walls.snapshot(event_id)).cards
        before = (await tx.walls.snapshot(event_id)).seq
        await take(tx, event_id, [MASTODON])
        (new,) = (await tx.walls.snapshot(event_id)).cards
        told = {change.id: change.card for change in await tx.changes.since(event_id, before)}
    assert new.network is Network.MASTODON
    assert told == {old.id: None, new.id: new}


async def test_what_is_left_of_two_copies_stays_and_takes_the_lead(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        await take(tx, event_id, [MASTODON, BLUESKY])
        (old,) = (await tx.walls.snapshot(event_id)).cards
        before = (await tx.walls.snapshot(event_id)).seq
        await take(tx, event_id, deletions=[MASTODON.key])
        (new,) = (await tx.walls.snapshot(event_id)).cards
        told = {change.id: change.card for change in await tx.changes.since(event_id, before)}
        assert new.network is Network.BLUESKY
        assert new.also == ()
        assert told == {old.id: None, new.id: new}
        await take(tx, event_id, deletions=[BLUESKY.key])
        assert (await tx.walls.snapshot(event_id)).cards == ()
        assert await leading(tx, event_id) == {}


async def test_a_mark_goes_with_its_copy(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        await take(tx, event_id, [MASTODON, BLUESKY])
        before = (await tx.walls.snapshot(event_id)).seq
        await take(tx, event_id, deletions=[BLUESKY.key])
        (card,) = (await tx.walls.snapshot(event_id)).cards
        assert card.also == ()
        assert card in [change.card for change in await tx.changes.since(event_id, before)]
        left = select(posts_table).where(posts_table.c.uri == BLUESKY.uri)
        tombstone = (await tx.posts._connection.execute(left)).one()
        assert tombstone.sameness is tombstone.signature is tombstone.copy_of_id is None


async def test_a_copy_that_is_edited_is_a_card_of_its_own_until_both_are(database: Database) -> None:
    event_id = await an_event(database)
    other = replace(MASTODON, text="Takk, all of you", edited_at=NOW + timedelta(hours=1))
    async with database.begin() as tx:
        await take(tx, event_id, [MASTODON, BLUESKY])
        await take(tx, event_id, [other])
        assert [card.also for card in (await tx.walls.snapshot(event_id)).cards] == [(), ()]
        await take(tx, event_id, [replace(BLUESKY, text=other.text, edited_at=NOW + timedelta(hours=1))])
        (card,) = (await tx.walls.snapshot(event_id)).cards
        assert card.text == other.text


async def test_a_copy_of_an_account_that_is_gone_is_not_told_and_comes_back_with_it(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        await take(tx, event_id, [MASTODON, BLUESKY])
        for back in (False, True):
            flag = tx.posts.account_back if back else tx.posts.account_gone
            moved = await flag(event_id, Network.MASTODON, MASTODON.author.key, NOW + timedelta(hours=1 + back))
            moved |= await tx.copies.settle(event_id, moved)
            there = await tx.posts.load(event_id, moved)
            await tx.readings.save(event_id, {key: a_reading() for key in there})
            (card,) = (await tx.walls.snapshot(event_id)).cards
            assert (card.network is Network.MASTODON) is back
            assert bool(card.also) is back


async def test_different_people_with_the_same_words_have_a_card_each(database: Database) -> None:
    event_id = await an_event(database)
    bea = account("bea.example", Network.BLUESKY, name="Bea")
    async with database.begin() as tx:
        await take(tx, event_id, [MASTODON, said(Network.BLUESKY, 1, bea)])
        assert len((await tx.walls.snapshot(event_id)).cards) == 2
        assert (await tx.posts.counts(event_id)).voices == 2


async def test_what_its_author_closed_on_one_network_is_closed_on_the_wall(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        await take(tx, event_id, [MASTODON, replace(BLUESKY, warning="the sea")])
        (card,) = (await tx.walls.snapshot(event_id)).cards
    assert card.warning == "the sea"


async def test_a_report_has_one_row_that_names_both(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        await take(tx, event_id, [BLUESKY, MASTODON])
        (row,) = [one async for one in tx.said.stream(event_id)]
    assert row.post.key == MASTODON.key
    assert row.keys == (MASTODON.key, BLUESKY.key)
    assert row.first


def bridged(network: Network, of: HandleKey) -> Account:
    """A bridge's copy of an account."""
    return account(f"{of.canonical.replace('@', '.')}.bridge.example", network, name="Somebody else", behind=of)


async def test_a_bridge_joins_voices_and_what_they_say_whichever_comes_first(database: Database) -> None:
    event_id = await an_event(database)
    copy = said(Network.BLUESKY, -60, bridged(Network.BLUESKY, MASTODON.author.handle_key))
    for order in ([MASTODON, copy], [copy, MASTODON]):
        async with database.begin() as tx:
            event_id = await another_event(tx, f"bridge{next(_events)}")
            for one in order:
                await take(tx, event_id, [one])
            (card,) = (await tx.walls.snapshot(event_id)).cards
            assert card.network is Network.MASTODON, "a bridge leads only where nobody else does"
            assert card.first
            assert (await tx.posts.counts(event_id)).voices == 1


async def test_two_bridged_copies_of_an_absent_account_are_one_voice(database: Database) -> None:
    event_id = await an_event(database)
    absent = HandleKey(Network.NOSTR, "ab" * 32)
    one, other = (
        said(Network.MASTODON, 0, bridged(Network.MASTODON, absent)),
        said(Network.BLUESKY, 50, bridged(Network.BLUESKY, absent)),
    )
    async with database.begin() as tx:
        await take(tx, event_id, [one])
        await take(tx, event_id, [other])
        assert await leading(tx, event_id) == {one.uri: None, other.uri: one.uri}


async def test_profiles_are_believed_when_both_say_so(database: Database) -> None:
    event_id = await an_event(database)
    home, away = MASTODON.author, account("away.example", Network.BLUESKY, name="Somebody else")
    away = replace(away, claims=(home.handle_key,))
    post = said(Network.BLUESKY, 300, away)
    async with database.begin() as tx:
        await take(tx, event_id, [MASTODON, post])
        assert (await tx.posts.counts(event_id)).voices == 2, "anybody may claim to be somebody"
        says_so = replace(home, claims=(away.handle_key,))
        await take(tx, event_id, [said(Network.MASTODON, 400, says_so, "Good night #longshore")])
        assert (await tx.posts.counts(event_id)).voices == 1
        cards = (await tx.walls.snapshot(event_id)).cards
        assert [card.first for card in cards] == [False, True]
        assert [len(card.also) for card in cards] == [0, 1]
        assert len({card.voice for card in cards}) == 1
        assert len(await tx.walls.voices(event_id, 10)) == 1


async def test_a_later_voice_is_welcomed_only_until_it_turns_out_who_it_is(database: Database) -> None:
    event_id = await an_event(database)
    away = account("away.example", Network.BLUESKY, name="Ana")
    late = said(Network.BLUESKY, 90, away, "Good night #longshore")
    async with database.begin() as tx:
        await take(tx, event_id, [MASTODON, late])
        assert [card.first for card in (await tx.walls.snapshot(event_id)).cards] == [True, True]
        before = (await tx.walls.snapshot(event_id)).seq
        joined = await tx.voices.join(event_id, (Network.MASTODON, MASTODON.author.key), (Network.BLUESKY, away.key))
        moved = joined.told | await tx.copies.settle(event_id, joined.posts)
        shown = await tx.readings.save(event_id, {key: a_reading(a_mention()) for key in moved})
        await tx.changes.append(event_id, [(ChangeKind.SHOWN, key) for key in sorted(shown)], now=NOW)
        assert [card.first for card in (await tx.walls.snapshot(event_id)).cards] == [False, True]
        told = [change.card for change in await tx.changes.since(event_id, before)]
        assert [card.first for card in told if card is not None and card.text == late.text] == [False]


async def test_voices_survive_when_the_first_of_three_accounts_is_forgotten(database: Database) -> None:
    event_id = await an_event(database)
    home = MASTODON.author.handle_key
    others = [
        said(Network.BLUESKY, 1, bridged(Network.BLUESKY, home)),
        said(Network.NOSTR, 2, bridged(Network.NOSTR, home)),
    ]
    async with database.begin() as tx:
        await take(tx, event_id, [MASTODON, *others])
        assert (await tx.posts.counts(event_id)).voices == 1
        await take(tx, event_id, deletions=[MASTODON.key])
        assert await leading(tx, event_id) == {others[0].uri: None, others[1].uri: others[0].uri}
        (card,) = (await tx.walls.snapshot(event_id)).cards
        assert card.first


async def test_the_bridged_account_of_a_speaker_is_the_speaker_s_own(database: Database) -> None:
    event_id = await an_event(database)
    maren = HandleKey(Network.MASTODON, "maren@sea.example")
    async with database.begin() as tx:
        await take(tx, event_id, [said(Network.BLUESKY, 1, bridged(Network.BLUESKY, maren), "Good morning")])
        assert [post.text for post in await tx.said.posts_by(event_id, a_mention().speaker)] == ["Good morning"]


@dataclass(frozen=True)
class Told:
    post: Post


@dataclass(frozen=True)
class Deleted:
    post: Post


News: TypeAlias = Told | Deleted
ANA = account("ana@shore.example", name="Ana")
PEOPLE = (
    ANA,
    account("ana.example", Network.BLUESKY, name="Ana"),
    account("bea@shore.example", name="Bea", claims=(HandleKey(Network.BLUESKY, "bea.example"),)),
    account("bea.example", Network.BLUESKY, name="B.", claims=(HandleKey(Network.MASTODON, "bea@shore.example"),)),
    bridged(Network.BLUESKY, ANA.handle_key),
    bridged(Network.NOSTR, ANA.handle_key),
)
spoken = st.builds(
    lambda by, minute, text: said(by.network, minute, by, text),
    st.sampled_from(PEOPLE),
    st.sampled_from([0, 5, 14, 16, 40]),
    st.sampled_from(["Takk", "Takk, Maren"]),
)


@given(
    posts=st.lists(spoken, min_size=2, max_size=7, unique_by=lambda one: one.key),
    deleted=st.sets(st.integers(0, 6), max_size=4),
    data=st.data(),
)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
async def test_no_order_of_arrivals_and_deletions_changes_who_leads(
    database: Database, posts: list[Post], deleted: set[int], data: st.DataObject
) -> None:
    news: list[News] = [Told(one) for one in posts]
    news += [Deleted(posts[number]) for number in deleted if number < len(posts)]
    left = [one for number, one in enumerate(posts) if number not in deleted]
    ends = []
    for order in ([Told(one) for one in left], data.draw(st.permutations(news)), data.draw(st.permutations(news))):
        async with database.begin() as tx:
            event_id = await another_event(tx, f"c{next(_events)}")
            size = data.draw(st.integers(1, 3))
            for start in range(0, len(order), size):
                batch = order[start : start + size]
                await take(
                    tx,
                    event_id,
                    [one.post for one in batch if isinstance(one, Told)],
                    [one.post.key for one in batch if isinstance(one, Deleted)],
                )
            cards = (await tx.walls.snapshot(event_id)).cards
            seen = sorted((card.url or "", card.first, tuple(copy.url for copy in card.also)) for card in cards)
            ends.append((await leading(tx, event_id), seen, (await tx.posts.counts(event_id)).voices))
    assert ends[0] == ends[1] == ends[2]
