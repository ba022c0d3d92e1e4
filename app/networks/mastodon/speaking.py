"""Speakers' own servers: a speaker who answers without the hashtag is heard there first, and often only there."""

import asyncio
from collections import OrderedDict
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import httpx

from app.domain.errors import BadInput, NotFound, OvationError, Unavailable
from app.domain.handle import Handle
from app.domain.phrase import phrase
from app.domain.post import Change, Posted
from app.networks.mastodon.client import Server
from app.networks.mastodon.hearing import Hearing, Timings
from app.networks.mastodon.payloads import AccountPayload, StatusPayload, one
from app.networks.mastodon.posts import alias, to_change
from app.networks.mastodon.together import Tell
from app.networks.outside import Outside
from app.networks.source import Heard

_NEWEST = 20
_PARENTS_LIMIT = 5_000
_SERVERS_LIMIT = 500
_LONGEST_REST = 20  # rounds that a speaker whose server does not answer is left out
_ACTOR = ("application/activity+json", "application/ld+json")


async def server_of(handle: str, outside: Outside, *, scheme: str = "https") -> str:
    """Return the address of the server that keeps an account, which may be another host than its handle's.

    Unavailable when nobody answers there; NotFound when there is no such account.
    """
    domain = handle.rpartition("@")[2]
    answer = await outside.get(
        f"{scheme}://{domain}/.well-known/webfinger",
        params={"resource": f"acct:{handle}"},
        headers={"Accept": "application/jrd+json, application/json"},
        limit=64 * 1024,
    )
    if answer.status in {httpx.codes.NOT_FOUND, httpx.codes.GONE}:
        raise NotFound(phrase("{host} knows no account {name}", host=domain, name=handle))
    told: Any = answer.json() if answer.status == httpx.codes.OK else None
    links = told.get("links") if isinstance(told, dict) else None
    for link in links if isinstance(links, list) else ():
        if isinstance(link, dict) and link.get("rel") == "self" and str(link.get("type", "")).startswith(_ACTOR):
            parts = urlsplit(str(link.get("href", "")))
            if parts.scheme == scheme and parts.netloc:
                return f"{parts.scheme}://{parts.netloc}"
    raise Unavailable(phrase("{host} does not say where {name} is", host=domain, name=handle))


class Speaking:
    """Asks each speaker's server for their newest answers, one speaker after the other."""

    def __init__(self, hearing: Hearing, outside: Outside, timings: Timings, *, scheme: str = "https") -> None:
        self._hearing = hearing
        self._outside = outside
        self._timings = timings
        self._scheme = scheme
        self._servers: OrderedDict[str, Server] = OrderedDict()
        self._accounts: dict[str, tuple[Server, str]] = {}
        self._parents: OrderedDict[str, str | None] = OrderedDict()  # alias → uri
        self._rests: dict[str, tuple[int, int]] = {}  # how many rounds to leave out, and how many the last time

    async def listen(self, tell: Tell) -> None:
        """Tell what speakers say, for ever."""
        while True:
            speakers = self._hearing.watch.speakers
            for speaker in speakers:
                heard = await self._asked(speaker)
                if heard is not None and (heard.changes or heard.malformed):
                    await tell(heard)
                await asyncio.sleep(self._timings.speakers / len(speakers))
            if not speakers:
                await asyncio.sleep(self._timings.speakers)

    async def _asked(self, speaker: Handle) -> Heard | None:
        name = speaker.canonical
        left, last = self._rests.get(name, (0, 0))
        if speaker.dead or left:
            self._rests[name] = (max(left - 1, 0), last)
            return None
        try:
            heard = await self._newest(name)
        except OvationError:  # somebody else's server: what it does not tell is no failure of this source
            longer = min(max(1, last * 2), _LONGEST_REST)
            self._rests[name] = (longer, longer)
            return None
        self._rests.pop(name, None)
        return heard

    async def _newest(self, name: str) -> Heard:
        server, account_id = await self._account(name)
        page = await server.written_by(account_id, limit=_NEWEST)
        changes: list[Change] = []
        malformed = self._hearing.malformed(page.broken)
        for status in reversed(page.statuses):
            try:
                found = await self._news(server, status, name)
            except BadInput:
                malformed += self._hearing.malformed([status.uri])
            else:
                changes += [] if found is None else [found]
        return Heard(changes=tuple(changes), malformed=malformed)

    async def _news(self, server: Server, status: StatusPayload, name: str) -> Posted | None:
        domain = name.rpartition("@")[2]
        change = to_change(status, server=server.name, domain=domain, received_at=self._hearing.watch.now())
        if not isinstance(change, Posted) or not change.post.is_original:
            return None
        post = change.post
        if post.author.handle != name or urlsplit(post.uri).netloc.lower() not in {domain, server.name}:
            raise BadInput("a server speaks for its own accounts only")
        if post.reply_to is not None:
            parent = await self._parent(server, status)
            post = replace(post, reply_to=replace(post.reply_to, uri=parent or post.reply_to.uri))
        found = Posted(post, change.aliases)
        return found if self._hearing.is_news(found) else None

    async def _account(self, name: str) -> tuple[Server, str]:
        if (known := self._accounts.get(name)) is not None:
            return known
        server = self._server(await server_of(name, self._outside, scheme=self._scheme))
        account = one(await server.account(name.partition("@")[0]), AccountPayload)
        if account is None or not account.id:
            raise Unavailable(phrase("{host} answers with something that is no account", host=server.name))
        self._accounts[name] = server, str(account.id)
        return self._accounts[name]

    def _server(self, url: str) -> Server:
        """Return a server, the same for all of its speakers, so that it is asked at one pace."""
        ours = self._hearing.server
        if urlsplit(url).netloc.lower() == ours.name:
            return ours
        if (known := self._servers.get(url)) is None:
            known = self._servers[url] = Server(outside=self._outside, url=url, paces=self._timings.paces)
        if len(self._servers) > _SERVERS_LIMIT:
            self._servers.popitem(last=False)
        return known

    async def _parent(self, server: Server, status: StatusPayload) -> str | None:
        """Return the uri of what a status answers, which its server tells by an id of its own only."""
        if not isinstance(status.in_reply_to_id, str | int) or isinstance(status.in_reply_to_id, bool):
            return None
        name = alias(server.name, status.in_reply_to_id)
        if name not in self._parents:
            try:
                parent = await server.status(str(status.in_reply_to_id))
            except OvationError:  # asked again the next time; what was found so far is told
                return None
            self._parents[name] = None if parent is None else parent.uri
            if len(self._parents) > _PARENTS_LIMIT:
                self._parents.popitem(last=False)
        return self._parents[name]
