"""An organizer sees which accounts seem to be speakers', and adds one: then what tagged it has arrived."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.access import Role
from app.domain.account import Account
from app.domain.delivery import Delivered
from app.domain.errors import Conflict
from app.domain.network import Network
from app.domain.post import Deleted, Post, Posted, PostKey
from app.networks.registry import entities
from app.services.told_accounts import Proposed
from tests.support.installation import OSKAR, PROGRAMME, Installation

AT = datetime(2026, 7, 5, 9, 0, tzinfo=UTC)
SAID = (
    ("ines", "Oskar Lindqvist (@quaylight) begins #harbourday"),
    ("rui", "Now Oskar Lindqvist (@quaylight) <b>live</b> #harbourday"),
    ("wren", "Thank you @quaylight, a wonderful talk! #harbourday"),
    ("tarn", "@quaylight that was brilliant #harbourday"),
)


def said(number: int) -> Posted:
    by, text = SAID[number]
    return Posted(
        Post(
            network=Network.X,
            uri=str(number),
            author=Account(network=Network.X, handle=by, name=by.title()),
            text=text,
            created_at=AT + timedelta(minutes=number),
            received_at=AT + timedelta(minutes=number),
            entities=entities(Network.X, text, author=by),
        )
    )


async def told(installation: Installation) -> tuple[Proposed, ...]:
    return (await installation.house.told_accounts.of("harbour")).proposed


async def arrived(installation: Installation) -> dict[str, Delivered]:
    """What is attributed to Oskar, by post."""
    async with installation.house.database.read() as tx:
        event = await tx.events.by_slug("harbour")
        assert event is not None
        return {one.post.uri: one.mention.delivered async for one in tx.said.stream(event.id, OSKAR.key)}


async def take(installation: Installation, *numbers: int) -> None:
    ingest = await installation.house.events.ingest("harbour")
    for number in numbers:
        await ingest.take([said(number)])


async def test_what_posts_tell_of_an_account_attributes_nothing_and_is_put_before_the_organizer(
    installation: Installation,
) -> None:
    await take(installation, 0, 1, 2, 3)
    (one,) = await told(installation)
    assert (one.speaker.key, one.told.account.canonical, len(one.told.voices)) == (OSKAR.key, "quaylight", 2)
    assert one.would_find == 2
    assert [post.uri for post in one.sayings] == ["0", "1"]
    assert await arrived(installation) == {"0": Delivered.NO, "1": Delivered.NO}


async def test_the_order_in_which_posts_came_makes_no_difference(installation: Installation) -> None:
    await take(installation, 3, 1)
    await take(installation, 2, 0, 1)
    (one,) = await told(installation)
    assert (one.would_find, [post.uri for post in one.sayings]) == (2, ["0", "1"])


async def test_adding_the_account_finds_the_speaker_and_counts_as_delivered(installation: Installation) -> None:
    await take(installation, 0, 1, 2, 3)
    client = await installation.client(Role.ORGANIZER)
    page = (await client.get("/events/harbour/accounts")).text
    assert "One account seems to be a speaker’s" in page
    assert "Two people say so. Two posts tag it and say by nothing else whom they mean." in page
    assert "&lt;b&gt;live&lt;/b&gt;" in page
    given = {"speaker": OSKAR.key, "network": "x", "handle": "quaylight"}
    answer = await client.post("/events/harbour/accounts", data=given)
    assert (answer.status_code, answer.headers["location"]) == (303, "/events/harbour/accounts")
    assert await arrived(installation) == dict.fromkeys("0123", Delivered.TAGGED)
    assert await told(installation) == ()
    assert "No account seems to be a speaker’s" in (await client.get("/events/harbour/accounts")).text


async def test_an_account_that_was_added_outlives_the_next_import_of_the_programme(installation: Installation) -> None:
    await take(installation, 2)
    await installation.house.told_accounts.accept("harbour", OSKAR.key, "x", "@Quaylight")
    done = await installation.house.events.import_programme("harbour", PROGRAMME)
    assert done.changed == ()
    assert await arrived(installation) == {"2": Delivered.TAGGED}


async def test_an_account_of_the_programme_is_not_added_twice(installation: Installation) -> None:
    await installation.house.told_accounts.accept("harbour", OSKAR.key, "x", "quaylight")
    with pytest.raises(Conflict, match="quaylight is on the programme already"):
        await installation.house.told_accounts.accept("harbour", "amelie-strand", "x", "quaylight")


async def test_a_post_that_its_author_deletes_tells_nothing_any_more(installation: Installation) -> None:
    await take(installation, 0, 2)
    assert [len(one.told.voices) for one in await told(installation)] == [1]
    ingest = await installation.house.events.ingest("harbour")
    await ingest.take([Deleted(PostKey(Network.X, "0"), AT)])
    assert await told(installation) == ()
