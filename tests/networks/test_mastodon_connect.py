"""Adding a server of the fediverse: every spelling of it, what a check says in words, and profiles."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest

from app.domain.errors import BadInput, NotFound, RateLimited, Refused, Unavailable
from app.domain.network import Network
from app.domain.source import Source
from app.networks.mastodon import connect
from app.networks.mastodon.connect import CONNECTOR
from app.networks.mastodon.speaking import server_of
from app.networks.outside import Outside
from app.networks.source import Connector, Given
from tests.support.mastodon_server import GOTOSOCIAL, ICESHRIMP, TOKEN, MastodonServer, mastodon_server

_CONNECTOR: Connector = CONNECTOR


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    ours = Outside(agent="Ovation tests", allowed={"127.0.0.1", "localhost"})
    yield ours
    await ours.close()


def source(server: MastodonServer, token: str | None = None) -> Source:
    told = _CONNECTOR.describe(Given(server=server.url, token=token))
    return Source(id=1, event_id=1, name=told.name, network=Network.MASTODON, options=told.options, secret=told.secret)


@pytest.mark.parametrize(
    "typed",
    [
        "fosstodon.example",
        "Fosstodon.Example.",
        " https://fosstodon.example/ ",
        "http://fosstodon.example/explore",
        "fosstodon.example/tags/tideconf",
        "@somebody@fosstodon.example",
        "https://fosstodon.example/@somebody@elsewhere.example",
        "https://fosstodon.example:443",
        "\u200bfosstodon.example",
    ],
)
def test_every_spelling_of_a_server_is_the_same_source(typed: str) -> None:
    described = _CONNECTOR.describe(Given(server=typed, token=f" {TOKEN} "))
    assert described.name == "mastodon:fosstodon.example"
    assert described.options == {"url": "https://fosstodon.example", "threads": True}
    assert described.secret == {"token": TOKEN}


def test_a_domain_in_letters_of_its_own_is_asked_by_its_ascii_name() -> None:
    assert _CONNECTOR.describe(Given(server="bücher.example")).name == "mastodon:xn--bcher-kva.example"


@pytest.mark.parametrize(
    "typed", ["", "  ", "fosstodon", "not a server.example", "https://", "a..example", "x.example:port"]
)
def test_what_is_no_server_is_one_clear_line(typed: str) -> None:
    with pytest.raises(BadInput) as raised:
        _CONNECTOR.describe(Given(server=typed))
    assert "\n" not in str(raised.value)


def test_what_belongs_to_other_networks_is_refused() -> None:
    with pytest.raises(BadInput, match="--handle, --relay"):
        _CONNECTOR.describe(Given(server="fosstodon.example", handle="@a@b.example", relays=("wss://r.example",)))
    with pytest.raises(BadInput, match="read:statuses"):
        _CONNECTOR.describe(Given(server="fosstodon.example", token="two words"))


def said(lines: Sequence[str], *parts: str) -> bool:
    return all(any(part in line for line in lines) for part in parts)


async def test_a_check_says_what_will_be_seen_and_what_not(outside: Outside) -> None:
    async with mastodon_server() as server:
        server.add("hello #tideconf")
        found = await _CONNECTOR.check(source(server), outside, ("TideConf",))
    assert found.sees == (
        f"{server.name} (Mastodon 4.6.5) answers: its hashtag timeline is public",
        "it has one post with #tideconf",
    )
    assert found.misses == (
        "without a token there is no stream: new posts come every 30 seconds",
        f"posts of other servers are seen only as far as {server.name} knows them",
    )


async def test_a_check_with_a_token_opens_the_stream(outside: Outside) -> None:
    async with mastodon_server() as server:
        found = await _CONNECTOR.check(source(server, TOKEN), outside, ("TideConf",))
        assert server.opened == 1
    assert said(found.sees, "shows hashtags to this token", "no posts yet", "its stream opens")
    assert not said(found.misses, "without a token")


@pytest.mark.parametrize(("software", "shown"), [(GOTOSOCIAL, "GoToSocial 0.20.0"), (ICESHRIMP, "Iceshrimp 4.6.5")])
async def test_other_software_is_called_by_its_name(outside: Outside, software: str, shown: str) -> None:
    async with mastodon_server(MastodonServer(software=software)) as server:
        found = await _CONNECTOR.check(source(server, TOKEN), outside, ("TideConf",))
    assert said(found.sees, f"({shown})")
    assert said(found.misses, "streams no hashtags") is (software == GOTOSOCIAL)


@pytest.mark.parametrize("access", [None, {"local": "public", "remote": "authenticated"}])
async def test_a_server_that_shows_strangers_its_own_posts_says_so(
    outside: Outside, access: dict[str, str] | None
) -> None:
    async with mastodon_server(MastodonServer(public=False, local_public=True, access=access)) as server:
        found = await _CONNECTOR.check(source(server), outside, ("TideConf",))
    assert said(found.sees, "the posts of its own accounts to everybody")
    assert said(found.misses, "wants a user token")


async def test_a_server_that_wants_a_token_is_refused_with_the_way_to_one(outside: Outside) -> None:
    async with mastodon_server(MastodonServer(public=False)) as server:
        with pytest.raises(Refused, match=r"read:statuses is needed .*Preferences"):
            await _CONNECTOR.check(source(server), outside, ("TideConf",))
        with pytest.raises(Refused, match="does not know this token"):
            await _CONNECTOR.check(source(server, "a-token-from-elsewhere"), outside, ("TideConf",))


async def test_a_stream_that_does_not_open_is_no_reason_not_to_follow(outside: Outside) -> None:
    async with mastodon_server() as server:
        server.failing.append(("/streaming", (503, "", {})))
        found = await _CONNECTOR.check(source(server, TOKEN), outside, ("TideConf",))
    assert said(found.misses, "its stream can’t be opened", "every 30 seconds")


async def test_something_else_and_nothing_at_all_are_one_line_each(outside: Outside) -> None:
    async with mastodon_server() as server:
        gone = source(server)
        server.failing += [("/instance", (404, "<html>", {})), ("/instance", (404, "<html>", {}))]
        with pytest.raises(Unavailable, match="does not speak Mastodon’s API"):
            await _CONNECTOR.check(gone, outside, ())
    with pytest.raises(Unavailable, match="does not answer"):
        await _CONNECTOR.check(gone, outside, ())


async def test_a_private_address_is_refused(outside: Outside) -> None:
    described = _CONNECTOR.describe(Given(server="192.168.1.7"))
    with pytest.raises(BadInput, match="private"):
        await _CONNECTOR.check(
            Source(id=1, event_id=1, name=described.name, network=Network.MASTODON, options=described.options),
            outside,
            (),
        )


async def test_a_profile_is_found_through_its_domain_and_read_as_plain_text(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with mastodon_server() as server:
        fields = [{"name": "Proof", "value": "ovation-<span>abcd</span>-efgh"}]
        server.person("maren", note="<p>Archivist &amp; sailor</p>", fields=fields)
        monkeypatch.setattr(connect, "server_of", _server_in_the_clear)
        assert await _CONNECTOR.bio(f"maren@{server.name}", outside, ()) == "Archivist & sailor\novation-abcd-efgh"
        with pytest.raises(NotFound):
            await _CONNECTOR.bio(f"nobody@{server.name}", outside, ())


async def test_a_profile_whose_server_refuses_is_read_where_the_event_listens(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with mastodon_server() as own, mastodon_server() as followed:
        monkeypatch.setattr(connect, "server_of", _server_in_the_clear)
        handle = f"maren@{own.name}"
        own.person("maren")
        own.failing.append(("/lookup", (401, {"error": "secure mode"}, {})))
        followed.person(handle, note="ovation-abcd-efgh")
        assert await _CONNECTOR.bio(handle, outside, [source(followed)]) == "ovation-abcd-efgh"
        own.failing.append(("/lookup", (401, {"error": "secure mode"}, {})))
        with pytest.raises(Refused, match="can’t be read"):
            await _CONNECTOR.bio(handle, outside, ())


async def _server_in_the_clear(handle: str, outside: Outside) -> str:
    return await server_of(handle, outside, scheme="http")


def test_waiting_is_as_long_as_the_server_asks() -> None:
    assert _CONNECTOR.patience(Unavailable("x"), 1) == timedelta(seconds=1)
    assert _CONNECTOR.patience(RateLimited("x", retry_after=timedelta(minutes=9)), 1) == timedelta(minutes=9)
