"""Shows: every turn of a remote is one transaction, and a wall that was away resumes exactly there."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.bus.memory import MemoryBus
from app.domain.errors import BadInput, NotFound
from app.domain.event import Programme
from app.domain.scene import EVERY_WALL, Announcement, Scene, Show, show_of
from app.domain.talk import TalkKey
from app.domain.verdict import Verdict
from app.domain.wall import CardId
from app.outlets.hub import Hub
from app.services.live import Live
from app.services.shows import ShowControl
from app.store.database import Database
from tests.support.stored import NOW, PROGRAMME, a_post, a_reading, an_event, key, stored

SLUG, PIER = "longshore", "Pier"
LUNCH = Announcement(title="Lunch is served", text="In the net loft, until two.", language="en")


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = NOW + timedelta(minutes=40)

    def __call__(self) -> datetime:
        return self.now


class Stage:
    """An event with its switches, and a wall that was last told at a position."""

    def __init__(self, database: Database, event_id: int) -> None:
        self.clock, self.event_id, self.database = Clock(), event_id, database
        self.control = ShowControl(database=database, bus=MemoryBus(), now=self.clock)
        self.live = Live(database=database, hub=Hub(), now=self.clock)

    async def show(self, room: str = EVERY_WALL) -> Show:
        """What a room's wall shows."""
        return show_of((await self.control.view(SLUG)).shows, room)

    async def frame(self, *, since: int) -> dict[str, Any]:
        """What a wall is told that comes back with a position."""
        epoch = (await self.live.view(SLUG)).snapshot.epoch
        async with (
            aclosing(self.live.join(SLUG).frames(epoch=epoch, seq=since)) as frames,  # type: ignore[type-var]  # it yields
            asyncio.TaskGroup() as tasks,
        ):
            sitting = tasks.create_task(_first_of(frames))
            while not sitting.done():
                await self.live.tell()
                await asyncio.sleep(0)  # a look-out on SQLite gives nobody a turn, and whoever sits down needs one
        frame: dict[str, Any] = json.loads(sitting.result())
        return frame

    async def card(self, number: int) -> CardId:
        """The id of a card that is on the wall."""
        cards = (await self.live.view(SLUG)).snapshot.cards
        return next(card.id for card in cards if card.text == f"Post {number}")

    async def seq(self) -> int:
        """The last position."""
        return (await self.live.view(SLUG)).snapshot.seq


async def _first_of(frames: AsyncIterator[str]) -> str:
    return await anext(frames)


@pytest.fixture
async def stage(database: Database) -> Stage:
    event_id = await an_event(database)
    await stored(database, event_id, [a_post(1, "Post 1"), a_post(2, "Post 2")])
    return Stage(database, event_id)


async def test_a_wall_that_was_away_is_told_the_scene_and_what_happened_to_posts_in_one_frame(stage: Stage) -> None:
    before = await stage.seq()
    await stage.control.turn_to(SLUG, EVERY_WALL, Scene.APPLAUSE, by="Rosa")
    frame = await stage.frame(since=before)
    assert (frame["type"], frame["from"], frame["seq"], frame["changes"]) == ("changes", before, before + 1, [])
    assert frame["shows"] == {
        "": {
            "scene": "applause",
            "paused": False,
            "blank": False,
            "pinned": None,
            "announcement": None,
            "talk": None,
            "at": "2026-06-04T09:40:00Z",
        }
    }
    beat = await stage.frame(since=before + 1)
    assert beat["type"] == "beat"
    assert beat["shows"] == frame["shows"]
    assert (await stage.live.view(SLUG)).shows[""].scene is Scene.APPLAUSE


async def test_a_room_has_a_show_of_its_own_until_it_is_the_same_as_everywhere(stage: Stage) -> None:
    await stage.control.turn_to(SLUG, PIER, Scene.STAGE, by="Rosa")
    assert (await stage.show(PIER)).scene is Scene.STAGE
    assert (await stage.show("Elsewhere")).scene is Scene.STREAM
    await stage.control.turn_to(SLUG, PIER, Scene.STREAM, by="Rosa")
    assert set((await stage.control.view(SLUG)).shows) == {""}
    await stage.control.pause(SLUG, PIER, paused=True, by="Rosa")
    await stage.control.follow(SLUG, PIER, by="Rosa")
    assert set((await stage.control.view(SLUG)).shows) == {""}
    with pytest.raises(BadInput, match="no such room"):
        await stage.control.turn_to(SLUG, "The moon", Scene.STAGE, by="Rosa")


