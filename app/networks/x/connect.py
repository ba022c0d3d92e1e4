"""What X offers to be followed, and what it costs."""

import re
from collections.abc import Sequence
from datetime import timedelta

from app.domain.errors import BadInput, RateLimited, Refused, Unavailable
from app.domain.network import Network
from app.domain.phrase import phrase
from app.domain.source import Source
from app.networks.outside import Outside, web_address
from app.networks.source import Checked, Connector, Described, Follower, Given, usual_patience
from app.networks.x.client import API, Client, Faulty
from app.networks.x.follow import XFollower
from app.networks.x.queries import MARK, NO_HASHTAG, of_tags
from app.networks.x.spending import PRICES

_TOKEN = re.compile(r"[A-Za-z0-9%._~+/=\-]{20,500}")
_BROKEN, _BROKEN_MOST = timedelta(milliseconds=250), timedelta(seconds=16)
_FAULTY, _FAULTY_MOST = timedelta(seconds=5), timedelta(seconds=320)
_TOO_OFTEN, _TOO_OFTEN_MOST = timedelta(minutes=1), timedelta(minutes=16)
_LOOK_UPS = (
    "every post is looked at again after a day and then ever more rarely for a month, about ten times, because X tells "
    "of no deletion: each time is billed; pause or remove the source to end that"
)
_THREADS = "answers without the hashtag are searched for, and each is billed like a post"
_NO_THREADS = "answers without the hashtag are not seen, because each would be billed: --threads turns them on"


class _X:
    """X's `Connector`."""

    network = Network.X

    def describe(self, given: Given) -> Described:
        """Return the source of a token; the warning names the price."""
        other = (given.server, given.handle, given.app_password, given.relays, given.url, given.hosts, given.everything)
        if any(other):
            raise BadInput("X is followed with --token alone (and --threads, to pay for answers, too)")
        token = (given.token or "").strip().removeprefix("Bearer ").strip()
        if not token:
            raise BadInput(f"X needs --token, the Bearer token of an app in X's developer console. {PRICES}")
        if not _TOKEN.fullmatch(token):
            raise BadInput("that cannot be a Bearer token of X: it has letters, digits and %, and no spaces")
        api = web_address(given.api or API).rstrip("/")
        threads = given.threads is True
        return Described(
            name="x",
            options={"api": api, "threads": threads},
            secret={"token": token},
            warning=f"{PRICES}. Also {_LOOK_UPS}." + (f" Also {_THREADS}." if threads else ""),
        )

    def open(self, source: Source, outside: Outside) -> Follower:
        """Return what follows X with the source's token."""
        return XFollower(_client(source, outside), threads=source.options.get("threads") is True)

    async def check(self, source: Source, outside: Outside, tags: Sequence[str]) -> Checked:
        """Ask for the rules of the stream, which costs nothing and tells whether the token may read."""
        rules = await _client(source, outside).rules()
        queries, impossible = of_tags(tags)
        if not queries:
            raise BadInput(NO_HASHTAG)
        shown = " ".join(f"#{tag}" for tag in tags if tag not in impossible)
        foreign = sum(1 for rule in rules if not (rule.tag or "").startswith(MARK))
        threads = source.options.get("threads") is True
        sees = [
            f"X accepts the token: public posts with {shown} as they are written, with about seven seconds of delay",
            "what was written while the connection was down, for up to seven days, by search",
            f"{PRICES}; {_LOOK_UPS}",
        ]
        misses = ["reposts are not asked for: each would be billed", "deletions are noticed within about a day"]
        (sees if threads else misses).append(_THREADS if threads else _NO_THREADS)
        misses += [f"#{tag} cannot be a hashtag on X" for tag in impossible]
        if foreign:
            misses.append(f"{foreign} other rules use this token: what they find is billed, too, and not shown")
        return Checked(sees=tuple(sees), misses=tuple(misses))

    async def bio(self, handle: str, outside: Outside, sources: Sequence[Source]) -> str:  # noqa: ARG002 - a Connector's
        """Refused: profiles cost money, and anybody could make us read them."""
        raise Refused(phrase("X does not let us read profiles without paying: prove it by a post instead"))

    def patience(self, error: Exception, failures: int) -> timedelta:
        """X's own rules: 250 ms more each time, 5 s doubling after errors, a minute doubling when asked too often."""
        doubled = float(2 ** min(max(failures, 1) - 1, 10))
        match error:
            case RateLimited():
                wait = min(_TOO_OFTEN * doubled, _TOO_OFTEN_MOST)
            case Faulty():
                wait = min(_FAULTY * doubled, _FAULTY_MOST)
            case Unavailable():
                wait = min(_BROKEN * max(failures, 1), _BROKEN_MOST)
            case _:
                return usual_patience(error, failures)
        return max(wait, error.retry_after or timedelta(0))


def _client(source: Source, outside: Outside) -> Client:
    return Client(outside, api=str(source.options.get("api") or API), token=source.secret.get("token", ""))


CONNECTOR: Connector = _X()
