"""Walls get the cards that may be shown, the newest first, and nothing that they must not know."""

import inspect
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.dialects import sqlite

from app.domain.entities import Entities, Hashtag, Span
from app.domain.errors import NotFound
from app.domain.event import Programme
from app.domain.network import Network
from app.domain.phrase import verbatim
from app.domain.post import Media, PostKey, Reference
from app.domain.speaker import SpeakerKey
from app.domain.verdict import Verdict
from app.domain.wall import TEXT_AT_MOST, WARNING_AT_MOST, Card, CardSpeaker, ChangeKind
from app.store import cards, walls
from app.store.database import Database
from app.store.walls import Face
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


async def shown(database: Database, event_id: int) -> list[Card]:
    async with database.read() as tx:
        return list((await tx.walls.snapshot(event_id)).cards)


async def test_a_card_says_who_said_what_to_whom(database: Database) -> None:
    event_id = await an_event(database)
    await stored(
        database,
        event_id,
        [full_post()],
        a_mention(AIKO, span=None),
        a_mention(MAREN, span=Span(9, 27)),
        a_mention(TOMAS, span=Span(0, 5)),
    )
    (card,) = await shown(database, event_id)
    assert card == Card(
        id=card.id,
        network=Network.MASTODON,
        url="https://shore.example/@ines/7",
        name="Ines",
        handle="@ines@shore.example",
        account="ines@shore.example",
        face="/static/demo/faces/ines.svg",
        text=full_post().text,
        language="en",
        lit=(Span(0, 5), Span(9, 27)),
        speakers=(
            CardSpeaker(key="aiko", name="森 愛子", face=None),
            CardSpeaker(key="maren", name="Maren Åkesson", face="/static/demo/faces/maren.svg"),
            CardSpeaker(key="tomas", name="Tomás Reis", face=None),
        ),
        at=full_post().created_at,
        first=True,
        edited=True,
        warning="the sea",
        media=full_post().media,
        voice=card.voice,
    )


async def test_a_wall_is_told_the_beginning_of_a_long_post_and_everybody_else_the_whole(database: Database) -> None:
    event_id = await an_event(database)
    begins = "Maren, thank you. " + "潮" * (TEXT_AT_MOST - 38)
    tag = Hashtag("#" + "潮" * 29, Span(len(begins), len(begins) + 30))
    words = f"{begins}{tag.text} 森愛子" * 90
    long = a_post(1, words, entities=Entities(hashtags=(tag,)), warning="the sea " * 100)
    beyond = Span(words.index("森愛子"), words.index("森愛子") + 3)
    await stored(database, event_id, [long], a_mention(MAREN, span=Span(0, 5)), a_mention(AIKO, span=beyond))
    (card,) = await shown(database, event_id)
    assert card.text == begins + "…"
    assert TEXT_AT_MOST - 38 < len(card.text) <= TEXT_AT_MOST
    assert card.lit == (Span(0, 5),)
    assert [one.name for one in card.speakers] == ["Maren Åkesson", "森 愛子"]
    assert card.warning == ("the sea " * 100)[: WARNING_AT_MOST - 5] + " …"
    async with database.begin() as tx:
        await tx.changes.append(event_id, [(ChangeKind.SHOWN, long.key)], now=NOW)
        assert [change.card for change in await tx.changes.since(event_id, 0)] == [card]
        assert {said.post.text async for said in tx.said.stream(event_id)} == {long.text}


