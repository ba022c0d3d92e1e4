"""Aliases: other uris by which a network speaks of a post, before and after we have met it.

In whatever order a post, its deletion and the answers to it come, and whichever of its names each of them uses, the
end is the same: everything lies under the post's own uri.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.network import Network
from app.domain.post import Post, PostKey, Reference
from app.store import deletion, references, threads
from app.store.batch import Batch, picked
from app.store.encoding import References
from app.store.events import lock
from app.store.rows import references_of
from app.store.tables import alias, post

_C = alias.c
_MEET = Batch(
    [_C.event_id, _C.network, _C.alias, _C.uri],
    """
    INSERT INTO alias ({columns}) SELECT {columns} FROM given WHERE true
    ON CONFLICT (event_id, network, alias) DO NOTHING RETURNING network, alias, uri
    """,
)
_RESOLVE = Batch(
    [_C.event_id, _C.network, _C.alias],
    """
    SELECT alias.network, alias.alias, alias.uri FROM given CROSS JOIN alias
    WHERE alias.event_id = given.event_id AND alias.network = given.network AND alias.alias = given.alias
    """,
)


class Aliases:
    """The aliases of each event's posts."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.moved: set[PostKey] = set()  # in this transaction: posts that turned out to answer or quote another

    async def meet(self, event_id: int, aliases: Mapping[PostKey, Sequence[str]]) -> dict[PostKey, datetime]:
        """Remember aliases, and let stored posts that used them point at the posts themselves; `moved` are those.

        Returned are the posts that were deleted before anybody knew them by this alias, and when: delete them before
        they are added. An alias that is known leads where it led.
        """
        told = [
            (event_id, key.network.value, name, key.uri)
            for key, names in aliases.items()
            for name in names
            if name != key.uri
        ]
        if not told:
            return {}
        await lock(self._connection, event_id)
        new = {
            PostKey(Network(network), name): PostKey(Network(network), uri)
            for network, name, uri in await _MEET.run(self._connection, told)
        }
        if not new:
            return {}
        gone = await self._unbury(event_id, new)
        pointing = await references.pointing_at(self._connection, event_id, new)
        if pointing:
            self.moved |= await references.point(
                self._connection, pointing, lambda network, held: _resolved(held, network, new)
            )
            # what answers or repeats a deleted post by this alias has to fall silent now
            gone = await deletion.tombstones(self._connection, event_id, set(new.values())) | gone
        return gone

    async def resolve(self, event_id: int, keys: Iterable[PostKey]) -> dict[PostKey, PostKey]:
        """Which of these are aliases, and of what."""
        rows = [(event_id, key.network.value, key.uri) for key in set(keys)]
        return {
            PostKey(Network(network), name): PostKey(Network(network), uri)
            for network, name, uri in await _RESOLVE.run(self._connection, rows)
        }

    async def resolved(self, event_id: int, posts: Sequence[Post]) -> list[Post]:
        """The same posts, what they repeat, answer and quote by its own uri."""
        pointed = {
            PostKey(given.network, of.uri)
            for given in posts
            for of in (given.repost_of, given.reply_to, given.quote_of)
            if of is not None and of.uri is not None
        }
        known = await self.resolve(event_id, pointed)
        return [_pointing(given, known) for given in posts] if known else list(posts)

    async def _unbury(self, event_id: int, new: Mapping[PostKey, PostKey]) -> dict[PostKey, datetime]:
        """Take away the tombstones that lie under new aliases; when each post was deleted by one."""
        buried = await deletion.tombstones(self._connection, event_id, new)
        gone: dict[PostKey, datetime] = {}
        for name, at in buried.items():
            gone[new[name]] = min(at, gone.get(new[name], at))
        ids = await threads.ids(self._connection, event_id, buried)
        for some in picked(list(ids.values())):
            await self._connection.execute(delete(post).where(post.c.id.in_(some)))
        return gone


def _pointing(given: Post, known: Mapping[PostKey, PostKey]) -> Post:
    before = references_of(given)
    after = _resolved(before, given.network, known)
    if after == before:
        return given
    return replace(given, repost_of=after.repost_of, reply_to=after.reply_to, quote_of=after.quote_of)


def _resolved(held: References, network: Network, known: Mapping[PostKey, PostKey]) -> References:
    def change(reference: Reference) -> Reference:
        found = known.get(PostKey(network, reference.uri or ""))
        return reference if found is None else replace(reference, uri=found.uri)

    return held.each(change)
