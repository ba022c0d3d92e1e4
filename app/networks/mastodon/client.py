"""Asks one server of the fediverse through Mastodon's API, and says in words what its refusals mean."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import msgspec

from app.domain.errors import BadInput, NotFound, RateLimited, Refused, Unavailable
from app.domain.phrase import Phrase, phrase
from app.networks.mastodon.pace import Pace, Paces, until_reset
from app.networks.mastodon.payloads import StatusPayload, status_of
from app.networks.outside import UNREADABLE, Answer, Outside

PAGE = 40  # statuses: the most that a server gives at once
_SMALLEST_PAGE = 20  # some give less, and say in a Link that more follows
_CONTEXT_LIMIT = 4 * 1024 * 1024
_GONE = frozenset({httpx.codes.NOT_FOUND, httpx.codes.GONE})
_DENIED = frozenset({httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN, httpx.codes.UNPROCESSABLE_ENTITY})
_NO_SUCH_CALL = frozenset({httpx.codes.BAD_REQUEST, httpx.codes.METHOD_NOT_ALLOWED, *_GONE})
_SERVER_FAILS = 500
HOW_TO_GET_A_TOKEN = phrase(
    "on the server, with an account made for this: Preferences → Development → New application, "
    "with the scope read:statuses alone; then give its access token with --token"
)


class Denied(Refused):
    """A server shows something to its members only, or not to this token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a timeline answered. `broken` entries, in short, were no statuses and are left out of `statuses`."""

    statuses: tuple[StatusPayload, ...]
    entries: int
    broken: tuple[str, ...]
    last: str | None  # the id to go on below
    linked: bool = False  # the server says that there is a next page; some say so after the last one, too

    @property
    def is_full(self) -> bool:
        """Whether more may follow."""
        return self.last is not None and self.entries >= (_SMALLEST_PAGE if self.linked else PAGE)


NOTHING = Page(statuses=(), entries=0, broken=(), last=None)


@dataclass(slots=True)
class Server:
    """One server's API. `url` is its address without a path; with a `token` it is asked as a member.

    Unavailable and RateLimited when it does not answer; Denied when it does not want to; Unavailable also when it says
    something that no such server would say.
    """

    outside: Outside
    url: str
    token: str | None = None
    paces: Paces = field(default_factory=Paces)
    name: str = field(init=False)  # its host in lower case, with a port where it has one: what aliases begin with
    _pace: Pace = field(init=False)
    _batches: bool = field(init=False, default=True)

    def __post_init__(self) -> None:
        self.name = urlsplit(self.url).netloc.lower()
        self._pace = Pace(self.name, self.paces, time.monotonic)

    async def get(
        self, path: str, params: Mapping[str, Any] | None = None, *, paged: bool = False, spare: bool = False
    ) -> Answer:
        """Ask for something; any status below 500, other than 429, is an answer."""
        await self._pace.turn(paged=paged, spare=spare)
        headers = {"Accept": "application/json"}
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        answer = await self.outside.get(
            f"{self.url}{path}", params=params, headers=headers, limit=_CONTEXT_LIMIT, redirects=2
        )
        self._pace.told(answer.headers)
        if answer.status == httpx.codes.TOO_MANY_REQUESTS:
            wait = answer.retry_after or until_reset(answer.headers) or timedelta(minutes=1)
            self._pace.refused(wait)
            raise RateLimited(phrase("{host} says that it was asked too often", host=self.name), retry_after=wait)
        if answer.status >= _SERVER_FAILS:
            raise Unavailable(
                phrase("{host} fails with status {status}", host=self.name, status=answer.status),
                retry_after=answer.retry_after,
            )
        return answer

    async def tagged(self, tag: str, *, local: bool = False, below: str | None = None) -> Page:
        """Return the newest statuses with a hashtag, or those below an id. A tag that nobody used has none."""
        params: dict[str, Any] = {"limit": PAGE} | ({"local": "true"} if local else {})
        if below is not None:
            params["max_id"] = below
        answer = await self.get(f"/api/v1/timelines/tag/{quote(tag, safe='')}", params, paged=below is not None)
        if answer.status in _GONE:
            return NOTHING
        return _page(self._fine(answer))

    async def status(self, status_id: str, *, spare: bool = True) -> StatusPayload | None:
        """Return one status; None when it is gone, in the server's own words (a proxy's page does not count).

        BadInput when it is there, but is no status.
        """
        answer = await self.get(f"/api/v1/statuses/{quote(status_id, safe='')}", spare=spare)
        if answer.status in _GONE:
            if not _is_own_word(answer):
                raise Unavailable(phrase("{host} answers with something that is not Mastodon’s API", host=self.name))
            return None
        return status_of(_decoded(self._fine(answer)))

    async def statuses(self, ids: Sequence[str]) -> dict[str, StatusPayload] | None:
        """Return those statuses that are there, by id, in one request; None where the server has no such call."""
        if not self._batches or not ids:
            return None
        answer = await self.get("/api/v1/statuses", {"id[]": list(ids)}, spare=True)
        self._batches = answer.status not in _NO_SUCH_CALL | _DENIED
        if not self._batches:
            return None
        return {str(one.id): one for one in _page(self._fine(answer)).statuses}

    async def answers(self, status_id: str) -> Page:
        """Return what stands below a status in its conversation, as far as the server knows it."""
        answer = await self.get(f"/api/v1/statuses/{quote(status_id, safe='')}/context", spare=True)
        if answer.status in _GONE:
            return NOTHING
        told = _decoded(self._fine(answer))
        return _entries(told.get("descendants") if isinstance(told, dict) else None, self.name)

    async def written_by(self, account_id: str, *, limit: int) -> Page:
        """Return an account's newest statuses, answers among them, without what it only passed on."""
        answer = await self.get(
            f"/api/v1/accounts/{quote(account_id, safe='')}/statuses",
            {"limit": limit, "exclude_reblogs": "true"},
            spare=True,
        )
        return _page(self._fine(answer))

    async def account(self, name: str) -> Any:
        """Return the account of a name on this server, decoded; NotFound without one."""
        answer = await self.get("/api/v1/accounts/lookup", {"acct": name}, spare=True)
        if answer.status in _GONE:
            raise NotFound(phrase("{host} knows no account {name}", host=self.name, name=name))
        return _decoded(self._fine(answer))

    def admitted(self, answer: Answer) -> Answer:
        """Return an answer that is no refusal; Denied, saying what to do, when it is one."""
        if answer.status in _DENIED:
            raise Denied(self._denial(answer.status))
        return answer

    def _fine(self, answer: Answer) -> Answer:
        self.admitted(answer)
        if answer.status != httpx.codes.OK:
            raise Unavailable(
                phrase(
                    "{host} answers with status {status}, as no Mastodon server does",
                    host=self.name,
                    status=answer.status,
                )
            )
        return answer

    def _denial(self, status: int) -> Phrase:
        if self.token is None:
            return phrase(
                "{host} shows hashtags to its members only: a user token with read:statuses is needed ({help})",
                host=self.name,
                help=HOW_TO_GET_A_TOKEN,
            )
        if status == httpx.codes.UNAUTHORIZED:
            return phrase(
                "{host} does not know this token: make a new one ({help})", host=self.name, help=HOW_TO_GET_A_TOKEN
            )
        return phrase(
            "{host} refuses this token: it must be a user’s, of a confirmed account, with the scope "
            "read:statuses ({help})",
            host=self.name,
            help=HOW_TO_GET_A_TOKEN,
        )


