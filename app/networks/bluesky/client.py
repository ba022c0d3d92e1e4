"""Asks Bluesky's servers by XRPC: AppView for posts and profiles, a PDS for accounts, PLC for what a DID stands for."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from app.domain.errors import BadInput, NotFound, RateLimited, Refused, Unavailable
from app.domain.phrase import phrase
from app.networks.bluesky.payloads import (
    POST,
    DidDocument,
    Posts,
    PostView,
    Profile,
    Profiles,
    RepoDescription,
    RepoRecord,
    Resolved,
    Thread,
    ThreadAnswer,
    Trouble,
    each,
    read,
)
from app.networks.bluesky.text import is_did
from app.networks.outside import Answer, Outside, web_address

API = "https://public.api.bsky.app"
PLC = "https://plc.directory"
AT_ONCE = 25  # what getProfiles and getPosts take; one more is an error
PAGE = 100
_WEB_DID = re.compile(r"did:web:([A-Za-z0-9.-]{1,253})")
_TOO_MANY = 429
_SAID_AT_MOST = 250  # characters of what a server says
_LONGEST_WAIT = timedelta(minutes=15)
_T = TypeVar("_T")


class Declined(BadInput):
    """A server understood, and does not do it; `error` is its word for why, such as RecordNotFound."""

    def __init__(self, message: str, *, error: str) -> None:
        super().__init__(message)
        self.error = error


class Xrpc:
    """One server that speaks XRPC.

    RateLimited and Unavailable when it cannot now, Refused when it wants somebody to sign in, Declined when it won't.
    """

    def __init__(self, outside: Outside, base: str) -> None:
        self._outside = outside
        self.base = web_address(base).rstrip("/")

    async def get(
        self, method: str, params: Mapping[str, Any], kind: type[_T], *, headers: Mapping[str, str] | None = None
    ) -> _T:
        """Ask; parameters that are lists are repeated."""
        answer = await self._outside.get(f"{self.base}/xrpc/{method}", params=params, headers=headers)
        return _told(answer, kind)

    async def post(self, method: str, json: Any, kind: type[_T], *, headers: Mapping[str, str] | None = None) -> _T:
        """Send."""
        return _told(await self._outside.post(f"{self.base}/xrpc/{method}", json=json, headers=headers), kind)


def _told(answer: Answer, kind: type[_T]) -> _T:
    if answer.status == 200:  # noqa: PLR2004 - HTTP's word for yes
        return answer.json(kind)
    trouble = read(answer.body, Trouble) or Trouble()
    host = answer.url.split("/")[2]
    words = f"{answer.status} {trouble.error} {trouble.message}"[:_SAID_AT_MOST].rstrip()
    said = phrase("{host} says {words}", host=host, words=words)
    if answer.status == _TOO_MANY:
        raise RateLimited(phrase("{host} says that we ask too often", host=host), retry_after=_wait(answer))
    if trouble.error in {"ExpiredToken", "InvalidToken"}:
        raise Declined(said, error="ExpiredToken")
    if answer.status in {401, 403}:
        raise Refused(said)
    if answer.status in {400, 404, 501}:
        raise Declined(said, error=trouble.error)
    raise Unavailable(said, retry_after=answer.retry_after)


def _wait(answer: Answer) -> timedelta | None:
    """How long a server asks us to stay away: Retry-After, or the moment in RateLimit-Reset (docs rate-limits)."""
    reset = answer.headers.get("ratelimit-reset", "")
    if answer.retry_after is not None or not (reset.isascii() and reset.isdigit()):
        return answer.retry_after
    until = timedelta(seconds=int(reset[:12])) - (datetime.now(UTC) - datetime(1970, 1, 1, tzinfo=UTC))
    return min(max(until, timedelta()), _LONGEST_WAIT)


class AppView:
    """What the public view of the network knows of posts and profiles; nobody needs to sign in for it."""

    knows_all = False

    def __init__(self, server: Xrpc) -> None:
        self._server = server

    async def profiles(self, actors: Sequence[str]) -> list[Profile]:
        """Return the profiles of at most 25 DIDs or handles; who is gone is missing."""
        answer = await self._server.get("app.bsky.actor.getProfiles", {"actors": list(actors)}, Profiles)
        return each(answer.profiles, Profile, AT_ONCE)

    async def posts(self, uris: Sequence[str]) -> list[PostView]:
        """Return at most 25 posts; what was deleted or taken down is missing."""
        answer = await self._server.get("app.bsky.feed.getPosts", {"uris": list(uris)}, Posts)
        return each(answer.posts, PostView, AT_ONCE)

    async def answers(self, uri: str) -> list[PostView]:
        """Return what answers a post, and what answers that, six deep."""
        asked = {"uri": uri, "depth": 6, "parentHeight": 0}
        thread = (await self._server.get("app.bsky.feed.getPostThread", asked, ThreadAnswer)).thread
        return _answers(thread)[:500]

    async def profile(self, actor: str) -> Profile:
        """Return one profile; NotFound when there is none."""
        try:
            return await self._server.get("app.bsky.actor.getProfile", {"actor": actor}, Profile)
        except Declined as error:
            raise NotFound(phrase("{host} knows no account {name}", host="Bluesky", name=actor)) from error


def _answers(thread: Thread) -> list[PostView]:
    found: list[PostView] = []
    level = [thread]
    while level and len(found) < 500:  # noqa: PLR2004 - more than anybody reads
        level = [reply for one in level for reply in each(one.replies, Thread, 200)]
        found.extend(view for one in level if (view := read(one.post, PostView)) is not None)
    return found


class Pds:
    """One server of accounts. Where there is no AppView, it alone says what stands in its accounts."""

    def __init__(self, server: Xrpc) -> None:
        self._server = server

    async def is_one(self) -> bool:
        """Whether this is a PDS, and no AppView."""
        try:
            await self._server.get("com.atproto.server.describeServer", {}, object)
        except (Declined, Refused):
            return False
        return True

    async def account(self, actor: str) -> RepoDescription:
        """Return what is told of an account; Declined when it is gone."""
        return await self._server.get("com.atproto.repo.describeRepo", {"repo": actor}, RepoDescription)

    async def record(self, did: str, collection: str, rkey: str) -> RepoRecord:
        """Return a record; Declined when it, or its account, is gone."""
        asked = {"repo": did, "collection": collection, "rkey": rkey}
        return await self._server.get("com.atproto.repo.getRecord", asked, RepoRecord)

    async def post(self, uri: str) -> RepoRecord:
        """Return a post as it stands."""
        did, _, rkey = uri.removeprefix("at://").split("/", 2)
        return await self.record(did, POST, rkey)


async def did_of(server: Xrpc, handle: str) -> str:
    """Return the DID of a handle; NotFound when nobody has it."""
    if is_did(handle):
        return handle
    try:
        return (await server.get("com.atproto.identity.resolveHandle", {"handle": handle}, Resolved)).did
    except Declined as error:
        raise NotFound(phrase("nobody on Bluesky is called {name}", name=handle)) from error


async def home_of(outside: Outside, plc: str, did: str) -> str:
    """Return the address of the PDS on which an account lives, as its DID document says."""
    web = _WEB_DID.fullmatch(did)
    url = f"https://{web.group(1)}/.well-known/did.json" if web else f"{plc.rstrip('/')}/{did}"
    answer = await outside.get(url)
    if answer.status != 200:  # noqa: PLR2004 - HTTP's word for yes
        raise Unavailable(
            phrase("what {name} stands for cannot be looked up: status {status}", name=did, status=answer.status)
        )
    home = home_in(answer.json(DidDocument))
    if home is None:
        raise NotFound(phrase("{name} lives on no server", name=did))
    return home


def home_in(document: DidDocument) -> str | None:
    """Return the address of the PDS that a DID document names."""
    for service in document.services:
        if service.id.endswith("#atproto_pds") and isinstance(service.endpoint, str):
            return service.endpoint
    return None
