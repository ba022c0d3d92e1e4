"""Where a server that somebody names may lead us, and where not."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import BadInput, Unavailable
from app.networks.outside.addresses import Guard, Resolver, host_name, is_public, socket_address, web_address


def _says(*addresses: str) -> Resolver:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return addresses

    return resolve


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.7"),
        *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "::7f00:1", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1"),
        *("2001:db8::1", "3fff::1", "100::1", "5f00::1", "2001:20::1"),
        *("::ffff:127.0.0.1", "::ffff:8.8.8.8", "2002:7f00:1::1", "2002:808:808::1", "2001:0:4136:e378::1"),
        *("64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::808:808", "not an address", ""),
    ],
)
def test_nobody_is_led_to_an_address_that_is_somebodys_own(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "100.63.255.255", "2606:4700::1111", "64:ff9b::808:808"])
def test_what_anybody_may_reach_is_reached(address: str) -> None:
    assert is_public(address)


@given(st.text())
def test_no_text_breaks_the_guard(text: str) -> None:
    is_public(text)
    assert host_name(host_name(text)) == host_name(text) or not text.isascii()


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Fosstodon.ORG.", "fosstodon.org"),
        ("127.1", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),
        ("[::1]", "::1"),
        ("0:0:0:0:0:0:0:1", "::1"),
        ("Bücher.example", "xn--bcher-kva.example"),
        ("99999999999", "99999999999"),
    ],
)
def test_a_host_has_one_name(spelling: str, name: str) -> None:
    assert host_name(spelling) == name


async def test_one_private_address_among_public_ones_refuses_the_host() -> None:
    guard = Guard(resolve=_says("8.8.8.8", "2606:4700::1111", "10.0.0.7"))
    with pytest.raises(BadInput, match=r"evil\.example leads to the private address 10\.0\.0\.7"):
        await guard.addresses("evil.example", 443)


async def test_every_address_of_a_public_host_may_be_tried_but_not_hundreds() -> None:
    assert await Guard(resolve=_says("8.8.8.8", "8.8.4.4", "8.8.8.8")).addresses("a.example", 443) == [
        "8.8.8.8",
        "8.8.4.4",
    ]
    many = [f"8.8.8.{last}" for last in range(1, 200)]
    assert len(await Guard(resolve=_says(*many)).addresses("a.example", 443)) == 8


@pytest.mark.parametrize("asked", ["pds.home.example", "PDS.Home.Example.", "pds.home.example."])
async def test_a_host_is_allowed_by_its_name_however_it_is_written(asked: str) -> None:
    guard = Guard(["PDS.home.example."], _says("10.0.0.7"))
    assert await guard.addresses(asked, 80) == ["10.0.0.7"]


@pytest.mark.parametrize("asked", ["home.example", "x.pds.home.example", "pds.home.example.evil.example", "10.0.0.7"])
async def test_a_host_that_only_resembles_an_allowed_one_is_refused(asked: str) -> None:
    guard = Guard(["pds.home.example"], _says("10.0.0.7"))
    with pytest.raises(BadInput):
        await guard.addresses(asked, 80)


@pytest.mark.parametrize("asked", ["127.0.0.1", "127.1", "0x7f.1", "2130706433", "[::1]", "::1", "localhost"])
async def test_numbers_in_any_spelling_are_looked_at_like_names(asked: str) -> None:
    with pytest.raises(BadInput, match="private address"):
        await Guard().addresses(asked, 80)
    assert await Guard(["127.0.0.1", "::1", "localhost"]).addresses(asked, 80)


async def test_a_host_without_an_address_is_said_to_be_none() -> None:
    async def fail(host: str, port: int) -> Sequence[str]:
        raise OSError("Name or service not known")

    for resolve in (fail, _says()):
        with pytest.raises(Unavailable, match=r"there is no host gone\.example"):
            await Guard(resolve=resolve).addresses("gone.example", 443)


@pytest.mark.parametrize(
    "url",
    [
        *("", "fosstodon.org", "ftp://a.example/", "file:///etc/passwd", "https://", "https://a:b@a.example/"),
        *("https://@a.example/", "https://a.example:0/", "https://a.example:99999/", "https://[::1/", "ws://a.example"),
    ],
)
def test_an_address_that_cannot_be_asked_says_so(url: str) -> None:
    with pytest.raises(BadInput, match="begins with https://"):
        web_address(url)


def test_a_sockets_address_is_told_apart() -> None:
    assert socket_address("wss://relay.example/path") == ("relay.example", 443)
    assert socket_address("ws://relay.example:7777") == ("relay.example", 7777)
    for url in ("https://relay.example", "wss://", "wss://me:secret@relay.example", "relay.example"):
        with pytest.raises(BadInput, match="begins with wss://"):
            socket_address(url)
