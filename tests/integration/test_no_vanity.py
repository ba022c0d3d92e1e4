"""No vanity: shuffle how many followers everybody has, and each wall is told the same, to the letter."""

import random
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import msgspec

from app.assets import demo, web
from app.domain.errors import BadInput
from app.domain.post import Change, Posted
from app.networks.archive.read import lines
from app.networks.archive.roster import read_roster
from app.services.archives import programme_of
from app.services.demo import Demo
from app.services.live import Live
from tests.support.installation import Installation, installed

_ENOUGH = 150  # posts: more than twice what a wall is painted with


def said(shuffle: random.Random | None) -> Sequence[Change]:
    """What is said at the demo's event, with everybody's followers dealt out anew."""
    changes = [one for _, one in lines(demo() / "longshore" / "posts.jsonl") if not isinstance(one, BadInput)][:_ENOUGH]
    if shuffle is None:
        return changes
    counts = [one.post.author.followers for one in changes if isinstance(one, Posted)]
    shuffle.shuffle(counts)
    dealt = iter(counts)

    def dealt_to(one: Change) -> Change:
        if not isinstance(one, Posted):
            return one
        return Posted(replace(one.post, author=replace(one.post.author, followers=next(dealt))))

    return [dealt_to(one) for one in changes]


async def told(installation: Installation, changes: Sequence[Change]) -> dict[str, bytes]:
    """Everything that walls are told of the demo's event."""
    player = Demo(events=installation.house.events)
    await installation.house.events.create(player.event)
    roster = read_roster(demo() / "longshore" / "speakers.jsonl", zone=player.event.zone)
    await installation.house.events.import_programme(player.event.slug, programme_of(roster))
    await (await installation.house.events.ingest(player.event.slug)).take(list(changes))
    live: Live = installation.app.state.live
    async with aclosing(live.join("longshore").frames(epoch=None, seq=None)) as frames:  # type: ignore[type-var]  # it yields
        frame = msgspec.json.decode(await anext(frames))
    anybody = await installation.client()
    paths = ["heard.json", "voices.json", *(f"letters.json?talk={key}" for key in await talks(installation))]
    answers = {path: (await anybody.get(f"/wall/longshore/{path}")).content for path in paths}
    return {"frame": msgspec.json.encode({**frame, "epoch": "", "clock": ""}), **answers}


async def talks(installation: Installation) -> Sequence[str]:
    """Some talks of the event."""
    _, programme = await installation.house.events.programme("longshore")
    return [talk.key for talk in programme.talks][:2]


async def test_shuffled_followers_change_nothing_that_a_wall_is_told(tmp_path: Path) -> None:
    async with installed(tmp_path / "one") as one, installed(tmp_path / "other") as other:
        as_they_are = await told(one, said(None))
        shuffled = await told(other, said(random.Random(7)))
    assert len(as_they_are["frame"]) > 10_000
    for what, words in as_they_are.items():
        assert b"follower" not in words
        assert _without_clock(words) == _without_clock(shuffled[what]), what


def _without_clock(words: bytes) -> object:
    found = msgspec.json.decode(words)
    return {name: value for name, value in found.items() if name not in {"clock", "seq", "say"}}


def test_the_walls_own_scripts_never_speak_of_followers() -> None:
    scripts = sorted((web() / "static" / "js").rglob("*.js"))
    assert len(scripts) > 10
    assert [path.name for path in scripts if "follower" in path.read_text(encoding="utf-8").lower()] == []
