"""Saying thanks without an account: what was typed takes the line that every post takes, and can be taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.account import Account
from app.domain.consent import asks_out
from app.domain.errors import NotFound
from app.domain.event import Event, Programme
from app.domain.network import Network
from app.domain.offers import Offers, Whom, meant, offers
from app.domain.phrase import phrase
from app.domain.post import Deleted, Post, Posted, PostKey
from app.domain.saying import SayKeys
from app.domain.speaker import Speaker
from app.domain.stage import event_clock
from app.networks.web.text import TEXT
from app.outlets.qr import qr_svg
from app.services.events import Events
from app.services.ingest import Ingest
from app.services.taking import Taking
from app.store.database import Database
from app.store.events import StoredEvent
from app.store.says import Door, SaidHere

_TO_THE_SAME = 3  # of one browser, to the same speakers
_IN_ALL = 60  # of one browser, at one event


@dataclass(frozen=True, slots=True, kw_only=True)
class SayView:
    """What the page knows: whom it offers, and whether its door is closed."""

    event: Event
    offers: Offers
    door: Door | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What was typed, cleaned already; `once` is of the form that it was typed into."""

    whom: Whom
    text: str
    name: str | None
    once: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """One thing said, as its author sees it."""

    event: Event
    said: SaidHere
    speakers: tuple[Speaker, ...]


class Why(StrEnum):
    """Why something was not taken."""

    CLOSED = "closed"  # the door, by a moderator
    TOO_MUCH = "too_much"  # said by one browser
    NOT_FOR_THE_WALL = "not_for_the_wall"  # the words ask not to be shown; then they are not kept either


class NotTaken(Exception):
    """Something was not taken; the message is for whoever said it."""

    def __init__(self, why: Why, message: str = "") -> None:
        super().__init__(message)
        self.why = why


