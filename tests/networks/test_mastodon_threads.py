"""Looking again at posts of the fediverse, and hearing answers without the hashtag: over real sockets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.handle import Handle
from app.domain.network import Network
from app.domain.post import PostKey
from app.networks.mastodon.follow import MastodonFollower
from app.networks.mastodon.hearing import Timings
from app.networks.mastodon.pace import Paces
from app.networks.outside import Outside
from app.networks.source import Due
from tests.support.mastodon_server import GOTOSOCIAL, ICESHRIMP, MastodonServer, mastodon_server
from tests.support.watching import Ear, FakeWatch, listening_to

_LOOKING = Timings(poll=0.05, look=0.02, speakers=0.02, paces=Paces(any=0, paged=0))
_WIRES = [MastodonServer, lambda: MastodonServer(software=GOTOSOCIAL, batches=False)]
_WIRES += [lambda: MastodonServer(software=ICESHRIMP, batches=False)]


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    ours = Outside(agent="Ovation tests", allowed={"127.0.0.1", "localhost"})
    yield ours
    await ours.close()


@asynccontextmanager
async def following(
    server: MastodonServer, outside: Outside, watch: FakeWatch, *, threads: bool = True
) -> AsyncIterator[Ear]:
    follower = MastodonFollower(
        url=server.url, outside=outside, threads=threads, timings=_LOOKING, speakers_scheme="http"
    )
    async with listening_to(follower, watch) as ear:
        yield ear


def due(server: MastodonServer, status: dict[str, Any]) -> Due:
    """A status that the event holds, to be looked at again."""
    return Due(
        key=PostKey(Network.MASTODON, status["uri"]),
        author="ada@tide.example",
        aliases=("elsewhere.example/7", f"{server.name}/{status['id']}"),
        created_at=datetime.now(UTC) - timedelta(hours=1),
    )


def holding(server: MastodonServer, *statuses: dict[str, Any]) -> FakeWatch:
    """An event that holds these statuses, all of them due."""
    held = {name for one in statuses for name in (one["uri"], f"{server.name}/{one['id']}")}
    return FakeWatch(tags=("tideconf",), held=held, to_check=[due(server, one) for one in statuses])


@pytest.mark.parametrize("wire", _WIRES, ids=["mastodon", "gotosocial", "iceshrimp"])
async def test_posts_that_are_gone_hidden_or_edited_are_noticed(outside: Outside, wire: Any) -> None:
    async with mastodon_server(wire()) as server:
        kept, gone, hidden, edited = (server.add(f"{name} #other") for name in ("kept", "gone", "hidden", "edited"))
        watch = holding(server, kept, gone, hidden, edited)
        server.remove(gone)
        hidden["visibility"] = "unlisted"
        server.change(edited, "edited twice")
        async with following(server, outside, watch) as ear:
            told = await ear.until(lambda told: sum(len(heard.checked) for heard in told.heard) == 4)
    assert sorted(told.deleted) == sorted([gone["uri"], hidden["uri"]])
    assert "edited twice" in told.texts
    checked = {key.uri for heard in told.heard for key in heard.checked}
    assert checked == {one["uri"] for one in (kept, gone, hidden, edited)}


async def test_a_page_of_a_proxy_is_no_word_of_the_server_that_a_post_is_gone(outside: Outside) -> None:
    async with mastodon_server() as server:
        status = server.add("here #other")
        server.failing.append(("/statuses", (404, "<html>no backend</html>", {})))
        server.failing.append((f"/statuses/{status['id']}", (404, "<html>no backend</html>", {})))
        async with following(server, outside, holding(server, status)) as ear:
            told = await ear.more(6)
    assert not told.deleted


async def test_answers_without_the_hashtag_come_through_the_thread_however_deep(outside: Outside) -> None:
    async with mastodon_server() as server:
        talk = server.add("what a talk #tideconf")
        answer = server.add("thank you", who="ada", in_reply_to_id=talk["id"])
        server.add("no, thank you", who="bea@far.example", in_reply_to_id=answer["id"])
        server.add("just between us", in_reply_to_id=talk["id"], visibility="private")
        async with following(server, outside, holding(server, talk)) as ear:
            told = await ear.until(lambda told: len(told.texts) >= 3)
    assert {"thank you", "no, thank you"} < {*told.texts}
    assert "just between us" not in told.texts
    last = next(post for post in told.posts.values() if post.text == "no, thank you")
    assert last.reply_to is not None
    assert told.aliases[last.reply_to.uri or ""] == answer["uri"]


async def test_without_threads_only_the_posts_themselves_are_looked_at(outside: Outside) -> None:
    async with mastodon_server() as server:
        talk = server.add("what a talk #other")
        server.add("thank you", in_reply_to_id=talk["id"])
        async with following(server, outside, holding(server, talk), threads=False) as ear:
            told = await ear.until(lambda told: any(heard.checked for heard in told.heard))
    assert "thank you" not in told.texts
    assert not any("/context" in path for path, _ in server.asked)


async def test_looking_again_ends_while_the_server_has_little_left_and_polling_goes_on(outside: Outside) -> None:
    async with mastodon_server(MastodonServer(limits=(300, 60))) as server:
        status = server.add("here #other")
        async with following(server, outside, holding(server, status)) as ear:
            await ear.more(6)
            server.add("new #tideconf")
            await ear.until(lambda told: told.texts == ["new #tideconf"])
    assert not any("/statuses" in path for path, _ in server.asked)


# --- speakers ---

_MAREN = "maren"


def speaker(server: MastodonServer) -> Handle:
    """A speaker whose handle's server is the one that listens on this machine."""
    return Handle(network=Network.MASTODON, canonical=f"{_MAREN}@{server.name}")


