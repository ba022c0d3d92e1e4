"""Told accounts: the accounts that seem to be speakers', for the organizer, who adds or refuses them."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from app.domain.access import Visitor
from app.domain.consent import OptOutKeys
from app.domain.decision import DecisionId, Deed
from app.domain.errors import Conflict, NotFound
from app.domain.event import Event, Programme
from app.domain.handle import HandleKey
from app.domain.matching import SpeakerIndex
from app.domain.network import network_named
from app.domain.phrase import phrase
from app.domain.post import Post, PostKey
from app.domain.speaker import Speaker
from app.domain.told_accounts import (
    Claim,
    Telling,
    TellsAccounts,
    ToldAccount,
    holder_of,
    with_account,
    without_account,
)
from app.networks.registry import canonical
from app.services.events import Events
from app.services.moderation import name_of
from app.store.database import Database
from app.store.decision_rows import Logged, New, said_of_account
from app.store.events import StoredEvent
from app.store.transaction import Transaction

_AT_ONCE = 500  # posts in memory
_TURN = 25  # posts that are looked at before others have their turn
_SAYINGS = 3  # posts that are shown for each account


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """An account that seems to be a speaker's. `would_find` counts the posts that tag it and are nobody's, or ask."""

    told: ToldAccount
    speaker: Speaker
    would_find: int
    sayings: tuple[Post, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a person said of an account, and by which decision it can be taken back."""

    decision: DecisionId
    speaker: Speaker
    account: HandleKey
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """What the posts of an event tell about accounts, those with most people first, and what people said of them.

    `added` and `refused` are the newest first; what a file has since given to somebody is in neither.
    """

    event: Event
    proposed: tuple[Proposed, ...]
    added: tuple[Decided, ...]
    refused: tuple[Decided, ...]


