"""How an event looks: its colours, pictures and sponsors, each checked before it is kept, and each drawn anew by us."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from app.domain.errors import BadInput, NotFound
from app.domain.event import Event
from app.domain.look import PAGE, Language, Lettering, Look, Sight, Sponsor, checked_sponsors, contrast
from app.domain.phrase import phrase
from app.outlets.look_css import look_css
from app.outlets.thumbnails import picture
from app.services.shows import rooms_of
from app.store.database import Database
from app.store.events import StoredEvent
from app.store.transaction import Transaction

_DRAWING = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s/>]", re.DOTALL | re.IGNORECASE
)
Kind = TypeVar("Kind", Lettering, Language)
_HEAD = 4_096  # bytes in which a drawing says that it is one


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLook:
    """An event with its rooms, how it looks, and who sponsors it."""

    event: Event
    look: Look
    sponsors: tuple[Sponsor, ...]
    rooms: tuple[str, ...]

    @property
    def ratio(self) -> float | None:
        """How the event's own colour stands out from the house's dark, to one."""
        return None if self.look.colour is None else contrast(self.look.colour, PAGE)


class Looks:
    """The look of each event."""

    def __init__(self, *, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._drawing = asyncio.Lock()  # one at a time: a large picture takes 160 MB while it is drawn

    async def view(self, slug: str) -> EventLook:
        """Return how an event looks; NotFound without it."""
        async with self._database.read() as tx:
            stored = await _stored(tx, slug)
            look, sponsors = await tx.looks.of_event(stored.id), await tx.looks.sponsors(stored.id)
            rooms = rooms_of(await tx.programmes.load(stored.id))
        return EventLook(event=stored.event, look=look, sponsors=tuple(sponsors), rooms=rooms)

    async def stylesheet(self, slug: str) -> str:
        """Return the rules that walls of an event add to the house's."""
        return look_css((await self.view(slug)).look)

    async def picture(self, slug: str, name: str) -> bytes:
        """Return a picture of the look as WebP."""
        async with self._database.read() as tx:
            body = await tx.looks.served(slug, name)
        if body is None:
            raise NotFound(phrase("There is no picture at this address."))
        return body

    async def choose(
        self, slug: str, *, colour: str | None, lettering: str, language: str, sight: tuple[float, float] | None
    ) -> None:
        """Choose colour, lettering, language and who reads; BadInput says what cannot be read, and by how much."""
        chosen = Look(
            colour=colour,
            lettering=_one_of(Lettering, lettering),
            language=_one_of(Language, language),
            sight=None if sight is None else Sight(screen=sight[0], farthest=sight[1]),
        )
        async with self._database.begin() as tx:
            stored = await _stored(tx, slug)
            old = await tx.looks.of_event(stored.id)
            new = replace(chosen, logo=old.logo, background=old.background)
            await self._save(tx, stored.id, new)

    async def hang(self, slug: str, place: str, given: bytes | None) -> None:
        """Hang a logo or a background, drawn anew; None takes it down."""
        if place not in {"logo", "background"}:
            raise BadInput(phrase("a look has a logo and a background"))
        drawn = None if given is None else await self._drawn(given)
        async with self._database.begin() as tx:
            stored = await _stored(tx, slug)
            path = None
            if drawn is not None:
                body, width, height = drawn
                path = await tx.looks.hang(stored.id, slug, body=body, width=width, height=height)
            look = await tx.looks.of_event(stored.id)
            new = replace(look, logo=path) if place == "logo" else replace(look, background=path)
            await self._save(tx, stored.id, new)

    async def add_sponsor(self, slug: str, *, name: str, line: str, logo: bytes | None) -> None:
        """Put a sponsor's card at the end; one of the same name is changed, and keeps its logo if none is given."""
        sponsor = Sponsor(name=" ".join(name.split()), line=" ".join(line.split()))
        drawn = None if logo is None else await self._drawn(logo)
        async with self._database.begin() as tx:
            stored = await _stored(tx, slug)
            sponsors = await tx.looks.sponsors(stored.id)
            at = next((at for at, one in enumerate(sponsors) if _same(one, sponsor)), len(sponsors))
            path = sponsors[at].logo if at < len(sponsors) else None
            if drawn is not None:
                body, width, height = drawn
                path = await tx.looks.hang(stored.id, slug, body=body, width=width, height=height)
            sponsors[at : at + 1] = [replace(sponsor, logo=path)]
            await tx.looks.save_sponsors(stored.id, checked_sponsors(sponsors), now=self._now())

    async def move_sponsor(self, slug: str, name: str, by: int | None) -> None:
        """Move a sponsor's card up (-1) or down (1) in the order, or with None take it away."""
        async with self._database.begin() as tx:
            stored = await _stored(tx, slug)
            sponsors = await tx.looks.sponsors(stored.id)
            at = next((at for at, one in enumerate(sponsors) if one.name == name), None)
            if at is None:
                raise NotFound(phrase("There is no such sponsor any more."))
            moved = sponsors.pop(at)
            if by is not None:
                sponsors.insert(max(0, at + by), moved)
            await tx.looks.save_sponsors(stored.id, checked_sponsors(sponsors), now=self._now())

    async def _save(self, tx: Transaction, event_id: int, look: Look) -> None:
        """Keep a look; walls that are open hear that something is to be shown otherwise, and look for what."""
        now = self._now()
        await tx.looks.save(event_id, look, now=now)
        await tx.changes.append_show(event_id, now=now)

    async def _drawn(self, given: bytes) -> tuple[bytes, int, int]:
        if _DRAWING.match(given[:_HEAD]):
            raise BadInput(
                phrase("that is a drawing (SVG), which can hold programs; export it as PNG, 1,000 pixels wide")
            )
        async with self._drawing:
            drawn = await asyncio.to_thread(picture, given)
        return drawn.body, drawn.width, drawn.height


def _same(one: Sponsor, other: Sponsor) -> bool:
    return one.name.casefold() == other.name.casefold()


def _one_of(kinds: type[Kind], name: str) -> Kind:
    try:
        return kinds(name)
    except ValueError as error:
        raise BadInput(
            phrase("there is no {name} here; there are {names}", name=repr(name), names=", ".join(kinds))
        ) from error


async def _stored(tx: Transaction, slug: str) -> StoredEvent:
    stored = await tx.events.by_slug(slug)
    if stored is None:
        raise NotFound(phrase("There is no event at this address."))
    return stored
