"""Voices: which accounts of an event are one person's, kept right whenever an account is met, changes or goes."""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Column, ColumnElement, Row, Text, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.errors import NotFound
from app.domain.network import Network
from app.domain.one_voice import Known, linked, name_of, persons
from app.domain.post import PostKey
from app.store.batch import Batch, picked
from app.store.events import lock
from app.store.tables import account, post

_C = account.c
_KEY = [post.c.event_id, post.c.network, post.c.uri]
_NAME = "account.network || ':' || lower(account.handle)"
_SAME = "post.event_id = given.event_id AND post.network = given.network AND post.uri = given.uri"
# whoever may be one of several: nearly nobody at an event. Asked by app/store/copies.py, with what it asks
TELLING = f"""
    SELECT DISTINCT account.id FROM given CROSS JOIN post CROSS JOIN account
    WHERE {_SAME} AND account.id = post.account_id
      AND (account.voice_id IS NOT NULL OR account.behind IS NOT NULL OR account.claims IS NOT NULL
        OR account.joined IS NOT NULL OR EXISTS (
          SELECT 1 FROM account AS bridged WHERE bridged.event_id = account.event_id AND bridged.behind = {_NAME}
        ))
"""  # noqa: S608 - pieces of a statement, no values
_MATES = Batch(
    _KEY,
    """
    SELECT mate.id FROM given CROSS JOIN post CROSS JOIN account CROSS JOIN account AS mate
    WHERE {same} AND account.id = post.account_id
      AND account.voice_id IS NOT NULL AND mate.voice_id = account.voice_id
    """,
    same=_SAME,
)
_NAMED = Batch(
    [_C.event_id, _C.network, Column("name", Text)],
    """
    SELECT account.id FROM given CROSS JOIN account
    WHERE account.event_id = given.event_id AND account.network = given.network AND account.handle = given.name
    UNION
    SELECT account.id FROM given CROSS JOIN account
    WHERE account.event_id = given.event_id AND account.network = given.network AND account."key" = given.name
    """,
)
_names = msgspec.json.Decoder(list[str])


# unread, so that the next reading counts as a change and walls hear of it
_UNREAD = Batch(
    _KEY,
    """
    UPDATE post SET verdict = NULL FROM given
    WHERE {same}
    """,
    same=_SAME,
)


class Joined(NamedTuple):
    """What a change of voices means: `posts` whose copies may be others now, `told` whose welcome may be."""

    posts: set[PostKey]
    told: set[PostKey]


