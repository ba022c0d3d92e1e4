"""Echoes: who said some words first, and which posts that makes another's words."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.echoes import FirstSaid
from app.domain.network import Network
from app.domain.post import PostKey
from app.store.batch import Batch
from app.store.tables import post

_KEY = [post.c.event_id, post.c.network, post.c.uri]
_SAME = "post.event_id = given.event_id AND post.network = given.network AND post.uri = given.uri"
_THERE = "first.original AND first.deleted_at IS NULL"
# one look at each group of like words, however many of the given posts are in it
_EARLIEST = Batch(
    _KEY,
    """
    SELECT first.sameness, min(first.created_at) FROM (
      SELECT DISTINCT post.event_id, post.sameness FROM given CROSS JOIN post
      WHERE {same} AND post.sameness IS NOT NULL
    ) AS words CROSS JOIN post AS first CROSS JOIN account
    WHERE first.event_id = words.event_id AND first.sameness = words.sameness AND {there}
      AND account.id = first.account_id AND NOT account.gone
    GROUP BY first.sameness HAVING count(*) > 1
    """,
    same=_SAME,
    there=_THERE,
    returns=[post.c.sameness, post.c.created_at],
)
_FIRST = Batch(
    [post.c.event_id, post.c.sameness, post.c.created_at],
    """
    SELECT first.sameness, first.network, first.uri, account."key", account.voice_id, first.signature
    FROM given CROSS JOIN post AS first CROSS JOIN account
    WHERE first.event_id = given.event_id AND first.sameness = given.sameness AND first.created_at = given.created_at
      AND {there} AND account.id = first.account_id AND NOT account.gone
    ORDER BY first.network DESC, first.uri DESC
    """,
    there=_THERE,
)
# the next fifty: in a flood of one text, all others stay what they were
_GROUP = Batch(
    [post.c.event_id, post.c.sameness],
    """
    SELECT ranked.network, ranked.uri FROM (
      SELECT first.network, first.uri,
        row_number() OVER (PARTITION BY first.sameness ORDER BY first.created_at, first.network, first.uri) AS place
      FROM given CROSS JOIN post AS first
      WHERE first.event_id = given.event_id AND first.sameness = given.sameness AND {there}
    ) AS ranked WHERE ranked.place <= 50
    """,
    there=_THERE,
)


class Echoes:
    """Who said what first, at each event."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def first_said(self, event_id: int, keys: Iterable[PostKey]) -> dict[str, tuple[PostKey, FirstSaid]]:
        """Who first said the words of each of these posts, by their sameness, where they were said more than once."""
        rows = [(event_id, key.network.value, key.uri) for key in keys]
        earliest = dict(await _EARLIEST.run(self._connection, rows))
        asked = [(event_id, sameness, at) for sameness, at in earliest.items()]
        return {
            sameness: (
                PostKey(Network(network), uri),
                FirstSaid(network=Network(network), account=key, voice=voice, name=name or "", at=earliest[sameness]),
            )
            for sameness, network, uri, key, voice, name in await _FIRST.run(self._connection, asked)
        }

    async def echoing(self, event_id: int, keys: Iterable[PostKey]) -> set[PostKey]:
        """Posts whose words one of these said first: read them again when that one comes, changes or goes."""
        told = set(keys)
        first = await self.first_said(event_id, told)
        groups = [(event_id, sameness) for sameness, (key, _) in first.items() if key in told]
        rows = await _GROUP.run(self._connection, groups)
        return {PostKey(Network(network), uri) for network, uri in rows}
