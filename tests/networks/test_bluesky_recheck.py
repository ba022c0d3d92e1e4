"""Another look at held posts: takedowns, edits, new names, missed answers; by an AppView, or by a PDS alone."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.network import Network
from app.domain.post import AccountGone, PostKey
from app.networks.bluesky import recheck
from app.networks.source import Due
from tests.support.bluesky import Scene, a_scene
from tests.support.jetstream import ANN, JANE, JOE, START, answering, uri

_WRITTEN = datetime.fromtimestamp(START / 1e6, UTC)


@pytest.fixture
async def scene(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    monkeypatch.setattr(recheck, "_PAUSE", 0.05)
    monkeypatch.setattr(recheck, "_BUSY_PAUSE", 0.01)
    monkeypatch.setattr(recheck, "_FIRST_REST", 0.05)
    async with a_scene() as made:
        yield made


def due(held: str, text: str | None = None, *, age: timedelta = timedelta(hours=2)) -> Due:
    """A held post; with its text, the version that is held is known."""
    aliases = () if text is None else (f"{held}#bafy{abs(hash(text)):x}",)
    author = held.split("/")[2]
    written = _WRITTEN + timedelta(hours=1) - age
    return Due(key=PostKey(Network.BLUESKY, held), author=author, aliases=aliases, created_at=written)


async def test_a_post_that_was_taken_down_is_deleted(scene: Scene) -> None:
    kept = scene.api.hold(JANE, "kept", "still here")
    scene.watch.to_check = [due(kept, "still here"), due(uri("taken"))]
    told = await scene.hear(lambda told: bool(told.deleted))
    assert told.deleted == [uri("taken")]
    assert {key.uri for heard in told.heard for key in heard.checked} == {kept, uri("taken")}


async def test_when_the_author_is_gone_their_posts_may_come_back(scene: Scene) -> None:
    scene.watch.to_check = [due(uri("a", ANN)), due(uri("b", ANN))]
    told = await scene.hear(lambda told: bool(told.gone()))
    (gone,) = told.gone()
    assert isinstance(gone, AccountGone)
    assert gone.account == ANN
    assert told.deleted == []


async def test_a_young_post_that_appview_has_not_seen_yet_is_not_deleted(scene: Scene) -> None:
    old = scene.api.hold(JANE, "old", "old")
    scene.watch.to_check = [due(old, "old"), due(uri("young"), age=timedelta(minutes=3))]
    told = await scene.hear(lambda told: any(heard.checked for heard in told.heard))
    assert told.deleted == []
    younger = scene.api.hold(JANE, "younger", "younger")
    scene.watch.to_check = [
        due(younger, "younger", age=timedelta(minutes=2)),
        due(uri("young"), age=timedelta(minutes=3)),
    ]
    told = await scene.hear(lambda told: bool(told.deleted))
    assert told.deleted == [uri("young")]


async def test_that_everything_is_gone_at_once_is_believed_only_after_a_while(scene: Scene) -> None:
    posts = [due(uri(f"p{number}")) for number in range(4)]
    for looks in range(1, recheck._EMPTY):
        scene.watch.to_check = list(posts)
        await scene.hear(lambda told, looks=looks: sum(bool(heard.checked) for heard in told.heard) == looks)  # type: ignore[misc]  # a default of a lambda has no type
        assert scene.told.deleted == []
    scene.watch.to_check = list(posts)
    told = await scene.hear(lambda told: bool(told.deleted))
    assert len(told.deleted) == 4


async def test_a_text_that_changed_unheard_is_told_as_an_edit(scene: Scene) -> None:
    held = scene.api.hold(JANE, "a", "second thoughts #tideconf")
    scene.watch.to_check = [due(held, "first thoughts #tideconf")]
    told = await scene.hear(lambda told: bool(told.posts))
    assert told.posts[held].text == "second thoughts #tideconf"
    assert told.posts[held].edited_at == scene.watch.now()


async def test_a_moderators_label_closes_a_post(scene: Scene) -> None:
    label = {"src": "did:plc:moderation", "uri": uri("a"), "val": "porn", "cts": "2026-09-21T14:20:00.000Z"}
    held = scene.api.hold(JANE, "a", "hello", labels=[label])
    scene.watch.to_check = [due(held, "hello")]
    told = await scene.hear(lambda told: bool(told.posts))
    assert told.posts[held].warning == "adult content"
    assert told.posts[held].edited_at == datetime(2026, 9, 21, 14, 20, tzinfo=UTC)


async def test_a_new_name_is_told_once(scene: Scene) -> None:
    held = scene.api.hold(JANE, "a", "hello")
    scene.watch.to_check = [due(held, "hello")]
    await scene.hear(lambda told: held in told.posts)
    assert scene.told.posts[held].author.name == "Jane"
    scene.api.know(JANE, "jane.test", displayName="Jane Rivers", avatar="https://cdn.example/new.jpg")
    scene.watch.to_check = [due(held, "hello")]
    told = await scene.hear(lambda told: told.posts[held].author.name == "Jane Rivers")
    assert told.posts[held].edited_at is None
    before = len(told.changes)
    scene.watch.to_check = [due(held, "hello")]
    checks = sum(bool(heard.checked) for heard in told.heard)
    await scene.hear(lambda told: sum(bool(heard.checked) for heard in told.heard) > checks)
    assert len(told.changes) == before


async def test_answers_that_were_missed_are_found_in_the_thread(scene: Scene) -> None:
    held = scene.api.hold(JANE, "a", "a question #tideconf")
    first = scene.api.hold(JOE, "b", "an answer", reply=answering(held))
    second = scene.api.hold(JANE, "c", "thanks", reply=answering(first, held))
    scene.watch.held |= {held, JANE}
    scene.watch.to_check = [due(held, "a question #tideconf")]
    told = await scene.hear(lambda told: second in told.posts)
    assert {first, second} <= told.posts.keys()
    assert told.posts[first].author.handle == "joe.test"
    asked = len(scene.api.calls("getPostThread"))
    scene.watch.to_check = [due(held, "a question #tideconf")]
    checks = sum(bool(heard.checked) for heard in told.heard)
    await scene.hear(lambda told: sum(bool(heard.checked) for heard in told.heard) > checks)
    await scene.host.post("#tideconf", "later")
    await scene.hear(lambda told: uri("later") in told.posts)
    assert len(scene.api.calls("getPostThread")) == asked  # nobody has answered since


async def test_no_more_than_25_are_asked_for_at_once(scene: Scene) -> None:
    texts = {scene.api.hold(JANE, f"p{number}", f"post {number}"): f"post {number}" for number in range(60)}
    scene.watch.to_check = [due(held, text) for held, text in texts.items()]
    told = await scene.hear(lambda told: sum(len(heard.checked) for heard in told.heard) == 60)
    assert [len(query["uris"]) for query in scene.api.calls("getPosts")] == [25, 25, 10]
    assert told.malformed == 0


async def test_when_the_api_does_not_answer_that_is_noted_until_it_does(scene: Scene) -> None:
    scene.api.status = 503
    held = scene.api.hold(JANE, "a", "hello")
    scene.watch.to_check = [due(held, "hello"), *(due(uri(f"p{n}")) for n in range(50))]
    told = await scene.hear(lambda told: bool(told.notes))
    assert "does not answer" in told.notes[-1]
    scene.api.status = None
    scene.watch.to_check = [due(held, "hello")]
    told = await scene.hear(lambda told: len(told.notes) == 2)
    assert told.notes[-1] == ""


async def test_too_many_requests_are_waited_out(scene: Scene) -> None:
    scene.api.status, scene.api.headers = 429, {"Retry-After": "1"}
    scene.watch.to_check = [due(uri("a"))]
    await scene.hear(lambda told: bool(told.notes))
    asked = len(scene.api.calls("getPosts")) + len(scene.api.calls("describeServer"))
    scene.api.status, scene.api.headers = None, {}
    scene.watch.to_check = [due(scene.api.hold(JANE, "a", "hello"), "hello")]
    async with asyncio.timeout(60):
        told = await scene.hear(lambda told: any(heard.checked for heard in told.heard))
    assert told.notes[-1] == "" or asked == 1


# --- without an AppView ----------------------------------------------------------------------------------------------


async def test_a_pds_alone_says_what_stands_in_its_accounts(scene: Scene) -> None:
    scene.api.lone = True
    held = scene.api.hold(JANE, "a", "changed #tideconf")
    scene.watch.to_check = [
        due(held, "as it was #tideconf"),
        due(uri("gone"), age=timedelta(minutes=3)),
        due(uri("x", ANN)),
    ]
    told = await scene.hear(lambda told: bool(told.posts) and bool(told.deleted) and bool(told.gone()))
    assert told.posts[held].text == "changed #tideconf"
    assert told.posts[held].author.handle == "jane.test"
    assert told.posts[held].author.name == "Jane"
    assert told.deleted == [uri("gone")]
    assert [one.account for one in told.gone()] == [ANN]
