"""Where we go at all: a server that somebody names must not lead us to machines that only we can reach."""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from urllib.parse import SplitResult, urlsplit

from app.domain.errors import BadInput, Unavailable
from app.domain.phrase import phrase

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Returns the addresses of a host; raises OSError when there is none."""

_MOST_ADDRESSES = 8
_RESOLVE_TIMEOUT = 5.0  # seconds
_NUMBERS = re.compile(r"(0x[0-9a-f]+|[0-9]+)(\.(0x[0-9a-f]+|[0-9]+)){0,3}")
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")  # RFC 4291; the rest of IPv6 is nobody's, or somebody's own
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: how a network without IPv4 reaches IPv4
_NOBODYS = (
    ipaddress.ip_network("192.0.0.0/24"),  # RFC 6890, protocol assignments
    ipaddress.ip_network("192.88.99.0/24"),  # RFC 7526, relays of 6to4
    ipaddress.ip_network("2001::/23"),  # RFC 2928, protocol assignments, Teredo among them
    ipaddress.ip_network("2002::/16"),  # RFC 3056, 6to4: any IPv4 address may be inside, and nobody uses it
    ipaddress.ip_network("3fff::/20"),  # RFC 9637, documentation
)


def web_address(url: str) -> str:
    """Return an address that can be asked; BadInput when it is no http(s) address, or carries a password."""
    if not _fine(url, {"http", "https"}):
        raise BadInput(
            phrase("{url} is not an address that can be asked: it begins with https://", url=repr(url[:200]))
        )
    return url


def socket_address(url: str) -> tuple[str, int]:
    """Return host and port of a WebSocket's address; BadInput when it is none, or carries a password."""
    parts = _fine(url, {"ws", "wss"})
    if parts is None or parts.hostname is None:
        raise BadInput(phrase("{url} is not the address of a WebSocket: it begins with wss://", url=repr(url[:200])))
    return parts.hostname, parts.port or (443 if parts.scheme == "wss" else 80)


def _fine(url: str, schemes: Collection[str]) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        fine = parts.scheme in schemes and parts.hostname and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return None
    return parts if fine else None


def host_name(host: str) -> str:
    """Return the one spelling of a host: lower case, ASCII, without a final dot; numbers as the address they mean."""
    bare = host.strip().strip("[]").rstrip(".").lower()
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        pass
    if _NUMBERS.fullmatch(bare):  # 127.1, 0x7f000001, 2130706433: the system's resolver takes them, so we do
        try:
            return socket.inet_ntoa(socket.inet_aton(bare))
        except OSError:
            return bare
    try:
        return bare.encode("idna").decode()
    except UnicodeError:
        return bare


class Guard:
    """Says which addresses of a host may be connected to: public ones, or any when the operator allows the host."""

    def __init__(self, allowed: Iterable[str] = (), resolve: Resolver | None = None) -> None:
        self._allowed = frozenset(host_name(host) for host in allowed)
        self._resolve = resolve or _resolve

    def allows(self, host: str) -> bool:
        """Whether the operator allows a host by name."""
        return host_name(host) in self._allowed

    async def addresses(self, host: str, port: int) -> list[str]:
        """Return where to connect to, in the resolver's order. Whoever connects, connects to these and asks no more.

        Unavailable when there is no such host. BadInput when any of its addresses is private, not only when all are:
        a name that mixes both waits for a client that tries the second.
        """
        name = host_name(host)
        try:
            async with asyncio.timeout(_RESOLVE_TIMEOUT):
                found = list(dict.fromkeys(await self._resolve(name, port)))
        except (OSError, UnicodeError) as error:
            raise Unavailable(
                phrase("there is no host {host}: nothing answers to that name", host=name[:200])
            ) from error
        if not found:
            raise Unavailable(phrase("there is no host {host}: it has no address", host=name[:200]))
        for address in () if name in self._allowed else found:
            if not is_public(address):
                raise BadInput(
                    phrase(
                        "{host} leads to the private address {address}, and requests there are refused; "
                        "if it is yours, set OVATION_ALLOWED_HOSTS={host}",
                        host=name,
                        address=address,
                    )
                )
        return found[:_MOST_ADDRESSES]


def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody in the world may be reached at."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False  # fe80::1%eth0 and other things that name a way out of this very machine
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        if ip not in _GLOBAL_UNICAST:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not any(ip in net for net in _NOBODYS)


async def _resolve(host: str, port: int) -> Sequence[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]
