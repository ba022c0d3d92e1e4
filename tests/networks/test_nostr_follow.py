"""Following real relays, in this process: what is heard, whose deletions count, and what happens when one goes."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import Headers
from typing_extensions import override

from app.domain.errors import RateLimited, Refused, Unavailable
from app.domain.network import Network
from app.domain.post import Posted, PostKey
from app.networks.nostr import follow
from app.networks.nostr import relay as relays
from app.networks.nostr.follow import RelaysFollower
from app.networks.outside import Answer, Outside
from app.networks.source import Due
from tests.support.nostr import SOON, Person, Stage, local_relay, nobody, publish, staged_relay
from tests.support.watching import FakeWatch, Told, texts_are, until

_MIKA, _WREN, _ODA = Person("mika"), Person("wren"), Person("oda")
_TAG = ["t", "tideconf"]
_WELL_KNOWN = "/.well-known/nostr.json"


def _now() -> int:
    return int(datetime.now(UTC).timestamp())


def _note(text: str, *tags: Iterable[str], by: Person = _MIKA, at: int | None = None) -> dict[str, Any]:
    return by.write(text, _TAG, *tags, at=_now() if at is None else at)


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    opened = Outside(agent="Ovation tests", allowed={"127.0.0.1", "localhost"})
    yield opened
    await opened.close()


@pytest.fixture
async def relay() -> AsyncIterator[str]:
    async with local_relay() as url:
        yield url


class Ear:
    """A follower that runs, and what it has told so far."""

    def __init__(self, watch: FakeWatch, follower: RelaysFollower) -> None:
        self.watch = watch
        self.stream = follower.follow(watch)
        self.told = Told()

    async def hears(self, *texts: str) -> Told:
        """Wait until exactly these texts were told."""
        await self.waits(texts_are(*texts))
        return self.told

    async def loses(self, *uris: str) -> None:
        """Wait until exactly these were deleted."""
        await self.waits(lambda told: sorted(told.deleted) == sorted(uris))

    async def waits(self, done: Callable[[Told], bool]) -> None:
        """Go on until a test has seen enough."""
        async with asyncio.timeout(SOON):
            await until(self.stream, self.watch, done, self.told)

    async def notes(self, *parts: str) -> None:
        """Wait until the last note has these parts."""
        await self.waits(lambda told: all(part in (told.notes or [""])[-1] for part in parts))

    async def fails(self) -> None:
        """Go on until the follower ends with an error."""
        await self.waits(lambda _: False)


@asynccontextmanager
async def _listening(outside: Outside, *urls: str, watch: FakeWatch | None = None) -> AsyncIterator[Ear]:
    ear = Ear(watch or FakeWatch(tags=("TideConf",)), RelaysFollower(relays=urls, outside=outside))
    async with aclosing(ear.stream):
        yield ear


async def test_what_is_stored_and_what_comes_later_is_heard_with_its_author(relay: str, outside: Outside) -> None:
    await publish(
        relay,
        _MIKA.profile(at=_now(), name="mika", display_name="Mika Aho", picture="https://example.org/mika.png"),
        _note("stored"),
        _note("long ago", at=_now() - 30 * 86_400),
        _MIKA.write("of something else", ["t", "otherconf"], at=_now()),
    )
    async with _listening(outside, relay) as ear:
        await ear.hears("stored")
        await publish(relay, _note("live"), _note("by a stranger", by=_ODA))
        told = await ear.hears("stored", "live", "by a stranger")
    names = {post.text: post.author.name for post in told.posts.values()}
    assert names == {"stored": "Mika Aho", "live": "Mika Aho", "by a stranger": None}
    assert all(post.author.handle == post.author.remote_id for post in told.posts.values())


async def test_tags_in_other_cases_are_heard(relay: str, outside: Outside) -> None:
    async with _listening(outside, relay) as ear:
        for tag in ("tideconf", "TIDECONF", "TideConf"):
            await publish(relay, _MIKA.write(tag, ["t", tag], at=_now()))
        told = await ear.hears("tideconf", "TIDECONF", "TideConf")
    assert len(told.posts) == 3


async def test_a_note_is_gone_when_its_author_says_so_and_stays_when_a_stranger_does(
    relay: str, outside: Outside
) -> None:
    kept, lost = _note("kept"), _note("lost")
    async with _listening(outside, relay) as ear:
        await publish(relay, kept, lost)
        await ear.hears("kept", "lost")
        await publish(relay, _WREN.delete(kept["id"], at=_now()), _MIKA.delete(lost["id"], at=_now()))
        await ear.loses(lost["id"])
        assert ear.told.deleted == [lost["id"]]


async def test_a_note_that_is_held_from_before_is_gone_when_its_author_says_so(relay: str, outside: Outside) -> None:
    held = _note("held", at=_now() - 40 * 86_400)
    await publish(relay, held)
    async with _listening(outside, relay, watch=FakeWatch(tags=("tideconf",), held={held["id"]})) as ear:
        await publish(relay, _note("first"))
        await ear.hears("first")
        await publish(relay, _MIKA.delete(held["id"], at=_now()))
        await ear.loses(held["id"])
    assert [post.text for post in ear.told.posts.values()] == ["first"]


async def test_a_deletion_of_a_note_that_no_relay_has_any_more_counts_when_the_event_knows_its_author(
    relay: str, outside: Outside
) -> None:
    held, kept = _note("held"), _note("kept")
    await publish(relay, _MIKA.delete(held["id"], at=_now()), _WREN.delete(kept["id"], at=_now()))
    watch = FakeWatch(tags=("tideconf",), held={held["id"], kept["id"]})
    watch.authors = {held["id"]: _MIKA.pubkey, kept["id"]: _MIKA.pubkey}
    async with _listening(outside, relay, watch=watch) as ear:
        await ear.loses(held["id"])
        assert ear.told.deleted == [held["id"]]


async def test_a_deletion_that_came_while_nobody_listened_counts_once_the_author_is_known(
    relay: str, outside: Outside
) -> None:
    held, kept = _note("held"), _note("kept")
    stranger = _WREN.delete(kept["id"], at=_now())
    await publish(relay, held, kept, _MIKA.delete(held["id"], at=_now()), stranger)
    watch = FakeWatch(tags=("other",), held={held["id"], kept["id"]})
    keys = [PostKey(Network.NOSTR, uri) for uri in (held["id"], kept["id"])]
    watch.to_check = [
        Due(key=key, author=_MIKA.pubkey, aliases=(), created_at=datetime.now(UTC) - timedelta(hours=1)) for key in keys
    ]
    async with _listening(outside, relay, watch=watch) as ear:
        await ear.waits(lambda told: {key for heard in told.heard for key in heard.checked} == set(keys))
        assert ear.told.deleted == [held["id"]]


async def test_answers_and_quotes_of_what_is_held_are_heard_without_the_hashtag(relay: str, outside: Outside) -> None:
    question = _note("who has the slides?")
    async with _listening(outside, relay) as ear:
        await publish(relay, question)
        await ear.hears("who has the slides?")
        answer = _WREN.write("I do", ["e", question["id"], "", "root"], ["p", _MIKA.pubkey], at=_now())
        quote = _ODA.write("good question", ["q", question["id"], "", _MIKA.pubkey], at=_now())
        unheard = _ODA.write("something else", ["e", "0" * 64, "", "root"], at=_now())
        repost = _ODA.write(json.dumps(question), ["e", question["id"]], ["p", _MIKA.pubkey], kind=6, at=_now())
        await publish(relay, unheard, answer, quote, repost)
        told = await ear.hears("who has the slides?", "I do", "good question", "who has the slides?")
        await publish(relay, _MIKA.write("thanks!", ["e", answer["id"], "", "reply"], at=_now()))
        await ear.hears("who has the slides?", "I do", "good question", "who has the slides?", "thanks!")
    replied, quoted, repeated = (told.posts[one["id"]] for one in (answer, quote, repost))
    assert replied.reply_to is not None and replied.reply_to.uri == question["id"]  # noqa: PT018 - narrows
    assert replied.reply_to.author == (Network.NOSTR, _MIKA.pubkey)
    assert quoted.quote_of is not None and quoted.quote_of.uri == question["id"]  # noqa: PT018 - narrows
    assert repeated.repost_of is not None and repeated.repost_of.uri == question["id"]  # noqa: PT018 - narrows


async def test_an_author_who_vanishes_takes_everything_along(relay: str, outside: Outside) -> None:
    old, new = _note("old", at=_now() - 100), _note("new", at=_now() - 10)
    async with _listening(outside, relay) as ear:
        await publish(relay, old, new, _note("of another", by=_ODA))
        await ear.hears("old", "new", "of another")
        await publish(relay, _MIKA.write("", ["relay", "ALL_RELAYS"], kind=62, at=_now() - 50))
        await publish(relay, _note("later", by=_ODA))
        await ear.loses(old["id"])
    assert new["id"] not in ear.told.deleted


async def test_two_relays_tell_everything_once_and_one_is_enough(relay: str, outside: Outside) -> None:
    async with local_relay() as other, _listening(outside, relay, other) as ear:
        both = _note("on both")
        await publish(relay, both)
        await publish(other, both, _note("on the other"))
        await ear.hears("on both", "on the other")
        await publish(relay, _note("on the first"))
        told = await ear.hears("on both", "on the other", "on the first")
        assert len(told.changes) == 3
        await ear.waits(lambda told: set(told.places) == {relay, other})


async def test_a_relay_that_is_down_is_named_and_the_others_go_on(relay: str, outside: Outside) -> None:
    with nobody() as gone:
        async with _listening(outside, gone, relay) as ear:
            await publish(relay, _note("hello"))
            await ear.hears("hello")
            await ear.notes("1 of 2 relays", gone.removeprefix("ws://"))
            assert set(ear.told.places) == {relay}


async def test_a_relay_that_comes_back_is_heard_again_from_where_it_was_left(
    relay: str, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relays, "usual_patience", lambda _error, _failures: timedelta(milliseconds=20))
    async with AsyncExitStack() as stack:
        other = await stack.enter_async_context(local_relay())
        async with _listening(outside, relay, other) as ear:
            await publish(other, _note("before"))
            await ear.hears("before")
            await stack.aclose()
            await ear.notes("1 of 2 relays")
            async with local_relay(int(other.rpartition(":")[2])) as back:
                await publish(back, _note("after"))
                await ear.hears("before", "after")
                await ear.waits(lambda told: told.notes[-1] == "")
    assert len(ear.told.changes) == 2


async def test_when_no_relay_is_left_the_source_says_so(outside: Outside) -> None:
    with nobody() as one, nobody() as two:
        async with _listening(outside, one, two) as ear:
            with pytest.raises(Unavailable, match="does not answer"):
                await ear.fails()


async def test_a_gap_is_told_with_when_it_was_read_back(relay: str, outside: Outside) -> None:
    left = datetime.now(UTC) - timedelta(hours=1)
    await publish(relay, _note("meanwhile", at=_now() - 1_800), _note("late", at=int(left.timestamp()) - 600))
    watch = FakeWatch(tags=("tideconf",), places={relay: str(int(left.timestamp())), "odd": "x"})
    async with _listening(outside, relay, watch=watch) as ear:
        await ear.hears("meanwhile", "late")
        await ear.waits(lambda told: any(heard.gaps for heard in told.heard))
    (gap,) = (gap for heard in ear.told.heard for gap in heard.gaps)
    assert gap.from_at == left.replace(microsecond=0)
    assert gap.filled_at is not None


async def test_what_expires_leaves_when_its_time_has_come(relay: str, outside: Outside) -> None:
    soon = _note("until the coffee break", ["expiration", str(_now() + 3_600)])
    watch = FakeWatch(tags=("tideconf",))
    async with _listening(outside, relay, watch=watch) as ear:
        await publish(relay, soon)
        await ear.hears("until the coffee break")
        watch.clock = lambda: datetime.now(UTC) + timedelta(hours=2)
        await publish(relay, _note("later"))
        await ear.loses(soon["id"])
    assert ear.told.deleted == [soon["id"]]


# --- relays that misbehave ---


def _answering(*stored: Any, live: Iterable[Any] = ()) -> Callable[[Stage, list[Any]], Awaitable[Iterable[Any]]]:
    """A relay that has stored these frames or events, and sends `live` after them."""

    async def play(stage: Stage, asked: list[Any]) -> Iterable[Any]:
        if asked[0] != "REQ":
            return ()
        name = asked[1]
        if name != "tags":
            return (["EOSE", name],)
        told = [["EVENT", name, one] if isinstance(one, dict) else one for one in (*stored, None, *live)]
        return [one if one is not None else ["EOSE", name] for one in told]

    return play


async def test_what_is_forged_or_malformed_is_counted_and_loses_no_neighbour(outside: Outside) -> None:
    forged = {**_note("forged"), "content": "of another"}
    odd = ["nonsense", "[]", b"\xff", json.dumps(["EVENT", "tags", {"id": 5}]), "[" * 50_000]
    good = [_note("one"), _note("two"), _note("three")]
    play = _answering(odd[0], good[0], forged, *odd[1:3], good[1], odd[3], live=[odd[4], ["OK"], 5, good[2], "x"])
    async with staged_relay(play) as stage, _listening(outside, stage.url) as ear:
        told = await ear.hears("one", "two", "three")
        await ear.waits(lambda told: told.malformed == 8)
    assert not any("of another" in post.text for post in told.posts.values())


async def test_ten_megabytes_of_junk_end_one_connection_and_no_more(relay: str, outside: Outside) -> None:
    junk = json.dumps(["EVENT", "tags", {**_note("huge"), "content": "x" * 10_000_000}])
    async with staged_relay(_answering(live=[junk])) as stage, _listening(outside, stage.url, relay) as ear:
        await publish(relay, _note("hello"))
        await ear.hears("hello")
        await ear.notes("1 of 2 relays are heard", "broke")
    assert [post.text for post in ear.told.posts.values()] == ["hello"]


async def test_a_forged_copy_does_not_hide_the_genuine_one(outside: Outside) -> None:
    genuine = _note("genuine")
    play = _answering({**genuine, "sig": "0" * 128}, {**genuine, "content": "x"}, genuine)
    async with staged_relay(play) as stage, _listening(outside, stage.url) as ear:
        told = await ear.hears("genuine")
    assert told.malformed == 2
    assert list(told.posts) == [genuine["id"]]


@pytest.mark.parametrize(
    ("reason", "error"),
    [
        ("rate-limited: slow down", RateLimited),
        ("error: shutting down", Unavailable),
        ("", Unavailable),
        ("auth-required: sign in first", Refused),
        ("restricted: members only", Refused),
        ("unsupported: no such filter", Refused),
    ],
)
async def test_a_relay_that_ends_the_subscription_says_why(
    outside: Outside, reason: str, error: type[Exception]
) -> None:
    async def play(stage: Stage, asked: list[Any]) -> Iterable[Any]:
        return [["CLOSED", asked[1], reason]]

    async with staged_relay(play) as stage, _listening(outside, stage.url) as ear:
        with pytest.raises(error, match=reason.partition(": ")[2] or "127.0.0.1"):
            await ear.fails()


async def test_a_relay_that_tells_no_answers_is_still_of_use_and_says_so(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relays, "BEAT", 0.1)

    async def play(stage: Stage, asked: list[Any]) -> Iterable[Any]:
        if asked[0] == "REQ" and asked[1].startswith("about"):
            return [["CLOSED", asked[1], "restricted: no #e here"]]
        return await _answering(_note("hello"))(stage, asked)

    async with staged_relay(play) as stage, _listening(outside, stage.url) as ear:
        await ear.hears("hello")
        await ear.notes("no #e here")
    assert "does not tell answers and deletions" in str(ear.told.notes[-1])


async def test_a_subscription_that_was_closed_for_a_while_is_asked_for_again(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relays, "_FIRST_AGAIN", 0.01)
    note = _note("hello")

    async def play(stage: Stage, asked: list[Any]) -> Iterable[Any]:
        if asked[0] == "REQ" and asked[1].startswith("about"):
            if sum(one[1].startswith("about") for one in stage.requests) == 1:
                return [["CLOSED", asked[1], "rate-limited: slow down"]]
            return [["EVENT", asked[1], _MIKA.delete(note["id"], at=_now())], ["EOSE", asked[1]]]
        return await _answering(note)(stage, asked)

    async with staged_relay(play) as stage, _listening(outside, stage.url) as ear:
        await ear.loses(note["id"])
    assert sum(one[0] == "REQ" and one[1].startswith("about") for one in stage.requests) >= 2


async def test_what_is_older_than_a_page_is_read_back(outside: Outside) -> None:
    notes = [_note(str(number), at=_now() - 1_000 - number) for number in range(10)]

    async def play(stage: Stage, asked: list[Any]) -> Iterable[Any]:
        if asked[0] != "REQ" or "#t" not in asked[2]:
            return [["EOSE", asked[1]]]
        page = [one for one in notes if one["created_at"] <= asked[2].get("until", _now())][:3]
        return [*(["EVENT", asked[1], one] for one in page), ["EOSE", asked[1]]]

    async with staged_relay(play) as stage, _listening(outside, stage.url) as ear:
        await ear.hears(*map(str, range(10)))
    assert sum(one[0] == "REQ" and "until" in one[2] for one in stage.requests) >= 3


async def test_something_else_that_speaks_websocket_is_no_relay(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relays, "_PATIENCE", 0.1)

    async def play(stage: Stage, asked: list[Any]) -> Iterable[Any]:
        return [["NOTICE", "what do you want?"]]

    async with staged_relay(play) as stage, _listening(outside, stage.url) as ear:
        with pytest.raises(Unavailable, match="does not answer as a relay does; it says: what do you want"):
            await ear.fails()


async def test_a_relay_that_goes_silent_is_given_up(outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relays, "BEAT", 0.1)
    monkeypatch.setattr(relays, "PONG", 0.1)
    async with staged_relay(_answering(_note("hello"))) as stage, _listening(outside, stage.url) as ear:
        await ear.hears("hello")
        for socket in stage.sockets:
            socket.transport.pause_reading()
        with pytest.raises(Unavailable, match="has gone silent"):
            await ear.fails()
        for socket in stage.sockets:
            socket.transport.abort()


async def test_a_relay_that_is_alive_gives_a_sign_of_it(
    relay: str, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relays, "BEAT", 0.02)
    async with _listening(outside, relay) as ear:
        await ear.waits(lambda told: len(told.heard) > 3)
        assert all(not heard.changes and heard.places for heard in ear.told.heard)


# --- who wrote it ---


class _Domains(Outside):
    """The way out, with one domain whose nostr.json a test decides."""

    def __init__(self, names: dict[str, str]) -> None:
        super().__init__(agent="Ovation tests", allowed={"127.0.0.1", "localhost"})
        self._names = names
        self.asked: list[str] = []

    @override
    async def get(self, url: str, **options: Any) -> Answer:
        self.asked.append(url)
        assert options["redirects"] == 0
        if "silent" in url:
            raise Unavailable("silent.example does not answer")
        return Answer(status=200, headers=Headers(), body=json.dumps({"names": self._names}).encode(), url=url)


async def test_an_internet_name_counts_when_its_domain_says_so(relay: str) -> None:
    outside = _Domains({"mika": _MIKA.pubkey, "wren": _MIKA.pubkey})
    await publish(
        relay,
        _MIKA.profile(at=_now(), nip05="mika@tide.example"),
        _WREN.profile(at=_now(), nip05="wren@tide.example"),
        _ODA.profile(at=_now(), nip05="oda@silent.example"),
        _note("mine"),
        _note("not mine", by=_WREN),
        _note("who knows", by=_ODA),
    )
    async with _listening(outside, relay) as ear:
        told = await ear.hears("mine", "not mine", "who knows")
        await publish(relay, Person("una").profile(at=_now(), nip05="una@silent.example"))
        await publish(relay, _note("again", by=_ODA), _note("another", by=Person("una")))
        told = await ear.hears("mine", "not mine", "who knows", "again", "another")
    await outside.close()
    names = {post.text: post.author.name for post in told.posts.values() if post.author.name}
    assert names == {"mine": "mika@tide.example"}
    assert sorted(outside.asked) == [f"https://{domain}.example{_WELL_KNOWN}" for domain in ("silent", "tide", "tide")]


async def test_a_post_does_not_wait_for_a_slow_profile_which_is_told_later(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "_SECOND", 0.1)
    asked_for = 0

    async def play(stage: Stage, asked: list[Any]) -> Iterable[Any]:
        nonlocal asked_for
        if asked[0] == "REQ" and asked[2].get("kinds") == [0]:
            asked_for += 1
            if asked_for == 1:
                return ()
            return [["EVENT", asked[1], _MIKA.profile(at=_now(), name="Mika")], ["EOSE", asked[1]]]
        return await _answering(_note("hello"))(stage, asked)

    async with staged_relay(play) as stage, _listening(outside, stage.url) as ear:
        told = await ear.hears("hello")
        assert [post.author.name for post in told.posts.values()] == [None]
        await ear.waits(lambda told: [post.author.name for post in told.posts.values()] == ["Mika"])


async def test_a_profile_that_only_a_late_relay_has_is_found(relay: str, outside: Outside) -> None:
    late = asyncio.Event()

    async def slow(stage: Stage, asked: list[Any]) -> Iterable[Any]:
        await late.wait()
        if asked[0] != "REQ":
            return ()
        profile = _MIKA.profile(at=_now(), name="Mika")
        told = [["EVENT", asked[1], profile]] if asked[2].get("kinds") == [0] else []
        return [*told, ["EOSE", asked[1]]]

    await publish(relay, _note("hello"))
    async with staged_relay(slow) as stage, _listening(outside, relay, stage.url) as ear:
        await ear.hears("hello")
        late.set()
        await ear.waits(lambda told: [post.author.name for post in told.posts.values()] == ["Mika"])
    assert [change.post.author.name for change in ear.told.changes if isinstance(change, Posted)] == [None, "Mika"]


async def test_a_profile_that_somebody_else_signed_is_not_believed(outside: Outside) -> None:
    forged = {**_MIKA.profile(at=_now(), name="Mika"), "content": json.dumps({"name": "Not Mika"})}

    async def play(stage: Stage, asked: list[Any]) -> Iterable[Any]:
        if asked[0] == "REQ" and asked[2].get("kinds") == [0]:
            theirs = _WREN.profile(at=_now(), name="Wren")
            return [["EVENT", asked[1], forged], ["EVENT", asked[1], theirs], ["EOSE", asked[1]]]
        return await _answering(_note("hello"))(stage, asked)

    async with staged_relay(play) as stage, _listening(outside, stage.url) as ear:
        told = await ear.hears("hello")
    assert [post.author.name for post in told.posts.values()] == [None]


async def test_tags_that_are_added_are_followed_without_a_restart(
    relay: str, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "_LOOK_EVERY", 0.01)
    watch = FakeWatch(tags=("tideconf",))
    async with _listening(outside, relay, watch=watch) as ear:
        await publish(relay, _MIKA.write("new tag", ["t", "tide26"], at=_now()), _note("old tag"))
        await ear.hears("old tag")
        watch.tags = ("tideconf", "tide26")
        await publish(relay, _note("once more"))
        told = await ear.hears("old tag", "once more", "new tag")
    assert told.texts[0] == "old tag"
