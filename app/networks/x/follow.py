"""Follows X: the filtered stream, recent search for what it missed, and the look-ups that find deletions."""

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.domain.errors import BadInput, RateLimited, Refused, Unavailable
from app.domain.phrase import phrase
from app.domain.post import Change
from app.domain.source import Gap
from app.networks.source import Heard, Watch
from app.networks.x import posts
from app.networks.x.again import Again
from app.networks.x.client import Client, NoRules, broken
from app.networks.x.hearing import ALIVE, Hearing, id_of
from app.networks.x.lines import Lines
from app.networks.x.payloads import Line, Meta, line, problems, read, tweets
from app.networks.x.queries import NO_HASHTAG, of_tags, of_threads

_OVERLAP = timedelta(seconds=30)  # ids come in disorder; reading one twice on a day costs nothing
_SEARCHED = timedelta(days=6, hours=23)  # how far recent search goes back, less an hour of wrong clocks
_INTERRUPTED = timedelta(minutes=1)
_UNTIL_RULES_WORK = timedelta(seconds=30)
_PAGES = 30  # of one reading back: 3,000 posts, $15
_FIRST_PAGES = 1
_THREAD_PAGES = 3
_THREADS = 100  # posts whose answers are asked for
_TRY_AGAIN = timedelta(minutes=1)
_LOG = logging.getLogger("ovation.x")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often X is asked for what; `silence` is in seconds, X speaks at least every 20."""

    silence: float = 20.0
    look_every: timedelta = timedelta(hours=1)
    look_again_after: timedelta = timedelta(days=1)
    threads_every: timedelta = timedelta(minutes=5)


_USUAL = Rhythm()


class XFollower:
    """Follows an event's hashtags on X, over the one connection that X allows for a token."""

    def __init__(self, client: Client, *, threads: bool = False, rhythm: Rhythm = _USUAL) -> None:
        self._client = client
        self._threads = threads
        self._rhythm = rhythm

    async def follow(self, watch: Watch) -> AsyncIterator[Heard]:
        """Yield what is heard; ends with an error when the stream does."""
        run = _Run(self._client, watch, threads=self._threads, rhythm=self._rhythm)
        try:
            async with aclosing(run.listen()) as listening:
                async for heard in listening:
                    yield heard
        except NoRules:
            await run.set_rules()
            async with aclosing(run.listen()) as listening:
                async for heard in listening:
                    yield heard