class Voices:
    """The voices of each event."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def settle(self, event_id: int, ids: Collection[int]) -> Joined:
        """Say anew whose these accounts are; what changed by that. `told` are unread."""
        if not ids:
            return Joined(set(), set())
        return await self._settle(event_id, ids)

    async def mates(self, event_id: int, keys: Iterable[PostKey]) -> set[PostKey]:
        """A post of each other account of the people who wrote these."""
        told = [(event_id, key.network.value, key.uri) for key in keys]
        found: set[PostKey] = set()
        for some in picked(sorted({mate for (mate,) in await _MATES.run(self._connection, told)})):
            found |= await self._firsts(some)
        return found

    async def join(self, event_id: int, one: tuple[Network, str], other: tuple[Network, str]) -> Joined:
        """Remember that two accounts, by network and key, are one person's, because a moderator says so.

        Settle the copies of `posts` then. NotFound when one of the accounts was never heard.
        """
        await lock(self._connection, event_id)
        first, second = await self._of_key(event_id, *one), await self._of_key(event_id, *other)
        name = name_of(second.network, second.handle)
        joined = [*_told(first.joined), *(() if name in _told(first.joined) else (name,))]
        await self._connection.execute(
            update(account).where(_C.id == first.id).values(joined=msgspec.json.encode(joined).decode())
        )
        return await self._settle(event_id, {first.id, second.id})

    async def _of_key(self, event_id: int, network: Network, key: str) -> Row[Any]:
        wanted = select(account).where(_C.event_id == event_id, _C.network == network.value, _C.key == key)
        found = (await self._connection.execute(wanted)).one_or_none()
        if found is None:
            raise NotFound(f"{key} has not written at this event, on {network.label}")
        return found

    async def _settle(self, event_id: int, ids: Collection[int]) -> Joined:
        rows = await self._around(event_id, ids)
        changed: set[int] = set()
        for person in persons(_known(row) for row in rows.values()):
            voice = person[0] if len(person) > 1 else None
            moved = [one for one in person if rows[one].voice_id != voice]
            if moved:
                await self._connection.execute(update(account).where(_C.id.in_(moved)).values(voice_id=voice))
                changed.update(person)
        posts: set[PostKey] = set()
        told: set[PostKey] = set()
        for some in picked(sorted(changed)):
            told |= await self._firsts(some)
            held = select(post.c.network, post.c.uri).where(post.c.account_id.in_(some), post.c.sameness.is_not(None))
            posts |= {PostKey(Network(row.network), row.uri) for row in await self._connection.execute(held)}
        await _UNREAD.run(self._connection, [(event_id, key.network.value, key.uri) for key in told])
        return Joined(posts, told)

    async def _around(self, event_id: int, ids: Collection[int]) -> dict[int, Row[Any]]:
        """These accounts, and all that may be the same people's, or were."""
        rows: dict[int, Row[Any]] = {}
        near = {row.id: row for row in await self._accounts(_C.id, ids)}
        while near:
            rows.update(near)
            known = {one: _known(row) for one, row in rows.items()}
            edge = [known[one] for one in near]
            behind = {name for one in edge for name in (one.behind, *one.names) if name is not None}
            named = {name for one in edge for name in (*one.claims, *one.joined, *filter(None, (one.behind,)))}
            voices = {row.voice_id for row in near.values() if row.voice_id is not None}
            found = {row.id: row for row in await self._accounts(_C.behind, behind, _C.event_id == event_id)}
            found |= {row.id: row for row in await self._named(event_id, named)}
            mates = {row.id: row for row in await self._accounts(_C.voice_id, voices)}
            near = {
                one: row
                for one, row in (found | mates).items()
                if one not in rows and (one in mates or any(linked(_known(row), held) for held in known.values()))
            }
        return rows

    async def _accounts(
        self, column: Column[Any], values: Iterable[Any], *where: ColumnElement[bool]
    ) -> list[Row[Any]]:
        found: list[Row[Any]] = []
        for some in picked(list(values)):
            found += (await self._connection.execute(select(account).where(column.in_(some), *where))).all()
        return found

    async def _named(self, event_id: int, names: Iterable[str]) -> list[Row[Any]]:
        told = [(event_id, *_parts(name)) for name in names]
        ids = [one for (one,) in await _NAMED.run(self._connection, told)]
        return await self._accounts(_C.id, ids)

    async def _firsts(self, accounts: Collection[int]) -> set[PostKey]:
        """The first post of each of these accounts, and all others of the same moment."""
        earlier = post.alias("earlier")
        wanted = select(post.c.network, post.c.uri).where(
            post.c.account_id.in_(accounts),
            post.c.original,
            ~select(earlier.c.id)
            .where(
                earlier.c.account_id == post.c.account_id,
                earlier.c.original,
                earlier.c.created_at < post.c.created_at,
            )
            .exists(),
        )
        return {PostKey(Network(row.network), row.uri) for row in await self._connection.execute(wanted)}


def _known(row: Row[Any]) -> Known:
    names = {name_of(row.network, row.handle), name_of(row.network, row.key)}
    return Known(
        id=row.id,
        names=frozenset(names),
        behind=row.behind,
        claims=frozenset(_told(row.claims)),
        joined=frozenset(_told(row.joined)),
    )


def _told(packed: str | None) -> list[str]:
    return [] if packed is None else _names.decode(packed)


def _parts(name: str) -> tuple[str, str]:
    network, _, handle = name.partition(":")
    return network, handle
