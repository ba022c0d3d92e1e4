"""Faces and pictures come to the wall from our own host, and go with whom they belong to."""

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image
from sqlalchemy import text

from app.bus.memory import MemoryBus
from app.domain.errors import NotFound
from app.domain.network import Network
from app.domain.post import Media, Post
from app.domain.verdict import Verdict
from app.domain.wall import WALLS, Card, ChangeKind
from app.jobs.pictures import FetchPictures
from app.networks.outside import Outside
from app.routes import pictures as routes
from app.services.pictures import Pictures
from app.store.database import Database
from tests.support.raw_server import raw_server, response
from tests.support.stored import NOW, a_post, a_reading, account, an_event, key, stored


def _drawing(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(file, "PNG")
    return file.getvalue()


@dataclass
class Gallery:
    """A server with pictures, and what fetches them."""

    database: Database
    pictures: Pictures
    url: str
    event_id: int
    answers: dict[str, bytes]
    asked: list[str] = field(default_factory=list)
    now: datetime = NOW

    async def look(self) -> int:
        """Fetch everything that is due; how many there were."""
        count = 0
        while due := await self.pictures.due():
            count += len(due)
            await asyncio.gather(*(self.pictures.fetch(one) for one in due))
        return count

    async def cards(self) -> list[Card]:
        async with self.database.read() as tx:
            return list((await tx.walls.snapshot(self.event_id)).cards)

    async def seq(self) -> int:
        async with self.database.read() as tx:
            found = await tx.events.by_slug("longshore")
        assert found is not None
        return found.seq

    async def served(self, path: str | None) -> bytes | None:
        assert path is not None
        self.now += timedelta(seconds=1)
        slug, name = path.removeprefix("/pictures/").removesuffix(".webp").split("/")
        try:
            return await self.pictures.served(slug, name)
        except NotFound:
            return None

    async def bodies(self) -> int:
        """How many pictures the database holds."""
        async with self.database._engine.connect() as connection:
            found = await connection.execute(text("SELECT count(*) FROM picture WHERE body IS NOT NULL"))
            return int(found.scalar_one())


@pytest.fixture
async def gallery(database: Database) -> AsyncIterator[Gallery]:
    outside = Outside(agent="Ovation tests", allowed={"127.0.0.1"})
    answers = {f"/{name}": response(_drawing(name)) for name in ("red", "blue", "lime")}

    async def answering(head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = head.split()[1]
        found.asked.append(path)
        writer.write(answers.get(path, response(status="404 Not Found")))

    async with raw_server(answering) as port:
        event_id = await an_event(database)
        bus = MemoryBus()
        pictures = Pictures(database=database, bus=bus, outside=outside, now=lambda: found.now)
        found = Gallery(database, pictures, f"http://127.0.0.1:{port}", event_id, answers)
        yield found
    await outside.close()


def _face(gallery: Gallery, name: str = "red", handle: str = "ines@shore.example") -> Post:
    return a_post(1, author=account(handle, avatar=f"{gallery.url}/{name}"))


def _with_picture(gallery: Gallery, name: str = "blue", number: int = 2, **facts: object) -> Post:
    media = (Media(url=f"{gallery.url}/{name}", alt="the sea"),)
    return a_post(number, **{"media": media, **facts})  # type: ignore[arg-type]  # whatever a test says


async def test_a_face_comes_to_its_cards_and_walls_are_told(gallery: Gallery) -> None:
    await stored(gallery.database, gallery.event_id, [_face(gallery)])
    assert [card.face for card in await gallery.cards()] == [None]
    before = await gallery.seq()
    assert await gallery.look() == 1
    (card,) = await gallery.cards()
    body = await gallery.served(card.face)
    assert body is not None
    assert Image.open(io.BytesIO(body)).size == (192, 192)
    async with gallery.database.read() as tx:
        (told,) = await tx.changes.since(gallery.event_id, before)
        assert told.card == card
        assert [voice.face for voice in await tx.walls.voices(gallery.event_id, 5)] == [card.face]
    assert await gallery.look() == 0


async def test_asking_for_thousands_of_pictures_fills_no_memory(gallery: Gallery) -> None:
    await stored(gallery.database, gallery.event_id, [_face(gallery)])
    await gallery.look()
    (card,) = await gallery.cards()
    for number in range(70):
        assert await gallery.served(f"/pictures/longshore/{number}.webp") is None
    assert await gallery.served(card.face) is not None
    assert 0 < len(gallery.pictures._served) <= 64


async def test_a_picture_of_a_post_comes_with_its_words(gallery: Gallery) -> None:
    await stored(gallery.database, gallery.event_id, [_with_picture(gallery)])
    assert (await gallery.cards())[0].media == ()
    await gallery.look()
    (media,) = (await gallery.cards())[0].media
    assert (media.alt, media.width, media.height) == ("the sea", 320, 240)
    assert await gallery.served(media.url) is not None


async def test_nothing_that_may_not_be_shown_is_asked_for(gallery: Gallery) -> None:
    held = _face(gallery)
    closed = _with_picture(gallery, warning="the sea", author=account("mina@shore.example"))
    async with gallery.database.begin() as tx:
        await tx.posts.add(gallery.event_id, [held, closed])
        await tx.readings.save(gallery.event_id, {held.key: a_reading(verdict=Verdict.HOLD), closed.key: a_reading()})
    assert await gallery.look() == 0
    assert gallery.asked == []


async def test_a_film_is_no_picture_and_our_own_pictures_need_no_fetching(gallery: Gallery) -> None:
    film = a_post(1, media=(Media(url=f"{gallery.url}/film.mp4", kind="video"),))
    own = a_post(2, author=account("mina@shore.example", avatar="/static/demo/faces/mina.svg"))
    await stored(gallery.database, gallery.event_id, [film, own])
    assert await gallery.look() == 0
    assert [card.face for card in await gallery.cards()] == ["/static/demo/faces/mina.svg", None]


async def test_a_deletion_takes_the_picture_with_it_and_the_face_of_who_says_no_more(gallery: Gallery) -> None:
    both = _with_picture(gallery, author=account(avatar=f"{gallery.url}/red"))
    other = _with_picture(gallery, "lime", 3, author=account("mina@shore.example", avatar=f"{gallery.url}/blue"))
    await stored(gallery.database, gallery.event_id, [both, other])
    await gallery.look()
    _, card = await gallery.cards()
    paths = [card.face, card.media[0].url]
    assert await gallery.bodies() == 4
    async with gallery.database.begin() as tx:
        await tx.posts.delete(gallery.event_id, {both.key: NOW})
    assert await gallery.bodies() == 2
    assert [await gallery.served(path) for path in paths] == [None, None]


@pytest.mark.parametrize("how", ["held", "gone", "warned", "opted out"])
async def test_what_may_be_shown_no_more_cannot_be_reached_at_once(how: str, gallery: Gallery) -> None:
    author = account(avatar=f"{gallery.url}/red")
    post = _with_picture(gallery, author=author)
    await stored(gallery.database, gallery.event_id, [post])
    await gallery.look()
    (card,) = await gallery.cards()
    event_id = gallery.event_id
    async with gallery.database.begin() as tx:
        match how:
            case "held":
                await tx.readings.save(event_id, {post.key: a_reading(verdict=Verdict.HOLD)})
            case "gone":
                await tx.posts.account_gone(event_id, Network.MASTODON, author.key, NOW)
            case "warned":
                edited = replace(post, warning="the sea", edited_at=NOW + timedelta(hours=1))
                await tx.posts.revise(event_id, [edited])
                await tx.readings.save(event_id, {post.key: a_reading()})
            case _:
                await tx.opt_outs.wipe(event_id, Network.MASTODON, author.key, author.handle, at=NOW, scrub=str.upper)
    assert await gallery.served(card.media[0].url) is None
    if how != "warned":  # a closed card still has a face
        assert await gallery.served(card.face) is None
    if how == "opted out":
        assert await gallery.bodies() == 0


async def test_an_edit_lets_go_what_it_took_away(gallery: Gallery) -> None:
    post = _with_picture(gallery)
    await stored(gallery.database, gallery.event_id, [post])
    await gallery.look()
    (old,) = (await gallery.cards())[0].media
    later = replace(post, edited_at=NOW + timedelta(hours=1), media=(Media(url=f"{gallery.url}/lime"),))
    async with gallery.database.begin() as tx:
        await tx.posts.revise(gallery.event_id, [later])
        await tx.readings.save(gallery.event_id, {post.key: a_reading()})
        await tx.changes.append(gallery.event_id, [], now=NOW)
    assert await gallery.bodies() == 0
    assert await gallery.served(old.url) is None
    gallery.now += timedelta(minutes=2)
    assert await gallery.look() == 1
    (new,) = (await gallery.cards())[0].media
    assert await gallery.served(new.url) is not None


async def test_a_new_face_takes_the_place_of_the_old_one(gallery: Gallery) -> None:
    await stored(gallery.database, gallery.event_id, [_face(gallery)])
    await gallery.look()
    (card,) = await gallery.cards()
    newer = replace(_face(gallery, "blue"), uri="https://shore.example/posts/9", received_at=NOW + timedelta(hours=1))
    await stored(gallery.database, gallery.event_id, [newer])
    gallery.now += timedelta(minutes=2)
    assert await gallery.served(card.face) is None
    await gallery.look()
    assert await gallery.bodies() == 1
    assert {found.face for found in await gallery.cards()}.isdisjoint({card.face, None})


async def test_a_post_that_is_deleted_while_its_picture_is_fetched_leaves_nothing(gallery: Gallery) -> None:
    post = _with_picture(gallery)
    await stored(gallery.database, gallery.event_id, [post])
    due = await gallery.pictures.due()
    async with gallery.database.begin() as tx:
        await tx.posts.delete(gallery.event_id, {post.key: NOW})
    await gallery.pictures.fetch(due[0])
    assert gallery.asked == ["/blue"]
    assert await gallery.bodies() == 0


async def test_what_fails_comes_back_rarely_and_not_for_ever(gallery: Gallery) -> None:
    gallery.answers["/red"] = response(b"<html>")
    await stored(
        gallery.database,
        gallery.event_id,
        [_face(gallery), _with_picture(gallery, "gone", author=account("mina@shore.example"))],
    )
    assert await gallery.look() == 2
    assert [card.face for card in await gallery.cards()] == [None, None]
    gallery.now += timedelta(minutes=2)
    assert await gallery.look() == 0
    for _ in range(40):
        gallery.now += timedelta(hours=8)
        await gallery.look()
    assert sorted(gallery.asked) == ["/gone"] * 5 + ["/red"] * 5
    async with gallery.database._engine.connect() as connection:
        why = (await connection.execute(text("SELECT why FROM picture"))).scalars().all()
    assert sorted(why) == [
        "it is no picture that can be drawn: JPEG, PNG, WebP or GIF",
        "its host answers with status 404",
    ]


async def test_a_host_that_does_not_answer_is_left_in_peace_for_a_while(gallery: Gallery) -> None:
    posts = [
        a_post(number, author=account(f"a{number}@shore.example", avatar=f"http://127.0.0.1:1/{number}"))
        for number in range(1, 8)
    ]
    await stored(gallery.database, gallery.event_id, posts)
    assert await gallery.look() == 2
    gallery.now += timedelta(minutes=3)
    assert await gallery.look() == 2


async def test_an_address_without_tls_or_one_of_a_private_host_is_not_asked(gallery: Gallery) -> None:
    posts = [
        a_post(1, author=account("a@shore.example", avatar="http://pictures.example/a.png")),
        a_post(2, author=account("b@shore.example", avatar="https://localhost/b.png")),
        a_post(3, author=account("c@shore.example", avatar="https://[::1/c.png")),
    ]
    await stored(gallery.database, gallery.event_id, posts)
    await gallery.look()
    async with gallery.database._engine.connect() as connection:
        why = (await connection.execute(text("SELECT why FROM picture ORDER BY id"))).scalars().all()
    assert len(why) == 3
    assert any("not at an https address" in one for one in why)
    assert any("private address" in one for one in why)


async def test_only_so_many_pictures_are_kept(gallery: Gallery) -> None:
    await stored(
        gallery.database,
        gallery.event_id,
        [_with_picture(gallery, name, number) for number, name in enumerate(("red", "blue", "lime"), start=1)],
    )
    await gallery.look()
    async with gallery.database.begin() as tx:
        await tx.pictures.trim(gallery.event_id, keep=2)
    assert await gallery.bodies() == 2


async def test_the_job_fetches_as_posts_come(gallery: Gallery) -> None:
    bus = MemoryBus()
    pictures = Pictures(database=gallery.database, bus=bus, outside=gallery.pictures._outside, now=lambda: gallery.now)
    job = FetchPictures(pictures=pictures, bus=bus, topic=WALLS)
    stamped = asyncio.Event()
    async with bus.listen(WALLS) as wakes, asyncio.TaskGroup() as tasks:
        running = tasks.create_task(job.run(stamped.set))
        async with asyncio.timeout(60):
            await stamped.wait()
            await stored(gallery.database, gallery.event_id, [_face(gallery)])
            async with gallery.database.begin() as tx:
                await tx.changes.append(gallery.event_id, [(ChangeKind.SHOWN, key(1))], now=NOW)
            await bus.wake(WALLS)
            while not await gallery.bodies():
                await wakes.wait(0.2)
        running.cancel()
    assert await gallery.bodies() == 1


async def test_a_picture_is_served_to_anybody_and_kept_by_nobody_else(gallery: Gallery) -> None:
    await stored(gallery.database, gallery.event_id, [_face(gallery)])
    await gallery.look()
    (card,) = await gallery.cards()
    app = FastAPI()
    app.state.pictures = gallery.pictures
    app.include_router(routes.router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://wall.example") as client:
        answer = await client.get(card.face or "")
        assert answer.headers["content-type"] == "image/webp"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "private, max-age=3600, immutable"
        assert answer.content == await gallery.served(card.face)
        assert (await client.get("/pictures/longshore/..%2f..%2fetc.webp")).status_code in {404, 422}
        with pytest.raises(NotFound):
            await client.get(f"/pictures/other/{'0' * 32}.webp")