def _page(answer: Answer) -> Page:
    linked = 'rel="next"' in answer.headers.get("link", "")
    return _entries(_decoded(answer), urlsplit(answer.url).netloc, linked=linked)


def _decoded(answer: Answer) -> Any:
    """Return an answer's JSON; half a character somewhere in it loses nothing but itself."""
    try:
        return msgspec.json.decode(answer.body)
    except UNREADABLE:
        pass
    try:
        told = json.loads(answer.body.decode("utf-8", "replace"))
        return msgspec.json.decode(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise Unavailable(
            phrase("{host} answers something that is not what we asked for", host=urlsplit(answer.url).netloc)
        ) from error


def _entries(told: Any, name: str, *, linked: bool = False) -> Page:
    if not isinstance(told, list):
        raise Unavailable(
            phrase("{host} answers with something that is no list of posts: it is not Mastodon’s API", host=name)
        )
    statuses: list[StatusPayload] = []
    broken: list[str] = []
    for entry in told:
        try:
            statuses.append(status_of(entry))
        except BadInput:
            broken.append(shown(entry))
    ids = [entry.get("id") for entry in told if isinstance(entry, dict)]
    last = next((str(one) for one in reversed(ids) if isinstance(one, str | int) and one), None)
    return Page(statuses=tuple(statuses), entries=len(told), broken=tuple(broken), last=last, linked=linked)


def shown(entry: Any) -> str:
    """Return enough of an entry to know it again."""
    return repr(entry)[:200]


def _is_own_word(answer: Answer) -> bool:
    try:
        told = _decoded(answer)
    except Unavailable:
        return False
    return isinstance(told, dict) and "error" in told
