"""Posts of X are looked at again a hundred at a time, and none is forgotten when a look-up fails."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.network import Network
from app.domain.post import PostKey
from app.networks.outside import Outside
from app.networks.source import Due
from app.networks.x.again import Again
from app.networks.x.client import Client, Faulty
from app.networks.x.hearing import Hearing
from tests.support.raw_server import response
from tests.support.watching import FakeWatch
from tests.support.x_server import TOKEN, x_server

_NOW = datetime.now(UTC)
_WRITTEN = _NOW - timedelta(days=2)


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    ours = Outside(agent="Ovation tests", allowed={"127.0.0.1"})
    yield ours
    await ours.close()


def _due(number: str) -> Due:
    key = PostKey(Network.X, f"https://x.com/i/status/{number}")
    return Due(key=key, author="77", aliases=(), created_at=_WRITTEN)


async def test_after_a_look_up_that_failed_it_asks_anew_which_posts_are_due(outside: Outside) -> None:
    async with x_server() as x:
        due = [_due(x.write(f"Tide {n} #tideconf", at=_WRITTEN + timedelta(seconds=n))["id"]) for n in range(150)]
        watching = FakeWatch(tags=("TideConf",), to_check=[*due], clock=lambda: _NOW)
        again = Again(Client(outside, api=x.url, token=TOKEN), watching, Hearing(watching), after=timedelta(days=1))
        x.fail["/2/tweets"] = (response(status="503 Service Unavailable"), 1)
        with pytest.raises(Faulty):
            await again.look()
        assert not again.is_busy
        watching.to_check = [*due]  # nobody looked at them, so they are due as before
        assert (await again.look()).checked == tuple(one.key for one in due[:100])
        assert (await again.look()).checked == tuple(one.key for one in due[100:])
