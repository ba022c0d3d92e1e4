"""The requests that X is asked, and what its answers mean."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from msgspec import Struct

from app.domain.errors import BadInput, RateLimited, Refused, Unavailable
from app.domain.phrase import phrase
from app.networks.outside import Answer, Outside
from app.networks.x.payloads import Line, Problem, line, problems
from app.networks.x.queries import Rule, rule_changes, rule_tag

API = "https://api.x.com"
LOOK_UP_LIMIT = 100  # ids of one look-up
PAGE = 100  # posts of one page of a search
FIELDS = {
    "tweet.fields": "created_at,entities,lang,note_tweet,referenced_tweets,attachments,edit_history_tweet_ids,"
    "edit_controls,possibly_sensitive,in_reply_to_user_id,public_metrics",
    "expansions": "author_id,attachments.media_keys,referenced_tweets.id,referenced_tweets.id.author_id",
    "user.fields": "username,name,profile_image_url,protected,description,url,entities,public_metrics",
    "media.fields": "url,preview_image_url,alt_text,type,width,height",
}
_RULES = "/2/tweets/search/stream/rules"
_TOO_MANY = 429
_NO_RULES = 409
_FAULT = 500
_LONGEST_WAIT = timedelta(days=1)
_SILENT = phrase("it does not say why")
_MEANINGS = {
    401: phrase("X does not accept the token: it must be the Bearer token of an app, and may have been replaced"),
    402: phrase("X wants credits for this: buy some for the token's app in X's developer console"),
    403: phrase("X does not let this token read posts: its app needs pay-per-use access"),
}


class Faulty(Unavailable):
    """X answered, with an error of its own: it is asked again more slowly than when nobody answers."""


class NoRules(Unavailable):
    """X opens no stream as long as there are no rules."""


class _RuleList(Struct):
    data: list[Rule] = []


class Client:
    """X's API, asked with the Bearer token of an app."""

    def __init__(self, outside: Outside, *, api: str, token: str) -> None:
        self._outside = outside
        self._api = api.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"}

    async def rules(self) -> list[Rule]:
        """Return the rules of the stream. Costs nothing."""
        answer = await self._get(_RULES)
        found: _RuleList = answer.json(_RuleList)
        return found.data

    async def set_rules(self, queries: Sequence[str], tags: Sequence[str]) -> bool:
        """Make the stream's rules of ours exactly these; return whether there is a new one."""
        changes = rule_changes(queries, await self.rules())
        if changes.delete:
            await self._post(_RULES, {"delete": {"ids": list(changes.delete)}})
        if changes.add:
            told = await self._post(_RULES, {"add": [{"value": value, "tag": rule_tag(tags)} for value in changes.add]})
            for problem in problems(told):
                if "duplicate" not in problem.title.lower():
                    raise BadInput(
                        phrase(
                            "X does not take the rule {rule}: {words}",
                            rule=repr(str(problem.value)[:100]),
                            words=_words(problem),
                        )
                    )
        return bool(changes.add)

    async def search(self, query: str, *, since_id: str | None = None, page: str | None = None) -> Line:
        """Return a page of the posts of the last seven days that answer a query, the newest first."""
        params = {"query": query, "max_results": str(PAGE), **FIELDS}
        if since_id:
            params["since_id"] = since_id
        if page:
            params["next_token"] = page
        return line((await self._get("/2/tweets/search/recent", params)).body)

    async def look_up(self, ids: Sequence[str]) -> Line:
        """Return at most a hundred posts by their ids; what is missing is gone."""
        return line((await self._get("/2/tweets", {"ids": ",".join(ids), **FIELDS})).body)

    @asynccontextmanager
    async def stream(self, *, silence: float) -> AsyncIterator[AsyncIterator[bytes]]:
        """Open the stream of what answers the rules. NoRules when there are none."""
        query = "&".join(f"{name}={value}" for name, value in FIELDS.items())
        address = f"{self._api}/2/tweets/search/stream?{query}"
        async with self._outside.stream(address, headers=self._headers, silence=silence) as (answer, parts):
            if answer.status == _NO_RULES:
                raise NoRules(phrase("X has no rules for this stream yet"))
            _check(answer)
            yield parts

    async def _get(self, path: str, params: Mapping[str, str] | None = None) -> Answer:
        return _check(await self._outside.get(self._api + path, params=params, headers=self._headers, redirects=0))

    async def _post(self, path: str, body: Any) -> Line:
        answer = await self._outside.post(self._api + path, json=body, headers=self._headers)
        return line(_check(answer).body)


def broken(problem: Problem) -> Unavailable | None:
    """Return what an error in the stream means for the connection; None when it is about one post."""
    if problem.connection_issue:
        if "toomanyconnections" in problem.connection_issue.lower():
            return RateLimited(phrase("X allows one connection for each token, and another one is open"))
        return Unavailable(phrase("X ended the stream: {words}", words=_words(problem)))
    if problem.disconnect_type or "disconnect" in problem.title.lower():
        return Unavailable(phrase("X ended the stream: {words}", words=_words(problem)))
    return None


def _check(answer: Answer) -> Answer:
    """Return an answer that holds what was asked for; raises what any other one means."""
    if 200 <= answer.status < 300:  # noqa: PLR2004 - the statuses of success
        return answer
    told = _told(answer)
    if answer.status in _MEANINGS:
        raise Refused(_MEANINGS[answer.status])
    if answer.status == _TOO_MANY:
        if any("usagecap" in f"{one.title}{one.type}".lower().replace("-", "").replace("_", "") for one in told):
            raise Refused(phrase("X reads no more posts for this token: its cap of this month is used up"))
        for one in told:
            if (failure := broken(one)) is not None:
                raise failure
        raise RateLimited(phrase("{host} was asked too often", host="X"), retry_after=_wait(answer))
    if answer.status >= _FAULT:
        raise Faulty(
            phrase("X answers with an error of its own ({status})", status=answer.status),
            retry_after=answer.retry_after,
        )
    words = next(map(_words, told), _SILENT)
    raise BadInput(phrase("X does not take the request ({status}): {words}", status=answer.status, words=words))


def _told(answer: Answer) -> list[Problem]:
    try:
        return problems(line(answer.body))
    except BadInput:
        return []


def _words(problem: Problem) -> str:
    return " ".join((problem.detail or problem.title)[:200].split()) or _SILENT


def _wait(answer: Answer) -> timedelta | None:
    """Return how long X wants us to wait, by its own clock: x-rate-limit-reset is in Unix seconds."""
    reset, date = answer.headers.get("x-rate-limit-reset", ""), answer.headers.get("date")
    if not (reset.isascii() and reset.isdecimal()) or not date:
        return answer.retry_after
    try:
        now = parsedate_to_datetime(date)
    except ValueError:
        return answer.retry_after
    return min(max(timedelta(seconds=int(reset[:12]) - now.timestamp()), timedelta(0)), _LONGEST_WAIT)
