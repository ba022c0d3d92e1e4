"""What Ovation offers to follow a server of the fediverse: describe it, check it, follow it, and read a profile."""

import asyncio
import ipaddress
import re
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from app.domain.errors import BadInput, NotFound, OvationError, Refused, Unavailable
from app.domain.network import Network
from app.domain.phrase import as_phrase, phrase
from app.domain.source import Source
from app.networks.domains import ascii_domain, is_resolvable
from app.networks.forms import bare
from app.networks.mastodon.client import HOW_TO_GET_A_TOKEN, Denied, Page, Server
from app.networks.mastodon.follow import MastodonFollower
from app.networks.mastodon.hearing import Timings
from app.networks.mastodon.instance import Instance, instance_of
from app.networks.mastodon.payloads import AccountPayload, one
from app.networks.mastodon.people import bio
from app.networks.mastodon.speaking import server_of
from app.networks.mastodon.text import same_tag
from app.networks.outside import Outside
from app.networks.source import Checked, Described, Follower, Given, usual_patience

_CHECK_PATIENCE = 13.0  # seconds
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+\-.^_`|~]{8,500}")  # what may stand in Sec-WebSocket-Protocol
_ANY_TAG = "mastodon"
_STREAMS_NO_HASHTAGS = "GoToSocial"


class MastodonConnector:
    """Satisfies Connector."""

    @property
    def network(self) -> Network:
        return Network.MASTODON

    def describe(self, given: Given) -> Described:
        """Take any spelling of a server: fosstodon.org, https://fosstodon.org/explore, @anybody@fosstodon.org."""
        strangers = {
            "--handle": given.handle,
            "--app-password": given.app_password,
            "--relay": given.relays,
            "--url": given.url,
            "--host": given.hosts,
            "--api": given.api,
            "--everything": given.everything,
        }
        if unused := [option for option, value in strangers.items() if value]:
            raise BadInput(f"a Mastodon source takes --server, --token and --no-threads, but no {', '.join(unused)}")
        if not given.server or not given.server.strip():
            raise BadInput("which server? Give one where many of your audience are, such as --server mastodon.social")
        url = server_address(given.server)
        token = (given.token or "").strip()
        if token and not _TOKEN.fullmatch(token):
            raise BadInput(f"this is no access token; how to get one: {HOW_TO_GET_A_TOKEN}")
        return Described(
            name=f"mastodon:{urlsplit(url).netloc}",
            options={"url": url, "threads": given.threads is not False},
            secret={"token": token} if token else {},
        )

    def open(self, source: Source, outside: Outside) -> Follower:
        """Return what follows a server."""
        url = _url(source)
        return MastodonFollower(
            url=url,
            outside=outside,
            token=source.secret.get("token"),
            threads=source.options.get("threads") is not False,
            speakers_scheme=urlsplit(url).scheme,
        )

    async def check(self, source: Source, outside: Outside, tags: Sequence[str]) -> Checked:
        """Ask the server what it is, read a page of the first hashtag, and open the stream when there is a token."""
        server = Server(outside=outside, url=_url(source), token=source.secret.get("token"))
        try:
            async with asyncio.timeout(_CHECK_PATIENCE):
                return await _checked(server, outside, tags)
        except TimeoutError as error:
            raise Unavailable(phrase("{host} takes too long to answer", host=server.name)) from error

    async def bio(self, handle: str, outside: Outside, sources: Sequence[Source]) -> str:
        """Ask the account's own server, and where that one refuses, the servers that are followed."""
        try:
            return await _bio_at(Server(outside=outside, url=await server_of(handle, outside)), handle)
        except NotFound:
            raise
        except OvationError as error:
            failure = error
        for source in sources:
            server = Server(outside=outside, url=_url(source), token=source.secret.get("token"))
            try:
                return await _bio_at(server, handle)
            except OvationError:
                continue
        raise Refused(
            phrase("the profile of @{name} can’t be read: {why}", name=handle, why=as_phrase(failure))
        ) from failure

    def patience(self, error: Exception, failures: int) -> timedelta:
        """Wait as usual; a server that names a time is given it."""
        return usual_patience(error, failures)


CONNECTOR = MastodonConnector()


def server_address(text: str) -> str:
    """Return the address of a server in any spelling, without a path; BadInput when it can be none.

    It is asked by https, unless it is on this very machine.
    """
    typed = bare(text)
    host = typed.partition("://")[2] or typed
    host = host.partition("/")[0].partition("?")[0].rpartition("@")[2].rstrip(".")
    try:
        parts = urlsplit(f"//{host}")
        name, port = ascii_domain(parts.hostname or ""), parts.port
    except ValueError as error:
        raise BadInput(f"{typed[:100]!r} is not the name of a server, such as fosstodon.org") from error
    if not name or not is_resolvable(name) or not re.fullmatch(r"[a-z0-9.-]+", name):
        raise BadInput(f"{typed[:100]!r} is not the name of a server, such as fosstodon.org")
    here = _is_here(name)
    if not here and "." not in name:
        raise BadInput(f"{typed[:100]!r} is not the name of a server, such as fosstodon.org")
    scheme = "http" if here and not typed.lower().startswith("https://") else "https"
    return f"{scheme}://{name}" + (f":{port}" if port not in {None, 443 if scheme == "https" else 80} else "")


def _is_here(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def _url(source: Source) -> str:
    url = source.options.get("url")
    if not isinstance(url, str) or not url:
        raise BadInput(
            phrase("{name} does not say which server it follows; remove it and add it again", name=source.name)
        )
    return url


async def _bio_at(server: Server, handle: str) -> str:
    name = handle if not server.url.endswith(handle.rpartition("@")[2]) else handle.partition("@")[0]
    account = one(await server.account(name), AccountPayload)
    if account is None:
        raise Unavailable(phrase("{host} answers with something that is no account", host=server.name))
    return bio(account)


async def _checked(server: Server, outside: Outside, tags: Sequence[str]) -> Checked:
    instance = await instance_of(server)
    tag = next((plain for tag in tags if (plain := same_tag(tag))), _ANY_TAG)
    page, local = await _first_page(server, tag, instance)
    open_to = "its hashtag timeline is public" if server.token is None else "it shows hashtags to this token"
    sees = [f"{server.name} ({instance.runs}) answers: {open_to}"]
    if tags:
        sees.append(f"it has {_counted(page)} with #{tag}")
    misses = [f"posts of other servers are seen only as far as {server.name} knows them"]
    if local:
        sees[0] = f"{server.name} ({instance.runs}) answers: it shows the posts of its own accounts to everybody"
        misses = [f"posts of other servers are not seen at all: for that, {server.name} wants a user token"]
    if server.token is None:
        misses.insert(0, f"without a token there is no stream: new posts come every {Timings().poll:.0f} seconds")
    else:
        await _try_stream(server, outside, instance, sees, misses)
    return Checked(sees=tuple(sees), misses=tuple(misses))


async def _first_page(server: Server, tag: str, instance: Instance) -> tuple[Page, bool]:
    if not (instance.local_only and server.token is None):
        try:
            return await server.tagged(tag), False
        except Denied:
            if server.token is not None:
                raise
    return await server.tagged(tag, local=True), True


def _counted(page: Page) -> str:
    if page.is_full:
        return f"more than {page.entries} posts"
    return {0: "no posts yet", 1: "one post"}.get(page.entries, f"{page.entries} posts")


async def _try_stream(server: Server, outside: Outside, instance: Instance, sees: list[str], misses: list[str]) -> None:
    polled = f"new posts come every {Timings().poll:.0f} seconds"
    if instance.streaming is None:
        misses.insert(0, f"{server.name} has no stream: {polled}")
        return
    try:
        async with outside.socket(f"{instance.streaming}/api/v1/streaming", subprotocols=[server.token or ""]):
            pass
    except (Refused, Unavailable, BadInput) as error:
        misses.insert(0, f"its stream can’t be opened ({error}): {polled}")
        return
    sees.append("its stream opens with this token: new posts come within seconds")
    if instance.software == _STREAMS_NO_HASHTAGS:
        misses.insert(0, f"{instance.software} streams no hashtags: its public stream is heard instead, and polled")
