"""From a real network to a real wall and back to nothing: what issue 3 promises, seen from the outside.

The times are printed for whoever reads the run; no test depends on them.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from websockets.asyncio.client import ClientConnection, connect

from app.config import Settings
from app.domain.event import Event, EventSlug, Programme
from app.domain.handle import Handle
from app.domain.network import Network as Net
from app.domain.speaker import Speaker, SpeakerKey
from app.house import House, utc_now
from app.main import create_app
from tests.peers.pds import Network, Person
from tests.peers.servers import real_pds
from tests.support.command import Answer, ovation_process
from tests.support.installation import listening, settings_for
from tests.support.nostr import Person as Noted
from tests.support.nostr import local_relay, publish

pytestmark = [pytest.mark.peers, pytest.mark.asyncio(loop_scope="module")]

_PATIENCE = 60.0
_SLUG = EventSlug("quayside")
_EVENT = Event(slug=_SLUG, name="Quayside", hashtags=("quayside",), timezone="Europe/Lisbon")


class Wall:
    """A wall's socket, as a browser has it: the cards that it shows now."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.cards: dict[str, dict[str, Any]] = {}

    async def until(self, fits: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
        """Take frames until the cards fit."""
        async with asyncio.timeout(_PATIENCE):
            while not fits(list(self.cards.values())):
                self._take(json.loads(await self._socket.recv()))
        return list(self.cards.values())

    def _take(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "snapshot":
            self.cards = {card["id"]: card for card in frame["cards"]}
        for change in frame.get("changes", ()):
            self.cards.pop(change["id"], None)
            if change.get("card") is not None:
                self.cards[change["id"]] = change["card"]


class Venue:
    """An installation that follows, the folder where it keeps things, and its address."""

    def __init__(self, base: str, data: Path) -> None:
        self.base = base
        self.data = data

    @asynccontextmanager
    async def wall(self) -> AsyncIterator[Wall]:
        async with connect(f"{self.base.replace('http', 'ws', 1)}/wall/{_SLUG}/live", proxy=None) as socket:
            yield Wall(socket)

    async def _ovation(self, *words: str) -> Answer:
        """Run a command beside the running server."""
        return await asyncio.to_thread(ovation_process, *words, data=self.data)

    async def report(self) -> list[dict[str, Any]]:
        """The mention report, made by the command line beside the running server."""
        answer = await self._ovation("report", "mentions", _SLUG, "--format", "json")
        assert answer.code == 0, answer.err
        return list(json.loads(answer.out))

    async def digest(self, speaker: str) -> dict[str, Any]:
        answer = await self._ovation("digest", _SLUG, "--speaker", speaker, "--format", "json")
        assert answer.code == 0, answer.err
        return dict(json.loads(answer.out))

    def holds(self, words: str) -> bool:
        """Whether words stand anywhere in the database's files."""
        return any(words.encode() in path.read_bytes() for path in self.data.glob("ovation.db*"))

    async def listens(self) -> bool:
        told = (await self._ovation("source", "list", _SLUG)).text
        return told.count(": listening") == told.count("\n")


@asynccontextmanager
async def venue(
    folder: Path, speakers: tuple[Speaker, ...], sources: dict[Net, dict[str, Any]]
) -> AsyncIterator[Venue]:
    """Serve an event that follows these sources."""

    async def opened(house: House) -> None:
        await house.events.create(_EVENT)
        await house.events.import_programme(_SLUG, Programme(speakers=speakers))
        stored = await house.events.named(_SLUG)
        async with house.database.begin() as tx:
            for network, options in sources.items():
                await tx.sources.add(
                    stored.id, name=str(network), network=network, options=options, sealed=None, now=utc_now()
                )

    settings: Settings = settings_for(folder).model_copy(update={"allowed_hosts": "127.0.0.1,localhost"})
    with listening(create_app(settings, opened=opened)) as base:
        ready = Venue(base, folder)
        async with asyncio.timeout(_PATIENCE):
            while not await ready.listens():  # noqa: ASYNC110 - it asks another process's database, which sets no event
                await asyncio.sleep(0.1)
        yield ready


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pds() -> AsyncIterator[Network]:
    async with real_pds() as network:
        yield network


def followed(pds: Network) -> dict[str, Any]:
    return {"hosts": [pds.jetstream], "api": pds.pds, "plc": pds.plc, "silence": 300}


def speaking(person: Person, name: str) -> Speaker:
    handle = Handle(network=Net.BLUESKY, canonical=person.handle, remote_id=person.did)
    return Speaker(key=SpeakerKey(person.handle), name=name, handles=(handle,))


def now() -> int:
    return int(datetime.now(UTC).timestamp())


def texts(cards: list[dict[str, Any]]) -> list[str]:
    return [card["text"] for card in cards]


async def test_a_post_on_a_real_pds_is_on_the_wall_and_its_deletion_takes_it_away_everywhere(
    pds: Network, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    amelie, mika = await pds.join("amelie-e"), await pds.join("mika-e")
    await mika.describe("Mika Aho")
    words = "Thank you @amelie-e.test, a wonderful talk about saltmarshes #quayside"
    speakers = (speaking(amelie, "Amélie Strand"),)
    async with venue(tmp_path / "data", speakers, {Net.BLUESKY: followed(pds)}) as here, here.wall() as wall:
        started = time.perf_counter()
        written = await mika.post(words)
        (card,) = await wall.until(lambda cards: texts(cards) == [words])
        up = time.perf_counter() - started
        assert card["name"] == "Mika Aho"
        (mention,) = await here.report()
        assert mention["delivered"] == "tagged"
        assert here.holds("saltmarshes")
        started = time.perf_counter()
        await mika.delete(written)
        await wall.until(lambda cards: cards == [])
        down = time.perf_counter() - started
        assert await here.report() == []
        assert not here.holds("saltmarshes")
    with capsys.disabled():
        print(  # noqa: T201 - the figure is for whoever reads the run
            f"\nPDS: posted → on the wall {up * 1000:.0f} ms; deleted → gone {down * 1000:.0f} ms"
        )


async def test_a_note_on_a_real_relay_is_on_the_wall_and_its_deletion_takes_it_away_everywhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wren = Noted("wren of the quay")
    oskar = Speaker(key=SpeakerKey("oskar"), name="Oskar Lindqvist")
    async with local_relay() as relay:
        await publish(relay, wren.profile(at=now(), name="Wren Tarn"))
        sources: dict[Net, dict[str, Any]] = {Net.NOSTR: {"relays": [relay]}}
        async with venue(tmp_path / "data", (oskar,), sources) as here, here.wall() as wall:
            note = wren.write(
                "Thank you Oskar Lindqvist, wonderful brackishness #quayside", ["t", "quayside"], at=now()
            )
            started = time.perf_counter()
            await publish(relay, note)
            (card,) = await wall.until(lambda cards: len(cards) == 1 and cards[0]["name"] == "Wren Tarn")
            up = time.perf_counter() - started
            assert card["network"] == "nostr"
            (mention,) = await here.report()
            assert mention["reason"] == "no_handle"
            started = time.perf_counter()
            await publish(relay, wren.write("", ["e", note["id"]], ["k", "1"], kind=5, at=now()))
            await wall.until(lambda cards: cards == [])
            down = time.perf_counter() - started
            assert await here.report() == []
            assert not here.holds("brackishness")
    with capsys.disabled():
        print(  # noqa: T201 - as above
            f"\nNostr relay: posted → on the wall {up * 1000:.0f} ms; deleted → gone {down * 1000:.0f} ms"
        )


async def test_an_answer_without_the_hashtag_answers_the_question(pds: Network, tmp_path: Path) -> None:
    amelie, mika = await pds.join("amelie-f"), await pds.join("mika-f")
    speakers = (speaking(amelie, "Amélie Strand"),)
    async with venue(tmp_path / "data", speakers, {Net.BLUESKY: followed(pds)}) as here, here.wall() as wall:
        asked = "Wonderful talk @amelie-f.test, thank you! Which tide gauge would you start with? #quayside"
        question = await mika.post(asked)
        await wall.until(lambda cards: texts(cards) == [asked])
        assert len((await here.digest("Amélie Strand"))["questions"]) == 1
        await amelie.post("Any that you can reach at low water.", answers=question)
        async with asyncio.timeout(_PATIENCE):
            while (await here.digest("Amélie Strand"))["questions"]:  # noqa: ASYNC110 - another process's database
                await asyncio.sleep(0.05)
        (mention,) = await here.report()
        assert mention["delivered"] == "answered"
        await wall.until(lambda cards: texts(cards) == [asked])  # an answer is evidence, and not for the wall


async def test_the_same_sentence_on_two_networks_is_one_card_until_both_are_gone(pds: Network, tmp_path: Path) -> None:
    mika, noted = await pds.join("mika-g"), Noted("mika on two networks")
    await mika.describe("Mika Aho")
    oskar = Speaker(key=SpeakerKey("oskar"), name="Oskar Lindqvist")
    words = "Oskar Lindqvist, thank you for every single minute of it #quayside"
    async with local_relay() as relay:
        await publish(relay, noted.profile(at=now(), name="Mika Aho"))
        sources = {Net.BLUESKY: followed(pds), Net.NOSTR: {"relays": [relay]}}
        async with venue(tmp_path / "data", (oskar,), sources) as here, here.wall() as wall:
            written = await mika.post(words)
            await publish(relay, noted.write(words, ["t", "quayside"], at=now()))
            (card,) = await wall.until(lambda cards: len(cards) == 1 and bool(cards[0].get("also")))
            assert {card["network"], *(other["network"] for other in card["also"])} == {"bluesky", "nostr"}
            (mention,) = await here.report()
            assert len([mention["uri"], *mention["also_at"].split()]) == 2
            assert (await here.digest("Oskar Lindqvist"))["people"] == 1
            await mika.delete(written)
            (left,) = await wall.until(lambda cards: len(cards) == 1 and not cards[0].get("also"))
            assert left["network"] == "nostr"
            assert len(await here.report()) == 1
