"""Which fetched pictures belong to what: looked up for cards, and let go with the posts they belong to."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import Column, Select, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.network import Network
from app.domain.post import Media, Post
from app.store.batch import Batch, picked
from app.store.picture_tables import picture
from app.store.tables import account, event, post

_LET_GO = Batch(
    [post.c.event_id, post.c.network, post.c.uri],
    """
    DELETE FROM picture WHERE post_id IN (
      SELECT post.id FROM given CROSS JOIN post
      WHERE post.event_id = given.event_id AND post.network = given.network AND post.uri = given.uri
    )
    """,
)
_FORGET_FACES = Batch(
    [account.c.event_id, account.c.network, account.c.key],
    """
    DELETE FROM picture WHERE account_id IN (
      SELECT account.id FROM given CROSS JOIN account
      WHERE account.event_id = given.event_id AND account.network = given.network AND account.key = given.key
        AND NOT EXISTS (SELECT 1 FROM post WHERE post.account_id = account.id)
    )
    """,
)
_HELD = Batch(
    [post.c.event_id, post.c.network, post.c.uri],
    """
    SELECT picture.id, picture.hash, post.network, post.uri FROM given CROSS JOIN post CROSS JOIN picture
    WHERE post.event_id = given.event_id AND post.network = given.network AND post.uri = given.uri
      AND picture.post_id = post.id
    """,
)


def _hung(of: Column[int]) -> Select[Any]:
    return (
        select(of.label("of"), picture.c.hash, picture.c.name, picture.c.width, picture.c.height, event.c.slug)
        .join_from(picture, event)
        .where(of.in_(bindparam("some", expanding=True)), picture.c.name.is_not(None))
    )


# made once: asked in every tick of every wall
_FACES, _SHOWN = _hung(picture.c.account_id), _hung(picture.c.post_id)


class Hung(NamedTuple):
    """A picture that we have: its path on our own host, and its size in pixels."""

    path: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Album:
    """The pictures that were fetched for some accounts and posts, by row and hash of the address."""

    faces: dict[tuple[int, str], Hung]
    shown: dict[tuple[int, str], Hung]

    def face(self, account_id: int, avatar: str | None) -> str | None:
        """The path of an account's face; None while it has not been fetched."""
        hung = self.faces.get((account_id, hash_of(avatar))) if avatar else None
        return hung and hung.path

    def media(self, post_id: int, media: Media) -> Media | None:
        """A picture of a post as we have it; None while it has not been fetched."""
        hung = self.shown.get((post_id, hash_of(media.url)))
        return hung and replace(media, url=hung.path, width=hung.width, height=hung.height)


def hash_of(address: str) -> str:
    """What is kept of the address that a picture came from."""
    return hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()


async def album(connection: AsyncConnection, accounts: Collection[int], posts: Collection[int]) -> Album:
    """The pictures of these accounts and posts that are there."""
    found = Album({}, {})
    for wanted, ids, hung in (
        (_FACES, accounts, found.faces),
        (_SHOWN, posts, found.shown),
    ):
        for some in picked(list(ids)):
            for row in await connection.execute(wanted, {"some": some}):
                path = f"/pictures/{row.slug}/{row.name}.webp"
                hung[row.of, row.hash] = Hung(path, row.width, row.height)
    return found


async def let_go(connection: AsyncConnection, keys: Sequence[tuple[int, str, str]]) -> None:
    """Forget what these posts showed; keys are event, network and uri."""
    await _LET_GO.run(connection, keys)


async def forget_faces(connection: AsyncConnection, event_id: int, authors: Collection[tuple[Network, str]]) -> None:
    """Forget the faces of those of these accounts, by network and key, of whom no post is left."""
    await _FORGET_FACES.run(connection, [(event_id, network.value, key) for network, key in authors])


async def keep_only(connection: AsyncConnection, event_id: int, posts: Iterable[Post]) -> None:
    """Forget what posts show no more since they were edited."""
    shown = {(found.network.value, found.uri): {hash_of(item.url) for item in found.media} for found in posts}
    held = await _HELD.run(connection, [(event_id, *key) for key in shown])
    stale = [row_id for row_id, hashed, network, uri in held if hashed not in shown[network, uri]]
    for some in picked(stale):
        await connection.execute(delete(picture).where(picture.c.id.in_(some)))
