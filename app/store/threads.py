"""How posts hang together: who wrote what a post answers or quotes, and who answered it."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.account import Account
from app.domain.event import Programme
from app.domain.handle import HandleKey
from app.domain.network import Network
from app.domain.post import Post, PostKey, Reference
from app.domain.reading import Context
from app.domain.speaker import SpeakerKey
from app.store.batch import Batch
from app.store.tables import post

_KEY = [post.c.event_id, post.c.network, post.c.uri]
_SAME = "post.event_id = given.event_id AND post.network = given.network AND"
_THERE = "post.deleted_at IS NULL AND NOT account.gone"
_IDS = Batch(
    _KEY,
    "SELECT post.network, post.uri, post.id FROM given CROSS JOIN post WHERE {same} post.uri = given.uri",
    same=_SAME,
)
_ACCOUNT = "account.network, account.handle, account.remote_id, account.name, account.url, account.avatar, account.bot"
_AUTHORS = Batch(
    _KEY,
    """
    SELECT given.network, given.uri, {account}
    FROM given CROSS JOIN post CROSS JOIN account
    WHERE {same} post.uri = given.uri AND account.id = post.account_id AND {there}
    """,
    same=_SAME,
    there=_THERE,
    account=_ACCOUNT,
)
_ANSWERS = Batch(
    _KEY,
    """
    SELECT DISTINCT given.network, given.uri, account.handle, account.remote_id
    FROM given CROSS JOIN post CROSS JOIN account
    WHERE {same} post.reply_to_uri = given.uri AND account.id = post.account_id AND {there}
    """,
    same=_SAME,
    there=_THERE,
)
_NEIGHBOURS = Batch(
    _KEY,
    """
    SELECT post.network, post.uri FROM given CROSS JOIN post
    WHERE {same} post.reply_to_uri = given.uri AND post.deleted_at IS NULL
    UNION
    SELECT post.network, post.uri FROM given CROSS JOIN post
    WHERE {same} post.quote_of_uri = given.uri AND post.deleted_at IS NULL
    """,
    same=_SAME,
)
_PARENTS = Batch(
    _KEY,
    """
    SELECT post.network, post.reply_to_uri FROM given CROSS JOIN post
    WHERE {same} post.uri = given.uri AND post.reply_to_uri IS NOT NULL AND post.deleted_at IS NULL
    """,
    same=_SAME,
)
_HELD = Batch(
    _KEY,
    """
    SELECT post.network, post.uri FROM given CROSS JOIN post
    WHERE {same} post.uri = given.uri AND post.deleted_at IS NULL
    """,
    same=_SAME,
)


async def ids(connection: AsyncConnection, event_id: int, keys: Iterable[PostKey]) -> dict[PostKey, int]:
    """The rows of these posts, tombstones too."""
    found = await _IDS.run(connection, _rows(event_id, keys))
    return {PostKey(Network(network), uri): post_id for network, uri, post_id in found}


async def contexts(
    connection: AsyncConnection, event_id: int, posts: Sequence[Post], programme: Programme
) -> dict[PostKey, Context]:
    """What the other stored posts say about each of these."""
    targets = {
        PostKey(given.network, reference.uri)
        for given in posts
        for reference in (given.reply_to, given.quote_of)
        if reference is not None and reference.uri is not None
    }
    authors = {
        PostKey(Network(row[0]), row[1]): _account(row[2:])
        for row in await _AUTHORS.run(connection, _rows(event_id, targets))
    }
    answers = await _answers(connection, event_id, [given.key for given in posts], _Owners(programme))
    return {
        given.key: Context(
            parent=_author(authors, given.network, given.reply_to),
            quoted=_author(authors, given.network, given.quote_of),
            answered_by=frozenset(answers.get(given.key, ())),
        )
        for given in posts
    }


async def touched_by(connection: AsyncConnection, event_id: int, keys: Iterable[PostKey]) -> set[PostKey]:
    """Posts that answer or quote these, and posts that these answer, without these."""
    own = set(keys)
    near = await _NEIGHBOURS.run(connection, _rows(event_id, own))
    # two steps: a planner that knows nothing of a new table may join three by comparing all with all
    answered = {PostKey(Network(network), uri) for network, uri in await _PARENTS.run(connection, _rows(event_id, own))}
    held = await _HELD.run(connection, _rows(event_id, answered))
    return {PostKey(Network(network), uri) for network, uri in (*near, *held)} - own


class _Owners:
    """Whose account it is, by one look-up; as `Speaker.owns` has it."""

    def __init__(self, programme: Programme) -> None:
        self._by_handle: dict[HandleKey, set[SpeakerKey]] = {}
        self._by_remote_id: dict[tuple[Network, str], set[SpeakerKey]] = {}
        for speaker in programme.speakers:
            for handle in speaker.handles:
                self._by_handle.setdefault(handle.key, set()).add(speaker.key)
                if handle.remote_id is not None:
                    self._by_remote_id.setdefault((handle.network, handle.remote_id), set()).add(speaker.key)

    def of(self, handle: HandleKey, remote_id: str | None) -> set[SpeakerKey]:
        by_handle = self._by_handle.get(handle, set())
        return (
            by_handle if remote_id is None else by_handle | self._by_remote_id.get((handle.network, remote_id), set())
        )


async def _answers(
    connection: AsyncConnection, event_id: int, keys: Iterable[PostKey], owners: _Owners
) -> dict[PostKey, set[SpeakerKey]]:
    answers: dict[PostKey, set[SpeakerKey]] = {}
    for name, uri, handle, remote_id in await _ANSWERS.run(connection, _rows(event_id, keys)):
        network = Network(name)
        speakers = owners.of(HandleKey(network, handle), remote_id)
        if speakers:
            answers.setdefault(PostKey(network, uri), set()).update(speakers)
    return answers


def _author(authors: dict[PostKey, Account], network: Network, reference: Reference | None) -> Account | None:
    if reference is None or reference.uri is None:
        return None
    return authors.get(PostKey(network, reference.uri))


def _account(row: tuple[Any, ...]) -> Account:
    network, handle, remote_id, name, url, avatar, bot = row
    return Account(
        network=Network(network),
        handle=handle,
        remote_id=remote_id,
        name=name,
        url=url,
        avatar=avatar,
        bot=bool(bot),  # SQLite has no booleans of its own
    )


def _rows(event_id: int, keys: Iterable[PostKey]) -> list[tuple[Any, ...]]:
    return [(event_id, key.network.value, key.uri) for key in keys]
