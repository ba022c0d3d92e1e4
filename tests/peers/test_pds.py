"""Following a real PDS: what its firehose tells, and what only another look finds."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from app.domain.network import Network as Net
from app.domain.post import AccountBack, AccountGone, PostKey
from app.networks.bluesky.follow import BlueskyFollower
from app.networks.bluesky.options import Options
from app.networks.outside import Outside
from app.networks.source import Due
from tests.peers.pds import Network
from tests.peers.servers import real_pds
from tests.support.watching import Ear, FakeWatch, Told, listening_to, texts_are

pytestmark = [pytest.mark.peers, pytest.mark.asyncio(loop_scope="module")]

Listen = Callable[[FakeWatch], AbstractAsyncContextManager[Ear]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pds() -> AsyncIterator[Network]:
    async with real_pds() as network:
        yield network


@pytest_asyncio.fixture(loop_scope="module")
async def listen(pds: Network) -> AsyncIterator[Listen]:
    """Follows the PDS; people join with names of their own in each test, and each has its own hashtag."""
    outside = Outside(agent="Ovation tests", allowed={"127.0.0.1", "localhost"})
    options = Options(hosts=(pds.jetstream,), api=pds.pds, plc=pds.plc, silence=300)
    yield lambda watch: listening_to(BlueskyFollower(options, outside), watch)
    await outside.close()


async def _alive(ear: Ear) -> None:
    await ear.until(lambda told: bool(told.heard))


def _gone(told: Told) -> list[str]:
    return [type(change).__name__ for change in told.gone()]


async def test_a_post_comes_with_who_wrote_it_whom_it_tags_and_where(pds: Network, listen: Listen) -> None:
    mika, wren = await pds.join("mika-a"), await pds.join("wren-a")
    await mika.describe("Mika Aho", "I build tide gauges")
    async with listen(FakeWatch(tags=("ConfA",))) as ear:
        await _alive(ear)
        await mika.post("something else #other")
        written = await mika.post("Grüße 🎉 danke @wren-a.test #confa")
        told = await ear.until(texts_are("Grüße 🎉 danke @wren-a.test #confa"))
    (post,) = told.posts.values()
    assert post.uri == written.uri
    assert (post.author.name, post.author.handle, post.author.remote_id) == ("Mika Aho", "mika-a.test", mika.did)
    (mention,) = post.entities.mentions
    assert mention.remote_id == wren.did
    assert mention.span is not None
    assert mention.span.of(post.text) == "@wren-a.test"


async def test_an_edit_takes_the_place_of_what_was_said(pds: Network, listen: Listen) -> None:
    mika = await pds.join("mika-b")
    async with listen(FakeWatch(tags=("confb",))) as ear:
        await _alive(ear)
        written = await mika.post("first #confb")
        await ear.until(texts_are("first #confb"))
        await mika.edit(written, "second #confb")
        told = await ear.until(texts_are("second #confb"))
    (post,) = told.posts.values()
    assert post.uri == written.uri
    assert post.edited_at is not None


async def test_a_deletion_is_told(pds: Network, listen: Listen) -> None:
    mika = await pds.join("mika-c")
    async with listen(FakeWatch(tags=("confc",))) as ear:
        await _alive(ear)
        written = await mika.post("lost #confc")
        await ear.until(texts_are("lost #confc"))
        await mika.delete(written)
        told = await ear.until(lambda told: bool(told.deleted))
    assert told.deleted == [written.uri]


async def test_answers_and_quotes_without_the_hashtag_are_heard(pds: Network, listen: Listen) -> None:
    mika, wren = await pds.join("mika-d"), await pds.join("wren-d")
    async with listen(FakeWatch(tags=("confd",))) as ear:
        await _alive(ear)
        question = await mika.post("slides? #confd")
        await ear.until(texts_are("slides? #confd"))
        answer = await wren.post("on my page", answers=question)
        await ear.until(texts_are("slides? #confd", "on my page"))
        await mika.post("thanks!", answers=answer, root=question)
        quote = await wren.post("good question", quotes=question)
        told = await ear.until(texts_are("slides? #confd", "on my page", "thanks!", "good question"))
    replied, quoted = told.posts[answer.uri], told.posts[quote.uri]
    assert replied.reply_to is not None
    assert replied.reply_to.uri == question.uri
    assert quoted.quote_of is not None
    assert quoted.quote_of.uri == question.uri


async def test_a_new_handle_is_noticed(pds: Network, listen: Listen) -> None:
    mika = await pds.join("mika-e")
    async with listen(FakeWatch(tags=("confe",))) as ear:
        await _alive(ear)
        await mika.post("hello #confe")
        await ear.until(texts_are("hello #confe"))
        await mika.rename("mika-renamed")
        told = await ear.until(
            lambda told: [post.author.handle for post in told.posts.values()] == ["mika-renamed.test"]
        )
    assert {post.author.remote_id for post in told.posts.values()} == {mika.did}


async def test_who_goes_away_takes_everything_along_and_brings_it_back(pds: Network, listen: Listen) -> None:
    mika = await pds.join("mika-f")
    async with listen(FakeWatch(tags=("conff",))) as ear:
        await _alive(ear)
        await mika.post("hello #conff")
        await ear.until(texts_are("hello #conff"))
        await mika.deactivate()
        await ear.until(lambda told: _gone(told) == ["AccountGone"])
        await mika.activate()
        told = await ear.until(lambda told: _gone(told) == ["AccountGone", "AccountBack"])
    gone, back = told.gone()
    assert isinstance(gone, AccountGone)
    assert isinstance(back, AccountBack)
    assert gone.account == back.account == mika.did


async def test_a_deleted_account_is_gone_without_a_word_about_its_posts(pds: Network, listen: Listen) -> None:
    mika = await pds.join("mika-g")
    async with listen(FakeWatch(tags=("confg",))) as ear:
        await _alive(ear)
        await mika.post("hello #confg")
        await ear.until(texts_are("hello #confg"))
        await pds.remove(mika)
        told = await ear.until(lambda told: _gone(told) == ["AccountGone"])
    assert told.deleted == []


async def test_an_account_that_is_taken_down_is_gone_until_it_is_back(pds: Network, listen: Listen) -> None:
    mika = await pds.join("mika-h")
    async with listen(FakeWatch(tags=("confh",))) as ear:
        await _alive(ear)
        await mika.post("hello #confh")
        await ear.until(texts_are("hello #confh"))
        await pds.take_down_account(mika)
        await ear.until(lambda told: _gone(told) == ["AccountGone"])
        await pds.take_down_account(mika, applied=False)
        told = await ear.until(lambda told: _gone(told) == ["AccountGone", "AccountBack"])
    assert _gone(told) == ["AccountGone", "AccountBack"]


async def test_a_post_that_is_taken_down_is_found_by_looking_again(pds: Network, listen: Listen) -> None:
    mika = await pds.join("mika-i")
    watch = FakeWatch(tags=("confi",))
    async with listen(watch) as ear:
        await _alive(ear)
        kept, lost = await mika.post("kept #confi"), await mika.post("lost #confi")
        await ear.until(texts_are("kept #confi", "lost #confi"))
        await pds.take_down(lost)
    written_at = datetime.now(UTC) - timedelta(hours=1)
    watch.to_check = [
        Due(key=PostKey(Net.BLUESKY, one.uri), author=mika.did, aliases=(), created_at=written_at)
        for one in (kept, lost)
    ]
    async with listen(watch) as ear:
        told = await ear.until(lambda told: any(heard.checked for heard in told.heard))
    assert told.deleted == [lost.uri]


async def test_what_was_said_while_nobody_listened_is_read_back(pds: Network, listen: Listen) -> None:
    mika = await pds.join("mika-j")
    watch = FakeWatch(tags=("confj",))
    async with listen(watch) as ear:
        await _alive(ear)
        before = await mika.post("before #confj")
        told = await ear.until(lambda told: bool(told.posts and told.places))
        watch.places = dict(told.places)
    await mika.post("meanwhile #confj")
    await mika.delete(before)
    async with listen(watch) as ear:
        told = await ear.until(lambda told: "meanwhile #confj" in told.texts and bool(told.deleted))
    assert told.deleted == [before.uri]
