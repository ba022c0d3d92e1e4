"""Following a feed over real sockets: what is told, how politely it is asked, and what no feed may do to us."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from app.domain.errors import BadInput, RateLimited, Refused, Unavailable
from app.domain.network import Network
from app.domain.source import Source
from app.networks.feed.connect import CONNECTOR
from app.networks.feed.follow import FeedFollower
from app.networks.feed.reading import read_feed
from app.networks.outside import Outside
from app.networks.source import Given
from tests.support.feed_server import RSS, FeedServer, feed_server, item
from tests.support.raw_server import response
from tests.support.watching import FakeWatch, hear, listening_to, texts_are

_SOON = timedelta(seconds=0.02)


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    ours = Outside(agent="Ovation tests", allowed={"127.0.0.1", "localhost"})
    yield ours
    await ours.close()


@pytest.fixture
async def feed() -> AsyncIterator[FeedServer]:
    async with feed_server() as server:
        yield server


def follower(feed: FeedServer, outside: Outside, *, everything: bool = False, poll: timedelta = _SOON) -> FeedFollower:
    return FeedFollower(outside, url=feed.url, everything=everything, poll=poll, beat=0.01)


def watch(**told: object) -> FakeWatch:
    return FakeWatch(tags=("TideConf",), **told)  # type: ignore[arg-type]  # each is what FakeWatch wants


async def test_entries_with_the_events_tag_are_told_once_the_oldest_first(feed: FeedServer, outside: Outside) -> None:
    feed.have(item("New #TideConf"), item("Filed under it", tag="tideconf"), item("Nothing of yours"))
    async with listening_to(follower(feed, outside), watch()) as ear:
        await feed.asked_times(3)
        feed.have(item("Newest #tideconf"), item("New #TideConf"), item("Filed under it", tag="tideconf"))
        told = await ear.until(lambda told: len(told.posts) == 3)
    assert told.texts == ["Filed under it", "New #TideConf", "Newest #tideconf"]
    assert len(told.changes) == 3


async def test_a_feed_of_the_event_itself_counts_whole(feed: FeedServer, outside: Outside) -> None:
    feed.have(item("Doors open at nine"))
    told = await hear(follower(feed, outside, everything=True), watch(), texts_are("Doors open at nine"))
    assert told.malformed == 0


async def test_what_has_not_changed_is_not_sent_again_even_after_a_restart(feed: FeedServer, outside: Outside) -> None:
    feed.have(item("Once #TideConf"))
    first = await hear(follower(feed, outside), watch(), texts_are("Once #TideConf"))
    async with listening_to(follower(feed, outside), watch(places=first.places)) as ear:
        await feed.asked_times(3)
        again = await ear.more(2)
    assert again.changes == []
    assert all("if-none-match" in head.lower() for head in feed.asked[1:])


async def test_a_date_serves_where_there_is_no_etag(feed: FeedServer, outside: Outside) -> None:
    feed.validates = False
    feed.headers["last_modified"] = "Mon, 01 Jun 2026 10:00:00 GMT"
    feed.have(item("Once #TideConf"))
    async with listening_to(follower(feed, outside), watch()) as ear:
        await feed.asked_times(2)
        await ear.more(1)
    assert "if-modified-since: Mon, 01 Jun 2026 10:00:00 GMT" in feed.asked[1].replace(
        "If-Modified-Since", "if-modified-since"
    )


async def test_a_new_tag_of_the_event_reads_everything_again(feed: FeedServer, outside: Outside) -> None:
    feed.have(item("For the harbour #Harbour26"))
    watching = watch()
    async with listening_to(follower(feed, outside), watching) as ear:
        await feed.asked_times(2)
        before = len(ear.told.posts)
        watching.tags = ("TideConf", "Harbour26")
        told = await ear.until(texts_are("For the harbour #Harbour26"))
    assert (before, len(told.posts)) == (0, 1)


async def test_other_words_under_the_same_guid_are_an_edit(feed: FeedServer, outside: Outside) -> None:
    feed.have(item("Frist #TideConf", guid="g1"))
    async with listening_to(follower(feed, outside), watch()) as ear:
        first = await ear.until(texts_are("Frist #TideConf"))
        [uri] = first.posts
        feed.have(item("First #TideConf", guid="g1"))
        told = await ear.until(texts_are("First #TideConf"))
    assert told.posts[uri].edited_at is not None


async def test_an_entry_that_left_the_feed_is_not_deleted(feed: FeedServer, outside: Outside) -> None:
    feed.have(item("Old #TideConf"))
    async with listening_to(follower(feed, outside), watch()) as ear:
        await ear.until(texts_are("Old #TideConf"))
        feed.have(item("New #TideConf"))
        told = await ear.until(lambda told: len(told.posts) == 2)
    assert told.deleted == []


async def test_between_two_polls_it_counts_as_alive(feed: FeedServer, outside: Outside) -> None:
    feed.have(item("Once #TideConf"))
    async with listening_to(follower(feed, outside, poll=timedelta(hours=1)), watch()) as ear:
        await ear.more(4)
    assert len(feed.asked) == 1


@pytest.mark.parametrize(("headers", "extra"), [({"cache_control": "public, max-age=86400"}, ""), ({}, "<ttl>5</ttl>")])
async def test_a_feed_is_left_alone_for_as_long_as_it_asks(
    feed: FeedServer, outside: Outside, headers: dict[str, str], extra: str
) -> None:
    feed.headers |= headers
    feed.have(item("Once #TideConf"), extra=extra)
    async with listening_to(follower(feed, outside), watch()) as ear:
        await ear.more(6)
    assert len(feed.asked) == 1


@pytest.mark.parametrize(
    ("status", "kind", "says"),
    [
        ("410 Gone", Refused, "gone for good"),
        ("404 Not Found", Refused, "nothing at"),
        ("403 Forbidden", Refused, "not public"),
        ("401 Unauthorized", Refused, "not public"),
        ("500 Internal Server Error", Unavailable, "status 500"),
    ],
)
async def test_each_refusal_has_its_sentence(
    feed: FeedServer, outside: Outside, status: str, kind: type[Exception], says: str
) -> None:
    feed.refusals = [response(status=status)]
    with pytest.raises(kind, match=says):
        await hear(follower(feed, outside), watch(), lambda _: False)


@pytest.mark.parametrize(("status", "kind"), [("429 Too Many Requests", RateLimited), ("503 Unavailable", Unavailable)])
@pytest.mark.parametrize(("asked", "wait"), [("120", timedelta(minutes=2)), ("", None)])
async def test_the_wait_that_a_server_asks_for_is_handed_on(
    feed: FeedServer, outside: Outside, status: str, kind: type[Unavailable], asked: str, wait: timedelta | None
) -> None:
    feed.refusals = [response(status=status, retry_after=asked)]
    with pytest.raises(kind) as caught:
        await hear(follower(feed, outside), watch(), lambda _: False)
    assert caught.value.retry_after == wait


async def test_ten_megabytes_are_refused(feed: FeedServer, outside: Outside) -> None:
    feed.body = b"<rss>" + b"x" * 10_000_000
    with pytest.raises(BadInput, match="more than"):
        await hear(follower(feed, outside), watch(), lambda _: False)


_LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss><channel></channel></rss>'


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "is not a feed"),
        (b"{}", "is not a feed"),
        (b"\x00" * 2_000_000, "is not a feed"),
        (b"<" * 2_000_000, "is not a feed"),
        (b"/etc/passwd", "is not a feed"),
        (b"<!doctype html><title>A page</title>", "is a web page, not a feed"),
        (
            b'<html><link rel="alternate" type="application/rss+xml" href="/blog/feed/"></html>',
            "its feed is http://tide.example/blog/feed/",
        ),
        (_LAUGHS, "declares XML entities"),
        (_LAUGHS.decode().replace("?>", ' encoding="utf-16"?>').encode("utf-16"), "declares XML entities"),
        (b"<rss><channel>" + b"<item></item>" * 1_001, "1,001 entries"),
        (b"<rss><channel><item>" + b"<b>" * 300_000, "more markup"),
        (b"<rss><channel><item>" + b"&" * 400_000, "more markup"),
        (b"<rss><channel><item " + b'x="y" ' * 6_000 + b"/>", "more markup"),
    ],
)
def test_what_is_no_feed_is_one_clear_line(body: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says) as caught:
        read_feed(body, url="http://tide.example/")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1252", "iso-8859-1"])
def test_a_feed_is_read_in_whatever_encoding_it_declares(encoding: str) -> None:
    body = RSS.format(items=item("Schöne Grüße #TideConf"), extra="").replace("UTF-8", encoding).encode(encoding)
    [entry] = read_feed(body, url="http://tide.example/", content_type="text/xml").entries
    assert entry["summary"] == "Schöne Grüße #TideConf"


def test_a_wrong_encoding_loses_letters_and_not_the_feed() -> None:
    body = RSS.format(items=item("Schöne Grüße #TideConf"), extra="").encode("latin-1")
    [entry] = read_feed(body, url="http://tide.example/").entries
    assert "#TideConf" in entry["summary"]


async def test_a_source_is_described_and_checked(feed: FeedServer, outside: Outside) -> None:
    feed.have(item("One #TideConf"), item("Two"))
    described = CONNECTOR.describe(Given(url=feed.url))
    assert described.name == f"feed:127.0.0.1:{feed.port}/feed.xml"
    source = Source(id=1, event_id=1, name=described.name, network=Network.FEED, options=described.options)
    checked = await CONNECTOR.check(source, outside, ["TideConf"])
    assert (
        checked.sees[0]
        == f"127.0.0.1:{feed.port}/feed.xml is a feed: 2 entries, 1 with #TideConf in text or categories"
    )
    assert any("deletions" in line for line in checked.misses)
    follower = CONNECTOR.open(source, outside)
    told = await hear(follower, watch(), texts_are("One #TideConf"))
    assert told.posts


@pytest.mark.parametrize(
    "given", [Given(), Given(url="tide.example"), Given(url="https://a.example", token="t"), Given(url="file:///etc")]
)
def test_what_is_no_feeds_source_is_refused(given: Given) -> None:
    with pytest.raises(BadInput):
        CONNECTOR.describe(given)


async def test_nobody_has_a_profile(outside: Outside) -> None:
    with pytest.raises(Refused, match="prove it by an entry"):
        await CONNECTOR.bio("https://tide.example", outside, ())


async def test_it_stops_at_once(feed: FeedServer, outside: Outside) -> None:
    feed.have(item("Once #TideConf"))
    async with asyncio.timeout(30):
        async with listening_to(follower(feed, outside, poll=timedelta(hours=1)), watch()) as ear:
            told = await ear.until(texts_are("Once #TideConf"))
    assert len(told.posts) == len(feed.asked) == 1
