"""How often one visitor may ask for what costs something, so that nobody makes us knock at other people's doors."""

from collections import OrderedDict
from datetime import datetime
from ipaddress import ip_address, ip_network

from starlette.exceptions import HTTPException
from starlette.requests import Request

_TOO_MANY_REQUESTS = 429
_EACH = 30.0  # at once; many people of one conference come from one address
_EACH_PER_SECOND = 0.2
_ALL = 300.0
_ALL_PER_SECOND = 3.0
_REMEMBERED = 10_000  # visitors
_A_SITE = 64  # bits of an IPv6 address that one visitor has for themselves


class Allowance:
    """A bucket for each address and one for all; each request takes a drop, and they fill up by themselves."""

    def __init__(
        self,
        *,
        each: float = _EACH,
        each_per_second: float = _EACH_PER_SECOND,
        everybody: float = _ALL,
        everybody_per_second: float = _ALL_PER_SECOND,
    ) -> None:
        self._each = (each, each_per_second)
        self._everybody = (everybody, everybody_per_second)
        self._buckets: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def wait(self, visitor: str | None, now: datetime) -> float:
        """Take a drop; return 0, or after how many seconds there will be one."""
        places = (("", *self._everybody), (_site(visitor), *self._each))
        levels = {place: self._level(place, room, rate, now) for place, room, rate in places}
        wait = max((1 - levels[place]) / rate for place, _, rate in places)
        for place, level in levels.items():
            self._buckets[place] = (level if wait > 0 else level - 1, now)
            self._buckets.move_to_end(place)
        while len(self._buckets) > _REMEMBERED:
            self._buckets.popitem(last=False)
        return max(0.0, wait)

    def _level(self, place: str, room: float, rate: float, now: datetime) -> float:
        level, at = self._buckets.get(place, (room, now))
        return min(room, level + max(0.0, (now - at).total_seconds()) * rate)


def sparingly(request: Request) -> None:
    """Let a request pass, or answer 429 with the time after which it may come again; a dependency."""
    state = request.app.state
    wait = state.allowance.wait(request.client.host if request.client else None, state.now())
    if wait:
        seconds = int(wait) + 1
        raise HTTPException(_TOO_MANY_REQUESTS, headers={"Retry-After": str(seconds)})


def _site(visitor: str | None) -> str:
    try:
        found = ip_address(visitor or "")
    except ValueError:
        return visitor or "nobody knows whom"
    return str(found) if found.version == 4 else str(ip_network((found, _A_SITE), strict=False))  # noqa: PLR2004 - IPv4
