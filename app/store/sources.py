"""Sources: what each event follows, from where it goes on, who follows it now, and how that fares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Row, Select, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.errors import Conflict
from app.domain.network import Network
from app.domain.source import Gap, Source, SourceHealth, SourceState
from app.store.source_tables import source, source_gap
from app.store.tables import event

_TICK = timedelta(microseconds=1)
_C = source.c
_places = msgspec.json.Decoder(dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSource:
    """A source as it is remembered. Its secret stays `sealed`: `source.secret` is empty."""

    source: Source
    sealed: bytes | None = field(repr=False)
    places: dict[str, str]
    health: SourceHealth
    created_at: datetime


class Sources:
    """The sources of each event."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(  # noqa: PLR0913 - a source is these facts
        self,
        event_id: int,
        *,
        name: str,
        network: Network,
        options: Mapping[str, Any],
        sealed: bytes | None,
        now: datetime,
    ) -> StoredSource:
        """Remember a new source; Conflict when the event has one of this name."""
        new = insert(source).values(
            event_id=event_id,
            name=name,
            network=network.value,
            options=_json(options),
            sealed=sealed,
            places=_json({}),
            created_at=now,
            state=SourceState.STARTING.value,
        )
        try:
            async with self._connection.begin_nested():
                made = (await self._connection.execute(new.returning(source))).one()
        except IntegrityError as error:
            raise Conflict(f"the event has a source {name!r} already") from error
        return _stored(made)

    async def of_event(self, event_id: int) -> list[StoredSource]:
        """The sources of one event, by name."""
        return await self._found(select(source).where(_C.event_id == event_id).order_by(_C.name))

    async def all(self) -> list[tuple[str, StoredSource]]:
        """Every source, with the slug of its event; by event and name."""
        wanted = select(source, event.c.slug).join_from(source, event).order_by(event.c.id, _C.name)
        return [(row.slug, _stored(row)) for row in await self._connection.execute(wanted)]

    async def named(self, event_id: int, name: str) -> StoredSource | None:
        """The event's source of that name, or None."""
        found = await self._found(select(source).where(_C.event_id == event_id, _C.name == name))
        return found[0] if found else None

    async def pause(self, source_id: int, paused: bool, now: datetime) -> None:  # noqa: FBT001 - the column itself
        """Stop a source, or let it go on from its places."""
        state = SourceState.PAUSED if paused else SourceState.STARTING
        await self._set(source_id, paused=paused, state=state.value, why=None, since=now, retry_at=None)

    async def remove(self, source_id: int) -> None:
        """Forget a source, its secret and its gaps."""
        await self._connection.execute(delete(source).where(_C.id == source_id))

    async def lease(self, source_id: int, holder: str, *, now: datetime, until: datetime) -> bool:
        """Take or keep a source for oneself until a time; False while another holder has it. Of two at once one may."""
        taken = await self._connection.execute(
            update(source)
            .where(
                _C.id == source_id,
                or_(_C.leased_by.is_(None), _C.leased_by == holder, _C.leased_until <= now),
            )
            .values(leased_by=holder, leased_until=until)
        )
        return taken.rowcount == 1

    async def release(self, source_id: int, holder: str) -> None:
        """Give a source back; nothing when another holder has it meanwhile."""
        await self._connection.execute(
            update(source).where(_C.id == source_id, _C.leased_by == holder).values(leased_by=None, leased_until=None)
        )

    async def advance(self, source_id: int, places: Mapping[str, str]) -> None:
        """Move on the places that are named, the others stay; in the transaction after which nothing is lost."""
        if not places:
            return
        held = select(_C.places).where(_C.id == source_id).with_for_update()
        known = (await self._connection.execute(held)).scalar_one_or_none()
        if known is not None:
            await self._set(source_id, places=_json(_places.decode(known) | dict(places)))

    async def report(self, source_id: int, health: SourceHealth) -> None:
        """Write down how a source fares; nothing when it was paused meanwhile."""
        await self._connection.execute(
            update(source).where(_C.id == source_id, ~_C.paused).values(**_health_row(health))
        )

    async def gap(self, source_id: int, gaps: Sequence[Gap]) -> None:
        """Remember times in which posts may have been missed; a gap told again, by its start and end, is one."""
        for gap in gaps:
            told = await self._connection.execute(
                update(source_gap)
                .where(
                    source_gap.c.source_id == source_id,
                    source_gap.c.from_at == gap.from_at,
                    source_gap.c.until_at == gap.until_at,
                )
                .values(why=gap.why, filled_at=gap.filled_at)
            )
            if not told.rowcount:
                await self._connection.execute(
                    insert(source_gap).values(
                        source_id=source_id,
                        from_at=gap.from_at,
                        until_at=gap.until_at,
                        why=gap.why,
                        filled_at=gap.filled_at,
                    )
                )

    async def fill(self, source_id: int, now: datetime) -> None:
        """Every gap that was open has been read again."""
        open_ones = (source_gap.c.source_id == source_id) & source_gap.c.filled_at.is_(None)
        await self._connection.execute(update(source_gap).where(open_ones).values(filled_at=now))

    async def gaps(self, source_id: int, limit: int = 20) -> list[Gap]:
        """The last gaps, the newest first."""
        wanted = (
            select(source_gap)
            .where(source_gap.c.source_id == source_id)
            .order_by(source_gap.c.from_at.desc(), source_gap.c.id.desc())
            .limit(limit)
        )
        return [
            Gap(from_at=row.from_at, until_at=row.until_at, why=row.why, filled_at=row.filled_at)
            for row in await self._connection.execute(wanted)
        ]

    async def _found(self, wanted: Select[Any]) -> list[StoredSource]:
        return [_stored(row) for row in await self._connection.execute(wanted)]

    async def _set(self, source_id: int, **columns: Any) -> None:
        await self._connection.execute(update(source).where(_C.id == source_id).values(**columns))


def _json(value: Mapping[str, Any]) -> str:
    return msgspec.json.encode(value).decode()


def _stored(row: Row[Any]) -> StoredSource:
    return StoredSource(
        source=Source(
            id=row.id,
            event_id=row.event_id,
            name=row.name,
            network=Network(row.network),
            options=msgspec.json.decode(row.options),
            paused=row.paused,
        ),
        sealed=row.sealed,
        places=_places.decode(row.places),
        health=SourceHealth(
            state=SourceState(row.state),
            why=row.why,
            since=row.since,
            heard_at=row.heard_at,
            last_post_at=row.last_post_at,
            posts=row.posts,
            malformed=row.malformed,
            received_lag=_span(row.received_lag),
            shown_lag=_span(row.shown_lag),
            retry_at=row.retry_at,
        ),
        created_at=row.created_at,
    )


def _health_row(health: SourceHealth) -> dict[str, Any]:
    return {
        "state": health.state.value,
        "why": health.why,
        "since": health.since,
        "heard_at": health.heard_at,
        "last_post_at": health.last_post_at,
        "posts": health.posts,
        "malformed": health.malformed,
        "received_lag": _ticks(health.received_lag),
        "shown_lag": _ticks(health.shown_lag),
        "retry_at": health.retry_at,
    }


def _ticks(span: timedelta | None) -> int | None:
    return None if span is None else span // _TICK


def _span(ticks: int | None) -> timedelta | None:
    return None if ticks is None else ticks * _TICK
