"""Following X over real sockets: what is told however the stream behaves, what is asked for, and what it costs."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.errors import BadInput, RateLimited, Refused, Unavailable
from app.domain.network import Network
from app.domain.post import Posted, PostKey
from app.networks.outside import Outside
from app.networks.source import Due
from app.networks.x.client import Client, Faulty
from app.networks.x.follow import Rhythm, XFollower
from tests.support.raw_server import response
from tests.support.watching import FakeWatch, Told, hear, listening_to, texts_are
from tests.support.x_server import TOKEN, XServer, id_at, x_server

_DAY = timedelta(days=1)


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    ours = Outside(agent="Ovation tests", allowed={"127.0.0.1", "localhost"})
    yield ours
    await ours.close()


@pytest.fixture
async def x() -> AsyncIterator[XServer]:
    async with x_server() as server:
        yield server


def follower(x: XServer, outside: Outside, *, threads: bool = False, silence: float = 20.0) -> XFollower:
    client = Client(outside, api=x.url, token=TOKEN)
    return XFollower(client, threads=threads, rhythm=Rhythm(silence=silence))


def watch(**told: object) -> FakeWatch:
    return FakeWatch(tags=("TideConf",), **told)  # type: ignore[arg-type]  # each is what FakeWatch wants


async def test_what_is_posted_is_told_with_its_price(x: XServer, outside: Outside) -> None:
    async with listening_to(follower(x, outside), watch()) as ear:
        await x.post("Splendid talk #tideconf")
        await x.post("Nothing of yours #other")
        await x.post("And another #TIDECONF")
        told = await ear.until(texts_are("Splendid talk #tideconf", "And another #TIDECONF"))
    assert told.notes[-1] == "about 3 posts read, $0.02 so far"
    assert told.places["read"] == "3"


async def test_the_rules_are_made_exactly_those_of_the_tags(x: XServer, outside: Outside) -> None:
    x.rules = [
        {"id": "1", "value": "#old -is:retweet", "tag": "ovation:Old"},
        {"id": "2", "value": "#tideconf -is:retweet", "tag": "ovation:TideConf"},
        {"id": "3", "value": "cats", "tag": "somebody else's"},
    ]
    async with listening_to(follower(x, outside), FakeWatch(tags=("TideConf", "two-words"))) as ear:
        told = await ear.until(lambda told: bool(told.notes))
    assert [rule["id"] for rule in x.rules] == ["2", "3"]
    assert "#two-words cannot be a hashtag on X" in told.notes[-1]


async def test_a_stream_without_rules_is_given_some_and_opened_again(x: XServer, outside: Outside) -> None:
    async with listening_to(follower(x, outside), watch()) as ear:
        await x.post("Now I hear you #tideconf")
        await ear.until(texts_are("Now I hear you #tideconf"))
    assert [(rule["value"], rule["tag"]) for rule in x.rules] == [("#tideconf -is:retweet", "ovation:TideConf")]
    assert sum("search/stream?" in asked for asked in x.asked) == 2


async def test_rules_follow_the_tags_while_it_runs(x: XServer, outside: Outside) -> None:
    watching = watch()
    async with listening_to(follower(x, outside), watching) as ear:
        await ear.until(lambda told: bool(told.heard))
        watching.tags = ("TideConf", "Harbour26")
        await x.say(b"\r\n")
        await ear.more(2)
    assert [rule["value"] for rule in x.rules] == ["(#tideconf OR #harbour26) -is:retweet"]


async def test_another_connection_keeps_its_rules(x: XServer, outside: Outside) -> None:
    x.rules = [{"id": "1", "value": "#old", "tag": "ovation:Old"}]
    x.max_streams = 0
    with pytest.raises(RateLimited, match="one connection for each token"):
        await hear(follower(x, outside), watch(), lambda _: False)
    assert [rule["id"] for rule in x.rules] == ["1"]


async def test_the_first_time_one_page_is_read_back(x: XServer, outside: Outside) -> None:
    for number in range(5):
        x.write(f"Earlier {number} #tideconf")
    told = await hear(follower(x, outside), watch(), lambda told: "newest" in told.places or len(told.heard) > 2)
    assert told.texts == ["Earlier 3 #tideconf", "Earlier 4 #tideconf"]


async def test_what_was_missed_is_read_back_page_by_page_and_told_as_a_gap(x: XServer, outside: Outside) -> None:
    x.rules = [{"id": "2", "value": "#tideconf -is:retweet", "tag": "ovation:TideConf"}]
    now = datetime.now(UTC)
    known = x.write("Known #tideconf", at=now - timedelta(hours=2))
    for minutes in range(50, 0, -10):
        x.write(f"{minutes} minutes ago #tideconf", at=now - timedelta(minutes=minutes))
    watching = watch(places={"newest": known["id"], "alive": (now - timedelta(hours=1)).isoformat(), "read": "1239"})
    told = await hear(follower(x, outside), watching, lambda told: any(heard.gaps for heard in told.heard))
    assert sorted(told.texts) == sorted(
        ["Known #tideconf", *(f"{m} minutes ago #tideconf" for m in (10, 20, 30, 40, 50))]
    )
    assert int(told.places["newest"]) == max(map(int, x.tweets))
    [gap] = [gap for heard in told.heard for gap in heard.gaps]
    assert gap.filled_at is not None
    assert gap.until_at - gap.from_at >= timedelta(hours=1)
    assert [heard.places.get("newest") for heard in told.heard[:-1]] == [None] * (len(told.heard) - 1)
    assert told.notes[-1] == "about 1,245 posts read, $6.22 so far"
    [since] = {query["since_id"][0] for query in x.asked_for("/2/tweets/search/recent")}
    assert int(since) < int(known["id"])


async def test_what_search_reaches_no_more_stays_a_gap(x: XServer, outside: Outside) -> None:
    x.rules = [{"id": "2", "value": "#tideconf -is:retweet", "tag": "ovation:TideConf"}]
    then = datetime.now(UTC) - timedelta(days=9)
    watching = watch(places={"newest": id_at(then), "alive": then.isoformat()})
    told = await hear(follower(x, outside), watching, lambda told: any(heard.gaps for heard in told.heard))
    assert [gap.filled_at for heard in told.heard for gap in heard.gaps] == [None]
    assert all("since_id" not in query for query in x.asked_for("/2/tweets/search/recent"))


async def test_a_search_that_fails_leaves_the_stream_alone_and_the_place_where_it_was(
    x: XServer, outside: Outside
) -> None:
    x.fail["/2/tweets/search/recent"] = (response(status="429 Too Many Requests"), 1)
    moments = iter([datetime.now(UTC) + timedelta(minutes=2 * step) for step in range(1000)])
    watching = watch(clock=lambda: next(moments))
    async with listening_to(follower(x, outside), watching) as ear:
        await x.post("Heard meanwhile #tideconf")
        told = await ear.until(texts_are("Heard meanwhile #tideconf"))
        assert "newest" not in told.heard[0].places
        while "newest" not in ear.told.places:
            await x.say(b"\r\n")
            await ear.more(1)


async def test_a_stream_that_is_cut_in_a_line_is_read_again_from_search(x: XServer, outside: Outside) -> None:
    async with listening_to(follower(x, outside), watch()) as ear:
        await x.post("Before #tideconf")
        await ear.until(texts_are("Before #tideconf"))
        lost = x.write("Lost in the cut #tideconf")
        await x.say(x.line(lost)[:60])
        await x.cut()
        error = await ear.failure()
        places = dict(ear.told.places)
    assert isinstance(error, Unavailable)
    again = await hear(
        follower(x, outside), watch(places=places), lambda told: "Lost in the cut #tideconf" in told.texts
    )
    assert again.malformed == 0


async def test_keep_alives_are_signs_of_life(x: XServer, outside: Outside) -> None:
    async with listening_to(follower(x, outside), watch()) as ear:
        for _ in range(3):
            await x.say(b"\r\n")
            await ear.more(1)
        told = ear.told
    assert told.changes == []
    assert told.malformed == 0


async def test_silence_ends_the_connection(x: XServer, outside: Outside) -> None:
    with pytest.raises(Unavailable, match="took too long"):
        await hear(follower(x, outside, silence=0.1), watch(), lambda _: False)


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize(
    "junk", [b"{", b"\xff\xfe", b'{"data":{"id":"x"}}', b"[1]", b'{"data":' + b"[" * 50_000, b'{"unknown":1}']
)
async def test_a_malformed_line_loses_none_of_its_neighbours(
    x: XServer, outside: Outside, junk: bytes, at: int
) -> None:
    lines = [x.line(x.write("One #tideconf")), x.line(x.write("Two #tideconf"))]
    x.tweets.clear()
    lines.insert(at, junk + b"\r\n")
    async with listening_to(follower(x, outside), watch()) as ear:
        await x.say(b"".join(lines))
        told = await ear.until(lambda told: len(told.posts) == 2 and told.malformed > 0)
    assert told.malformed == 1


async def test_ten_megabytes_without_a_newline_are_one_malformed_line(x: XServer, outside: Outside) -> None:
    async with listening_to(follower(x, outside), watch()) as ear:
        for _ in range(10):
            await x.say(b"x" * 1_000_000)
        await x.say(b"\r\n")
        await x.post("Still here #tideconf")
        told = await ear.until(texts_are("Still here #tideconf"))
    assert told.malformed == 1


async def test_the_same_line_twice_is_paid_once(x: XServer, outside: Outside) -> None:
    async with listening_to(follower(x, outside), watch()) as ear:
        tweet = await x.post("Twice #tideconf")
        await x.say(x.line(tweet))
        await x.post("End #tideconf")
        told = await ear.until(texts_are("Twice #tideconf", "End #tideconf"))
    assert told.places["read"] == "2"


async def test_the_stream_says_itself_that_it_ends(x: XServer, outside: Outside) -> None:
    async with listening_to(follower(x, outside), watch()) as ear:
        last = x.write("The last one #tideconf")
        goodbye = b'{"errors":[{"title":"operational-disconnect","disconnect_type":"UpstreamOperationalDisconnect",'
        await x.say(x.line(last) + goodbye + b'"detail":"This stream has been disconnected."}]}\r\n')
        error = await ear.failure()
        assert ear.told.texts == ["The last one #tideconf"]
    assert type(error) is Unavailable
    assert "has been disconnected" in str(error)


async def test_too_many_connections_in_the_stream_want_the_long_wait(x: XServer, outside: Outside) -> None:
    async with listening_to(follower(x, outside), watch()) as ear:
        await x.say(b'{"title":"ConnectionException","connection_issue":"TooManyConnections","detail":"x"}\r\n')
        assert isinstance(await ear.failure(), RateLimited)


@pytest.mark.parametrize(
    ("answer", "kind", "says"),
    [
        (response(status="401 Unauthorized"), Refused, "does not accept the token"),
        (response(status="402 Payment Required"), Refused, "credits"),
        (response(status="403 Forbidden"), Refused, "pay-per-use"),
        (response(status="503 Service Unavailable"), Faulty, "503"),
        (response(b"<html>", status="502 Bad Gateway"), Faulty, "502"),
        (response(b'{"title":"UsageCapExceeded"}', status="429 Too Many Requests"), Refused, "cap of this month"),
        (response(b'{"detail":"bad field"}', status="400 Bad Request"), BadInput, "bad field"),
    ],
)
async def test_each_refusal_has_its_sentence(
    x: XServer, outside: Outside, answer: bytes, kind: type[Exception], says: str
) -> None:
    x.fail["/2/tweets/search/stream"] = (answer, 1)
    with pytest.raises(kind, match=says):
        await hear(follower(x, outside), watch(), lambda _: False)


async def test_asked_too_often_waits_until_the_reset_by_the_clock_of_x(x: XServer, outside: Outside) -> None:
    date = "Mon, 01 Jun 2026 10:00:00 GMT"
    reset = str(int(datetime(2026, 6, 1, 10, 7, tzinfo=UTC).timestamp()))
    x.fail["/2/tweets/search/stream"] = (
        response(status="429 Too Many Requests", date=date, x_rate_limit_reset=reset),
        1,
    )
    with pytest.raises(RateLimited) as caught:
        await hear(follower(x, outside), watch(), lambda _: False)
    assert caught.value.retry_after == timedelta(minutes=7)


async def test_asked_too_often_without_a_reset_leaves_the_wait_to_us(x: XServer, outside: Outside) -> None:
    x.fail["/2/tweets/search/stream"] = (response(status="429 Too Many Requests"), 1)
    with pytest.raises(RateLimited) as caught:
        await hear(follower(x, outside), watch(), lambda _: False)
    assert caught.value.retry_after is None


def _due(tweet: dict[str, str], age: timedelta) -> Due:
    key = PostKey(Network.X, f"https://x.com/i/status/{tweet['id']}")
    return Due(key=key, author="77", aliases=(), created_at=datetime.now(UTC) - age)


async def test_posts_of_yesterday_are_looked_at_again_and_what_is_missing_is_deleted(
    x: XServer, outside: Outside
) -> None:
    there = x.write("Stays #tideconf", at=datetime.now(UTC) - 2 * _DAY)
    gone = x.write("Goes #tideconf", at=datetime.now(UTC) - 2 * _DAY)
    young = x.write("Young #tideconf")
    del x.tweets[gone["id"]]
    watching = watch(to_check=[_due(there, 2 * _DAY), _due(gone, 2 * _DAY), _due(young, timedelta(hours=1))])
    told = await hear(follower(x, outside), watching, lambda told: any(heard.checked for heard in told.heard))
    assert told.deleted == [f"https://x.com/i/status/{gone['id']}"]
    assert sum(len(heard.checked) for heard in told.heard) == 2
    assert [query["ids"] for query in x.asked_for("/2/tweets")] == [[f"{there['id']},{gone['id']}"]]


async def test_an_edit_that_nobody_told_is_found_by_looking_again(x: XServer, outside: Outside) -> None:
    first = x.write("Frist #tideconf", at=datetime.now(UTC) - 2 * _DAY)
    second = x.write("First, and no tag", at=datetime.now(UTC) - 2 * _DAY + timedelta(minutes=5), history=[first["id"]])
    watching = watch(
        to_check=[_due(first, 2 * _DAY)],
        held={f"https://x.com/i/status/{first['id']}"},
        places={"newest": id_at(datetime.now(UTC))},
    )
    told = await hear(follower(x, outside), watching, lambda told: any(heard.checked for heard in told.heard))
    [post] = told.posts.values()
    assert (post.uri, post.text) == (f"https://x.com/i/status/{first['id']}", "First, and no tag")
    assert post.edited_at is not None
    assert told.aliases == {f"https://x.com/i/status/{second['id']}": post.uri}


async def test_a_look_up_that_says_nothing_deletes_nothing(x: XServer, outside: Outside) -> None:
    old = x.write("Stays #tideconf", at=datetime.now(UTC) - 2 * _DAY)
    x.fail["/2/tweets"] = (response(b"{}"), 1)
    watching = watch(to_check=[_due(old, 2 * _DAY)])
    async with listening_to(follower(x, outside), watching) as ear:
        await x.post("Goes on #tideconf")
        told = await ear.until(lambda told: "Goes on #tideconf" in told.texts)
    assert told.deleted == []


async def test_answers_are_asked_for_only_when_somebody_wants_to_pay(x: XServer, outside: Outside) -> None:
    root = x.write("What is a tide? #tideconf")
    answer = x.write("Water that comes back", refers=("replied_to", root["id"]))
    deeper = x.write("Oh, I see", refers=("replied_to", answer["id"]))
    deeper["conversation_id"] = root["id"]
    held = {f"https://x.com/i/status/{root['id']}"}

    def whole(told: Told) -> bool:
        return "answers" in told.places

    told = await hear(follower(x, outside, threads=True), watch(held=set(held)), whole)
    assert told.texts[-2:] == ["Water that comes back", "Oh, I see"]
    told = await hear(
        follower(x, outside), watch(held=set(held)), lambda told: "alive" in told.places or len(told.heard) > 2
    )
    assert not any("conversation_id" in query["query"][0] for query in x.asked_for("/2/tweets/search/recent")[-1:])
    assert all(isinstance(change, Posted) for change in told.changes)


async def test_a_tag_that_x_cannot_have_is_said_so(x: XServer, outside: Outside) -> None:
    x.rules = [{"id": "2", "value": "cats"}]
    with pytest.raises(Refused, match="letters, digits and _ only"):
        await hear(follower(x, outside), FakeWatch(tags=("two-words",)), lambda _: False)


async def test_it_stops_at_once(x: XServer, outside: Outside) -> None:
    async with asyncio.timeout(30):
        async with listening_to(follower(x, outside), watch()) as ear:
            told = await ear.until(lambda told: bool(told.heard))
    assert told.heard


async def test_a_rule_that_x_does_not_take_is_named(x: XServer, outside: Outside) -> None:
    with pytest.raises(BadInput, match="does not take the rule '#refused -is:retweet': it is too long"):
        await hear(follower(x, outside), FakeWatch(tags=("refused",)), lambda _: False)


async def test_a_search_that_x_refuses_is_a_gap_and_no_end(x: XServer, outside: Outside) -> None:
    x.rules = [{"id": "2", "value": "#tideconf -is:retweet", "tag": "ovation:TideConf"}]
    x.fail["/2/tweets/search/recent"] = (response(b'{"detail":"since_id is too old"}', status="400 Bad Request"), 1)
    then = datetime.now(UTC) - timedelta(days=1)
    watching = watch(places={"newest": id_at(then), "alive": then.isoformat()})
    async with listening_to(follower(x, outside), watching) as ear:
        await x.post("Goes on #tideconf")
        told = await ear.until(lambda told: "Goes on #tideconf" in told.texts and "newest" in told.places)
    assert [gap.filled_at for heard in told.heard for gap in heard.gaps] == [None]


async def test_an_account_that_protects_its_posts_takes_them_away(x: XServer, outside: Outside) -> None:
    old = x.write("Was public #tideconf", at=datetime.now(UTC) - 2 * _DAY)
    old["protected"] = True
    watching = watch(to_check=[_due(old, 2 * _DAY)], places={"newest": id_at(datetime.now(UTC))})
    told = await hear(follower(x, outside), watching, lambda told: bool(told.deleted))
    assert told.deleted == [f"https://x.com/i/status/{old['id']}"]
    assert told.texts == []


async def test_an_author_who_is_not_told_is_one_malformed_post(x: XServer, outside: Outside) -> None:
    async with listening_to(follower(x, outside), watch()) as ear:
        await x.say(x.line(x.write("By nobody #tideconf")).replace(b'"id": "77"', b'"id": "78"'))
        await x.post("By somebody #tideconf")
        told = await ear.until(lambda told: "By somebody #tideconf" in told.texts)
    assert told.malformed == 1