async def test_blank_for_every_wall_is_blank_in_rooms_with_a_show_of_their_own(stage: Stage) -> None:
    await stage.control.turn_to(SLUG, PIER, Scene.STAGE, by="Rosa")
    await stage.control.blank(SLUG, EVERY_WALL, blank=True, by="Rosa")
    pier = await stage.show(PIER)
    assert (pier.scene, pier.blank) == (Scene.STAGE, True)
    await stage.control.clear(SLUG, EVERY_WALL, by="Rosa")
    assert set((await stage.control.view(SLUG)).shows) == {""}
    assert (await stage.show(PIER)).same_as(Show())


async def test_a_pinned_card_goes_out_again_and_is_part_of_every_snapshot(stage: Stage) -> None:
    oldest = await stage.card(1)
    await stored(stage.database, stage.event_id, [a_post(n) for n in range(3, 70)])
    before = await stage.seq()
    await stage.control.pin(SLUG, EVERY_WALL, oldest, by="Rosa")
    frame = await stage.frame(since=before)
    assert [(change["id"], change["seq"]) for change in frame["changes"]] == [(oldest, before + 1)]
    assert frame["shows"][""]["pinned"] == oldest
    assert frame["seq"] == before + 2
    snapshot = (await stage.live.view(SLUG)).snapshot
    assert (len(snapshot.cards), snapshot.cards[-1].id) == (61, oldest)
    await stage.control.pin(SLUG, EVERY_WALL, None, by="Rosa")
    assert (await stage.show()).pinned is None


async def test_a_pin_of_what_may_not_be_shown_is_refused_and_one_of_what_goes_vanishes(stage: Stage) -> None:
    first, second = await stage.card(1), await stage.card(2)
    await stage.control.pin(SLUG, EVERY_WALL, second, by="Rosa")
    assert (await stage.show()).pinned == second
    async with stage.database.begin() as tx:
        await tx.readings.save(stage.event_id, {key(2): a_reading(verdict=Verdict.HIDE)})
    assert (await stage.show()).pinned is None
    assert len((await stage.live.view(SLUG)).snapshot.cards) == 1
    for nothing in (second, "999", "", "abc", "٣", "9" * 40):
        with pytest.raises(BadInput, match="not on the wall"):
            await stage.control.pin(SLUG, EVERY_WALL, nothing, by="Rosa")
    async with stage.database.begin() as tx:
        await tx.posts.delete(stage.event_id, {key(1): NOW})
    with pytest.raises(BadInput):
        await stage.control.pin(SLUG, EVERY_WALL, first, by="Rosa")


@pytest.mark.parametrize("cleared", [False, True])
async def test_a_pin_rests_while_its_post_is_hidden_and_is_lit_with_it_again_unless_somebody_cleared(
    stage: Stage, *, cleared: bool
) -> None:
    second = await stage.card(2)
    await stage.control.pin(SLUG, EVERY_WALL, second, by="Rosa")

    async def judged(verdict: Verdict) -> None:
        async with stage.database.begin() as tx:
            await tx.readings.save(stage.event_id, {key(2): a_reading(verdict=verdict)})

    await judged(Verdict.HIDE)
    await stage.control.pause(SLUG, EVERY_WALL, paused=True, by="Rosa")
    await stage.control.turn_to(SLUG, EVERY_WALL, Scene.APPLAUSE, by="Rosa")
    if cleared:
        await stage.control.clear(SLUG, EVERY_WALL, by="Rosa")
    assert (await stage.show()).pinned is None
    await judged(Verdict.SHOW)
    assert (await stage.show()).pinned == (None if cleared else second)


async def test_letters_are_those_of_the_talk_that_has_just_ended_in_that_room(stage: Stage) -> None:
    await stage.control.turn_to(SLUG, PIER, Scene.LETTERS, by="Rosa")
    assert (await stage.show(PIER)).talk == "tides"
    await stage.control.turn_to(SLUG, EVERY_WALL, Scene.LETTERS, talk="moss", by="Rosa")
    assert (await stage.show()).talk == "moss"
    with pytest.raises(BadInput, match="no such talk"):
        await stage.control.turn_to(SLUG, EVERY_WALL, Scene.LETTERS, talk="moon", by="Rosa")


async def test_every_wall_together_reads_the_letters_of_its_own_rooms_talk(database: Database) -> None:
    loft = replace(PROGRAMME.talks[0], key=TalkKey("loft"), title="Loft", room="Loft")
    programme = Programme(speakers=PROGRAMME.speakers, talks=(*PROGRAMME.talks, loft))
    stage = Stage(database, await an_event(database, programme))
    await stage.control.turn_to(SLUG, EVERY_WALL, Scene.LETTERS, by="Rosa")
    assert (await stage.show()).talk is None
    await stage.control.turn_to(SLUG, "Loft", Scene.LETTERS, by="Rosa")
    assert (await stage.show("Loft")).talk == "loft"


