"""Relays that repeat, mix up, babble, cut and go away: nothing is lost, and nothing is kept that its author deleted."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.errors import OvationError
from app.networks.nostr import relay as relays
from app.networks.nostr.follow import RelaysFollower
from app.networks.outside import Outside
from tests.support.cranky import CrankyRelay
from tests.support.nostr import Person
from tests.support.watching import FakeWatch, Told

pytestmark = pytest.mark.long

_PEOPLE = [Person(name) for name in ("mika", "wren", "oda", "una")]
_ACTIONS = 200
_END = 60.0  # seconds for everything to arrive when all is calm again
Raw = dict[str, Any]


class _World:
    """What people wrote and deleted, on which relays, as it really was."""

    def __init__(self, relays: list[CrankyRelay], chance: random.Random) -> None:
        self.relays = relays
        self.chance = chance
        self.notes: dict[str, Raw] = {}
        self.answers: dict[str, str] = {}  # id → the id of what it answers
        self.deleted: set[str] = set()
        self.forged: set[str] = set()

    async def act(self) -> None:
        acts = [self._note] * 10 + [self._answer, self._delete, self._delete_by_a_stranger, self._forge] * 3
        await self.chance.choice([*acts, self._cut, self._restart])()

    async def _tell(self, event: Raw) -> None:
        for relay in self.chance.sample(self.relays, self.chance.randint(1, len(self.relays))):
            await relay.publish(event)

    def _written(self, text: str, *tags: list[str]) -> Raw:
        at = int(datetime.now(UTC).timestamp()) - self.chance.randint(0, 300)
        return self.chance.choice(_PEOPLE).write(f"{text} {len(self.notes)}", *tags, at=at)

    async def _note(self) -> None:
        note = self._written("note", ["t", self.chance.choice(["tideconf", "TIDECONF", "TideConf"])])
        self.notes[note["id"]] = note
        await self._tell(note)

    async def _answer(self) -> None:
        if not self.notes:
            return
        about = self.chance.choice(list(self.notes))
        note = self._written("answer", ["e", about, "", "root"])
        self.answers[note["id"]] = about
        await self._tell(note)

    async def _delete(self) -> None:
        if self.notes:
            note = self.chance.choice(list(self.notes.values()))
            author = next(person for person in _PEOPLE if person.pubkey == note["pubkey"])
            self.deleted.add(note["id"])
            await self._tell(author.delete(note["id"], at=note["created_at"] + 1))

    async def _delete_by_a_stranger(self) -> None:
        if self.notes:
            note = self.chance.choice(list(self.notes.values()))
            stranger = next(person for person in _PEOPLE if person.pubkey != note["pubkey"])
            await self._tell(stranger.delete(note["id"], at=note["created_at"] + 1))

    async def _forge(self) -> None:
        note = self._written("note", ["t", "tideconf"])
        await self._tell({**note, "content": "forged"})
        if self.chance.random() < 0.5:
            self.notes[note["id"]] = note
            await self._tell(note)
        else:
            self.forged.add(note["id"])

    async def _cut(self) -> None:
        self.chance.choice(self.relays).cut()

    async def _restart(self) -> None:
        relay = self.chance.choice(self.relays)
        await relay.down()
        await asyncio.sleep(self.chance.random() * 0.1)
        await relay.up()

    def is_told(self, told: Told) -> bool:
        """Whether everything has arrived that must."""
        there = set(self.notes) - self.deleted
        there |= {uri for uri, about in self.answers.items() if about in there}
        return there <= told.posts.keys() and self.deleted & told.posts.keys() <= set(told.deleted)


async def _follow(urls: list[str], outside: Outside, watch: FakeWatch, told: Told, moved: asyncio.Event) -> None:
    """Follow as a supervisor does: again after each failure, from the places that were stored."""
    while True:
        try:
            async for heard in RelaysFollower(relays=urls, outside=outside).follow(watch):
                told.take(heard, watch)
                watch.places |= heard.places
                moved.set()
        except OvationError:
            await asyncio.sleep(0.02)


async def test_nothing_is_lost_and_nothing_is_kept_that_was_deleted(
    rounds: int, chance: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relays, "usual_patience", lambda _error, _failures: timedelta(milliseconds=30))
    for _ in range(rounds):
        world, told = await _round(chance)
        assert set(told.deleted) <= world.deleted
        assert not world.forged & told.posts.keys()
        assert all(post.text != "forged" for post in told.posts.values())


async def _round(chance: random.Random) -> tuple[_World, Told]:
    """Let relays fail at random until everything that can be told was told."""
    outside = Outside(agent="Ovation tests", allowed={"127.0.0.1"})
    relays_here = [CrankyRelay(chance) for _ in range(3)]
    for relay in relays_here:
        await relay.up()
    world, watch, told, moved = _World(relays_here, chance), FakeWatch(tags=("TideConf",)), Told(), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        following = tasks.create_task(_follow([relay.url for relay in relays_here], outside, watch, told, moved))
        for _ in range(_ACTIONS):
            await world.act()
            await asyncio.sleep(chance.choice([0, 0, 0.001, 0.02]))
        async with asyncio.timeout(_END):
            while not world.is_told(told):
                moved.clear()
                await moved.wait()
        following.cancel()
    for relay in relays_here:
        await relay.down()
    await outside.close()
    return world, told
