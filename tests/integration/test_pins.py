"""Pins from two sides: what desks and remotes pin and let go, in every order, and what an undo brings back."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.decision import Deed
from app.domain.desk import Tab
from app.domain.post import Deleted, Post
from app.domain.scene import EVERY_WALL, Scene
from app.services.moderation import Done
from app.services.shows import ShowControl
from app.store.database import Database
from tests.support.moderating import ANNA, BEN, KIND, TWO_OF_A_NAME, UNKIND, DeskOf, said
from tests.support.stored import EVENT

HELD, FIRST, SECOND = said(1, UNKIND), said(2, KIND, by="otto"), said(3, KIND.replace("talk", "hour"), by="noor")

ROOMS = ("Pier", "Loft", "Pier")


class Room:
    """A desk and a remote over one wall, with three posts; the clock goes on with everything that somebody does."""

    def __init__(self, desk: DeskOf) -> None:
        self.desk = desk
        self.control = ShowControl(database=desk.database, bus=desk.bus, now=desk.now)

    async def rules(self, post: Post, deed: Deed) -> Done:
        self.desk.clock += timedelta(seconds=1)
        return await self.desk.rule(post, deed)

    async def undo(self, done: Done) -> Done:
        self.desk.clock += timedelta(seconds=1)
        return await self.desk.undo(done)

    async def remote_pins(self, post: Post | None) -> None:
        self.desk.clock += timedelta(seconds=1)
        card = None if post is None else str((await self.desk.row(post)).id)
        await self.control.pin(EVENT.slug, EVERY_WALL, card, by="Rosa")

    async def remote_clears(self) -> None:
        self.desk.clock += timedelta(seconds=1)
        await self.control.clear(EVENT.slug, EVERY_WALL, by="Rosa")

    async def remote_turns(self) -> None:
        self.desk.clock += timedelta(seconds=1)
        await self.control.turn_to(EVENT.slug, EVERY_WALL, Scene.STAGE, by="Rosa")

    async def pins(self) -> dict[str, str | None]:
        """The card that each show has pinned, by room."""
        async with self.desk.database.read() as tx:
            return {room: show.pinned for room, show in (await tx.shows.of_event(self.desk.event_id)).items()}

    async def pinned(self) -> str | None:
        """Who wrote the post that every wall shows as pinned."""
        async with self.desk.database.read() as tx:
            card = (await tx.shows.of_event(self.desk.event_id))[EVERY_WALL].pinned
        if card is None:
            return None
        (row,) = [row for row in await self.desk.rows(Tab.SHOWN) if str(row.id) == card]
        assert row.pinned
        return row.post.author.shown_name


async def test_a_pin_for_every_wall_reaches_rooms_with_a_show_of_their_own_unless_they_pinned_another(
    sqlite_database: Database,
) -> None:
    placed = tuple(replace(talk, room=hall) for talk, hall in zip(TWO_OF_A_NAME.talks, ROOMS, strict=True))
    desk = await DeskOf(sqlite_database).open(replace(TWO_OF_A_NAME, talks=placed))
    await desk.take(HELD, FIRST, SECOND)
    room = Room(desk)
    await room.control.turn_to(EVENT.slug, "Pier", Scene.STAGE, by="Rosa")
    await room.control.pin(EVENT.slug, "Loft", str((await desk.row(SECOND)).id), by="Rosa")
    done = await room.rules(HELD, Deed.PIN)
    held, own = str((await desk.row(HELD)).id), str((await desk.row(SECOND)).id)
    assert await room.pins() == {"": held, "Pier": held, "Loft": own}
    await room.undo(done)
    assert await room.pins() == {"": None, "Pier": None, "Loft": own}
    await room.remote_pins(SECOND)
    assert await room.pins() == {"": own, "Pier": own, "Loft": own}
    await room.remote_pins(None)
    assert await room.pins() == {"": None, "Pier": None}  # the loft shows what every wall shows, and follows it again


@pytest.fixture
async def room(sqlite_database: Database) -> Room:
    desk = await DeskOf(sqlite_database).open()
    await desk.take(HELD, FIRST, SECOND)
    return Room(desk)


async def test_a_pin_lights_one_card_and_undoing_it_brings_back_the_one_before(database: Database) -> None:
    room = Room(await DeskOf(database).open())
    await room.desk.take(HELD, FIRST)
    await room.rules(HELD, Deed.PIN)
    assert await room.pinned() == "Ines"
    over = await room.rules(FIRST, Deed.PIN)
    assert await room.pinned() == "Otto"
    await room.undo(over)
    assert await room.pinned() == "Ines"
    hidden = await room.rules(HELD, Deed.HIDE)
    assert await room.pinned() is None
    assert not (await room.desk.row(HELD)).pinned
    await room.undo(hidden)
    assert await room.pinned() == "Ines"
    shown = await room.rules(HELD, Deed.SHOW)
    assert await room.pinned() is None
    await room.undo(shown)
    assert await room.pinned() == "Ines"


Since = Callable[[Room], Awaitable[None]]


@pytest.mark.parametrize(
    ("since", "left"),
    [
        (lambda room: room.remote_pins(SECOND), "Noor"),  # the remote has decided otherwise
        (lambda room: room.remote_pins(None), None),
        (lambda room: room.remote_clears(), None),
        (lambda room: room.remote_turns(), "Otto"),  # another scene says nothing about the pin
    ],
    ids=["pins another", "lets go", "clears", "turns to another scene"],
)
async def test_undoing_a_desks_pin_gives_way_to_what_the_remote_did_to_the_pin_since(
    room: Room, since: Since, left: str | None
) -> None:
    await room.remote_pins(FIRST)
    done = await room.rules(HELD, Deed.PIN)
    await since(room)
    undone = await room.undo(done)
    assert undone.said == "undone"
    assert await room.pinned() == left
    assert HELD.uri not in await room.desk.on_walls()


@pytest.mark.parametrize("deed", [Deed.SHOW, Deed.HIDE, Deed.HOLD, Deed.LETTER])
async def test_undoing_what_took_a_pin_away_brings_it_back_unless_the_remote_cleared_since(
    room: Room, deed: Deed
) -> None:
    await room.remote_pins(FIRST)
    taken = await room.rules(FIRST, deed)
    assert await room.pinned() is None
    await room.undo(taken)
    assert await room.pinned() == "Otto"
    again = await room.rules(FIRST, deed)
    await room.remote_clears()
    await room.undo(again)
    assert await room.pinned() is None
    assert FIRST.uri in await room.desk.on_walls()


async def test_what_was_pinned_before_and_may_not_be_shown_any_more_is_not_pinned_by_an_undo(room: Room) -> None:
    await room.remote_pins(FIRST)
    done = await room.rules(SECOND, Deed.PIN)
    hidden = await room.rules(FIRST, Deed.HIDE)
    await room.undo(done)
    assert await room.pinned() is None
    await room.undo(hidden)
    assert await room.pinned() == "Otto"
    gone = await room.rules(SECOND, Deed.PIN)
    await room.desk.take(Deleted(FIRST.key, room.desk.clock))
    await room.undo(gone)
    assert await room.pinned() is None


async def test_of_two_who_pin_the_same_post_one_undo_leaves_it_pinned(room: Room) -> None:
    first = await room.desk.rule(HELD, Deed.PIN, ANNA)
    second = await room.desk.rule(HELD, Deed.PIN, BEN)
    await room.desk.undo(first)
    assert await room.pinned() == "Ines"
    await room.desk.undo(second)
    assert await room.pinned() is None
    assert HELD.uri not in await room.desk.on_walls()


async def test_a_post_that_is_shown_after_its_hiding_is_not_pinned_as_it_was_before(room: Room) -> None:
    await room.remote_pins(FIRST)
    await room.rules(FIRST, Deed.HIDE)
    await room.rules(FIRST, Deed.SHOW)
    assert await room.pinned() is None
    assert FIRST.uri in await room.desk.on_walls()


async def test_a_blocked_authors_pin_comes_back_with_the_author(room: Room) -> None:
    await room.remote_pins(FIRST)
    row = await room.desk.row(FIRST)
    done = await room.desk.moderation.block(EVENT.slug, ANNA, row.id, seen=row.stamp)
    assert await room.pinned() is None
    await room.remote_turns()
    await room.undo(done)
    assert await room.pinned() == "Otto"