async def test_only_what_may_be_shown_is_shown(database: Database) -> None:
    event_id = await an_event(database)
    bot = account("bot@shore.example", bot=True)
    gone = account("gone@shore.example")
    posts = {
        "shown": a_post(1),
        "held": a_post(2),
        "hidden": a_post(3),
        "unread": a_post(4),
        "a repost": a_post(5, repost_of=Reference()),
        "a bot's": a_post(6, author=bot),
        "gone": a_post(7, author=gone),
        "deleted": a_post(8),
    }
    verdicts = {key(2): Verdict.HOLD, key(3): Verdict.HIDE}
    readings = {
        post.key: a_reading(verdict=verdicts.get(post.key, Verdict.SHOW))
        for name, post in posts.items()
        if name != "unread"
    }
    async with database.begin() as tx:
        await tx.posts.add(event_id, list(posts.values()))
        await tx.readings.save(event_id, readings)
        await tx.posts.account_gone(event_id, Network.MASTODON, gone.key, NOW)
        await tx.posts.delete(event_id, {key(8): NOW})
    assert [card.at for card in await shown(database, event_id)] == [posts["shown"].created_at]


async def test_the_newest_stand_first_and_only_so_many(database: Database) -> None:
    event_id = await an_event(database)
    same = NOW + timedelta(minutes=1)
    posts = [a_post(number, created_at=same if number < 3 else NOW) for number in range(5)]
    await stored(database, event_id, posts)
    async with database.read() as tx:
        snapshot = await tx.walls.snapshot(event_id, limit=4)
        ids = await tx.posts.keys(event_id)
    assert [card.at for card in snapshot.cards] == [same, same, same, NOW]
    assert ids == [key(3), key(4), key(0), key(1), key(2)]


async def test_a_first_voice_is_the_first_original_of_its_account(database: Database) -> None:
    event_id = await an_event(database)
    rui = account("rui@shore.example")
    await stored(
        database,
        event_id,
        [a_post(1, repost_of=Reference(uri="x")), a_post(2), a_post(3), a_post(4, author=rui), a_post(5, author=rui)],
    )
    assert [card.first for card in await shown(database, event_id)] == [False, True, False, True]
    async with database.begin() as tx:
        await tx.posts.delete(event_id, {key(4): NOW})
    assert [card.first for card in await shown(database, event_id)] == [True, False, True]


@pytest.mark.parametrize(
    ("avatar", "face"),
    [
        ("/static/demo/faces/ines.svg", "/static/demo/faces/ines.svg"),
        ("/static/a_b-c.1.webp", "/static/a_b-c.1.webp"),
        ("https://elsewhere.example/ines.png", None),
        ("//elsewhere.example/static/ines.png", None),
        ("/static/../letters/ines.png", None),
        ("/static/ines.png?x=1", None),
        ("/static/ines.png\n", None),
        ("/static/Ines.gif", None),
        (None, None),
    ],
)
def test_pictures_are_only_ever_our_own(avatar: str | None, face: str | None) -> None:
    assert cards.our_picture(avatar) == face


async def test_pictures_of_elsewhere_stay_elsewhere(database: Database) -> None:
    event_id = await an_event(database)
    ours, theirs = Media(url="/static/a.png", alt="A"), Media(url="https://elsewhere.example/b.png", alt="B")
    author = account(avatar="https://elsewhere.example/ines.png")
    await stored(database, event_id, [a_post(1, media=(theirs, ours), author=author)])
    (card,) = await shown(database, event_id)
    assert card.media == (ours,)
    assert card.face is None


async def test_a_voice_without_a_name_is_called_by_its_handle(database: Database) -> None:
    event_id = await an_event(database)
    await stored(database, event_id, [a_post(1, author=account(name=None))])
    (card,) = await shown(database, event_id)
    assert (card.name, card.handle) == ("@ines@shore.example", None)  # not the same words twice


async def test_the_stalls_hold_each_voice_once(database: Database) -> None:
    event_id = await an_event(database)
    rui = account("rui@shore.example", avatar="/static/rui.svg")
    await stored(database, event_id, [a_post(1), a_post(2, author=rui), a_post(3)])
    async with database.read() as tx:
        assert await tx.walls.voices(event_id, 5) == [
            Face("Ines", "ines@shore.example", None),
            Face("Rui", "rui@shore.example", "/static/rui.svg"),
        ]
        assert len(await tx.walls.voices(event_id, 1)) == 1