class Saying:
    """Keeps the thanks pages of all events."""

    def __init__(self, *, database: Database, keys: SayKeys, events: Events, now: Callable[[], datetime]) -> None:
        self._database = database
        self._keys = keys
        self._events = events
        self._now = now
        self._taking: dict[str, Taking] = {}
        self._kept: dict[str, tuple[tuple[int, int], Programme, Ingest]] = {}

    @property
    def keys(self) -> SayKeys:
        """The secrets by which browsers are told apart."""
        return self._keys

    async def view(self, slug: str, *, room: str = "", search: str = "", value: str = "") -> SayView:
        """Return what the page shows; NotFound without such an event."""
        stored, programme, _ = await self._opened(slug)
        async with self._database.read() as tx:
            door = await tx.says.door(stored.id)
            heard = await tx.posts.last_received(stored.id)
        clock = event_clock(programme, self._now(), heard)
        found = offers(programme, clock, room=room, search=search, value=value)
        return SayView(event=stored.event, offers=found, door=door)

    async def language(self, slug: str) -> str:
        """Return the language that an event speaks."""
        stored = await self._stored(slug)
        async with self._database.read() as tx:
            return (await tx.looks.of_event(stored.id)).language.value

    async def whom(self, slug: str, value: str) -> Whom | None:
        """Return whom a value of the form means."""
        _, programme, _ = await self._opened(slug)
        return meant(programme, value)

    async def say(self, slug: str, token: str, given: Given) -> str:
        """Take what somebody said, and return the receipt that takes it back. The same again is nothing.

        NotTaken says why not.
        """
        stored, programme, ingest = await self._opened(slug)
        entities = TEXT.entities(given.text)
        if asks_out(given.text, entities):
            raise NotTaken(
                Why.NOT_FOR_THE_WALL,
                phrase("These words ask not to be on the wall, and this page leads there. Nothing was kept."),
            )
        chosen = tuple(speaker.key for speaker in given.whom.speakers)
        receipt = self._keys.receipt(slug, token, given.once, [*chosen, given.name or "", given.text])
        uri = self._keys.uri(receipt)
        assert uri is not None
        async with self._database.read() as tx:
            if await tx.says.find(stored.id, uri) is not None:
                return receipt
            door = await tx.says.door(stored.id)
            heard = await tx.posts.last_received(stored.id)
            same, all_ = await tx.says.counts(stored.id, self._keys.browser(slug, token), chosen)
        if door is not None:
            raise NotTaken(Why.CLOSED)
        if same >= _TO_THE_SAME:
            raise NotTaken(
                Why.TOO_MUCH,
                phrase(
                    "{names} already has {most} messages from this phone. Thank you.",
                    names=given.whom.names,
                    most=_TO_THE_SAME,
                ),
            )
        if all_ >= _IN_ALL:
            raise NotTaken(
                Why.TOO_MUCH,
                phrase(
                    "This phone has sent {most} messages here, which is as many as it may. Thank you.", most=_IN_ALL
                ),
            )
        moment = _moment(programme, self._now(), heard)
        author = self._keys.author(slug, token, given.name)
        post = Post(
            network=Network.WEB,
            uri=uri,
            author=Account(network=Network.WEB, handle=author, name=given.name),
            text=given.text,
            created_at=moment,
            received_at=moment,
            entities=entities,
            chosen=chosen,
        )
        await self._taking.setdefault(slug, Taking()).take(ingest, Posted(post))
        return receipt

    @staticmethod
    def code(address: str) -> bytes:
        """Return the picture of a QR code that leads to an address, as SVG."""
        return qr_svg(address)

    async def mine(self, slug: str, receipt: str) -> Mine:
        """Return what a receipt is for; NotFound when it is for nothing."""
        stored, programme, _ = await self._opened(slug)
        uri = self._keys.uri(receipt)
        async with self._database.read() as tx:
            said = None if uri is None else await tx.says.find(stored.id, uri)
        if said is None:
            raise NotFound(phrase("There is nothing at this address. Check that it was copied whole."))
        known = {speaker.key: speaker for speaker in programme.speakers}
        speakers = tuple(known[key] for key in said.chosen if key in known)
        return Mine(event=stored.event, said=said, speakers=speakers)

    async def take_back(self, slug: str, receipt: str) -> None:
        """Delete what was said, as its author wishes; NotFound when there is nothing."""
        await self.mine(slug, receipt)
        _, _, ingest = await self._opened(slug)
        uri = self._keys.uri(receipt)
        assert uri is not None
        await ingest.take([Deleted(PostKey(Network.WEB, uri), self._now())])

    async def door(self, slug: str) -> tuple[Event, Door | None]:
        """Return the event and its door, if it is closed."""
        stored = await self._stored(slug)
        async with self._database.read() as tx:
            return stored.event, await tx.says.door(stored.id)

    async def close(self, slug: str, by: str) -> bool:
        """Close the door; whether it was open."""
        stored = await self._stored(slug)
        async with self._database.begin() as tx:
            return await tx.says.close(stored.id, by, self._now())

    async def open(self, slug: str) -> bool:
        """Open the door; whether it was closed."""
        stored = await self._stored(slug)
        async with self._database.begin() as tx:
            return await tx.says.open(stored.id)

    async def _stored(self, slug: str) -> StoredEvent:
        try:
            return await self._events.named(slug)
        except NotFound as error:
            raise NotFound(phrase("There is no event at this address.")) from error

    async def _opened(self, slug: str) -> tuple[StoredEvent, Programme, Ingest]:
        """Return the event, its programme and the way in, kept until one changes: a whole room comes at once."""
        stored = await self._stored(slug)
        kept = self._kept.get(slug)
        if kept is None or kept[0] != (stored.id, stored.revision):
            _, programme = await self._events.programme(slug)
            kept = ((stored.id, stored.revision), programme, await self._events.ingest(slug))
            self._kept[slug] = kept
        return stored, kept[1], kept[2]


def _moment(programme: Programme, now: datetime, heard: datetime | None) -> datetime:
    """Return when something is said: now; in a replay whose talks are not over, at the event's own time."""
    clock = event_clock(programme, now, heard)
    closes = programme.closes_at
    return clock if closes is not None and clock < closes else now
