"""Following Bluesky over real sockets: what is kept, in which order, and where it goes on after a break."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from typing import Any

import pytest

from app.domain.errors import Refused, Unavailable
from app.domain.handle import Handle, HandleKey
from app.domain.network import Network
from app.domain.post import AccountBack, AccountGone, Deleted, Posted
from app.networks.bluesky import profiles, stream, telling
from app.networks.outside import MESSAGE_LIMIT
from tests.support.bluesky import Scene, a_scene
from tests.support.jetstream import ANN, JANE, JOE, START, Jetstream, answering, jetstream, record, uri
from tests.support.watching import Told

_SECOND = 1_000_000
_HOUR = 3600 * _SECOND


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with a_scene() as made:
        yield made


async def test_a_post_with_the_hashtag_is_told_under_its_authors_name(scene: Scene) -> None:
    await scene.listening()
    await scene.host.post("nothing of ours", "a")
    await scene.host.post("🌊 Good morning #tideconf", "b")
    told = await scene.hear(lambda told: bool(told.posts))
    post = told.posts[uri("b")]
    assert (post.author.handle, post.author.name, post.author.remote_id) == ("jane.test", "Jane", JANE)
    assert [one.text for one in post.entities.hashtags] == ["#tideconf"]
    assert told.texts == ["🌊 Good morning #tideconf"]
    assert scene.host.asked[0]["wantedCollections"] == ["app.bsky.feed.post"]


async def test_a_hashtag_counts_in_any_case_and_beside_the_text_but_not_as_plain_text(scene: Scene) -> None:
    scene.watch.tags = ("TideConf", "Été26")
    await scene.listening()
    await scene.host.post("one #TIDECONF", "a")
    await scene.host.post("two", "b", tags=["tideConf"])
    await scene.host.post("three #ÉTÉ26", "c")  # its accents are marks of their own
    await scene.host.post("four #tideconf", "d", facets=[])
    await scene.host.post("five #tideconference", "e")
    await scene.host.post("six #tideconf", "f")
    told = await scene.hear(lambda told: uri("f") in told.posts)
    assert told.texts == ["one #TIDECONF", "two", "three #ÉTÉ26", "six #tideconf"]


async def test_hashtags_that_are_added_later_count_from_then_on(scene: Scene) -> None:
    await scene.listening()
    await scene.host.post("early #ebb", "a")
    await scene.host.post("#tideconf", "b")
    await scene.hear(lambda told: uri("b") in told.posts)
    scene.watch.tags = ("tideconf", "ebb")
    await scene.host.post("#tideconf", "c")
    await scene.hear(lambda told: uri("c") in told.posts)
    await scene.host.post("late #ebb", "d")
    told = await scene.hear(lambda told: uri("d") in told.posts)
    assert uri("a") not in told.posts


async def test_what_answers_or_quotes_a_held_post_is_told_without_the_hashtag(scene: Scene) -> None:
    scene.watch.held |= {uri("held", JOE), JOE}
    await scene.listening()
    quote = {"$type": "app.bsky.embed.record", "record": {"uri": uri("held", JOE), "cid": "bafyheld"}}
    image = {"$type": "app.bsky.embed.images", "images": []}
    both = {"$type": "app.bsky.embed.recordWithMedia", "record": quote, "media": image}
    await scene.host.post("an answer", "a", reply=answering(uri("held", JOE)))
    await scene.host.post("an answer to an answer", "b", reply=answering(uri("other", ANN), uri("held", JOE)))
    await scene.host.post("a quote", "c", embed=quote)
    await scene.host.post("a quote with a picture", "d", embed=both)
    await scene.host.post("an answer to somebody else", "e", reply=answering(uri("other", ANN)))
    await scene.host.post("an answer to what was told just now", "f", reply=answering(uri("a")))
    told = await scene.hear(lambda told: uri("f") in told.posts)
    assert uri("e") not in told.posts
    assert [post.reply_to and post.reply_to.author for post in told.posts.values()][:2] == [
        HandleKey(Network.BLUESKY, "joe.test"),
        HandleKey(Network.BLUESKY, ANN),  # nobody knows her handle
    ]
    assert [post.quote_of and post.quote_of.uri for post in told.posts.values()][2:4] == [uri("held", JOE)] * 2
    assert len(told.posts) == 5


async def test_a_deletion_right_after_its_post_comes_after_it(scene: Scene) -> None:
    await scene.listening()
    await scene.host.post("too soon #tideconf", "a")
    await scene.host.delete("a")
    await scene.host.delete("unheard", did=JOE)
    await scene.host.post("#tideconf", "b")
    told = await scene.hear(lambda told: uri("b") in told.posts)
    kinds = [type(change) for change in told.changes]
    assert kinds == [Posted, Deleted, Posted]
    assert told.deleted == [uri("a")]


async def test_a_new_version_replaces_the_old_one_even_without_the_hashtag(scene: Scene) -> None:
    await scene.listening()
    await scene.host.post("tpyo #tideconf", "a")
    await scene.host.post("typo", "a", operation="update")
    await scene.host.post("somebody else's", "b", did=JOE, operation="update")
    await scene.host.post("#tideconf", "c")
    told = await scene.hear(lambda told: uri("c") in told.posts)
    assert told.posts[uri("a")].text == "typo"
    assert told.posts[uri("a")].edited_at is not None
    assert uri("b", JOE) not in told.posts


async def test_only_accounts_whose_posts_are_held_go_and_come_back(scene: Scene) -> None:
    scene.watch.held |= {uri("held", JOE), JOE}
    await scene.listening()
    await scene.host.account(JOE, active=False, status="deactivated")
    await scene.host.account(ANN, active=False, status="deleted")
    await scene.host.account(JOE, active=True)
    told = await scene.hear(lambda told: len(told.changes) == 2)
    gone, back = told.changes
    assert isinstance(gone, AccountGone)
    assert isinstance(back, AccountBack)
    assert gone.account == back.account == JOE
    assert gone.at < back.at


async def test_a_new_handle_is_told_with_the_authors_newest_post(scene: Scene) -> None:
    await scene.listening()
    await scene.host.post("#tideconf", "a")
    await scene.hear(lambda told: bool(told.posts))
    scene.api.hold(JANE, "a", "#tideconf")
    scene.api.know(JANE, "jane-rivers.test")
    await scene.host.identity(JANE)
    told = await scene.hear(lambda told: told.posts[uri("a")].author.handle == "jane-rivers.test")
    assert told.posts[uri("a")].edited_at is None


async def test_an_author_who_cannot_be_looked_up_now_is_named_later(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "_PATIENCE", 0.05)
    monkeypatch.setattr(telling, "_TICK", 0.05)
    monkeypatch.setattr(profiles, "_FIRST_PAUSE", 0.05)
    scene.api.stalls = True
    await scene.listening()
    await scene.host.post("#tideconf", "a")
    told = await scene.hear(lambda told: bool(told.posts))
    assert told.posts[uri("a")].author.handle == JANE
    await scene.api.recover()
    told = await scene.hear(lambda told: told.posts[uri("a")].author.handle != JANE)
    assert told.posts[uri("a")].author.handle == "jane.test"


async def test_mentions_mean_dids_and_speakers_are_known_before_they_are_mentioned(scene: Scene) -> None:
    scene.watch.speakers = (Handle(network=Network.BLUESKY, canonical="joe.test"),)
    await scene.listening()
    await scene.host.post(
        "with @joseph.test and @ann.test #tideconf", "a", mentions={"joseph.test": JOE, "ann.test": ANN}
    )
    told = await scene.hear(lambda told: bool(told.posts))
    joe, ann = told.posts[uri("a")].entities.mentions
    assert (joe.text, joe.remote_id, joe.handle) == ("@joseph.test", JOE, HandleKey(Network.BLUESKY, "joe.test"))
    assert (ann.text, ann.remote_id, ann.handle) == ("@ann.test", ANN, None)
    assert "joe.test" in scene.api.calls("getProfiles")[0]["actors"]


# --- where it goes on ------------------------------------------------------------------------------------------------


async def test_it_goes_on_a_little_before_the_stored_place(scene: Scene) -> None:
    await scene.host.post("while away #tideconf", "a")
    scene.watch.places = {"jetstream": str(START)}
    await scene.listening()
    told = await scene.hear(lambda told: bool(told.posts))
    assert scene.host.asked[0]["cursor"] == [str(START - 5 * _SECOND)]
    assert told.places == {"jetstream": str(scene.host.now)}


async def test_a_connection_that_is_cut_in_the_middle_of_a_frame_loses_nothing(scene: Scene) -> None:
    await scene.listening()
    await scene.host.post("one #tideconf", "a")
    await scene.hear(lambda told: bool(told.posts))
    scene.host.cut()
    await scene.host.post("two #tideconf", "b")
    told = await scene.hear(lambda told: uri("b") in told.posts)
    assert told.texts == ["one #tideconf", "two #tideconf"]
    assert told.malformed == 0


async def test_another_host_goes_on_where_one_died(scene: Scene) -> None:
    async with jetstream() as other:
        scene.hosts = (scene.host.url, other.url)
        await scene.listening()
        await scene.host.post("one #tideconf", "a")
        await scene.hear(lambda told: bool(told.posts))
        other.kept, other.now = [*scene.host.kept], scene.host.now
        await other.post("two #tideconf", "b")
        await scene.host.stop()
        told = await scene.hear(lambda told: uri("b") in told.posts)
        assert told.texts == ["one #tideconf", "two #tideconf"]
        assert int(other.asked[0]["cursor"][0]) == scene.host.now - 5 * _SECOND


async def test_when_no_host_can_be_reached_it_says_so(scene: Scene) -> None:
    await scene.host.stop()
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1"):
        await scene.hear(lambda _: False)


@pytest.mark.parametrize(
    ("status", "error"), [(HTTPStatus.FORBIDDEN, Refused), (HTTPStatus.SERVICE_UNAVAILABLE, Unavailable)]
)
async def test_a_host_that_refuses_is_told_apart(scene: Scene, status: HTTPStatus, error: type[Exception]) -> None:
    scene.host.refusing = status
    with pytest.raises(error):
        await scene.hear(lambda _: False)


async def test_a_host_that_says_nothing_is_left(scene: Scene) -> None:
    async with jetstream() as other:
        scene.hosts, scene.silence = (scene.host.url, other.url), 0.2
        await scene.listening()
        await asyncio.wait_for(other.arrived.wait(), 60)
        scene.host.arrived.clear()
        await other.post("#tideconf", "a")
        told = await scene.hear(lambda told: bool(told.posts))
    assert told.texts == ["#tideconf"]


async def test_an_interruption_that_was_read_back_is_a_gap_that_is_filled(scene: Scene) -> None:
    scene.host.now = START + _HOUR - 60 * _SECOND
    await scene.host.post("while away #tideconf", "a")
    scene.watch.places = {"jetstream": str(scene.host.now - 2 * _SECOND)}
    scene.ahead = timedelta(hours=1, minutes=1)
    await scene.listening()
    scene.host.now = START + _HOUR + 60 * _SECOND
    await scene.host.post("now #tideconf", "b")
    told = await scene.hear(lambda told: any(heard.gaps for heard in told.heard))
    (gap,) = next(heard.gaps for heard in told.heard if heard.gaps)
    assert gap.filled_at is not None
    assert gap.why == "not connected"
    assert sorted(told.texts) == ["now #tideconf", "while away #tideconf"]


async def test_a_place_that_the_host_has_no_more_is_a_gap_that_stays_open(scene: Scene) -> None:
    scene.host.lookback = 60 * _SECOND
    await scene.host.post("long ago #tideconf", "a")
    scene.watch.places = {"jetstream": str(START)}
    scene.host.now = START + _HOUR
    await scene.host.post("now #tideconf", "b")
    await scene.listening()
    told = await scene.hear(lambda told: any(heard.gaps for heard in told.heard) and bool(told.posts))
    (gap,) = next(heard.gaps for heard in told.heard if heard.gaps)
    assert gap.filled_at is None
    assert gap.until_at - gap.from_at == timedelta(hours=1, milliseconds=1)
    assert told.texts == ["now #tideconf"]


async def test_an_event_from_the_future_moves_no_place(scene: Scene) -> None:
    await scene.listening()
    await scene.host.tell({"did": JANE, "kind": "identity", "identity": {}}, at=START + 10**15)
    scene.host.now = START
    await scene.host.post("#tideconf", "a")
    told = await scene.hear(lambda told: bool(told.posts))
    assert told.places == {"jetstream": str(scene.host.now)}


# --- what is hostile -------------------------------------------------------------------------------------------------

_GOOD = {"did": JANE, "kind": "commit"}
_COMMIT = {"operation": "create", "collection": "app.bsky.feed.post", "rkey": "x", "cid": "bafyx"}
_MALFORMED = [
    "",
    "{",
    "null",
    "[]",
    '"did"',
    "[" * 100_000,
    json.dumps({**_GOOD, "time_us": "soon", "commit": _COMMIT}),
    json.dumps({**_GOOD, "time_us": START}),
    json.dumps({**_GOOD, "time_us": START, "commit": _COMMIT}),
    json.dumps({**_GOOD, "time_us": START, "commit": {**_COMMIT, "record": {**record("#tideconf"), "text": 7}}}),
    json.dumps({**_GOOD, "time_us": START, "commit": {**_COMMIT, "record": record("#tideconf"), "rkey": "a/b c"}}),
    json.dumps(
        {"did": "nobody", "kind": "commit", "time_us": START, "commit": {**_COMMIT, "record": record("#tideconf")}}
    ),
    json.dumps({**_GOOD, "time_us": START, "commit": {**_COMMIT, "record": record("#tideconf " + "x" * 20_000)}}),
]


async def test_malformed_frames_are_counted_and_lose_none_of_their_neighbours(scene: Scene) -> None:
    await scene.listening()
    for number, frame in enumerate(_MALFORMED):
        await scene.host.post(f"post {number} #tideconf", f"r{number}")
        await scene.host.send(frame)
    await scene.host.post("last #tideconf", "last")
    told = await scene.hear(lambda told: uri("last") in told.posts)
    assert told.texts == [*(f"post {number} #tideconf" for number in range(len(_MALFORMED))), "last #tideconf"]
    assert told.malformed == len(_MALFORMED)


async def test_odd_parts_of_a_record_lose_only_themselves(scene: Scene) -> None:
    odd: dict[str, Any] = {"langs": 3, "embed": "none", "labels": [], "reply": {"parent": 1}, "createdAt": None}
    await scene.listening()
    await scene.host.post("odd #tideconf", "a", **odd)
    await scene.host.post("odder", "b", facets="#tideconf", tags=["tideconf", 7])
    await scene.host.post("not ours", "c", facets="#tideconf", tags=["other", 7])
    await scene.host.post("#tideconf", "d")
    told = await scene.hear(lambda told: uri("d") in told.posts)
    assert told.texts == ["odd #tideconf", "odder", "#tideconf"]
    assert told.malformed == 0


async def test_bytes_that_are_no_frames_end_a_connection_and_nothing_else(scene: Scene) -> None:
    await scene.listening()
    await scene.host.post("one #tideconf", "a")
    await scene.hear(lambda told: bool(told.posts))
    scene.host.spill(b"\xff" * 100_000)
    await scene.host.post("two #tideconf", "b")
    told = await scene.hear(lambda told: uri("b") in told.posts)
    assert told.texts == ["one #tideconf", "two #tideconf"]


async def test_a_frame_that_cannot_be_read_is_left_behind_after_a_few_attempts(scene: Scene) -> None:
    await scene.listening()
    await scene.host.post("one #tideconf", "a")
    await scene.hear(lambda told: bool(told.posts))
    await scene.host.send("x" * (MESSAGE_LIMIT + 1))
    told = await scene.hear(lambda told: any(heard.gaps for heard in told.heard))
    (gap,) = next(heard.gaps for heard in told.heard if heard.gaps)
    assert gap.filled_at is None
    assert "could not be read" in gap.why
    assert "cursor" not in scene.host.asked[-1]
    await scene.host.post("two #tideconf", "b")
    assert uri("b") in (await scene.hear(lambda told: uri("b") in told.posts)).posts


async def test_the_order_and_number_of_events_make_no_difference(scene: Scene) -> None:
    await scene.listening()
    wanted = [f"post {number} #tideconf" for number in range(50)]
    for number, text in enumerate(wanted):
        await scene.host.post(text, f"r{number}")
    frames = [frame for _, _, frame in scene.host.kept] * 2
    random.Random(7).shuffle(frames)
    for frame in frames:
        await scene.host.send(frame)
    await scene.host.post("last #tideconf", "last")
    told = await scene.hear(lambda told: uri("last") in told.posts)
    assert told.texts == [*wanted, "last #tideconf"]
    assert told.places["jetstream"] == str(scene.host.now)


async def test_what_is_heard_faster_than_it_is_stored_waits(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "_WAITING", 10)
    for number in range(100):
        await scene.host.post(f"{number} #tideconf", f"r{number}")
    scene.watch.places = {"jetstream": str(START)}
    await scene.listening()
    told = await scene.hear(lambda told: len(told.posts) == 100)
    assert max(len(heard.changes) for heard in told.heard) <= 10


@pytest.mark.long
async def test_ten_megabytes_of_junk_between_two_posts_are_survived(scene: Scene) -> None:
    async with jetstream() as other:
        scene.hosts = (scene.host.url, other.url)
        await scene.listening()
        await scene.host.post("one #tideconf", "a")
        await scene.hear(lambda told: bool(told.posts))
        other.kept, other.now = [*scene.host.kept], scene.host.now
        scene.host.spill(random.Random(1).randbytes(10_000_000))
        await other.post("two #tideconf", "b")
        told = await scene.hear(lambda told: uri("b") in told.posts)
    assert told.texts == ["one #tideconf", "two #tideconf"]


@pytest.mark.long
async def test_a_host_that_breaks_again_and_again_loses_nothing(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "_LONGEST_PAUSE", 0.1)
    order = random.Random(3)
    breaks: list[Any] = [Jetstream.cut, lambda host: host.spill(b"\x00" * 64), lambda _: None]
    await scene.listening()
    for number in range(60):
        await scene.host.post(f"{number} #tideconf", f"r{number}")
        order.choice(breaks)(scene.host)
        await scene.hear(partial(_has, uri(f"r{number}")))
    assert len(scene.told.posts) == 60


def _has(wanted: str, told: Told) -> bool:
    return wanted in told.posts
