"""What an open desk is told: what changed, by whatever process, and who else is there; and that nobody else listens."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from app.domain.decision import Deed
from app.domain.errors import NotFound
from app.main import create_app
from app.services.desk_live import DeskLive
from app.store.database import Database
from app.store.events import Events
from tests.support.installation import listening, settings_for
from tests.support.moderating import DeskOf, said
from tests.support.stored import EVENT


@pytest.fixture
async def desk(sqlite_database: Database) -> DeskOf:
    return await DeskOf(sqlite_database).open()


@pytest.fixture
async def live(desk: DeskOf) -> AsyncIterator[DeskLive]:
    told = DeskLive(database=desk.database)
    yield told
    await told.close()


async def heard(frames: AsyncIterator[str], kind: str) -> dict[str, Any]:
    """The next frame of a kind."""
    async with asyncio.timeout(60):
        while True:
            frame: dict[str, Any] = json.loads(await anext(frames))
            if frame["type"] == kind:
                return frame


async def test_a_desk_is_told_which_posts_changed_and_none_of_their_words(desk: DeskOf, live: DeskLive) -> None:
    post = said(1)
    async with aclosing(live.join(EVENT.slug, "Anna").frames()) as frames:  # type: ignore[type-var]  # an async generator
        await heard(frames, "hello")
        await desk.take(post)
        await live.tell()
        first = await heard(frames, "changed")
        await desk.rule(post, Deed.HIDE)
        await live.tell()
        second = await heard(frames, "changed")
    assert first["ids"] == second["ids"] == [str((await desk.row(post)).id)]
    assert second["seq"] > first["seq"]
    assert "Solveig" not in json.dumps([first, second])


async def test_what_a_failed_look_could_not_tell_is_told_by_the_next(
    desk: DeskOf, live: DeskLive, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = said(1)
    async with aclosing(live.join(EVENT.slug, "Anna").frames()) as frames:  # type: ignore[type-var]  # an async generator
        await heard(frames, "hello")
        await desk.take(post)
        with monkeypatch.context() as broken:
            broken.setattr(Events, "by_slug", _out_of_reach)
            with pytest.raises(OSError, match="out of reach"):
                await live.tell()
        await live.tell()
        told = await heard(frames, "changed")
    assert told["ids"] == [str((await desk.row(post)).id)]


async def _out_of_reach(*_: object) -> None:
    raise OSError("out of reach")


async def test_moderators_see_who_else_is_there_and_who_left(live: DeskLive) -> None:
    async with aclosing(live.join(EVENT.slug, "Anna").frames()) as anna:  # type: ignore[type-var]  # as above
        await heard(anna, "here")
        async with aclosing(live.join(EVENT.slug, "Ben").frames()) as ben:  # type: ignore[type-var]  # as above
            assert (await heard(ben, "here"))["names"] == ["Anna", "Ben"]
            assert (await heard(anna, "here"))["names"] == ["Anna", "Ben"]
        assert (await heard(anna, "here"))["names"] == ["Anna"]


async def test_moderators_see_who_looks_at_what(live: DeskLive) -> None:
    ben = live.join(EVENT.slug, "Ben")
    async with (
        aclosing(live.join(EVENT.slug, "Anna").frames()) as anna,  # type: ignore[type-var]  # as above
        aclosing(ben.frames()) as frames,  # type: ignore[type-var]  # as above
    ):
        await heard(anna, "hello")
        await heard(frames, "hello")
        ben.look("12")
        said_so = [(await heard(anna, "here"))["looking"] for _ in range(3)]
    assert said_so == [{}, {}, {"12": ["Ben"]}]


async def test_two_who_look_at_one_post_are_both_named(live: DeskLive) -> None:
    """Whichever sat down first: a page leaves its own person out, and must still find the other."""
    anna, ben = live.join(EVENT.slug, "Anna"), live.join(EVENT.slug, "Ben")
    async with aclosing(anna.frames()) as frames, aclosing(ben.frames()) as others:  # type: ignore[type-var]  # as above
        await heard(frames, "hello")
        await heard(others, "hello")
        anna.look("12")
        ben.look("12")
        said_so = [(await heard(frames, "here"))["looking"] for _ in range(4)]
    assert said_so[-2:] == [{"12": ["Anna"]}, {"12": ["Anna", "Ben"]}]


async def test_a_desk_that_falls_behind_is_sent_home_and_nobody_waits_for_it(desk: DeskOf) -> None:
    live = DeskLive(database=desk.database, room=3)
    async with aclosing(live.join(EVENT.slug, "Anna").frames()) as frames:  # type: ignore[type-var]  # as above
        await heard(frames, "hello")
        for number in range(4):
            await desk.take(said(number, f"word {number} #longshore"))
            await live.tell()
        left = [frame async for frame in frames]
    await live.close()
    assert len(left) < 4


async def test_an_event_that_is_not_there_has_no_desk(live: DeskLive) -> None:
    with pytest.raises(NotFound):
        await anext(live.join("nowhere", "Anna").frames())


async def test_nobody_listens_at_a_desk_without_signing_in(tmp_path: Path) -> None:
    with listening(create_app(settings_for(tmp_path))) as where:
        address = where.replace("http", "ws")
        with pytest.raises(InvalidStatus) as refused:
            await connect(f"{address}/moderate/{EVENT.slug}/live").__aenter__()
    assert refused.value.response.status_code in {401, 403}
