"""What X offers to be followed: what is asked of a person, what it costs, what a check says, and how long it waits."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from app.domain.errors import BadInput, RateLimited, Refused, Unavailable
from app.domain.network import Network
from app.domain.source import Source
from app.networks.outside import Outside
from app.networks.source import Given
from app.networks.x.client import Faulty
from app.networks.x.connect import CONNECTOR
from tests.support.raw_server import raw_server, response
from tests.support.watching import FakeWatch, hear, texts_are
from tests.support.x_server import TOKEN, XServer, x_server


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    ours = Outside(agent="Ovation tests", allowed={"127.0.0.1", "localhost"})
    yield ours
    await ours.close()


@pytest.fixture
async def x() -> AsyncIterator[XServer]:
    async with x_server() as server:
        yield server


def source(x: XServer, *, token: str = TOKEN, threads: bool = False) -> Source:
    described = CONNECTOR.describe(Given(token=token, api=x.url, threads=threads))
    return Source(
        id=1,
        event_id=1,
        name=described.name,
        network=Network.X,
        options=described.options,
        secret=described.secret,
    )


def test_it_is_off_until_somebody_brings_a_token_and_knows_the_price() -> None:
    with pytest.raises(BadInput, match=r"--token.*\$0\.005 for each post"):
        CONNECTOR.describe(Given())
    described = CONNECTOR.describe(Given(token=f"Bearer {TOKEN}"))
    assert described.name == "x"
    assert described.secret == {"token": TOKEN}
    assert TOKEN not in str(described.options)
    assert described.warning is not None
    assert "$0.005 for each post that is read and $0.010 for each author, up to 3,000,000 posts" in described.warning
    assert described.options == {"api": "https://api.x.com", "threads": False}


def test_answers_are_only_paid_for_when_that_was_said() -> None:
    assert CONNECTOR.describe(Given(token=TOKEN, threads=True)).options["threads"] is True
    assert CONNECTOR.describe(Given(token=TOKEN, threads=None)).options["threads"] is False


@pytest.mark.parametrize(
    "given",
    [
        Given(token="short"),
        Given(token=f"{TOKEN} and more"),
        Given(token=f"{TOKEN}\r\nX-Evil: 1"),
        Given(token=TOKEN, relays=("wss://relay.example",)),
        Given(token=TOKEN, api="ftp://x.example"),
    ],
)
def test_what_cannot_be_a_source_is_refused(given: Given) -> None:
    with pytest.raises(BadInput) as caught:
        CONNECTOR.describe(given)
    assert TOKEN not in str(caught.value)


async def test_a_check_reads_no_post_and_says_what_it_will_cost(x: XServer, outside: Outside) -> None:
    x.rules = [{"id": "1", "value": "cats", "tag": "theirs"}]
    checked = await CONNECTOR.check(source(x), outside, ["TideConf", "two-words"])
    assert x.asked == ["GET /2/tweets/search/stream/rules"]
    assert "public posts with #TideConf" in checked.sees[0]
    assert any("$0.005" in line for line in checked.sees)
    assert any("--threads turns them on" in line for line in checked.misses)
    assert "#two-words cannot be a hashtag on X" in checked.misses
    assert any("1 other rules" in line for line in checked.misses)


@pytest.mark.parametrize(
    ("status", "kind", "says"),
    [
        ("401 Unauthorized", Refused, "does not accept the token"),
        ("402 Payment Required", Refused, "wants credits"),
        ("403 Forbidden", Refused, "needs pay-per-use access"),
        ("409 Conflict", BadInput, "409"),
        ("429 Too Many Requests", RateLimited, "too often"),
        ("503 Service Unavailable", Unavailable, "503"),
    ],
)
async def test_a_check_that_fails_says_so_in_one_line(
    x: XServer, outside: Outside, status: str, kind: type[Exception], says: str
) -> None:
    x.fail["/2/tweets/search/stream/rules"] = (response(status=status), 1)
    with pytest.raises(kind, match=says) as caught:
        await CONNECTOR.check(source(x), outside, ["TideConf"])
    assert "\n" not in str(caught.value)


async def test_a_server_that_is_not_x_is_one_clear_line(x: XServer, outside: Outside) -> None:
    x.fail["/2/tweets/search/stream/rules"] = (response(b"<html>hello</html>"), 1)
    with pytest.raises(Unavailable, match="not what we asked for"):
        await CONNECTOR.check(source(x), outside, ["TideConf"])


async def test_an_address_where_nobody_is_is_one_clear_line(x: XServer, outside: Outside) -> None:
    async with raw_server(x.answer) as port:
        x.port = port
        ours = source(x)
    with pytest.raises(Unavailable, match="does not answer"):
        await CONNECTOR.check(ours, outside, ["TideConf"])


async def test_what_is_opened_follows(x: XServer, outside: Outside) -> None:
    x.write("Splendid #TideConf")
    follower = CONNECTOR.open(source(x), outside)
    told = await hear(follower, FakeWatch(tags=("TideConf",)), texts_are("Splendid #TideConf"))
    assert [post.text for post in told.posts.values()] == ["Splendid #TideConf"]


async def test_profiles_are_not_read(outside: Outside) -> None:
    with pytest.raises(Refused, match="without paying: prove it by a post instead"):
        await CONNECTOR.bio("wren", outside, ())


@pytest.mark.parametrize(
    ("error", "waits"),
    [
        (Unavailable("broken"), {1: 0.25, 2: 0.5, 64: 16, 1000: 16}),
        (Faulty("503"), {1: 5, 2: 10, 7: 320, 50: 320}),
        (Faulty("503", retry_after=timedelta(seconds=30)), {1: 30, 7: 320}),
        (RateLimited("429"), {1: 60, 2: 120, 3: 240}),
        (RateLimited("429", retry_after=timedelta(minutes=7)), {1: 420, 4: 480}),
        (Refused("402"), {1: 300}),
    ],
)
def test_it_waits_as_x_asks_for(error: Exception, waits: dict[int, float]) -> None:
    for failures, seconds in waits.items():
        assert CONNECTOR.patience(error, failures) == timedelta(seconds=seconds)
