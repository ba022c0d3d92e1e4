"""Setting up a source of Bluesky: what is stored, what a check says, and whose profile is read."""

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any

import pytest

from app.domain.errors import BadInput, NotFound, Refused, Unavailable
from app.domain.network import Network
from app.domain.source import Source
from app.networks.bluesky.connect import CONNECTOR, BlueskyConnector
from app.networks.bluesky.options import HOSTS, Options
from app.networks.source import Given
from tests.support.bluesky import Scene, a_scene


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with a_scene() as made:
        yield made


def _source(scene: Scene, *, password: str | None = None, **more: Any) -> Source:
    options = {"hosts": [scene.host.url], "api": scene.api.url, "plc": scene.api.url, **more}
    secret = {} if password is None else {"app_password": password}
    if password is not None:
        options["handle"] = "jane.test"
    return Source(id=1, event_id=1, name="bluesky", network=Network.BLUESKY, options=options, secret=secret)


def test_bluesky_needs_nothing() -> None:
    described = CONNECTOR.describe(Given())
    assert (described.name, described.options, described.secret) == ("bluesky", {}, {})
    options = Options.of(Source(id=1, event_id=1, name="bluesky", network=Network.BLUESKY))
    assert options.hosts == HOSTS
    assert options.password is None


def test_an_app_password_is_a_secret() -> None:
    given = Given(
        handle="@Jane.Test", app_password=" abcd-efgh ", hosts=("jetstream.example",), api="https://pds.example/"
    )
    described = CONNECTOR.describe(given)
    assert described.name == "bluesky:jetstream.example"
    assert described.secret == {"app_password": "abcd-efgh"}
    expected = {"hosts": ["wss://jetstream.example"], "api": "https://pds.example", "handle": "jane.test"}
    assert described.options == expected


@pytest.mark.parametrize(
    "given",
    [
        Given(server="bsky.social"),
        Given(token="x"),
        Given(relays=("wss://x.example",)),
        Given(url="https://x.example/feed"),
        Given(handle="jane.test"),
        Given(app_password="x"),
        Given(handle="jane", app_password="x"),
        Given(hosts=("https://x.example",)),
        Given(hosts=("wss://x.example/other",)),
        Given(api="ftp://x.example"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_line(given: Given) -> None:
    with pytest.raises(BadInput) as refused:
        CONNECTOR.describe(given)
    assert "\n" not in str(refused.value)


async def test_a_check_says_what_will_be_seen(scene: Scene) -> None:
    await scene.host.post("hello", "a")
    scene.host.greeting = scene.host.kept[0][2]
    checked = await BlueskyConnector().check(_source(scene), scene.outside, ["tideconf", "ebb"])
    assert "#tideconf and #ebb" in checked.sees[0]
    assert any("--app-password" in line for line in checked.misses)


async def test_a_check_with_an_app_password_searches(scene: Scene) -> None:
    scene.host.greeting = '{"did":"did:plc:x","time_us":1,"kind":"identity"}'
    checked = await BlueskyConnector().check(_source(scene, password=scene.api.password), scene.outside, ["tideconf"])
    assert any("@jane.test" in line for line in checked.sees)
    assert len(scene.api.calls("searchPosts")) == 1


@pytest.mark.parametrize(
    ("refusing", "greeting", "error", "words"),
    [
        (HTTPStatus.FORBIDDEN, None, Refused, "403"),
        (HTTPStatus.SERVICE_UNAVAILABLE, None, Unavailable, "503"),
        (None, "hello", Unavailable, "something else"),
    ],
)
async def test_a_check_that_fails_says_why_in_one_line(
    scene: Scene, refusing: HTTPStatus | None, greeting: str | None, error: type[Exception], words: str
) -> None:
    scene.host.refusing, scene.host.greeting = refusing, greeting
    with pytest.raises(error) as failed:
        await BlueskyConnector().check(_source(scene), scene.outside, ["tideconf"])
    assert words in str(failed.value)
    assert "\n" not in str(failed.value)


async def test_a_check_with_a_wrong_app_password_is_refused(scene: Scene) -> None:
    scene.host.greeting = '{"did":"did:plc:x","time_us":1,"kind":"identity"}'
    with pytest.raises(Refused, match="app password"):
        await BlueskyConnector().check(_source(scene, password="wrong"), scene.outside, ["tideconf"])


async def test_a_session_outlives_the_follower_that_opened_it(scene: Scene) -> None:
    scene.host.greeting = '{"did":"did:plc:x","time_us":1,"kind":"identity"}'
    connector = BlueskyConnector()
    for _ in range(3):
        await connector.check(_source(scene, password=scene.api.password), scene.outside, ["tideconf"])
    assert scene.api.sessions == 1


@pytest.mark.parametrize("lone", [False, True])
async def test_a_profile_says_what_its_owner_wrote(scene: Scene, *, lone: bool) -> None:
    scene.api.lone = lone
    assert await CONNECTOR.bio("jane.test", scene.outside, [_source(scene)]) == "Tides."
    assert await CONNECTOR.bio("joe.test", scene.outside, [_source(scene)]) == ""
    with pytest.raises(NotFound):
        await CONNECTOR.bio("nobody.test", scene.outside, [_source(scene)])
