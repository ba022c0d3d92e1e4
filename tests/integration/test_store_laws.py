"""Whatever comes in whatever order, however often: the store ends like a model that knows everything at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import TypeAlias

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.network import Network
from app.domain.post import Post, PostKey, Reference
from app.store.database import Database
from app.store.transaction import Transaction
from tests.support.stored import NOW, a_post, account, another_event, key, uri

REPEATS = {3: 1, 4: 3}  # post 3 repeats 1, post 4 repeats 3
WRITERS = ("ines@shore.example", "rui@shore.example")
_events = count()


@dataclass(frozen=True)
class Told:
    number: int
    version: int


@dataclass(frozen=True)
class Deleted:
    number: int


@dataclass(frozen=True)
class Whereabouts:
    writer: str
    gone: bool
    hour: int


News: TypeAlias = Told | Deleted | Whereabouts
numbers = st.integers(1, 6)
news = st.one_of(
    st.builds(Told, numbers, st.integers(0, 2)),
    st.builds(Deleted, numbers),
    st.builds(Whereabouts, st.sampled_from(WRITERS), st.booleans(), st.integers(0, 3)),
)
batches = st.lists(st.lists(news, max_size=6), max_size=8)


def post(told: Told) -> Post:
    """A version of a post: 5 answers 1, 6 quotes 2."""
    facts: dict[str, object] = {"author": account(WRITERS[told.number % 2])}
    if told.number in REPEATS:
        facts["repost_of"] = Reference(uri=uri(REPEATS[told.number]), text="repeated")
    if told.number == 5:
        facts["reply_to"] = Reference(uri=uri(1))
    if told.number == 6:
        facts["quote_of"] = Reference(uri=uri(2), text="quoted")
    made = a_post(told.number, f"version {told.version}", **facts)
    if told.version == 0:
        return made
    edited = made.created_at + timedelta(minutes=told.version)
    return replace(made, edited_at=edited, received_at=edited)


def last_words(everything: Sequence[News]) -> dict[str, Whereabouts]:
    """Where each writer was said to be last; of two words at once, gone."""
    where: dict[str, Whereabouts] = {}
    for item in everything:
        if isinstance(item, Whereabouts):
            known = where.get(item.writer)
            if known is None or (item.hour, item.gone) > (known.hour, known.gone):
                where[item.writer] = item
    return where


def model(everything: Sequence[News]) -> tuple[dict[PostKey, Post], set[int], int]:
    """What must be seen, which posts are deleted, and how many accounts are remembered."""
    deleted = {item.number for item in everything if isinstance(item, Deleted)}
    told = {item for item in everything if isinstance(item, Told)}
    for repeat, original in REPEATS.items():
        if original in deleted and any(item.number == repeat for item in told):
            deleted.add(repeat)
    last = {item.number: item for item in sorted(told, key=lambda item: item.version) if item.number not in deleted}
    where = last_words(everything)
    seen: dict[PostKey, Post] = {}
    for item in last.values():
        made = post(item)
        if made.author.handle in where and where[made.author.handle].gone:
            continue
        if item.number == 6 and 2 in deleted:
            made = replace(made, quote_of=Reference(uri=uri(2)))
        seen[made.key] = made
    heard = {post(item).author.handle for item in last.values()} | where.keys()
    return seen, deleted, len(heard)


async def tell(tx: Transaction, event_id: int, batch: Sequence[News]) -> None:
    """What the ingest does with a batch."""
    posts = [post(item) for item in batch if isinstance(item, Told)]
    new = await tx.posts.add(event_id, posts)
    await tx.posts.revise(event_id, [made for made in posts if made.key not in new])
    deletions = {key(item.number): NOW for item in batch if isinstance(item, Deleted)}
    if deletions:
        await tx.posts.delete(event_id, deletions)
    for item in batch:
        if isinstance(item, Whereabouts):
            flag = tx.posts.account_gone if item.gone else tx.posts.account_back
            await flag(event_id, Network.MASTODON, item.writer, NOW + timedelta(hours=item.hour))


@given(told=batches, data=st.data())
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
async def test_no_order_and_no_repetition_changes_what_is_remembered(
    database: Database, told: list[list[News]], data: st.DataObject
) -> None:
    again = data.draw(st.permutations(told + told[: len(told) // 2]))
    for order in (told, again):
        async with database.begin() as tx:
            event_id = await another_event(tx, f"e{next(_events)}")
            for batch in order:
                await tell(tx, event_id, batch)
            seen, deleted, heard = model([item for batch in order for item in batch])
            assert await tx.posts.load(event_id, [key(number) for number in range(1, 7)]) == seen
            assert (await tx.posts.counts(event_id)).deleted == len(deleted)
            assert await tx.accounts.heard(event_id) == heard
