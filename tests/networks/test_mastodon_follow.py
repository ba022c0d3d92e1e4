"""Following a server of the fediverse, over real sockets: what is told however the server behaves, and never twice."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from app.domain.errors import RateLimited, Refused, Unavailable
from app.domain.post import Deleted, Posted
from app.networks.mastodon.follow import MastodonFollower
from app.networks.mastodon.hearing import Timings
from app.networks.mastodon.pace import Paces
from app.networks.outside import Outside
from tests.support.mastodon_server import GOTOSOCIAL, ICESHRIMP, TOKEN, MastodonServer, mastodon_server
from tests.support.watching import Ear, FakeWatch, listening_to

_AT_ONCE = Paces(any=0, paged=0)
_POLLING = Timings(poll=0.02, overlap_every=0.01, look=0.02, speakers=0.02, retry=0.01, paces=_AT_ONCE)
_LISTENING = Timings(poll=600, poll_beside_stream=600, look=600, speakers=600, retry=0.01, paces=_AT_ONCE)
_BOTH = Timings(
    poll=0.02,
    poll_beside_stream=0.02,
    poll_beside_bad_stream=0.02,
    overlap_every=0.01,
    look=600,
    speakers=600,
    grace=0.05,
    retry=0.01,
    paces=_AT_ONCE,
)
_LONG_AGO = timedelta(minutes=50)


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    ours = Outside(agent="Ovation tests", allowed={"127.0.0.1", "localhost"})
    yield ours
    await ours.close()


@asynccontextmanager
async def following(
    server: MastodonServer,
    outside: Outside,
    timings: Timings,
    watch: FakeWatch | None = None,
    *,
    token: str | None = None,
) -> AsyncIterator[Ear]:
    watch = watch or FakeWatch(tags=("TideConf",))
    follower = MastodonFollower(url=server.url, outside=outside, token=token, timings=timings, speakers_scheme="http")
    async with listening_to(follower, watch) as ear:
        yield ear


# --- the poll ---


async def test_a_poll_tells_what_is_there_and_what_comes_and_nothing_twice(outside: Outside) -> None:
    async with mastodon_server() as server:
        server.add("first #TideConf", ago=_LONG_AGO)
        server.add("about something else #other")
        async with following(server, outside, _POLLING) as ear:
            await ear.until(lambda told: told.texts == ["first #TideConf"])
            server.add("second #tideconf")
            await ear.until(lambda told: told.texts == ["first #TideConf", "second #tideconf"])
            await ear.more(6)
    assert len(ear.told.changes) == 2
    assert server.agents == {"Ovation tests"}


async def test_a_post_that_arrives_late_with_an_id_of_its_own_time_is_found(outside: Outside) -> None:
    async with mastodon_server() as server:
        for number in range(90):  # more than two pages above it
            server.add(f"post {number} #tideconf", ago=timedelta(seconds=100 - number))
        async with following(server, outside, _POLLING) as ear:
            await ear.until(lambda told: len(told.texts) == 90)
            server.add("from far away #tideconf", who="bea@far.example", ago=_LONG_AGO)
            await ear.until(lambda told: "from far away #tideconf" in told.texts)
    late = next(post for post in ear.told.posts.values() if post.text.startswith("from far"))
    assert late.author.handle == "bea@far.example"
    assert late.received_at - late.created_at > timedelta(minutes=49)


async def test_a_page_walks_down_on_servers_whose_pages_are_smaller_than_what_was_asked_for(outside: Outside) -> None:
    async with mastodon_server(MastodonServer(page=20)) as server:
        for number in range(50):
            server.add(f"post {number} #tideconf", ago=timedelta(minutes=1))
        async with following(server, outside, _POLLING) as ear:
            told = await ear.until(lambda told: len(told.texts) == 50)
    assert len({*told.texts}) == 50


async def test_a_malformed_status_loses_only_itself(outside: Outside) -> None:
    async with mastodon_server() as server:
        server.add("fine #tideconf")
        server.add("fine, too #tideconf")
        server.raw["tideconf"] = ["no status", {"id": "1"}, {"id": "2", "uri": "", "account": {"acct": "x"}}, None]
        async with following(server, outside, _POLLING) as ear:
            told = await ear.until(lambda told: len(told.texts) == 2 and told.malformed == 4)
            await ear.more(6)
    assert sorted(told.texts) == ["fine #tideconf", "fine, too #tideconf"]
    assert told.malformed == 4  # however often the page shows them


async def test_half_a_character_loses_only_itself(outside: Outside) -> None:
    async with mastodon_server() as server:
        server.add("fine #tideconf")
        server.raw["tideconf"] = [
            server.add("half \ud83d of one #tideconf") | {"id": "7", "uri": "https://a.example/7"}
        ]
        async with following(server, outside, _POLLING) as ear:
            told = await ear.until(lambda told: len(told.texts) == 3)
    assert "half ? of one #tideconf" in told.texts


async def test_each_hashtag_is_asked_for_alone(outside: Outside) -> None:
    async with mastodon_server() as server:
        server.add("one #tideconf")
        server.add("other #TideConf2026")
        async with following(server, outside, _POLLING, FakeWatch(tags=("TideConf", "#TideConf2026"))) as ear:
            await ear.until(lambda told: len(told.texts) == 2)
    assert {path for path, _ in server.asked if "/tag/" in path} == {
        "/api/v1/timelines/tag/tideconf",
        "/api/v1/timelines/tag/tideconf2026",
    }


async def test_a_hashtag_that_is_added_while_it_runs_is_followed(outside: Outside) -> None:
    watch = FakeWatch(tags=("tideconf",))
    async with mastodon_server() as server:
        server.add("other #harbour")
        async with following(server, outside, _POLLING, watch) as ear:
            await ear.more()
            watch.tags = ("tideconf", "harbour")
            told = await ear.until(lambda told: bool(told.texts))
    assert told.texts == ["other #harbour"]


async def test_an_unknown_hashtag_of_gotosocial_has_no_posts_yet(outside: Outside) -> None:
    async with (
        mastodon_server(MastodonServer(software=GOTOSOCIAL)) as server,
        following(server, outside, _POLLING) as ear,
    ):
        await ear.more()
        server.add("the first #TideConf")
        told = await ear.until(lambda told: bool(told.texts))
    assert told.texts == ["the first #TideConf"]


async def test_a_server_without_the_second_instance_document_is_asked_for_the_first(outside: Outside) -> None:
    async with mastodon_server(MastodonServer(software=ICESHRIMP)) as server:
        server.add("hello #tideconf", who="ada")
        async with following(server, outside, _POLLING) as ear:
            told = await ear.until(lambda told: told.texts == ["hello #tideconf"])
    (post,) = told.posts.values()
    assert post.author.handle == "ada@tide.example"
    assert [*told.aliases] == [f"{server.name}/{next(iter(server.statuses))}"]


async def test_an_edit_that_lost_the_hashtag_is_no_new_post_but_an_edit_of_a_held_one(outside: Outside) -> None:
    async with mastodon_server(MastodonServer(software=GOTOSOCIAL)) as server:
        status = server.add("hello #tideconf")
        async with following(server, outside, _POLLING) as ear:
            await ear.until(lambda told: told.texts == ["hello #tideconf"])
            server.change(status, "never mind", tags=[{"name": "tideconf"}])
            await ear.until(lambda told: told.texts == ["never mind"])
    assert len(ear.told.posts) == 1


async def test_what_could_not_be_listened_to_is_read_back_and_told_as_a_filled_gap(outside: Outside) -> None:
    stopped = datetime.now(UTC) - timedelta(hours=3)
    watch = FakeWatch(tags=("tideconf",), places={"polled tideconf": stopped.isoformat()})
    async with mastodon_server() as server:
        server.add("missed #tideconf", ago=timedelta(hours=2))
        async with following(server, outside, _POLLING, watch) as ear:
            told = await ear.until(lambda told: any(heard.gaps for heard in told.heard))
    assert told.texts == ["missed #tideconf"]
    ((gap,),) = [heard.gaps for heard in told.heard if heard.gaps]
    assert gap.from_at == stopped
    assert gap.filled_at is not None
    assert told.places["polled tideconf"] > stopped.isoformat()


# --- refusals and limits ---


async def test_a_server_that_wants_a_token_for_hashtags_says_how_to_get_one(outside: Outside) -> None:
    async with mastodon_server(MastodonServer(public=False)) as server, following(server, outside, _POLLING) as ear:
        error = await ear.failure()
    assert isinstance(error, Refused)
    assert "a user token with read:statuses is needed" in str(error)
    assert "Preferences → Development" in str(error)


async def test_a_server_that_shows_strangers_its_own_posts_is_asked_for_those(outside: Outside) -> None:
    async with mastodon_server(MastodonServer(public=False, local_public=True)) as server:
        server.add("from here #tideconf")
        server.add("from elsewhere #tideconf", who="bea@far.example")
        async with following(server, outside, _POLLING) as ear:
            told = await ear.until(lambda told: len(told.notes) > 1)
    assert told.texts == ["from here #tideconf"]
    assert "its own accounts only" in told.notes[-1]


async def test_a_token_that_was_revoked_is_refused(outside: Outside) -> None:
    async with (
        mastodon_server(MastodonServer(token="another")) as server,
        following(server, outside, _POLLING, token=TOKEN) as ear,
    ):
        error = await ear.failure()
    assert isinstance(error, Refused)


@pytest.mark.parametrize("skew", [timedelta(), timedelta(hours=5)], ids=["in time", "five hours ahead"])
async def test_a_refusal_without_retry_after_waits_until_the_servers_own_reset(
    outside: Outside, skew: timedelta
) -> None:
    async with mastodon_server(MastodonServer(skew=skew)) as server:
        server.failing.append(("/timelines/", (429, {"error": "Too many requests"}, {})))
        async with following(server, outside, _POLLING) as ear:
            error = await ear.failure()
    assert isinstance(error, RateLimited)
    assert error.retry_after is not None
    assert timedelta(minutes=2) < error.retry_after <= timedelta(minutes=3, seconds=1)  # Date has no fractions


async def test_of_two_retry_after_the_longer_one_counts(outside: Outside) -> None:
    async with mastodon_server() as server:
        then = (datetime.now(UTC) + timedelta(seconds=30)).strftime("%a, %d %b %Y %H:%M:%S GMT")
        twice = [("Retry-After", "120"), ("Retry-After", then)]
        server.failing.append(("/timelines/", (503, "<html>starting up</html>", twice)))
        async with following(server, outside, _POLLING) as ear:
            error = await ear.failure()
    assert isinstance(error, Unavailable)
    assert error.retry_after == timedelta(seconds=120)


async def test_something_else_than_mastodon_is_unavailable_in_one_line(outside: Outside) -> None:
    async with mastodon_server() as server:
        server.failing += [("/instance", (200, "<html>a blog</html>", {}))]
        async with following(server, outside, _POLLING) as ear:
            error = await ear.failure()
    assert isinstance(error, Unavailable)
    assert "\n" not in str(error)


# --- the stream ---


async def test_the_stream_tells_posts_edits_and_deletions(outside: Outside) -> None:
    async with mastodon_server() as server, following(server, outside, _LISTENING, token=TOKEN) as ear:
        await server.subscribed("tideconf")
        status = await server.post("hello #TideConf")
        await ear.until(lambda told: told.texts == ["hello #TideConf"])
        await server.edit(status, "goodbye #TideConf")
        await ear.until(lambda told: told.texts == ["goodbye #TideConf"])
        await server.delete(status)
        told = await ear.until(lambda told: bool(told.deleted))
    assert told.deleted == [f"{server.name}/{status['id']}"]
    assert told.aliases[told.deleted[0]] == status["uri"]


async def test_whatever_order_the_stream_has_everything_is_told(outside: Outside) -> None:
    async with mastodon_server() as server, following(server, outside, _LISTENING, token=TOKEN) as ear:
        await server.subscribed("tideconf")
        status = server.add("hello #tideconf")
        first = dict(status)
        server.change(status, "goodbye #tideconf")
        await server.delete(status)
        await server.send("status.update", status)
        await server.send("update", first)
        await server.post("the end #tideconf")
        told = await ear.until(lambda told: "the end #tideconf" in told.texts)
    kinds = [type(change) for change in told.changes]
    assert kinds == [Deleted, Posted, Posted]  # the older version, after the newer one, is no news
    assert told.posts[status["uri"]].text == "goodbye #tideconf"


async def test_frames_in_any_order_end_as_if_they_had_come_in_time(outside: Outside) -> None:
    random = Random(7)
    async with mastodon_server() as server, following(server, outside, _LISTENING, token=TOKEN) as ear:
        await ear.until(lambda told: bool(told.places))  # the first poll is over; the rest is the stream's
        frames: list[tuple[str, Any]] = []
        for number in range(60):
            status = server.add(f"post {number} #tideconf")
            frames.append(("update", dict(status)))
            if number % 2:
                frames.append(("status.update", dict(server.change(status, f"edit {number} #tideconf"))))
            if number % 3 == 0:
                frames.append(("delete", status["id"]))
        frames += random.sample(frames, 20)
        random.shuffle(frames)
        for event, payload in frames:
            await server.send(event, payload, tags=["tideconf"])
        await server.post("the end #tideconf")
        told = await ear.until(lambda told: "the end #tideconf" in told.texts)
    gone = {f"{server.name}/{key}" for key in (one["id"] for one in server.statuses.values())} & {*told.deleted}
    left = {post.text for uri, post in told.posts.items() if uri not in {told.aliases[name] for name in gone}}
    assert left == {f"{'edit' if n % 2 else 'post'} {n} #tideconf" for n in range(60) if n % 3} | {"the end #tideconf"}


@pytest.mark.parametrize("position", range(4))
async def test_a_malformed_frame_in_any_position_loses_no_other(outside: Outside, position: int) -> None:
    async with mastodon_server() as server, following(server, outside, _LISTENING, token=TOKEN) as ear:
        await server.subscribed("tideconf")
        for number in range(3):
            if number == position:
                await server.say('{"event":"update","payload":"{\\"id\\":')
            await server.post(f"post {number} #tideconf")
        if position == 3:
            await server.say('{"event":"update","payload":{"id":[],"account":null}}')
        told = await ear.until(lambda told: len(told.texts) == 3 and told.malformed == 1)
    assert told.texts == [f"post {number} #tideconf" for number in range(3)]


async def test_a_frame_of_megabytes_ends_the_connection_and_nothing_else(outside: Outside) -> None:
    async with mastodon_server() as server, following(server, outside, _LISTENING, token=TOKEN) as ear:
        await server.subscribed("tideconf")
        await server.say(b"x" * 10_000_000)
        await ear.until(lambda told: "the stream is down" in told.notes[-1])
        await server.subscribed("tideconf")
        await server.post("after #tideconf")
        told = await ear.until(lambda told: bool(told.texts))
    assert told.texts == ["after #tideconf"]


async def test_a_server_that_was_killed_is_read_back_when_it_is_up_again(outside: Outside) -> None:
    server = MastodonServer()
    watch = FakeWatch(tags=("tideconf",))
    async with mastodon_server(server), following(server, outside, _BOTH, watch, token=TOKEN) as ear:
        server.add("before #tideconf")
        await ear.until(lambda told: told.texts == ["before #tideconf"])
        died = ear
    server.add("meanwhile #tideconf")
    async with following(server, outside, _BOTH, watch, token=TOKEN) as ear:
        assert isinstance(await ear.failure(), Unavailable)
    watch.places = died.told.places
    async with mastodon_server(server), following(server, outside, _BOTH, watch, token=TOKEN) as ear:
        await ear.until(lambda told: "meanwhile #tideconf" in told.texts)


async def test_an_edit_that_adds_the_hashtag_is_a_new_post(outside: Outside) -> None:
    async with mastodon_server() as server, following(server, outside, _LISTENING, token=TOKEN) as ear:
        await server.subscribed("tideconf")
        status = await server.post("hello")
        await server.edit(status, "hello #tideconf")
        told = await ear.until(lambda told: bool(told.texts))
    assert told.texts == ["hello #tideconf"]


async def test_hashtags_are_subscribed_to_and_left_while_it_runs(outside: Outside) -> None:
    watch = FakeWatch(tags=("TideConf", "Harbour"))
    async with mastodon_server() as server, following(server, outside, _LISTENING, watch, token=TOKEN) as ear:
        await server.subscribed("tideconf", "harbour")
        watch.tags = ("TideConf", "Quay")
        await server.post("a frame #tideconf")
        await server.subscribed("tideconf", "quay")
        await server.post("elsewhere #harbour")
        await server.post("here #quay")
        told = await ear.until(lambda told: len(told.texts) == 2)
    assert told.texts == ["a frame #tideconf", "here #quay"]


async def test_odd_frames_are_counted_and_lose_no_others(outside: Outside) -> None:
    async with mastodon_server() as server, following(server, outside, _LISTENING, token=TOKEN) as ear:
        await server.subscribed("tideconf")
        for frame in ("{", b"\xff\xfe", "[]", '{"event":"update","payload":"{"}', '{"event":"update","payload":"7"}'):
            await server.say(frame)
        await server.say("[" * 100_000)
        await server.say('{"event":"notification","payload":"{}"}')
        await server.say('{"error":"Unknown stream type","status":400}')
        await server.post("fine #tideconf")
        told = await ear.until(lambda told: told.texts == ["fine #tideconf"])
    assert told.malformed == 6
    assert told.notes == ["", "the stream says: Unknown stream type"]


async def test_after_a_cut_the_stream_comes_back_and_what_was_missed_is_read(outside: Outside) -> None:
    async with mastodon_server() as server, following(server, outside, _LISTENING, token=TOKEN) as ear:
        await server.subscribed("tideconf")
        await server.post("before #tideconf")
        await ear.until(lambda told: told.texts == ["before #tideconf"])
        server.cut()
        server.add("meanwhile #tideconf")
        await ear.until(lambda told: told.texts == ["before #tideconf", "meanwhile #tideconf"])
        await server.subscribed("tideconf")
        await server.post("after #tideconf")
        told = await ear.until(lambda told: "after #tideconf" in told.texts)
    assert server.opened == 2
    assert "the stream is down" in told.notes[1]
    assert told.notes[-1] == ""


async def test_a_connection_that_is_only_half_there_is_noticed(outside: Outside) -> None:
    impatient = Timings(poll=600, poll_beside_stream=600, look=600, alive=0.05, pong=0.05, retry=0.01, paces=_AT_ONCE)
    async with mastodon_server() as server, following(server, outside, impatient, token=TOKEN) as ear:
        await server.subscribed("tideconf")
        await ear.more()  # signs of life, by pings
        server.hang()
        await server.subscribed("tideconf")
        await server.post("again #tideconf")
        told = await ear.until(lambda told: bool(told.texts))
    assert told.texts == ["again #tideconf"]


async def test_a_stream_that_tells_nothing_is_called_unreliable_and_the_poll_finds_everything(outside: Outside) -> None:
    async with (
        mastodon_server(MastodonServer(streams=False)) as server,
        following(server, outside, _BOTH, token=TOKEN) as ear,
    ):
        await server.subscribed("tideconf")
        await ear.more()
        await server.post("unheard #tideconf")
        told = await ear.until(lambda told: len(told.notes) > 1 and bool(told.texts))
    assert told.texts == ["unheard #tideconf"]
    assert "the stream is unreliable" in told.notes[-1]


async def test_a_stream_that_a_poll_was_faster_than_is_none_the_worse(outside: Outside) -> None:
    later = [timedelta()]
    watch = FakeWatch(tags=("tideconf",), clock=lambda: datetime.now(UTC) + later[0])
    timings = replace(_BOTH, grace=60)
    async with mastodon_server() as server, following(server, outside, timings, watch, token=TOKEN) as ear:
        await server.subscribed("tideconf")
        await ear.more()
        status = server.add("hello #tideconf", ago=timedelta())
        await ear.until(lambda told: told.texts == ["hello #tideconf"])
        await server.send("update", status)
        await server.post("the end #tideconf")
        await ear.until(lambda told: len(told.texts) == 2)
        later[0] = timedelta(minutes=2)
        told = await ear.more(10)
    assert told.notes == [""]


async def test_gotosocials_public_stream_is_heard_because_its_hashtags_never_come(outside: Outside) -> None:
    async with (
        mastodon_server(MastodonServer(software=GOTOSOCIAL)) as server,
        following(server, outside, _LISTENING, token=TOKEN) as ear,
    ):
        await server.subscribed("public")
        await server.post("about something else #other")
        status = await server.post("hello #TideConf")
        await ear.until(lambda told: told.texts == ["hello #TideConf"])
        await server.send("delete", "01NEVERSEEN", tags=["tideconf"])
        await server.delete(status)
        told = await ear.until(lambda told: bool(told.deleted))
    assert told.deleted == [f"{server.name}/{status['id']}"]


async def test_a_token_that_may_not_stream_still_polls(outside: Outside) -> None:
    async with mastodon_server() as server:
        server.failing.append(("/streaming", (401, "", {"X-Error-Message": "Invalid access token"})))
        server.add("polled #tideconf")
        async with following(server, outside, _BOTH, token=TOKEN) as ear:
            told = await ear.until(lambda told: bool(told.texts) and len(told.notes) > 1)
    assert "polling instead" in told.notes[-1]
