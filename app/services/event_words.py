"""The words of an event: list, add, remove, put; what was said is read again by them, and one text can be tried."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from app.domain.account import Account
from app.domain.appraisal import Appraiser
from app.domain.event_words import NO_WORDS, EventWord, EventWords
from app.domain.network import Network
from app.domain.post import Post
from app.domain.read import Reader
from app.domain.reading import Reading
from app.networks.registry import entities
from app.services.events import Events
from app.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The words of an event after a change, and how many posts are read differently by them."""

    words: EventWords
    read_again: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One text as it would be read without the words of an event, and with them; `found` are those that stand in it."""

    without: Reading
    here: Reading
    found: tuple[EventWord, ...]


class Words:
    """Keeps the words of every event."""

    def __init__(
        self, *, database: Database, events: Events, appraiser: Appraiser, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._events = events
        self._appraiser = appraiser
        self._now = now

    async def all(self, slug: str) -> EventWords:
        """Return the words of an event."""
        stored = await self._events.named(slug)
        async with self._database.read() as tx:
            return await tx.words.load(stored.id)

    async def add(self, slug: str, words: Iterable[EventWord]) -> Changed:
        """Add words; one that was there before means what it is given now."""
        added = tuple(words)
        return await self._change(slug, lambda known: known.joined(added))

    async def remove(self, slug: str, texts: Iterable[str]) -> Changed:
        """Forget words; NotFound names one that is not there, and then none is forgotten."""
        gone = tuple(texts)
        return await self._change(slug, lambda known: known.without(gone))

    async def put(self, slug: str, words: EventWords) -> Changed:
        """Make these all the words of an event."""
        return await self._change(slug, lambda _: words)

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

    async def _change(self, slug: str, change: Callable[[EventWords], EventWords]) -> Changed:
        stored = await self._events.named(slug)
        async with self._database.begin() as tx:
            words = change(await tx.words.load_to_change(stored.id))
            changed = await tx.words.save(stored.id, words)
        read_again = await (await self._events.ingest(slug)).read_again() if changed else 0
        return Changed(words=words, read_again=read_again)