async def test_a_speakers_answer_is_heard_on_their_own_server(outside: Outside) -> None:
    async with mastodon_server() as followed, mastodon_server() as own:
        own.domain = own.name
        talk = followed.add("what a talk #other")
        copy = own.add("what a talk", uri=talk["uri"], who="ada@tide.example", id="900000000000000001")
        own.add("thank you all", who=_MAREN, in_reply_to_id=copy["id"], ago=timedelta(seconds=3))
        own.add("my breakfast", who=_MAREN)
        own.add("to somebody else", who=_MAREN, in_reply_to_id=own.add("unrelated")["id"])
        watch = FakeWatch(tags=("tideconf",), held={talk["uri"]}, speakers=(speaker(own),))
        async with following(followed, outside, watch) as ear:
            await ear.until(lambda told: told.texts == ["thank you all"])
            own.add("I am at #TideConf", who=_MAREN)
            told = await ear.until(lambda told: len(told.texts) == 2)
    answer = next(post for post in told.posts.values() if post.text == "thank you all")
    assert answer.reply_to is not None
    assert answer.reply_to.uri == talk["uri"]
    assert answer.author.handle == f"{_MAREN}@{own.name}"
    assert told.texts == ["thank you all", "I am at #TideConf"]


async def test_a_speakers_server_that_refuses_or_talks_nonsense_harms_nobody(outside: Outside) -> None:
    async with mastodon_server() as followed, mastodon_server() as own:
        own.domain = own.name
        own.person(_MAREN)
        own.failing += [("/webfinger", (200, "<html></html>", {})), ("/webfinger", (500, "", {}))]
        own.failing += [("/lookup", (401, {"error": "secure mode"}, {})), ("/statuses", (200, {"not": "a list"}, {}))]
        own.add("I am at #TideConf", who=_MAREN)
        stranger = Handle(network=Network.MASTODON, canonical=f"nobody@{own.name}")
        watch = FakeWatch(tags=("tideconf",), speakers=(stranger, speaker(own)))
        followed.add("hello #tideconf")
        async with following(followed, outside, watch) as ear:
            told = await ear.until(lambda told: "I am at #TideConf" in told.texts)
    assert sorted(told.texts) == ["I am at #TideConf", "hello #tideconf"]


async def test_a_server_speaks_for_its_own_accounts_only(outside: Outside) -> None:
    async with mastodon_server() as followed, mastodon_server() as own:
        talk = followed.add("what a talk #tideconf")
        own.domain = own.name
        forged = own.add("I never said that #tideconf", who=_MAREN, uri=talk["uri"], edited_at="2031-01-01T00:00:00Z")
        own.add(
            "nor that #tideconf", who=_MAREN, account=own.person("ada@tide.example") | {"id": own.person(_MAREN)["id"]}
        )
        own.add("but this #tideconf", who=_MAREN)
        watch = FakeWatch(tags=("tideconf",), speakers=(speaker(own),))
        async with following(followed, outside, watch) as ear:
            told = await ear.until(lambda told: len(told.texts) == 2 and told.malformed == 2)
    assert sorted(told.texts) == ["but this #tideconf", "what a talk #tideconf"]
    assert told.posts[forged["uri"]].text == "what a talk #tideconf"


async def test_a_post_that_was_heard_at_the_speakers_server_is_known_by_the_followed_ones_id_too(
    outside: Outside,
) -> None:
    async with mastodon_server() as followed, mastodon_server() as own:
        own.domain = own.name
        said = own.add("I am at #TideConf", who=_MAREN)
        watch = FakeWatch(tags=("tideconf",), speakers=(speaker(own),))
        async with following(followed, outside, watch) as ear:
            await ear.until(lambda told: told.texts == ["I am at #TideConf"])
            arrived = followed.add("I am at #TideConf", who=f"{_MAREN}@{own.name}", uri=said["uri"], id="42")
            told = await ear.until(lambda told: f"{followed.name}/{arrived['id']}" in told.aliases)
    assert {*told.aliases} == {f"{own.name}/{said['id']}", f"{followed.name}/42"}
    assert {*told.aliases.values()} == {said["uri"]}


async def test_a_speaker_whose_account_is_dead_is_not_asked_for(outside: Outside) -> None:
    async with mastodon_server() as followed, mastodon_server() as own:
        own.add("I am at #TideConf", who=_MAREN)
        gone = Handle(network=Network.MASTODON, canonical=f"{_MAREN}@{own.name}", dead=True)
        async with following(followed, outside, FakeWatch(tags=("tideconf",), speakers=(gone,))) as ear:
            await ear.more(6)
    assert not own.asked
