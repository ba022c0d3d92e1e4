"""Where stored posts point: found by the uri that they repeat, answer or quote, and pointed elsewhere."""

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.network import Network
from app.domain.post import PostKey
from app.store.batch import Batch, assignments, picked
from app.store.encoding import References, pack_references, unpack_references
from app.store.tables import post

_C = post.c
_SAME = "post.event_id = given.event_id AND post.network = given.network AND"
_POINTING = Batch(
    [_C.event_id, _C.network, _C.uri],
    """
    SELECT post.id FROM given CROSS JOIN post WHERE {same} post.reply_to_uri = given.uri
    UNION
    SELECT post.id FROM given CROSS JOIN post WHERE {same} post.quote_of_uri = given.uri
    UNION
    SELECT post.id FROM given CROSS JOIN post WHERE {same} post.repost_of_uri = given.uri
    """,
    same=_SAME,
)
_PARTS = ("reference", "repost_of_uri", "reply_to_uri", "quote_of_uri")
_POINT = Batch(
    [_C.id, *(_C[name] for name in _PARTS)],
    "UPDATE post SET {parts} FROM given WHERE post.id = given.id",
    parts=assignments(_PARTS, source="given"),
)


async def pointing_at(connection: AsyncConnection, event_id: int, keys: Iterable[PostKey]) -> list[int]:
    """The rows of posts that repeat, answer or quote these."""
    rows = [(event_id, key.network.value, key.uri) for key in keys]
    return [post_id for (post_id,) in await _POINTING.run(connection, rows)]


async def point(
    connection: AsyncConnection, post_ids: Sequence[int], change: Callable[[Network, References], References]
) -> set[PostKey]:
    """Change the references of these rows; the keys of the posts whose references are others now."""
    changed: set[PostKey] = set()
    rows = []
    for some in picked(post_ids):
        wanted = select(_C.id, _C.network, _C.uri, _C.reference).where(_C.id.in_(some), _C.reference.is_not(None))
        for row in await connection.execute(wanted):
            network, held = Network(row.network), unpack_references(row.reference)
            now = change(network, held)
            if now != held:
                uris = (of and of.uri for of in (now.repost_of, now.reply_to, now.quote_of))
                rows.append((row.id, pack_references(now), *uris))
                changed.add(PostKey(network, row.uri))
    await _POINT.run(connection, rows)
    return changed
