"""Posts are added once, edited forwards, and found again whole."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.domain.event import Programme
from app.domain.network import Network
from app.domain.post import PostKey, Reference
from app.domain.reading import Context
from app.store.database import Database
from app.store.posts import Counts
from tests.support.stored import MAREN, NOW, PROGRAMME, a_post, account, an_event, another_event, full_post, key, uri


async def test_a_post_comes_back_with_all_its_parts(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        await tx.posts.add(event_id, [full_post(), a_post(1)])
    async with database.read() as tx:
        assert await tx.posts.load(event_id, [full_post().key, key(1), key(99)]) == {
            full_post().key: full_post(),
            key(1): a_post(1),
        }
        assert await tx.posts.keys(event_id) == [key(1), key(7)]


async def test_adding_says_what_was_new(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        assert await tx.posts.add(event_id, [a_post(1), a_post(2)]) == {key(1), key(2)}
    async with database.begin() as tx:
        assert await tx.posts.add(event_id, [a_post(2), a_post(3), a_post(3)]) == {key(3)}
        assert await tx.posts.add(event_id, []) == set()


async def test_a_thousand_posts_are_one_batch(database: Database) -> None:
    event_id = await an_event(database)
    posts = [a_post(number) for number in range(1_003)]
    async with database.begin() as tx:
        assert len(await tx.posts.add(event_id, posts)) == 1_003
        assert await tx.posts.add(event_id, posts) == set()
        assert len(await tx.posts.load(event_id, [post.key for post in posts])) == 1_003


async def test_the_same_uri_at_two_events_is_two_posts(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        other = await another_event(tx)
        await tx.posts.add(event_id, [a_post(1)])
        assert await tx.posts.add(other, [a_post(1)]) == {key(1)}


async def test_only_a_newer_edit_replaces_a_post(database: Database) -> None:
    event_id = await an_event(database)
    later = replace(a_post(1, "second"), edited_at=NOW + timedelta(hours=1), warning="w", language="pt")
    latest = replace(a_post(1, "third"), edited_at=NOW + timedelta(hours=2))
    async with database.begin() as tx:
        await tx.posts.add(event_id, [a_post(1, "first")])
        assert await tx.posts.revise(event_id, [later]) == {key(1)}
        assert await tx.posts.revise(event_id, [later]) == set()
        assert await tx.posts.load(event_id, [key(1)]) == {key(1): later}
        assert await tx.posts.revise(event_id, [latest, later]) == {key(1)}
        assert await tx.posts.revise(event_id, [later, a_post(1, "first")]) == set()
        assert await tx.posts.load(event_id, [key(1)]) == {key(1): latest}


async def test_an_edit_of_an_unknown_post_is_no_revision(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        assert await tx.posts.revise(event_id, [replace(a_post(1), edited_at=NOW)]) == set()
        assert await tx.posts.keys(event_id) == []
        assert await tx.accounts.heard(event_id) == 0


async def test_an_author_looks_as_the_latest_post_shows(database: Database) -> None:
    event_id = await an_event(database)
    newer = a_post(2, author=account(name="Inês", avatar="/static/a.svg", remote_id="i-1", followers=5))
    older = a_post(1, author=account(name="ines", remote_id="i-1", followers=4))
    async with database.begin() as tx:
        await tx.posts.add(event_id, [newer])
        await tx.posts.add(event_id, [older])
        found = await tx.posts.load(event_id, [key(1), key(2)])
    assert found[key(1)].author == replace(newer.author, followers=4)
    assert found[key(2)].author == newer.author


async def test_text_that_no_database_can_hold_does_not_cost_the_batch(database: Database) -> None:
    event_id = await an_event(database)
    posts = [
        a_post(1, "nul \0 here"),
        a_post(2, "half a pair \ud83d here", reply_to=Reference(uri=uri(1), text="again \ud83d")),
        a_post(3),
    ]
    async with database.begin() as tx:
        assert len(await tx.posts.add(event_id, posts)) == 3
        found = await tx.posts.load(event_id, [key(1), key(2)])
    assert found[key(1)].text == "nul \N{REPLACEMENT CHARACTER} here"
    assert found[key(2)].text == "half a pair ? here"


async def test_a_time_without_a_timezone_is_refused(database: Database) -> None:
    event_id = await an_event(database)
    with pytest.raises(ValueError, match="without a timezone"):
        await _add_naive(database, event_id)


async def _add_naive(database: Database, event_id: int) -> None:
    async with database.begin() as tx:
        await tx.posts.add(event_id, [a_post(1, created_at=datetime(2026, 6, 4))])  # noqa: DTZ001 - the point of it


async def test_what_other_posts_say_about_a_post_is_its_context(database: Database) -> None:
    event_id = await an_event(database)
    maren = account("maren@sea.example", remote_id="m-1")
    asked = a_post(1, "How high, @maren?")
    answered = a_post(2, "Two metres", author=maren, reply_to=Reference(uri=uri(1)))
    quoted = a_post(3, "Nice", quote_of=Reference(uri=uri(2)), reply_to=Reference(uri="https://unknown.example/"))
    async with database.begin() as tx:
        await tx.posts.add(event_id, [asked, answered, quoted])
        contexts = await tx.posts.contexts(event_id, [asked, answered, quoted], PROGRAMME)
        assert await tx.posts.contexts(event_id, [], Programme()) == {}
    assert contexts == {
        key(1): Context(answered_by=frozenset({MAREN})),
        key(2): Context(parent=asked.author, parent_post=asked),
        key(3): Context(quoted=maren, quoted_post=answered),
    }


async def test_a_speaker_answers_by_handle_or_by_remote_id(database: Database) -> None:
    event_id = await an_event(database)
    renamed = account("maren@new.example", remote_id="m-1")
    same_handle = account("maren@sea.example")
    stranger = account("x@sea.example", remote_id="x-1")
    reply = Reference(uri=uri(1))
    async with database.begin() as tx:
        await tx.posts.add(event_id, [a_post(1), a_post(2, author=stranger, reply_to=reply)])
        assert (await tx.posts.contexts(event_id, [a_post(1)], PROGRAMME))[key(1)] == Context()
        await tx.posts.add(event_id, [a_post(3, author=renamed, reply_to=reply)])
        assert (await tx.posts.contexts(event_id, [a_post(1)], PROGRAMME))[key(1)].answered_by == {MAREN}
        await tx.posts.delete(event_id, {key(3): NOW})
        assert (await tx.posts.contexts(event_id, [a_post(1)], PROGRAMME))[key(1)] == Context()
        await tx.posts.add(event_id, [a_post(4, author=same_handle, reply_to=reply)])
        assert (await tx.posts.contexts(event_id, [a_post(1)], PROGRAMME))[key(1)].answered_by == {MAREN}


async def test_posts_touch_those_that_answer_quote_or_are_answered(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        await tx.posts.add(
            event_id,
            [
                a_post(1),
                a_post(2, reply_to=Reference(uri=uri(1))),
                a_post(3, quote_of=Reference(uri=uri(2))),
                a_post(4, reply_to=Reference(uri=uri(2))),
                a_post(5, reply_to=Reference(uri=uri(4))),
                a_post(6),
            ],
        )
        assert await tx.posts.touched_by(event_id, [key(2)]) == {key(1), key(3), key(4)}
        assert await tx.posts.touched_by(event_id, [key(2), key(4)]) == {key(1), key(3), key(5)}
        assert await tx.posts.touched_by(event_id, [key(6), key(99)]) == set()


async def test_an_event_is_counted(database: Database) -> None:
    event_id = await an_event(database)
    other = account("rui@shore.example")
    async with database.begin() as tx:
        assert await tx.posts.counts(event_id) == Counts(posts=0, originals=0, voices=0, deleted=0)
        assert await tx.posts.last_received(event_id) is None
        await tx.posts.add(
            event_id,
            [a_post(1), a_post(2), a_post(3, author=other), a_post(4, author=other, repost_of=Reference(uri=uri(1)))],
        )
        assert await tx.posts.last_received(event_id) == NOW + timedelta(minutes=4)
        await tx.posts.delete(event_id, {key(2): NOW, PostKey(Network.X, "unknown"): NOW})
        assert await tx.posts.counts(event_id) == Counts(posts=3, originals=2, voices=2, deleted=2)


async def test_clearing_an_event_forgets_what_was_said_and_keeps_the_programme(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        before = (await tx.events.all())[0]
        await tx.posts.add(event_id, [a_post(1), a_post(2, reply_to=Reference(uri=uri(1)))])
        await tx.events.clear(event_id)
        after = (await tx.events.all())[0]
        assert (await tx.posts.counts(event_id)).posts == 0
        assert await tx.accounts.heard(event_id) == 0
        assert await tx.programmes.load(event_id) == PROGRAMME
        assert await tx.posts.add(event_id, [a_post(1)]) == {key(1)}
    assert after.epoch != before.epoch
    assert after.seq == 0


async def test_a_post_told_again_by_somebody_who_looks_otherwise_is_to_be_shown_again(database: Database) -> None:
    event = await an_event(database)
    nameless = replace(
        a_post(1), author=replace(a_post(1).author, handle="did:plc:wren", remote_id="did:plc:wren", name=None)
    )
    named = replace(nameless, author=replace(nameless.author, handle="wren.example", name="Wren Tarn"))
    async with database.begin() as tx:
        await tx.posts.add(event, [nameless])
        assert tx.posts.renamed == set()
    async with database.begin() as tx:
        assert await tx.posts.add(event, [named]) == set()
        assert tx.posts.renamed == {named.key}
        (loaded,) = (await tx.posts.load(event, [named.key])).values()
        assert (loaded.author.handle, loaded.author.name) == ("wren.example", "Wren Tarn")
    async with database.begin() as tx:  # a name that we had is better than none
        await tx.posts.add(event, [nameless])
        assert tx.posts.renamed == set()
        (loaded,) = (await tx.posts.load(event, [named.key])).values()
        assert (loaded.author.handle, loaded.author.name) == ("wren.example", "Wren Tarn")


async def test_of_two_posts_in_a_batch_the_later_keeps_the_face_that_only_the_earlier_told(database: Database) -> None:
    event = await an_event(database)
    first, second = a_post(1), a_post(2)
    faced = replace(first, author=replace(first.author, avatar="https://shore.example/ines.png"))
    async with database.begin() as tx:
        await tx.posts.add(event, [second, faced])
        loaded = await tx.posts.load(event, [second.key])
        assert loaded[second.key].author.avatar == "https://shore.example/ines.png"
