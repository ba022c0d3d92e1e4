"""The words of an event: list, add, remove, put; what was said is read again by them, and one text can be tried."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.access import Visitor
from app.domain.account import Account
from app.domain.appraisal import Appraiser
from app.domain.decision import DecisionId, Deed
from app.domain.desk import Row
from app.domain.errors import Conflict
from app.domain.event_words import NO_WORDS, EventWord, EventWords, Meaning
from app.domain.network import Network
from app.domain.phrase import phrase
from app.domain.post import Post, PostKey
from app.domain.read import Reader
from app.domain.reading import Context, Reading
from app.domain.verdict import Verdict
from app.domain.word_changes import WordChange, changes_between, says_any
from app.networks.registry import entities
from app.services.desk_said import word_means
from app.services.events import Events
from app.services.moderation import Done, name_of
from app.services.standing import Standing
from app.services.writing import Writing
from app.store.database import Database
from app.store.decision_rows import New, said_of_words

_LOOKED_AT = 2_000  # of the newest posts, for a preview
_EXAMPLES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The words of an event after a change, and how many posts are read differently by them."""

    words: EventWords
    read_again: int
    decision: DecisionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One text as it would be read without the words of an event, and with them; `found` are those that stand in it."""

    without: Reading
    here: Reading
    found: tuple[EventWord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Otherwise:
    """A post that would be read otherwise: as it stands, and what would become of it."""

    row: Row
    then: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPreview:
    """What a change of one word would do to the newest posts.

    Of `looked_at` posts it stands in `found`; `otherwise` of them would be read otherwise, so that `up` of them would
    go up and `down` leave the walls.
    """

    change: WordChange
    looked_at: int
    found: int
    otherwise: int
    up: int
    down: int
    examples: Sequence[Otherwise]


class Words:
    """Keeps the words of every event."""

    def __init__(
        self,
        *,
        database: Database,
        writing: Writing,
        events: Events,
        appraiser: Appraiser,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._writing = writing
        self._events = events
        self._appraiser = appraiser
        self._now = now

    async def all(self, slug: str) -> EventWords:
        """Return the words of an event."""
        stored = await self._events.named(slug)
        async with self._database.read() as tx:
            return await tx.words.load(stored.id)

    async def add(self, slug: str, words: Iterable[EventWord], who: Visitor | None = None) -> Changed:
        """Add words; one that was there before means what it is given now. The log says who did, if known."""
        added = tuple(words)
        return await self._change(slug, lambda known: known.joined(added), who)

    async def remove(self, slug: str, texts: Iterable[str], who: Visitor | None = None) -> Changed:
        """Forget words; NotFound names one that is not there, and then none is forgotten."""
        gone = tuple(texts)
        return await self._change(slug, lambda known: known.without(gone), who)

    async def put(self, slug: str, words: EventWords, who: Visitor | None = None) -> Changed:
        """Make these all the words of an event; the log says who did, where that is known."""
        return await self._change(slug, lambda _: words, who)

    async def try_out(self, slug: str, text: str) -> Tried:
        """Read one text as if somebody unknown had posted it now, without the words of an event and with them."""
        stored, programme = await self._events.programme(slug)
        words = await self.all(slug)
        now = self._now()
        post = Post(
            network=Network.X,  # whose rules fit plain text
            uri="tried",
            author=Account(network=Network.X, handle="nobody"),
            text=text,
            entities=entities(Network.X, text),
            created_at=now,
            received_at=now,
        )
        without, here = (
            Reader(programme, self._appraiser, stored.event.hashtags, given).read(post) for given in (NO_WORDS, words)
        )
        found = dict.fromkeys(word for _, word in words.found(text, post.entities))
        return Tried(without=without, here=here, found=tuple(found))

    async def choose(self, slug: str, who: Visitor, text: str, meaning: Meaning | None) -> Done:
        """Let a word mean something from now on, or without a meaning no more than elsewhere; it can be undone."""
        changed = await self._change(slug, _with(text, meaning), who)
        if changed.decision is None:
            raise Conflict(phrase("“{word}” means that here already", word=text))
        said = word_means(text, meaning, changed.read_again)
        return Done(decision=changed.decision, said=said, changed=changed.read_again)

    async def preview(self, slug: str, text: str, meaning: Meaning | None) -> WordPreview:
        """Say what a change of one word would do to the newest posts; nothing is written."""
        stored, programme = await self._events.programme(slug)
        words = await self.all(slug)
        new = _with(text, meaning)(words)
        change = next(iter(changes_between(words, new)), None)
        if change is None:
            raise Conflict(phrase("“{word}” means that here already", word=text))
        met = await self._writing.meeting(slug, says_any([change]), newest=_LOOKED_AT)
        async with self._database.read() as tx:
            posts = await tx.posts.load(stored.id, met.keys)
            contexts = await tx.posts.contexts(stored.id, list(posts.values()), programme)
            standing = await Standing.of(tx, stored.id, programme, posts, self._now())
            as_is, as_would = [
                await asyncio.to_thread(  # hundreds of readings: the walls of this process go on meanwhile
                    _readings,
                    Reader(programme, self._appraiser, stored.event.hashtags, given),
                    posts,
                    contexts,
                    standing,
                )
                for given in (words, new)
            ]
            otherwise = {key for key in posts if not _same(as_is[key], as_would[key])}
            moved = {key for key in otherwise if as_is[key].verdict is not as_would[key].verdict}
            cards = await tx.desk.cards_of(stored.id, otherwise)
            first = sorted(cards, key=lambda card: (card.key not in moved, -card.id))[:_EXAMPLES]
            rows = [(card.key, await tx.desk.row(stored.id, card.id)) for card in first]
        shows = {key for key in moved if as_would[key].verdict is Verdict.SHOW}
        leaves = {key for key in moved if as_is[key].verdict is Verdict.SHOW}
        return WordPreview(
            change=change,
            looked_at=met.looked_at,
            found=len(met.keys),
            otherwise=len(otherwise),
            up=len(shows),
            down=len(leaves),
            examples=[
                Otherwise(row=row, then=as_would[key]) for key, row in rows if row is not None and key in as_would
            ],
        )

    async def _change(
        self, slug: str, change: Callable[[EventWords], EventWords], who: Visitor | None = None
    ) -> Changed:
        stored = await self._events.named(slug)
        decision = None
        async with self._database.begin() as tx:
            old = await tx.words.load_to_change(stored.id)
            words = change(old)
            changes = changes_between(old, words)
            await tx.words.save(stored.id, words)
            if changes and who is not None:
                new = New(deed=Deed.WORDS, by=name_of(who), person=who.person, what=said_of_words(changes))
                decision = await tx.decisions.add(stored.id, new, self._now())
        read_again = await self._writing.read_again(slug, says_any(changes)) if changes else 0
        return Changed(words=words, read_again=read_again, decision=decision)


def _with(text: str, meaning: Meaning | None) -> Callable[[EventWords], EventWords]:
    """Return what gives a word a meaning, or takes it away."""
    if meaning is None:
        return lambda words: words.without([text])
    return lambda words: words.joined([EventWord(text, meaning)])


def _readings(
    reader: Reader, posts: Mapping[PostKey, Post], contexts: Mapping[PostKey, Context], standing: Standing
) -> dict[PostKey, Reading]:
    return {
        key: standing.over(post, contexts[key], reader.read(post, standing.told(post, contexts[key])))
        for key, post in posts.items()
    }


def _same(one: Reading, other: Reading) -> bool:
    return (one.tone, one.verdict, one.why) == (other.tone, other.verdict, other.why)
