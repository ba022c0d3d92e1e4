"""Sets up a source of Bluesky: what a person types, a check that says what will be seen, and a profile's own words."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from app.domain.errors import BadInput, OvationError, Unavailable
from app.domain.network import Network
from app.domain.phrase import phrase
from app.domain.source import Source
from app.networks.bluesky.client import Xrpc
from app.networks.bluesky.follow import BlueskyFollower
from app.networks.bluesky.glance import glance
from app.networks.bluesky.options import Options
from app.networks.bluesky.payloads import POST, Posts
from app.networks.bluesky.search import SEARCH
from app.networks.bluesky.session import SignedIn
from app.networks.bluesky.text import handle as canonical
from app.networks.bluesky.view import Views
from app.networks.outside import UNREADABLE, Outside, web_address
from app.networks.source import Checked, Described, Follower, Given, usual_patience

_PATIENCE = 5.0  # seconds for the first frame of a stream
_NOT_HERE = {
    "server": "Bluesky is one network: leave --server out; another place of its API is --api",
    "token": "Bluesky needs no token: with --handle and --app-password, what was missed can be searched for",
    "relays": "--relay is for Nostr",
    "url": "--url is for feeds; to read another Jetstream, use --host",
}


class BlueskyConnector:
    """Offers to follow Bluesky. Sessions are kept between restarts of a follower, because sign-ins are counted."""

    network = Network.BLUESKY

    def __init__(self) -> None:
        self._accounts: dict[Options, SignedIn] = {}

    def describe(self, given: Given) -> Described:
        """Return the source that a person means."""
        for name, why in _NOT_HERE.items():
            if getattr(given, name):
                raise BadInput(why)
        if bool(given.handle) != bool(given.app_password):
            raise BadInput(
                "searching needs both: --handle, and --app-password from Bluesky's settings (never the main one)"
            )
        options: dict[str, object] = {}
        secret: dict[str, str] = {}
        hosts = [_host(host) for host in given.hosts]
        if hosts:
            options["hosts"] = list(dict.fromkeys(hosts))
        if given.api:
            options["api"] = web_address(given.api).rstrip("/")
        if given.handle and given.app_password:
            options["handle"] = canonical(given.handle)
            secret["app_password"] = given.app_password.strip()
        name = f"bluesky:{urlsplit(hosts[0]).netloc}" if hosts else "bluesky"
        return Described(name=name, options=options, secret=secret)

    def open(self, source: Source, outside: Outside) -> Follower:
        """Return what follows a source."""
        options = Options.of(source)
        return BlueskyFollower(options, outside, self._account(options, outside))

    def _account(self, options: Options, outside: Outside) -> SignedIn | None:
        if not (options.handle and options.password):
            return None
        known = self._accounts.get(options)
        if known is None or not known.uses(outside):
            known = self._accounts[options] = SignedIn(options, outside)
        return known

    async def check(self, source: Source, outside: Outside, tags: Sequence[str]) -> Checked:
        """Read a little of the stream, ask the API for something, and search when there is an app password."""
        options = Options.of(source)
        sees = [await _stream(options, outside, tags)]
        misses = [
            "likes and reposts are not followed, and posts in which the hashtag is not marked as one are not seen"
        ]
        view = await Views(Xrpc(outside, options.api))()
        await view.profiles(["bsky.app"])
        sees.append("names, pictures, and posts that were taken down are looked up without signing in")
        account = self._account(options, outside)
        if account is None:
            misses.append(
                "without --handle and --app-password, what was said before now and in gaps is not searched for"
            )
        else:
            asked = {"q": f"#{tags[0] if tags else 'bluesky'}", "limit": 1}
            await account.get(SEARCH, asked, Posts)
            sees.append(f"what was said before now is searched for as @{options.handle}")
        return Checked(sees=tuple(sees), misses=tuple(misses))

    async def bio(self, handle: str, outside: Outside, sources: Sequence[Source]) -> str:
        """Return what a profile says of itself."""
        options = Options.of(sources[0]) if sources else Options()
        view = await Views(Xrpc(outside, options.api))()
        return (await view.profile(handle)).description or ""

    def patience(self, error: Exception, failures: int) -> timedelta:
        """As usual: Bluesky has no rules of its own."""
        return usual_patience(error, failures)


def _host(typed: str) -> str:
    url = typed.strip().rstrip("/").removesuffix("/subscribe")
    url = url if "://" in url else f"wss://{url}"
    parts = urlsplit(url)
    if parts.scheme not in {"ws", "wss"} or not parts.hostname or parts.path or parts.username:
        raise BadInput(
            f"{typed[:200]!r} is not the address of a Jetstream: it looks like jetstream1.us-east.bsky.network"
        )
    return url


async def _stream(options: Options, outside: Outside, tags: Sequence[str]) -> str:
    failure: OvationError | None = None
    for host in options.hosts:
        try:
            return await _read(host, outside, tags)
        except OvationError as error:
            failure = failure or error
    raise failure or BadInput("no host of a Jetstream is given")


async def _read(host: str, outside: Outside, tags: Sequence[str]) -> str:
    name, hashtags = urlsplit(host).netloc, " and ".join(f"#{tag}" for tag in tags)
    parts = urlencode({"wantedCollections": POST})
    async with outside.socket(f"{host}/subscribe?{parts}", compression=None) as connection:
        try:
            async with asyncio.timeout(_PATIENCE):
                frame = await connection.recv(decode=False)
        except TimeoutError:
            return f"{name} takes us, but said nothing for {_PATIENCE:.0f} seconds: Bluesky itself is never so quiet"
    try:
        glance(frame)
    except UNREADABLE as error:
        raise Unavailable(phrase("{host} speaks something else than Jetstream", host=name)) from error
    return f"every public post on Bluesky comes from {name}; those with {hashtags} are kept, and what answers them"


CONNECTOR = BlueskyConnector()
