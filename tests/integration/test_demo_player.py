"""The demo's player: what it opens with, and that it begins again."""

import asyncio
import json
from pathlib import Path

from app.services.demo import Demo
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
