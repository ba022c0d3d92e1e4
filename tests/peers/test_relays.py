"""Following two real relays that have nothing in common, one of them in a process of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from app.networks.nostr.follow import RelaysFollower
from app.networks.outside import Outside
from tests.peers.servers import second_relay
from tests.support.nostr import Person, local_relay, publish
from tests.support.watching import Ear, FakeWatch, listening_to, texts_are

pytestmark = [pytest.mark.peers, pytest.mark.asyncio(loop_scope="module")]

_MIKA, _WREN = Person("mika"), Person("wren")


def _now() -> int:
    return int(datetime.now(UTC).timestamp())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def second() -> AsyncIterator[str]:
    async with second_relay() as url:
        yield url


@pytest_asyncio.fixture(loop_scope="module")
async def pair(second: str) -> AsyncIterator[tuple[str, str]]:
    async with local_relay() as first:
        yield first, second


@pytest_asyncio.fixture(loop_scope="module")
async def outside() -> AsyncIterator[Outside]:
    opened = Outside(agent="Ovation tests", allowed={"127.0.0.1"})
    yield opened
    await opened.close()


async def _listens(ear: Ear, *relays: str) -> None:
    await ear.until(lambda told: set(told.places) == set(relays))


async def test_a_note_on_either_relay_is_heard_once_and_its_author_by_name(
    pair: tuple[str, str], outside: Outside
) -> None:
    both = _MIKA.write("on both", ["t", "pairconf"], at=_now())
    for relay in pair:
        await publish(relay, both)
    await publish(pair[1], _MIKA.profile(at=_now(), name="Mika"))
    async with listening_to(RelaysFollower(relays=pair, outside=outside), FakeWatch(tags=("pairconf",))) as ear:
        await _listens(ear, *pair)
        for relay, text in zip(pair, ("on the first", "on the second"), strict=True):
            await publish(relay, _MIKA.write(text, ["t", "pairconf"], at=_now()))
        await ear.until(texts_are("on both", "on the first", "on the second"))
        told = await ear.until(lambda told: {post.author.name for post in told.posts.values()} == {"Mika"})
    assert sorted(told.texts) == ["on both", "on the first", "on the second"]
    assert {post.author.name for post in told.posts.values()} == {"Mika"}


async def test_only_the_author_deletes_though_a_relay_passes_on_what_a_stranger_wants(
    pair: tuple[str, str], outside: Outside
) -> None:
    kept, lost = (_MIKA.write(text, ["t", "keepconf"], at=_now()) for text in ("kept", "lost"))
    async with listening_to(RelaysFollower(relays=pair, outside=outside), FakeWatch(tags=("keepconf",))) as ear:
        await _listens(ear, *pair)
        for relay in pair:
            await publish(relay, kept, lost)
        await ear.until(texts_are("kept", "lost"))
        for relay in pair:
            await publish(relay, _WREN.delete(kept["id"], lost["id"], at=_now()))
            await publish(relay, _MIKA.delete(lost["id"], at=_now()))
        await publish(pair[1], _MIKA.write("after", ["t", "keepconf"], at=_now()))
        told = await ear.until(lambda told: "after" in told.texts and bool(told.deleted))
    assert told.deleted == [lost["id"]]


async def test_a_bad_signature_is_taken_by_no_relay_and_by_nobody_here(pair: tuple[str, str], outside: Outside) -> None:
    note = _MIKA.write("signed", ["t", "signconf"], at=_now())
    answers = [(await publish(relay, {**note, "sig": "0" * 128}))[0] for relay in pair]
    assert [answer[2] for answer in answers] == [False, False]
    async with listening_to(RelaysFollower(relays=pair, outside=outside), FakeWatch(tags=("signconf",))) as ear:
        await _listens(ear, *pair)
        await asyncio.gather(*(publish(relay, note) for relay in pair))
        told = await ear.until(texts_are("signed"))
    assert told.malformed == 0


async def test_tags_in_other_cases_are_heard_on_both(pair: tuple[str, str], outside: Outside) -> None:
    async with listening_to(RelaysFollower(relays=pair, outside=outside), FakeWatch(tags=("CaseConf",))) as ear:
        await _listens(ear, *pair)
        for relay, tag in ((pair[0], "CASECONF"), (pair[1], "CaseConf"), (pair[1], "caseconf")):
            await publish(relay, _MIKA.write(tag, ["t", tag], at=_now()))
        told = await ear.until(texts_are("CASECONF", "CaseConf", "caseconf"))
    assert sorted(told.texts) == ["CASECONF", "CaseConf", "caseconf"]


async def test_a_relay_that_is_stopped_and_started_again_is_read_back(
    pair: tuple[str, str], outside: Outside, tmp_path: Path
) -> None:
    watch = FakeWatch(tags=("backconf",))
    async with AsyncExitStack() as stack:
        back = await stack.enter_async_context(second_relay(kept_in=tmp_path))
        lost = _MIKA.write("lost", ["t", "backconf"], at=_now())
        follower = RelaysFollower(relays=(pair[0], back), outside=outside)
        async with listening_to(follower, watch) as ear:
            await _listens(ear, pair[0], back)
            await publish(back, lost)
            await ear.until(texts_are("lost"))
            await publish(back, _MIKA.write("hello", ["t", "backconf"], at=_now()))
            await stack.aclose()
            await ear.until(lambda told: any("1 of 2 relays" in note for note in told.notes))
            async with second_relay(kept_in=tmp_path, port=int(back.rpartition(":")[2])):
                await publish(back, _MIKA.write("again", ["t", "backconf"], at=_now()))
                await publish(back, _MIKA.delete(lost["id"], at=_now()))
                told = await ear.until(lambda told: "again" in told.texts and bool(told.deleted))
    assert set(told.texts) == {"lost", "hello", "again"}
    assert told.deleted == [lost["id"]]


async def test_an_answer_and_a_quote_without_the_hashtag_are_heard(pair: tuple[str, str], outside: Outside) -> None:
    question = _MIKA.write("where are the slides?", ["t", "askconf"], at=_now())
    async with listening_to(RelaysFollower(relays=pair, outside=outside), FakeWatch(tags=("askconf",))) as ear:
        await _listens(ear, *pair)
        await publish(pair[1], question)
        await ear.until(texts_are("where are the slides?"))
        await publish(pair[1], _WREN.write("on my page", ["e", question["id"], "", "root"], at=_now()))
        await publish(pair[0], _WREN.write("see there", ["q", question["id"], "", _MIKA.pubkey], at=_now()))
        told = await ear.until(texts_are("where are the slides?", "on my page", "see there"))
    answers = {post.text: (post.reply_to, post.quote_of) for post in told.posts.values()}
    assert answers["on my page"][0] is not None
    assert answers["see there"][1] is not None