class _Run:
    """One connection, from its opening to its end."""

    def __init__(self, client: Client, watch: Watch, *, threads: bool, rhythm: Rhythm) -> None:
        self._client = client
        self._watch = watch
        self._threads = threads
        self._rhythm = rhythm
        self._hearing = Hearing(watch)
        self._again = Again(client, watch, self._hearing, after=rhythm.look_again_after)
        self._since = self._hearing.newest  # where reading back begins; None at the very first time
        self._heard_until = _moment(watch.places.get(ALIVE, ""))
        self._tags: tuple[str, ...] | None = None
        self._queries: tuple[str, ...] = ()
        self._lines = Lines()
        self._next_look = self._next_threads = self._next_back = watch.now()
        self._read_once_more = False

    async def listen(self) -> AsyncGenerator[Heard, None]:
        """Open the stream, then put its rules right, then read back, then listen."""
        async with self._client.stream(silence=self._rhythm.silence) as parts:
            await self.set_rules()
            async for also in self._chores():
                yield also
            async for part in parts:
                heard, failure = self._heard(part)
                yield heard
                if failure is not None:
                    raise failure
                async for also in self._chores():
                    yield also
        raise Unavailable(phrase("X ended the stream"))

    async def set_rules(self) -> None:
        """Make the stream's rules those of the event's tags; whoever else opened the stream keeps theirs."""
        tags = self._watch.tags
        if tags == self._tags:
            return
        queries, impossible = of_tags(tags)
        if not queries:
            raise Refused(NO_HASHTAG)
        self._read_once_more |= await self._client.set_rules(queries, tags)
        self._tags, self._queries, self._hearing.impossible = tags, queries, impossible
        self._hearing.behind, self._next_back = True, self._watch.now()

    def _heard(self, part: bytes) -> tuple[Heard, Unavailable | None]:
        """Return what a part of the stream tells, and what ended it, if it ended; empty lines are keep-alives."""
        changes: list[Change] = []
        malformed = 0
        failure: Unavailable | None = None
        for payload in self._lines.feed(part):
            if payload == b"" or failure is not None:
                continue
            try:
                told = line(payload or b"")
            except BadInput:
                malformed += 1
                continue
            failure = _ending(told)
            found, odd = self._hearing.changes(told)
            changes += found
            malformed += odd + (failure is None and not bytes(told.data))
        if malformed:
            _LOG.warning("lines of X skipped that could not be read", extra={"count": malformed})
        return self._hearing.told(changes, malformed=malformed), failure

    async def _chores(self) -> AsyncIterator[Heard]:
        """Do what is to be done between two parts of the stream; what fails is tried again, and the stream goes on."""
        now = self._watch.now()
        try:
            await self.set_rules()
            now = self._watch.now()
            if self._hearing.behind and now >= self._next_back:
                self._next_back = now + _TRY_AGAIN
                async for heard in self._read_back(now):
                    yield heard
            if self._threads and now >= self._next_threads:
                self._next_threads = now + self._rhythm.threads_every
                async for heard in self._read_threads():
                    yield heard
            if self._again.is_busy or now >= self._next_look:
                self._next_look = now + self._rhythm.look_every
                yield await self._again.look()
        except Unavailable as error:
            asked = error.retry_after if isinstance(error, RateLimited) else None
            self._next_back = self._next_threads = self._next_look = now + max(asked or _TRY_AGAIN, _TRY_AGAIN)
            _LOG.warning("X did not answer a request beside the stream", extra={"why": str(error)})

    async def _read_back(self, now: datetime) -> AsyncIterator[Heard]:
        """Read what was written while nobody listened; only then do places move on."""
        since, reaches = self._begin(now)
        limit = _FIRST_PAGES if self._since is None else _PAGES
        for query in self._queries:
            pages, page = 0, None
            while pages == 0 or (page and pages < limit):
                try:
                    told = await self._client.search(query, since_id=since, page=page)
                except BadInput as error:  # X's clock and ours differ: the id is too old for it
                    _LOG.warning("X does not search back", extra={"why": str(error)})
                    page = "unread"
                    break
                changes, malformed = self._hearing.changes(told)
                pages, page = pages + 1, _next(told)
                yield self._hearing.told(changes, malformed=malformed)
            reaches &= self._since is None or not page
        gaps = self._gap(now, filled=reaches)
        self._since, self._heard_until = self._hearing.newest, None
        if self._read_once_more:  # new rules take 20 seconds to work
            self._read_once_more, self._next_back = False, now + _UNTIL_RULES_WORK
        else:
            self._hearing.behind = False
        yield self._hearing.told((), gaps=gaps)

    def _begin(self, now: datetime) -> tuple[str | None, bool]:
        """Return the id after which to search, and whether search reaches back so far."""
        if self._since is None:
            return None, True
        written_at = posts.id_time(str(self._since))
        if written_at is not None and written_at >= now - _SEARCHED:
            return posts.id_before(str(self._since), _OVERLAP), True
        return None, self._heard_until is None or self._heard_until >= now - _SEARCHED

    def _gap(self, now: datetime, *, filled: bool) -> Sequence[Gap]:
        since = self._heard_until
        if since is None or now - since <= _INTERRUPTED:
            return ()
        why = (
            phrase("there was no connection to X")
            if filled
            else phrase("there was no connection to X, and search reaches not so far")
        )
        return (Gap(from_at=since, until_at=now, why=why, filled_at=now if filled else None),)

    async def _read_threads(self) -> AsyncIterator[Heard]:
        """Read the answers to the posts that were held last; each costs what a post costs."""
        roots = dict.fromkeys(number for name in self._watch.recent(_THREADS) if (number := posts.number(name)))
        answers = self._hearing.answers
        since = None if answers is None else posts.id_before(str(answers), _OVERLAP)
        for query in of_threads(roots):
            pages, page = 0, None
            while pages == 0 or (page and pages < _THREAD_PAGES):
                told = await self._client.search(query, since_id=since, page=page)
                answers = max([answers or 0, *(id_of(str(tweet.id)) or 0 for tweet in tweets(told)[0])])
                changes, malformed = self._hearing.changes(told, newest=False)
                pages, page = pages + 1, _next(told)
                yield self._hearing.told(changes, malformed=malformed)
        self._hearing.answers = answers or None
        yield self._hearing.told(())


def _ending(told: Line) -> Unavailable | None:
    """Return why X ends the stream; errors beside a post are about what it refers to."""
    if bytes(told.data):
        return None
    return next((failure for one in problems(told) if (failure := broken(one)) is not None), None)


def _next(told: Line) -> str | None:
    meta = read(told.meta, Meta)
    return meta.next_token if meta else None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
