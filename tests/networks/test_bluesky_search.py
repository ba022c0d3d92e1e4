"""Searching with an app password: what was said before, what a gap held, and sessions that are opened seldom."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from app.domain.errors import NotFound, RateLimited, Refused, Unavailable
from app.networks.bluesky import search
from app.networks.bluesky.client import Xrpc, home_of
from app.networks.bluesky.options import Options
from app.networks.bluesky.payloads import Posts
from app.networks.bluesky.search import SEARCH
from app.networks.bluesky.session import SignedIn
from tests.support.bluesky import Scene, a_scene
from tests.support.jetstream import JANE, JOE, START

_HOUR = 3_600_000_000


@pytest.fixture
async def scene(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    monkeypatch.setattr(search, "_BETWEEN", 0.0)
    async with a_scene() as made:
        made.signed_in = True
        yield made


async def test_what_was_said_before_is_found_page_by_page(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "PAGE", 10)
    for number in range(25):
        scene.api.hold(JOE, f"p{number}", f"{number} #TideConf")
    scene.api.hold(JOE, "other", "#tideconf", facets=[])  # found, but it is no hashtag there
    told = await scene.hear(lambda told: len(told.posts) == 25)
    assert {post.author.handle for post in told.posts.values()} == {"joe.test"}
    assert [query.get("cursor") for query in scene.api.calls("searchPosts")] == [None, ["10"], ["20"]]
    first = scene.api.calls("searchPosts")[0]
    assert (first["tag"], first["sort"], first["since"]) == (["TideConf"], ["latest"], ["2026-09-20T14:58:20Z"])
    assert scene.api.sessions == 1


async def test_what_is_held_is_not_told_again(scene: Scene) -> None:
    scene.watch.held.add(scene.api.hold(JOE, "held", "old #tideconf"))
    new = scene.api.hold(JOE, "new", "new #tideconf")
    told = await scene.hear(lambda told: bool(told.posts))
    assert list(told.posts) == [new]


async def test_a_gap_is_searched_and_then_filled(scene: Scene) -> None:
    scene.host.lookback = 60_000_000
    scene.watch.places = {"jetstream": str(START)}
    scene.host.now = START + _HOUR
    await scene.host.post("now #tideconf", "b")
    missed = scene.api.hold(JOE, "missed", "missed #tideconf")
    told = await scene.hear(lambda told: any(gap.filled_at for heard in told.heard for gap in heard.gaps))
    gaps = [gap for heard in told.heard for gap in heard.gaps]
    assert [gap.filled_at is None for gap in gaps] == [True, False]
    assert gaps[0].from_at == gaps[1].from_at
    assert missed in told.posts


async def test_a_gap_stays_open_while_search_does_not_answer(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_REST", 0.05)
    scene.api.status = 503
    scene.host.lookback = 60_000_000
    scene.watch.places = {"jetstream": str(START)}
    scene.host.now = START + _HOUR
    await scene.host.post("now #tideconf", "b")
    told = await scene.hear(lambda told: bool(told.notes) and any(heard.gaps for heard in told.heard))
    assert "search" in told.notes[-1]
    assert all(gap.filled_at is None for heard in told.heard for gap in heard.gaps)
    scene.api.status = None
    told = await scene.hear(lambda told: any(gap.filled_at for heard in told.heard for gap in heard.gaps))
    assert "search" not in told.notes[-1]


async def test_a_wrong_app_password_is_noted_and_the_stream_goes_on(scene: Scene) -> None:
    scene.password = "wrong-one"
    told = await scene.hear(lambda told: bool(told.notes))
    assert "app password of jane.test" in told.notes[-1]
    assert "wrong-one" not in told.notes[-1]
    await scene.listening()
    await scene.host.post("#tideconf", "a")
    assert (await scene.hear(lambda told: bool(told.posts))).texts == ["#tideconf"]


# --- sessions --------------------------------------------------------------------------------------------------------


async def test_a_session_is_refreshed_when_it_has_expired(scene: Scene) -> None:
    account = SignedIn(scene.options(), scene.outside)
    asked = {"q": "#x", "tag": ["x"], "limit": 1}
    await account.get(SEARCH, asked, Posts)
    scene.api.tokens.clear()
    await account.get(SEARCH, asked, Posts)
    assert scene.api.sessions == 1
    assert len(scene.api.calls("refreshSession")) == 1


async def test_the_account_is_found_at_its_own_server(scene: Scene) -> None:
    account = SignedIn(scene.options(), scene.outside)
    await account.get(SEARCH, {"q": "#x", "limit": 1}, Posts)
    methods = [name.rpartition(".")[2] for name, _ in scene.api.asked]
    assert methods[:2] == ["describeRepo", "resolveHandle"]
    assert scene.api.asked[2][0] == f"/{JANE}"
    assert methods[3:] == ["createSession", "searchPosts"]


async def test_a_pds_that_is_the_api_says_itself_where_its_accounts_live(scene: Scene) -> None:
    scene.api.lone = True
    account = SignedIn(scene.options(), scene.outside)
    await account.get(SEARCH, {"q": "#x", "limit": 1}, Posts)
    assert [name.rpartition(".")[2] for name, _ in scene.api.asked] == ["describeRepo", "createSession", "searchPosts"]


async def test_sign_ins_are_far_apart(scene: Scene) -> None:
    options = scene.options()
    scene.api.password = "another"
    account = SignedIn(options, scene.outside)
    with pytest.raises(Refused):
        await account.get(SEARCH, {"q": "#x", "limit": 1}, Posts)
    with pytest.raises(RateLimited) as refused:
        await account.get(SEARCH, {"q": "#x", "limit": 1}, Posts)
    assert refused.value.retry_after is not None
    assert refused.value.retry_after > timedelta(minutes=9)
    assert scene.api.sessions == 1


async def test_a_handle_that_nobody_has_cannot_sign_in(scene: Scene) -> None:
    options = Options(api=scene.api.url, plc=scene.api.url, handle="nobody.test", password="x")
    with pytest.raises(NotFound, match=r"nobody\.test"):
        await SignedIn(options, scene.outside).get(SEARCH, {"q": "#x"}, Posts)


async def test_where_an_account_lives_is_what_its_did_document_says(scene: Scene) -> None:
    assert await home_of(scene.outside, scene.api.url, JANE) == scene.api.url
    with pytest.raises(Unavailable):
        await home_of(scene.outside, scene.api.url, "did:plc:unheard")


async def test_a_rate_limit_names_the_moment_of_its_end(scene: Scene) -> None:
    scene.api.status, scene.api.headers = 429, {"RateLimit-Reset": "99999999999"}
    with pytest.raises(RateLimited) as refused:
        await Xrpc(scene.outside, scene.api.url).get("app.bsky.feed.getPosts", {"uris": ["x"]}, Posts)
    assert refused.value.retry_after == timedelta(minutes=15)
