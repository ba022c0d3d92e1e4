"""Looks at held posts again: a takedown sends nothing, and an answer may have been missed."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from app.domain.errors import BadInput, OvationError, Unavailable
from app.domain.network import Network
from app.domain.phrase import Phrase, phrase
from app.domain.post import AccountGone, Change, Deleted, Posted, PostKey
from app.networks.bluesky.client import AT_ONCE, Declined
from app.networks.bluesky.glance import Sift
from app.networks.bluesky.notes import Notes
from app.networks.bluesky.payloads import PostView, Profile, Record, read
from app.networks.bluesky.posts import Known, about, labelled_at, to_account, version, viewed
from app.networks.bluesky.profiles import Profiles
from app.networks.bluesky.text import author_of
from app.networks.bluesky.view import View, Views
from app.networks.source import NOTHING, Due, Heard, Watch

_PAUSE = 10.0  # seconds between looks …
_BUSY_PAUSE = 1.0  # … while much is due, and between threads
_FIRST_REST, _LONGEST_REST = 5.0, 120.0  # seconds after a failure
_PATIENCE = 5.0  # seconds for looking authors up
_INDEXED = timedelta(hours=1)  # after which AppView has seen a post, or never will
_EMPTY = 3  # empty answers in a row after which it is believed that several posts are gone at once
_COUNTED = 20_000  # posts of which the number of answers is remembered
_RECENT = 5_000
_NOTE = phrase("Bluesky's API does not answer: posts that were taken down and new names are noticed late")


class Recheck:
    """Asks for the posts that are due, 25 at once, and for the threads of those that were answered."""

    def __init__(self, *, views: Views, profiles: Profiles, sift: Sift, watch: Watch, notes: Notes) -> None:
        self._views = views
        self._profiles = profiles
        self._sift = sift
        self._watch = watch
        self._notes = notes
        self._soon: dict[str, None] = {}
        self._wake = asyncio.Event()
        self._answers: dict[str, int] = {}
        self._indexed: datetime | None = None  # AppView knows posts as young as this
        self._empty = 0

    def renamed(self, did: str) -> None:
        """Look at an account's newest post soon: its author may have another name now."""
        begins = f"at://{did}/"
        held = (name for name in self._watch.recent(_RECENT) if name.startswith(begins) and "#" not in name)
        if (uri := next(held, None)) is not None:
            self._soon[uri] = None
            self._wake.set()

    async def told(self) -> AsyncIterator[Heard]:
        """Yield what has changed, for ever."""
        rest = 0.0
        pause = _BUSY_PAUSE
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(rest or pause):
                    await self._wake.wait()
            self._wake.clear()
            due = [*self._due_soon(), *await self._watch.due(limit=AT_ONCE)][:AT_ONCE]
            pause = _BUSY_PAUSE if len(due) == AT_ONCE else _PAUSE
            note: Phrase | None = None
            try:
                async for heard in self._look(due):
                    yield heard
            except OvationError as error:
                rest = _rest(error, rest)
                note = self._notes.say("recheck", _NOTE)
            else:
                rest = 0.0
                note = self._notes.say("recheck", NOTHING) if due else None
            if note is not None:
                yield Heard(note=note)

    def _due_soon(self) -> list[Due]:
        soon, self._soon = list(self._soon), {}
        now = self._watch.now()
        return [
            Due(key=PostKey(Network.BLUESKY, uri), author=author_of(uri) or "", aliases=(), created_at=now)
            for uri in soon
        ]

    async def _look(self, due: Sequence[Due]) -> AsyncIterator[Heard]:
        """Look at posts, then at the threads of those that have more answers than before."""
        if not due:
            return
        view = await self._views()
        answer = await _posts(view, [one.key.uri for one in due])
        found = {uri: post for uri, post in answer.items() if post is not None}
        before = dict(self._profiles.known)
        await self._meet(found.values())
        changes: list[Change | None] = [
            self._changed(one, post, before) for one in due if (post := found.get(one.key.uri))
        ]
        missing = [one for one in due if one.key.uri in answer and one.key.uri not in found]
        self._learn(due, found)
        changes.extend(await self._gone(view, [one for one in missing if self._believes(one, view)]))
        yield Heard(
            changes=tuple(change for change in changes if change is not None), checked=tuple(one.key for one in due)
        )
        for post in found.values():
            if post.replies > self._answers.get(post.uri, 0):
                yield await self._thread(view, post)
                await asyncio.sleep(_BUSY_PAUSE)

    async def _meet(self, posts: Iterable[PostView]) -> None:
        """Look up who wrote posts and whom they are about; those again who look different from what we remember."""
        dids: set[str] = set()
        for post in posts:
            dids.add(post.author.did)
            if (record := read(post.record, Record)) is not None:
                dids.update(about(record).dids)
            if _looks_different(post.author, self._profiles.known):
                self._profiles.forget(post.author.did)
        await self._profiles.meet(dids, within=_PATIENCE)

    def _changed(self, due: Due, post: PostView, before: Known) -> Posted | None:
        now, known, did = self._watch.now(), self._profiles.known, post.author.did
        versions = [alias for alias in due.aliases if alias.startswith(f"{post.uri}#")]
        edited_at = labelled_at(post.labels, before=now)
        if versions and not set(versions) & set(version(post.uri, post.cid)):
            edited_at = now
        if edited_at is None and versions and before.get(did) == known.get(did):
            return None
        with suppress(BadInput):
            return viewed(post, received_at=now, known=known, edited_at=edited_at)
        return None

    def _learn(self, due: Sequence[Due], found: dict[str, PostView]) -> None:
        """Remember how young the posts are that AppView knows: it is behind at times, and what it lacks is not gone."""
        self._empty = 0 if found or len(due) < _EMPTY else self._empty + 1
        young = [one.created_at for one in due if one.key.uri in found]
        self._indexed = max([*young, self._indexed] if self._indexed else young, default=self._indexed)

    def _believes(self, missing: Due, view: View) -> bool:
        if view.knows_all:
            return True
        if 0 < self._empty < _EMPTY:
            return False
        indexed = self._indexed is not None and missing.created_at <= self._indexed
        return indexed or self._watch.now() - missing.created_at > _INDEXED

    async def _gone(self, view: View, missing: Sequence[Due]) -> list[Change | None]:
        """Tell posts that are gone from posts whose author is: those may come back."""
        if not missing:
            return []
        authors = list(dict.fromkeys(did for one in missing if (did := author_of(one.key.uri))))
        there = {profile.did for profile in await view.profiles(authors)}
        now = self._watch.now()
        return [
            *(AccountGone(Network.BLUESKY, did, now) for did in authors if did not in there),
            *(Deleted(one.key, now) for one in missing if author_of(one.key.uri) in there),
        ]

    async def _thread(self, view: View, post: PostView) -> Heard:
        with suppress(Declined):
            answers = [one for one in await view.answers(post.uri) if not self._sift.holds(one.uri)]
            await self._meet(answers)
            return self._heard(post, answers)
        return Heard()

    def _heard(self, post: PostView, answers: Sequence[PostView]) -> Heard:
        changes, malformed = [], 0
        for one in answers:
            try:
                changes.append(viewed(one, received_at=self._watch.now(), known=self._profiles.known))
            except BadInput:
                malformed += 1
        self._sift.remember(name for change in changes for name in (change.post.uri, change.post.author.key))
        self._answers[post.uri] = post.replies
        while len(self._answers) > _COUNTED:
            del self._answers[next(iter(self._answers))]
        return Heard(changes=tuple(changes), malformed=malformed)


async def _posts(view: View, uris: list[str]) -> dict[str, PostView | None]:
    """Ask for posts: None for those that are missing; those that cannot be asked for are not in the answer."""
    try:
        found = {post.uri: post for post in await view.posts(uris)}
    except Declined:
        half = len(uris) // 2
        return {} if not half else await _posts(view, uris[:half]) | await _posts(view, uris[half:])
    return {uri: found.get(uri) for uri in uris}


def _looks_different(shown: Profile, known: Known) -> bool:
    account = known.get(shown.did)
    seen = to_account(shown) if shown.handle else None
    if account is None or seen is None:
        return False
    return (seen.handle, seen.name, seen.avatar) != (account.handle, account.name, account.avatar)


def _rest(error: OvationError, rest: float) -> float:
    longer = min(max(rest * 2, _FIRST_REST), _LONGEST_REST)
    asked = error.retry_after if isinstance(error, Unavailable) else None
    return longer if asked is None else max(longer, asked.total_seconds())