class ToldAccounts:
    """Looks through what was said for accounts of speakers. What it finds is kept nowhere, what a person says is."""

    def __init__(self, *, database: Database, events: Events, keys: OptOutKeys, now: Callable[[], datetime]) -> None:
        self._database = database
        self._events = events
        self._keys = keys
        self._now = now

    async def of(self, slug: str) -> Proposals:
        """Return the accounts that seem to be speakers': a function of an event's posts, programme and refusals."""
        stored, programme = await self._events.programme(slug)
        ears = TellsAccounts(programme, hashtags=stored.event.hashtags)
        index = SpeakerIndex(programme, hashtags=stored.event.hashtags)
        heard: dict[HandleKey, list[tuple[Telling, PostKey]]] = defaultdict(list)
        tagged: dict[HandleKey, list[PostKey]] = defaultdict(list)
        async with self._database.read() as tx:
            keys = sorted(await tx.posts.keys(stored.id))
            for start in range(0, len(keys), _AT_ONCE):
                posts = await tx.posts.load(stored.id, keys[start : start + _AT_ONCE])
                for count, key in enumerate(sorted(posts), start=1):
                    if not count % _TURN:
                        await asyncio.sleep(0)
                    for telling in ears.heard(posts[key]):
                        heard[telling.account].append((telling, key))
                    for account in set(ears.strange(posts[key]).values()) if posts[key].is_original else ():
                        tagged[account].append(key)
            decisions = await tx.decisions.about_accounts(stored.id)
            refused = {claim for one in decisions if one.refused and (claim := _claimed(one)) is not None}
            everything = ears.told((telling for tellings in heard.values() for telling, _ in tellings), refused)
            told = await self._without_those_who_left(tx, stored, everything)
            shown = {one.account: [key for _, key in heard[one.account]][:_SAYINGS] for one in told}
            wanted = {key for one in told for key in (*tagged[one.account], *shown[one.account])}
            texts = await tx.posts.load(stored.id, sorted(wanted))
        proposed = [
            Proposed(
                told=one,
                speaker=programme.speaker(one.speaker),
                would_find=await _missed(index, one, [texts[key] for key in tagged[one.account] if key in texts]),
                sayings=tuple(texts[key] for key in dict.fromkeys(shown[one.account]) if key in texts),
            )
            for one in told
        ]
        return Proposals(
            event=stored.event,
            proposed=tuple(proposed),
            added=_standing(decisions, programme, refused=False),
            refused=_standing(decisions, programme, refused=True),
        )

    async def accept(self, slug: str, who: Visitor, speaker: str, network: str, handle: str) -> int:
        """Let an account be a speaker's from now on; return how many posts are read differently.

        Twice is once. Conflict when it is somebody else's.
        """
        stored = await self._events.named(slug)
        async with self._database.begin() as tx:
            await tx.events.lock(stored.id)
            programme = await tx.programmes.load(stored.id)
            claim = _claim(programme, speaker, network, handle)
            holder = holder_of(programme, claim.account)
            if holder is not None and holder.key == claim.speaker:
                return 0
            _refuse_anybodys(holder, handle)
            await tx.programmes.save(stored.id, with_account(programme, claim))
            await self._log(tx, stored.id, who, claim, refused=False)
        return await (await self._events.ingest(slug)).read_again()

    async def refuse(self, slug: str, who: Visitor, speaker: str, network: str, handle: str) -> None:
        """Propose an account for a speaker no more, whatever people write. Conflict when it is on the programme."""
        stored = await self._events.named(slug)
        async with self._database.begin() as tx:
            await tx.events.lock(stored.id)
            programme = await tx.programmes.load(stored.id)
            claim = _claim(programme, speaker, network, handle)
            _refuse_anybodys(holder_of(programme, claim.account), handle)
            await self._log(tx, stored.id, who, claim, refused=True)

    async def take_back(self, slug: str, who: Visitor, decision: DecisionId) -> int:
        """Take back what somebody said of an account; return how many posts are read differently.

        An account that was added leaves the programme; one that was refused may be proposed again. Twice is once.
        """
        stored = await self._events.named(slug)
        async with self._database.begin() as tx:
            await tx.events.lock(stored.id)
            logged = await tx.decisions.get(stored.id, decision)
            if logged is None or logged.deed is not Deed.ACCOUNT:
                raise NotFound(phrase("That was decided about no account here, or its owner has left."))
            claim = _claimed(logged)
            if not await tx.decisions.undo(decision, name_of(who), self._now()) or logged.refused or claim is None:
                return 0
            programme = await tx.programmes.load(stored.id)
            before, programme = programme, without_account(programme, claim)
            if programme == before:
                return 0
            await tx.programmes.save(stored.id, programme)
        return await (await self._events.ingest(slug)).read_again()

    async def _log(self, tx: Transaction, event_id: int, who: Visitor, claim: Claim, *, refused: bool) -> None:
        """Log what somebody says of an account, in the place of what was said of it before."""
        for one in await tx.decisions.about_accounts(event_id):
            if _claimed(one) == claim:
                if one.refused == refused:
                    return
                await tx.decisions.undo(one.id, name_of(who), self._now())
        new = New(
            deed=Deed.ACCOUNT,
            by=name_of(who),
            person=who.person,
            network=claim.account.network,
            account=claim.account.canonical,
            what=said_of_account(claim.speaker, refused=refused),
        )
        await tx.decisions.add(event_id, new, self._now())

    async def _without_those_who_left(
        self, tx: Transaction, stored: StoredEvent, told: tuple[ToldAccount, ...]
    ) -> tuple[ToldAccount, ...]:
        """Return what is told of accounts whose owners have not asked to be named by nobody here."""
        if not told or not await tx.opt_outs.count(stored.id):
            return told
        hashes = {one.account: set(self._keys.hashes(stored.event.slug, *one.account)) for one in told}
        left = await tx.opt_outs.refused(stored.id, {one for some in hashes.values() for one in some})
        return tuple(one for one in told if not hashes[one.account] & left)


async def _missed(index: SpeakerIndex, told: ToldAccount, posts: Iterable[Post]) -> int:
    """How many posts tag an account and say by nothing else that they are about its owner."""
    missed = 0
    for count, post in enumerate(posts, start=1):
        if not count % _TURN:
            await asyncio.sleep(0)
        if post.author.handle_key != told.account:
            missed += not any(one.certain and one.speaker == told.speaker for one in index.find(post))
    return missed


def _claim(programme: Programme, speaker: str, network: str, handle: str) -> Claim:
    return Claim(programme.speaker(speaker).key, canonical(network_named(network), handle))


def _claimed(logged: Logged) -> Claim | None:
    if logged.owner is None or logged.network is None or logged.account is None:
        return None
    return Claim(logged.owner, HandleKey(logged.network, logged.account))


def _refuse_anybodys(holder: Speaker | None, handle: str) -> None:
    if holder is not None:
        raise Conflict(phrase("{handle} is on the programme already.", handle=handle))


def _standing(decisions: Iterable[Logged], programme: Programme, *, refused: bool) -> tuple[Decided, ...]:
    """Return what was said of accounts of speakers who are there, unless a file has settled it since."""
    people = {one.key: one for one in programme.speakers}
    return tuple(
        Decided(decision=one.id, speaker=people[claim.speaker], account=claim.account, by=one.by, at=one.at)
        for one in decisions
        if one.refused is refused
        and (claim := _claimed(one)) is not None
        and claim.speaker in people
        and _holds(people[claim.speaker], claim.account, refused=refused)
    )


def _holds(speaker: Speaker, account: HandleKey, *, refused: bool) -> bool:
    own = next((one for one in speaker.handles if one.key == account), None)
    return own is None if refused else own is not None and own.verified
