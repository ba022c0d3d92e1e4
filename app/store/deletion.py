"""How a post is deleted so that nothing of it can be read again, wherever it was repeated.

What is left is a tombstone: key and time. It is the same whether the deletion came after the post or before it,
so that no order of arrival brings anything back.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.network import Network
from app.domain.post import Post, PostKey
from app.store import album, references
from app.store.batch import Batch, assignments
from app.store.encoding import NO_MEDIA, NOTHING, References
from app.store.tables import post

_KEPT = {"id", "event_id", "network", "uri", "deleted_at", "copy_of_id"}  # the last until copies are settled
_EMPTY = {"original": False, "text": "", "entities": NOTHING, "media": NO_MEDIA}
_WIPED = [column for column in post.c if column.name not in _KEPT]
_C = post.c
_KEY = [_C.event_id, _C.network, _C.uri]
_SAME = "post.event_id = given.event_id AND post.network = given.network AND"

_BURIED = Batch(
    _KEY,
    """
    SELECT {returns} FROM given CROSS JOIN post
    WHERE {same} post.uri = given.uri AND post.deleted_at IS NOT NULL
    """,
    same=_SAME,
    returns=[_C.network, _C.uri, _C.deleted_at],
)
_KNOWN = Batch(
    _KEY,
    """
    SELECT post.network, post.uri, account.key FROM given CROSS JOIN post CROSS JOIN account
    WHERE {same} post.uri = given.uri AND post.deleted_at IS NULL AND account.id = post.account_id
    """,
    same=_SAME,
)
_EMPTIED = [column for column in _WIPED if column.name in _EMPTY]
_BURY = Batch(
    [*_KEY, _C.deleted_at, *_EMPTIED],
    """
    INSERT INTO post ({columns}) SELECT {columns} FROM given WHERE true
    ON CONFLICT (event_id, network, uri) DO UPDATE SET
      {wiped},
      deleted_at = CASE WHEN post.deleted_at < excluded.deleted_at THEN post.deleted_at ELSE excluded.deleted_at END
    """,
    wiped=assignments((column.name for column in _WIPED), source="excluded"),
)
_UNREAD = Batch(
    _KEY,
    """
    DELETE FROM mention WHERE post_id IN (
      SELECT post.id FROM given CROSS JOIN post WHERE {same} post.uri = given.uri
    )
    """,
    same=_SAME,
)
# a decision goes with what it is about; where the same words of the same person still stand, it is about those
_KEEP_DECIDED = Batch(
    _KEY,
    """
    UPDATE decision SET post_id = (
      SELECT min(copy.id) FROM post AS copy
      WHERE copy.event_id = decision.event_id AND copy.copy_of_id = decision.post_id
    )
    WHERE decision.post_id IN (SELECT post.id FROM given CROSS JOIN post WHERE {same} post.uri = given.uri)
      AND EXISTS (
        SELECT 1 FROM post AS copy WHERE copy.event_id = decision.event_id AND copy.copy_of_id = decision.post_id
      )
    """,
    same=_SAME,
)
_UNDECIDED = Batch(
    _KEY,
    """
    DELETE FROM decision WHERE post_id IN (
      SELECT post.id FROM given CROSS JOIN post WHERE {same} post.uri = given.uri
    )
    """,
    same=_SAME,
)
_REPOSTS = Batch(
    _KEY,
    """
    SELECT post.network, post.uri, given.uri FROM given CROSS JOIN post
    WHERE {same} post.repost_of_uri = given.uri AND post.deleted_at IS NULL
    """,
    same=_SAME,
)


async def buried(connection: AsyncConnection, event_id: int, posts: Iterable[Post]) -> dict[PostKey, datetime]:
    """Which of these posts, and of those that they repeat, answer or quote, were deleted, and when."""
    asked: set[PostKey] = set()
    for given in posts:
        asked.add(given.key)
        for reference in (given.repost_of, given.reply_to, given.quote_of):
            if reference is not None and reference.uri is not None:
                asked.add(PostKey(given.network, reference.uri))
    return await tombstones(connection, event_id, asked)


async def tombstones(connection: AsyncConnection, event_id: int, keys: Iterable[PostKey]) -> dict[PostKey, datetime]:
    """Which of these keys were deleted, and when."""
    found = await _BURIED.run(connection, _rows(event_id, keys))
    return {PostKey(Network(row.network), row.uri): row.deleted_at for row in found}


def repeating(posts: Iterable[Post], gone: Mapping[PostKey, datetime]) -> dict[PostKey, datetime]:
    """The reposts of what is gone, and the reposts of those: they go with it, at the same time."""
    waiting = [given for given in posts if given.repost_of is not None and given.key not in gone]
    going: dict[PostKey, datetime] = {}
    while True:
        more = {}
        for given in waiting:
            target = PostKey(given.network, (given.repost_of and given.repost_of.uri) or "")
            at = going.get(target) or gone.get(target)
            if at is not None and given.key not in going:
                more[given.key] = at
        if not more:
            return going
        going |= more


def silenced(held: References, network: Network, gone: Collection[PostKey]) -> References:
    """The same references without the words of deleted posts."""
    return held.without_texts_of({key.uri for key in gone if key.network is network}) if gone else held


async def known(connection: AsyncConnection, event_id: int, keys: Iterable[PostKey]) -> dict[PostKey, str]:
    """Which of these posts have content, and the account key of each one's author."""
    found = await _KNOWN.run(connection, _rows(event_id, keys))
    return {PostKey(Network(network), uri): author for network, uri, author in found}


async def bury(connection: AsyncConnection, event_id: int, deletions: Mapping[PostKey, datetime]) -> None:
    """Leave tombstones and nothing else, whether there was something or not; the earliest deletion counts."""
    await album.let_go(connection, _rows(event_id, deletions))
    emptied = tuple(_EMPTY[column.name] for column in _EMPTIED)
    await _UNREAD.run(connection, _rows(event_id, deletions))
    await _KEEP_DECIDED.run(connection, _rows(event_id, deletions))
    await _UNDECIDED.run(connection, _rows(event_id, deletions))
    await _BURY.run(
        connection,
        [(event_id, key.network.value, key.uri, deletions[key], *emptied) for key in deletions],
    )


async def unquote(connection: AsyncConnection, event_id: int, keys: Collection[PostKey]) -> set[PostKey]:
    """Take what deleted posts said out of the posts that quote and answer them; which posts held some of it."""
    quoting = await references.pointing_at(connection, event_id, keys)
    return await references.point(connection, quoting, lambda network, held: silenced(held, network, keys))


async def reposts(
    connection: AsyncConnection, event_id: int, deletions: Mapping[PostKey, datetime]
) -> dict[PostKey, datetime]:
    """The stored reposts of deleted posts, to be deleted with them."""
    found = await _REPOSTS.run(connection, _rows(event_id, deletions))
    return {PostKey(Network(network), uri): deletions[PostKey(Network(network), of)] for network, uri, of in found}


def _rows(event_id: int, keys: Iterable[PostKey]) -> list[tuple[Any, ...]]:
    return [(event_id, key.network.value, key.uri) for key in keys]
