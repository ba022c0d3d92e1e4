"""One person says a thing on two networks: one card, one thanks, one question, whichever copy is answered."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.account import Account
from app.domain.delivery import Delivered, Reason
from app.domain.digest import Digest
from app.domain.handle import HandleKey
from app.domain.network import Network
from app.domain.post import Change, Deleted, OptedOut, Post, Posted, Reference
from app.domain.said import Said
from app.domain.wall import Card
from app.networks.registry import entities, finished
from app.services.letters import Letters
from app.store.database import Database
from tests.support.arriving import an_ingest
from tests.support.stored import EVENT, MAREN, NOW, an_event

ON_BLUESKY = Account(network=Network.BLUESKY, handle="ana.example", remote_id="did:plc:ana", name="Ana Kovač")
ON_MASTODON = Account(network=Network.MASTODON, handle="ana@shore.example", name="Ana Kovac")
KIND = "Maren Åkesson, thank you so much for this wonderful talk! #longshore"
ASKING = "Maren Åkesson, where can we read your tide notebooks? #longshore"


def post(by: Account, minute: float, text: str = KIND, **facts: object) -> Post:
    """What somebody says, as its network's follower would hand it on."""
    at = NOW + timedelta(minutes=minute)
    made = Post(
        network=by.network,
        uri=f"{by.network}:{by.handle}:{minute}",
        url=f"https://{by.network}.example/{by.handle}/{minute:g}",
        author=by,
        text=text,
        entities=entities(by.network, text, author=by.handle),
        created_at=at,
        received_at=at,
        **facts,  # type: ignore[arg-type] # whatever a test says
    )
    return finished(made)


BLUESKY = post(ON_BLUESKY, 1)
MASTODON = post(ON_MASTODON, 4, KIND.replace(" #", " @maren@sea.example #"))


class House:
    """The spine over one database, and what it makes of a story."""

    def __init__(self, database: Database, event_id: int) -> None:
        self._database = database
        self._event_id = event_id
        self._ingest = an_ingest(database, event_id)

    async def take(self, *told: Post | Change) -> None:
        await self._ingest.take([Posted(one) if isinstance(one, Post) else one for one in told])

    async def cards(self) -> tuple[Card, ...]:
        async with self._database.read() as tx:
            return (await tx.walls.snapshot(self._event_id)).cards

    async def said(self) -> list[Said]:
        async with self._database.read() as tx:
            return [one async for one in tx.said.stream(self._event_id)]

    async def letter(self) -> Digest:
        return await Letters(database=self._database).digest(EVENT.slug, MAREN)


@pytest.fixture
async def house(sqlite_database: Database) -> House:
    return House(sqlite_database, await an_event(sqlite_database))


async def test_it_arrived_when_either_copy_did(house: House) -> None:
    await house.take(BLUESKY)
    (row,) = await house.said()
    assert (row.mention.delivered, row.mention.reason) == (Delivered.NO, Reason.DEAD_HANDLE)
    await house.take(MASTODON)
    (row,) = await house.said()
    assert row.mention.delivered is Delivered.TAGGED
    assert row.mention.span is not None
    assert row.mention.span.of(row.post.text) == "Maren Åkesson"
    assert row.keys == (BLUESKY.key, MASTODON.key)
    letter = await house.letter()
    assert (letter.people, letter.appreciations, letter.unheard) == (1, 1, 0)
    assert letter.networks == (Network.MASTODON, Network.BLUESKY)
    assert [(one.at.network, one.reachable) for one in letter.thank] == [(Network.MASTODON, True)]


async def test_an_answer_to_either_copy_answers_both(house: House) -> None:
    question = post(ON_BLUESKY, 1, ASKING), post(ON_MASTODON, 3, ASKING)
    maren = Account(network=Network.MASTODON, handle="maren@sea.example", remote_id="m-1", name="Maren Åkesson")
    await house.take(*question)
    letter = await house.letter()
    assert len(letter.questions) == 1
    answer = post(maren, 9, "On the shelf by the stairs.", reply_to=Reference(uri=question[1].uri))
    await house.take(answer)
    (row,) = await house.said()
    assert row.post.key == question[0].key
    assert row.mention.delivered is Delivered.ANSWERED
    assert (await house.letter()).questions == ()
    await house.take(Deleted(answer.key, NOW))
    assert len((await house.letter()).questions) == 1


async def test_the_bridged_account_of_a_speaker_answers_as_the_speaker(house: House) -> None:
    question = post(ON_BLUESKY, 1, ASKING)
    bridge = Account(network=Network.BLUESKY, handle="maren.sea.example.ap.brid.gy", remote_id="did:plc:bridge")
    await house.take(question, post(bridge, 5, "On the shelf.", reply_to=Reference(uri=question.uri)))
    assert (await house.letter()).questions == ()


async def test_a_speaker_who_praises_on_a_bridge_does_not_praise_herself(house: House) -> None:
    bridge = Account(network=Network.BLUESKY, handle="maren.sea.example.ap.brid.gy", remote_id="did:plc:bridge")
    assert bridge.behind is None
    await house.take(post(bridge, 1, "Thank you all, from Maren Åkesson. #longshore"))
    assert await house.said() == []


@pytest.mark.parametrize("bridge_first", [False, True])
async def test_a_post_and_its_bridged_copy_are_one_card_that_the_person_leads(
    house: House, *, bridge_first: bool
) -> None:
    bridge = Account(
        network=Network.BLUESKY, handle="ana.shore.example.ap.brid.gy", remote_id="did:plc:b", name="Ana ⁂"
    )
    own = post(ON_MASTODON, 1)
    copied = replace(post(bridge, 1), created_at=own.created_at - timedelta(milliseconds=3))
    for one in (copied, own) if bridge_first else (own, copied):
        await house.take(one)
    (card,) = await house.cards()
    assert (card.network, card.first) == (Network.MASTODON, True)
    assert [(also.network, also.url) for also in card.also] == [(Network.BLUESKY, copied.url)]


async def test_whoever_asks_out_on_one_network_leaves_the_copy_of_another_person(house: House) -> None:
    await house.take(BLUESKY, MASTODON)
    await house.take(
        OptedOut(Network.BLUESKY, ON_BLUESKY.key, ON_BLUESKY.handle, at=NOW + timedelta(hours=1), how="said so")
    )
    (card,) = await house.cards()
    assert (card.network, card.also) == (Network.MASTODON, ())
    (row,) = await house.said()
    assert row.also == ()


async def test_the_same_words_of_two_people_are_two_thanks(house: House) -> None:
    bea = Account(network=Network.MASTODON, handle="bea@shore.example", name="Bea")
    await house.take(BLUESKY, post(bea, 2))
    letter = await house.letter()
    assert (letter.people, letter.appreciations) == (2, 2)
    assert len(await house.cards()) == 2


async def test_two_accounts_whose_profiles_name_each_other_are_one_person_in_a_letter(house: House) -> None:
    home = replace(ON_MASTODON, links=("https://bsky.app/profile/ana.example",))
    away = replace(ON_BLUESKY, name="A. K.", links=("https://shore.example/@ana",))
    assert finished(post(home, 1)).author.claims == (HandleKey(Network.BLUESKY, "ana.example"),)
    await house.take(post(home, 1), post(away, 60, "Maren Åkesson, I still think of it, thank you! #longshore"))
    letter = await house.letter()
    assert (letter.people, letter.appreciations) == (1, 2)
    assert [card.first for card in await house.cards()] == [False, True]