async def test_an_event_that_is_not_there_has_no_wall(database: Database) -> None:
    async with database.read() as tx:
        with pytest.raises(NotFound):
            await tx.walls.snapshot(99)


async def test_followers_change_nothing_on_a_wall(database: Database) -> None:
    event_id = await an_event(database)
    await stored(
        database, event_id, [a_post(1, author=account(followers=1)), a_post(2, author=account(followers=9**9))]
    )
    assert not {"followers", "likes", "reposts"} & set(Card.__dataclass_fields__)
    compiled = str(cards.shown_posts(1).compile(dialect=sqlite.dialect()))
    sources = [inspect.getsource(module) for module in (cards, walls)]
    for words in (compiled, *sources):
        assert "followers" not in words
        assert "likes" not in words


async def test_a_reading_that_says_the_same_changes_nothing(database: Database) -> None:
    event_id = await an_event(database)
    reading = a_reading(a_mention(MAREN), candidates=(a_mention(TOMAS, span=None),))
    async with database.begin() as tx:
        await tx.posts.add(event_id, [a_post(1), a_post(2)])
        assert await tx.readings.save(event_id, {key(1): reading, key(2): a_reading()}) == {key(1), key(2)}
        assert await tx.readings.save(event_id, {key(1): reading, key(2): a_reading()}) == set()
        assert await tx.readings.save(event_id, {}) == set()
        for other in (
            replace(reading, verdict=Verdict.HOLD, why=verbatim("about a speaker")),
            replace(reading, mentions=(a_mention(MAREN, appreciation=0.7),)),
            replace(reading, candidates=()),
            replace(reading, language="pt"),
        ):
            assert await tx.readings.save(event_id, {key(1): other}) == {key(1)}


async def test_a_reading_of_an_unknown_post_or_speaker_is_passed_over(database: Database) -> None:
    event_id = await an_event(database)
    async with database.begin() as tx:
        await tx.posts.add(event_id, [a_post(1)])
        unknown = PostKey(Network.X, "unknown")
        stranger = a_mention(SpeakerKey("stranger"))
        assert await tx.readings.save(event_id, {unknown: a_reading(), key(1): a_reading(stranger)}) == {key(1)}
        assert [said async for said in tx.said.stream(event_id)] == []
        assert len((await tx.walls.snapshot(event_id)).cards) == 1


async def test_a_speaker_who_looks_different_changes_the_cards_about_them(database: Database) -> None:
    event_id = await an_event(database)
    about = {1: MAREN, 2: TOMAS, 3: AIKO}
    readings = {key(number): a_reading(a_mention(speaker)) for number, speaker in about.items()}
    maren, tomas, _ = PROGRAMME.speakers
    async with database.begin() as tx:
        await tx.posts.add(event_id, [a_post(number) for number in about])
        await tx.readings.save(event_id, readings)
        await tx.programmes.save(event_id, Programme(speakers=(maren, replace(tomas, name="Tomás R. Reis"))))
        assert len((await tx.walls.snapshot(event_id)).cards) == 3
        assert await tx.readings.save(event_id, readings | {key(3): a_reading()}) == {key(2), key(3)}
        assert await tx.readings.save(event_id, readings | {key(3): a_reading()}) == set()


async def test_an_edit_shows_in_the_same_card(database: Database) -> None:
    event_id = await an_event(database)
    await stored(database, event_id, [a_post(1, "first")])
    (before,) = await shown(database, event_id)
    async with database.begin() as tx:
        await tx.posts.revise(event_id, [a_post(1, "second", edited_at=NOW + timedelta(hours=1))])
    assert await shown(database, event_id) == []  # nobody has read it yet
    async with database.begin() as tx:
        assert await tx.readings.save(event_id, {key(1): a_reading()}) == {key(1)}
    (after,) = await shown(database, event_id)
    assert after == replace(before, text="second", edited=True)
