"""The demo's player: what it opens with, and that it begins again."""

import asyncio
import json
from pathlib import Path

from app.domain.scene import Scene
from app.services.demo import Demo
from app.services.demo_staging import Staging
from tests.support.archive import ROSTER, deleted, post, written
from tests.support.installation import Installation


async def test_the_demo_plays_to_its_end_and_begins_again(tmp_path: Path, installation: Installation) -> None:
    event = {"slug": "rehearsal", "name": "Rehearsal", "hashtags": ["rehearsal"], "timezone": "Europe/Oslo"}
    (tmp_path / "event.json").write_text(json.dumps(event))
    written(tmp_path / "speakers.jsonl", ROSTER)
    lines = [post(n, f"A tide, number {n}", by=f"v{n}@dijk.example") for n in range(9)]
    written(tmp_path / "posts.jsonl", [*lines, deleted(lines[8])])
    demo = Demo(events=installation.house.events, speed=2000, folder=tmp_path)
    await demo.prepare()
    live = installation.app.state.live
    opened = await live.view("rehearsal")
    assert 0 < len(opened.snapshot.cards) < 8
    assert opened.event.name == "Rehearsal"

    shown: list[int] = []
    epochs = {opened.snapshot.epoch}
    async with asyncio.TaskGroup() as tasks:
        playing = tasks.create_task(demo.play(lambda: None))
        while len(epochs) < 3:
            snapshot = (await live.view("rehearsal")).snapshot
            epochs.add(snapshot.epoch)
            shown.append(len(snapshot.cards))
        playing.cancel()
    assert max(shown) >= 8
    assert min(shown) <= 5


async def test_the_demo_turns_scenes_by_itself_until_a_person_takes_the_remote(
    tmp_path: Path, installation: Installation
) -> None:
    house = installation.house
    cues = [
        {"at": 0.2, "scene": "stage"},
        {"at": 0.5, "announcement": {"title": "Waffles"}},
        {"at": 0.8, "scene": "credits"},
    ]
    staging = {"colour": "#FFBE7A", "sponsors": [{"name": "Vaffelbua", "line": "Warm"}], "scenes": cues}
    (tmp_path / "staging.json").write_text(json.dumps(staging))
    played = Staging(control=house.show_control, looks=house.looks, slug="harbour", folder=tmp_path)
    await played.dress()
    look = await house.looks.view("harbour")
    assert (look.look.colour, [one.name for one in look.sponsors]) == ("#FFBE7A", ["Vaffelbua"])

    async def scene_at(moment: float) -> str:
        await played.reach(moment)
        return (await house.show_control.view("harbour")).shows[""].scene

    await played.begin()
    assert [await scene_at(at) for at in (0.1, 0.3, 0.6, 0.9)] == ["stream", "stage", "announcement", "credits"]
    await played.begin()
    await house.show_control.turn_to("harbour", "", Scene.SPONSORS, by="Rosa")
    assert [await scene_at(at) for at in (0.3, 0.9)] == ["sponsors", "sponsors"]
    await played.begin()
    assert await scene_at(0.3) == "stage"


async def test_the_demo_that_is_shipped_can_be_dressed_and_played(installation: Installation) -> None:
    house = installation.house
    demo = Demo(events=house.events, control=house.show_control, looks=house.looks)
    await demo.prepare()
    look = await house.looks.view("longshore")
    assert look.look.logo is not None
    assert len(look.sponsors) == 5
