"""Looks: how each event looks, who sponsors it, and the pictures that organizers brought along."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.look import Language, Lettering, Look, Sight, Sponsor
from app.store.look_tables import emblem, look, sponsor
from app.store.tables import event

_NAME_BYTES = 16


class _Facts(msgspec.Struct, frozen=True, omit_defaults=True):
    colour: str | None = None
    lettering: str = Lettering.SERIF.value
    language: str = Language.ENGLISH.value
    screen: float | None = None
    farthest: float | None = None


_decode = msgspec.json.Decoder(_Facts).decode


class Looks:
    """The look of each event."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of_event(self, event_id: int) -> Look:
        """How an event looks; the house's own look where nobody chose another."""
        logo, background = emblem.alias("logo"), emblem.alias("background")
        wanted = (
            select(look.c.facts, look.c.changed_at, event.c.slug, logo.c.name.label("logo"))
            .add_columns(background.c.name.label("background"))
            .join_from(look, event)
            .join(logo, logo.c.id == look.c.logo_id, isouter=True)
            .join(background, background.c.id == look.c.background_id, isouter=True)
            .where(look.c.event_id == event_id)
        )
        row = (await self._connection.execute(wanted)).one_or_none()
        if row is None:
            return Look()
        facts = _decode(row.facts)
        near = facts.screen is not None and facts.farthest is not None
        return Look(
            colour=facts.colour,
            lettering=Lettering(facts.lettering),
            language=Language(facts.language),
            sight=Sight(screen=facts.screen or 0, farthest=facts.farthest or 0) if near else None,
            logo=_path(row.slug, row.logo),
            background=_path(row.slug, row.background),
            changed_at=row.changed_at,
        )

    async def save(self, event_id: int, new: Look, *, now: datetime) -> None:
        """Write how an event looks; its pictures are named by their paths, and those that nobody names go."""
        sight = new.sight
        facts = _Facts(
            colour=new.colour,
            lettering=new.lettering.value,
            language=new.language.value,
            screen=None if sight is None else sight.screen,
            farthest=None if sight is None else sight.farthest,
        )
        ids = await self._emblems(event_id)
        row = {
            "facts": msgspec.json.encode(facts).decode(),
            "logo_id": ids.get(_name(new.logo)),
            "background_id": ids.get(_name(new.background)),
            "changed_at": now,
        }
        changed = await self._connection.execute(update(look).where(look.c.event_id == event_id).values(**row))
        if not changed.rowcount:
            await self._connection.execute(insert(look).values(event_id=event_id, **row))
        await self._sweep(event_id)

    async def sponsors(self, event_id: int) -> list[Sponsor]:
        """Who sponsors an event, in the organizers' order."""
        wanted = (
            select(sponsor.c.name, sponsor.c.line, emblem.c.name.label("logo"), event.c.slug)
            .join_from(sponsor, event)
            .join(emblem, emblem.c.id == sponsor.c.logo_id, isouter=True)
            .where(sponsor.c.event_id == event_id)
            .order_by(sponsor.c.position)
        )
        rows = await self._connection.execute(wanted)
        return [Sponsor(name=row.name, line=row.line, logo=_path(row.slug, row.logo)) for row in rows]

    async def save_sponsors(self, event_id: int, sponsors: Sequence[Sponsor], *, now: datetime) -> None:
        """Write who sponsors an event."""
        ids = await self._emblems(event_id)
        await self._connection.execute(delete(sponsor).where(sponsor.c.event_id == event_id))
        rows = [
            {
                "event_id": event_id,
                "position": position,
                "name": one.name,
                "line": one.line,
                "logo_id": ids.get(_name(one.logo)),
            }
            for position, one in enumerate(sponsors)
        ]
        if rows:
            await self._connection.execute(insert(sponsor), rows)
        await self.save(event_id, await self.of_event(event_id), now=now)

    async def hang(self, event_id: int, slug: str, *, body: bytes, width: int, height: int) -> str:
        """Keep a picture that was drawn anew; its path. It goes with the next look that does not name it."""
        name = secrets.token_hex(_NAME_BYTES)
        row: dict[str, Any] = {"event_id": event_id, "name": name, "body": body, "width": width, "height": height}
        await self._connection.execute(insert(emblem).values(**row))
        return f"/wall/{slug}/look/{name}.webp"

    async def served(self, slug: str, name: str) -> bytes | None:
        """A picture by its own address."""
        wanted = select(emblem.c.body).join_from(emblem, event).where(event.c.slug == slug, emblem.c.name == name)
        found: bytes | None = (await self._connection.execute(wanted)).scalar_one_or_none()
        return found

    async def _emblems(self, event_id: int) -> dict[str | None, int]:
        found = await self._connection.execute(select(emblem.c.name, emblem.c.id).where(emblem.c.event_id == event_id))
        return {row.name: row.id for row in found}

    async def _sweep(self, event_id: int) -> None:
        used = or_(
            emblem.c.id.in_(select(look.c.logo_id).where(look.c.logo_id.is_not(None))),
            emblem.c.id.in_(select(look.c.background_id).where(look.c.background_id.is_not(None))),
            emblem.c.id.in_(select(sponsor.c.logo_id).where(sponsor.c.logo_id.is_not(None))),
        )
        await self._connection.execute(delete(emblem).where(emblem.c.event_id == event_id, ~used))


def _path(slug: str, name: str | None) -> str | None:
    return None if name is None else f"/wall/{slug}/look/{name}.webp"


def _name(path: str | None) -> str | None:
    return None if path is None else path.rpartition("/")[2].removesuffix(".webp")
