"""What the store knows of our own page: how much one browser said, how it stands, and the door; on both engines."""

from dataclasses import replace

from app.domain.network import Network
from app.store.database import Database
from app.store.says import SaidHere
from tests.support.stored import MAREN, NOW, TOMAS, a_post, account, an_event

BROWSER = "0123456789abcdef0123"
WREN = account(f"{BROWSER}-00000001", Network.WEB, name="Wren")


async def test_whom_somebody_chose_is_kept_with_the_words_and_goes_with_them(database: Database) -> None:
    event = await an_event(database)
    post = a_post(1, "Takk", network=Network.WEB, uri="say:1", author=WREN, chosen=(MAREN, TOMAS))
    async with database.begin() as tx:
        await tx.posts.add(event, [post, a_post(2)])
    async with database.read() as tx:
        loaded = await tx.posts.load(event, [post.key, a_post(2).key])
        assert {key: one.chosen for key, one in loaded.items()} == {post.key: (MAREN, TOMAS), a_post(2).key: ()}
        found = await tx.says.find(event, "say:1")
        assert found == SaidHere(text="Takk", name="Wren", chosen=(MAREN, TOMAS), verdict=None, taken_back=False)
        assert await tx.says.find(event, "say:2") is None
    async with database.begin() as tx:
        await tx.posts.delete(event, {post.key: NOW})
    async with database.read() as tx:
        gone = await tx.says.find(event, "say:1")
        assert gone == SaidHere(text="", name=None, chosen=(), verdict=None, taken_back=True)


async def test_a_browser_is_counted_under_all_its_names_and_nobody_elses(database: Database) -> None:
    event = await an_event(database)
    posts = [
        a_post(number, "Takk", network=Network.WEB, uri=f"say:{number}", author=replace(WREN, handle=by), chosen=chosen)
        for number, by, chosen in (
            (1, f"{BROWSER}-00000001", (MAREN,)),
            (2, f"{BROWSER}-00000002", (MAREN,)),
            (3, f"{BROWSER}-00000001", (MAREN, TOMAS)),
            (4, "f" * 20 + "-00000001", (MAREN,)),
        )
    ]
    async with database.begin() as tx:
        await tx.posts.add(event, posts)
    async with database.read() as tx:
        assert await tx.says.counts(event, BROWSER, (MAREN,)) == (2, 3)
        assert await tx.says.counts(event, BROWSER, (TOMAS,)) == (0, 3)
        assert await tx.says.counts(event, "e" * 20, (MAREN,)) == (0, 0)
    async with database.begin() as tx:
        await tx.posts.delete(event, {posts[0].key: NOW})
    async with database.read() as tx:
        assert await tx.says.counts(event, BROWSER, (MAREN,)) == (1, 2)


async def test_a_door_is_closed_once_and_opened_once(database: Database) -> None:
    event = await an_event(database)
    async with database.begin() as tx:
        assert await tx.says.door(event) is None
        assert await tx.says.close(event, "Rosa", NOW)
        assert not await tx.says.close(event, "Ana", NOW)
    async with database.begin() as tx:
        door = await tx.says.door(event)
        assert door is not None
        assert (door.closed_by, door.closed_at) == ("Rosa", NOW)
        assert await tx.says.open(event)
        assert not await tx.says.open(event)