async def test_an_announcement_interrupts_every_wall_and_each_goes_back_to_its_own_scene(stage: Stage) -> None:
    await stage.control.turn_to(SLUG, PIER, Scene.STAGE, by="Rosa")
    ends = stage.clock.now + timedelta(minutes=5)
    await stage.control.announce(SLUG, EVERY_WALL, LUNCH, ends_at=ends, by="Rosa")
    for room in (EVERY_WALL, PIER):
        show = await stage.show(room)
        assert (show.scene, show.announcement) == (Scene.ANNOUNCEMENT, LUNCH)
    assert await stage.control.see_to_announcements() == 0
    stage.clock.now = ends
    assert await stage.control.see_to_announcements() == 1
    assert ((await stage.show()).scene, (await stage.show(PIER)).scene) == (Scene.STREAM, Scene.STAGE)
    assert (await stage.control.view(SLUG)).planned == ()


async def test_an_announcement_waits_for_its_time_and_can_be_taken_back(stage: Stage) -> None:
    at = stage.clock.now + timedelta(minutes=10)
    await stage.control.announce(SLUG, PIER, LUNCH, starts_at=at, by="Rosa")
    assert (await stage.show(PIER)).scene is Scene.STREAM
    (planned,) = (await stage.control.view(SLUG)).planned
    stage.clock.now = at
    await stage.control.see_to_announcements()
    assert (await stage.show(PIER)).announcement == LUNCH
    assert (await stage.show()).announcement is None
    await stage.control.end(SLUG, planned.id)
    assert (await stage.show(PIER)).scene is Scene.STREAM
    with pytest.raises(NotFound):
        await stage.control.end(SLUG, planned.id)


async def test_a_scene_chosen_during_an_announcement_stays_and_the_announcement_is_over(stage: Stage) -> None:
    ends = stage.clock.now + timedelta(minutes=5)
    await stage.control.announce(SLUG, EVERY_WALL, LUNCH, ends_at=ends, by="Rosa")
    await stage.control.pause(SLUG, PIER, paused=True, by="Rosa")
    assert (await stage.show(PIER)).announcement == LUNCH
    await stage.control.turn_to(SLUG, EVERY_WALL, Scene.SPONSORS, by="Rosa")
    await stage.control.turn_to(SLUG, PIER, Scene.STAGE, by="Rosa")
    assert (await stage.control.view(SLUG)).planned == ()
    stage.clock.now = ends
    await stage.control.see_to_announcements()
    assert ((await stage.show()).scene, (await stage.show(PIER)).scene) == (Scene.SPONSORS, Scene.STAGE)


async def test_an_announcement_that_nobody_could_show_in_time_is_not_shown_late(stage: Stage) -> None:
    at = stage.clock.now + timedelta(minutes=1)
    await stage.control.announce(SLUG, PIER, LUNCH, starts_at=at, ends_at=at + timedelta(minutes=1), by="Rosa")
    stage.clock.now = at + timedelta(hours=1)
    await stage.control.see_to_announcements()
    assert (await stage.show(PIER)).scene is Scene.STREAM
    assert (await stage.control.view(SLUG)).planned == ()


async def test_what_makes_no_sense_is_refused_in_words(stage: Stage) -> None:
    with pytest.raises(BadInput, match="nothing to announce yet"):
        await stage.control.turn_to(SLUG, EVERY_WALL, Scene.ANNOUNCEMENT, by="Rosa")
    past = datetime(2020, 1, 1, tzinfo=UTC)
    with pytest.raises(BadInput, match="cannot end before"):
        await stage.control.announce(SLUG, EVERY_WALL, LUNCH, ends_at=past, by="Rosa")
    with pytest.raises(BadInput, match="needs a title"):
        Announcement(title=" ")
    with pytest.raises(BadInput, match="read from the last row"):
        Announcement(title="a" * 81)
    with pytest.raises(NotFound):
        await stage.control.view("nowhere")


async def test_shows_of_a_programme_without_rooms_are_the_events(database: Database) -> None:
    bare = Programme(speakers=PROGRAMME.speakers, talks=())
    stage = Stage(database, await an_event(database, bare))
    assert (await stage.control.view(SLUG)).rooms == ()
    await stage.control.turn_to(SLUG, EVERY_WALL, Scene.LETTERS, by="Rosa")
    assert (await stage.show()).talk is None
