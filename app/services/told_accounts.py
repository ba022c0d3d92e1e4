"""Told accounts: the accounts that seem to be speakers', for the organizer, who adds them or leaves them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.errors import Conflict
from app.domain.event import Event
from app.domain.handle import HandleKey
from app.domain.matching import SpeakerIndex
from app.domain.network import network_named
from app.domain.phrase import phrase
from app.domain.post import Post, PostKey
from app.domain.speaker import Speaker
from app.domain.told_accounts import Telling, TellsAccounts, ToldAccount
from app.networks.registry import canonical
from app.services.events import Events
from app.store.database import Database

_AT_ONCE = 500  # posts in memory
_SAYINGS = 3  # posts that are shown for each account


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """An account that seems to be a speaker's. `would_find` counts the posts that tag it and are nobody's, or ask."""

    told: ToldAccount
    speaker: Speaker
    would_find: int
    sayings: tuple[Post, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """What the posts of an event tell about accounts, those with most people first."""

    event: Event
    proposed: tuple[Proposed, ...]


class ToldAccounts:
    """Looks through what was said for accounts of speakers; what it finds is kept nowhere."""

    def __init__(self, *, database: Database, events: Events) -> None:
        self._database = database
        self._events = events

    async def of(self, slug: str) -> Proposals:
        """Return the accounts that seem to be speakers' at an event: a function of its posts and programme alone."""
        stored, programme = await self._events.programme(slug)
        ears = TellsAccounts(programme, hashtags=stored.event.hashtags)
        index = SpeakerIndex(programme, hashtags=stored.event.hashtags)
        heard: dict[HandleKey, list[tuple[Telling, PostKey]]] = defaultdict(list)
        tagged: dict[HandleKey, list[PostKey]] = defaultdict(list)
        async with self._database.read() as tx:
            keys = sorted(await tx.posts.keys(stored.id))
            for start in range(0, len(keys), _AT_ONCE):
                posts = await tx.posts.load(stored.id, keys[start : start + _AT_ONCE])
                for key in sorted(posts):
                    for telling in ears.heard(posts[key]):
                        heard[telling.account].append((telling, key))
                    for account in set(ears.strange(posts[key]).values()) if posts[key].is_original else ():
                        tagged[account].append(key)
            told = ears.told(telling for tellings in heard.values() for telling, _ in tellings)
            shown = {one.account: [key for _, key in heard[one.account]][:_SAYINGS] for one in told}
            wanted = {key for one in told for key in (*tagged[one.account], *shown[one.account])}
            texts = await tx.posts.load(stored.id, sorted(wanted))
        return Proposals(
            event=stored.event,
            proposed=tuple(
                Proposed(
                    told=one,
                    speaker=programme.speaker(one.speaker),
                    would_find=_missed(index, one, (texts[key] for key in tagged[one.account] if key in texts)),
                    sayings=tuple(texts[key] for key in dict.fromkeys(shown[one.account]) if key in texts),
                )
                for one in told
            ),
        )

    async def accept(self, slug: str, speaker: str, network: str, handle: str) -> tuple[Speaker, int]:
        """Let an account be a speaker's from now on; return the speaker, and how many posts are read differently."""
        key = canonical(network_named(network), handle)
        _, programme = await self._events.programme(slug)
        owner = programme.speaker(speaker)
        if _is_anybodys(programme.speakers, key):
            raise Conflict(phrase("{handle} is on the programme already.", handle=handle))
        return owner, await self._events.add_handle(slug, owner.key, key)


def _missed(index: SpeakerIndex, told: ToldAccount, posts: Iterable[Post]) -> int:
    """How many posts tag an account and say by nothing else that they are about its owner."""
    return sum(
        not any(one.certain and one.speaker == told.speaker for one in index.find(post))
        for post in posts
        if post.author.handle_key != told.account
    )


def _is_anybodys(speakers: Sequence[Speaker], key: HandleKey) -> bool:
    return any(handle.key == key for speaker in speakers for handle in speaker.handles)
