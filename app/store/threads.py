"""How posts hang together: who wrote what a post answers or quotes, and who answered it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.account import Account
from app.domain.event import Programme
from app.domain.handle import HandleKey
from app.domain.network import Network
from app.domain.post import Post, PostKey, Reference
from app.domain.reading import Context, Copied
from app.domain.speaker import SpeakerKey
from app.store.batch import Batch
from app.store.rows import WHOLE_POST, handle_named, post_of
from app.store.tables import post

_KEY = [post.c.event_id, post.c.network, post.c.uri]
_SAME = "post.event_id = given.event_id AND post.network = given.network AND"
_THERE = "post.deleted_at IS NULL AND NOT account.gone"
_IDS = Batch(
    _KEY,
    "SELECT {returns} FROM given CROSS JOIN post WHERE {same} post.uri = given.uri",
    same=_SAME,
    returns=[post.c.network, post.c.uri, post.c.id, post.c.copy_of_id],
)
_LOAD = Batch(
    _KEY,
    """
    SELECT {returns} FROM given CROSS JOIN post CROSS JOIN account
    WHERE {same} post.uri = given.uri AND account.id = post.account_id AND {there}
    """,
    same=_SAME,
    there=_THERE,
    returns=WHOLE_POST,
)
_ANSWERS = Batch(
    _KEY,
    """
    SELECT DISTINCT given.network, given.uri, account.handle, account.remote_id, account.behind
    FROM given CROSS JOIN post CROSS JOIN account
    WHERE {same} post.reply_to_uri = given.uri AND account.id = post.account_id AND {there}
    """,
    same=_SAME,
    there=_THERE,
)
_LED = Batch(
    _KEY,
    """
    SELECT given.network, given.uri, copy.network, copy.uri FROM given CROSS JOIN post CROSS JOIN post AS copy
    WHERE {same} post.uri = given.uri AND copy.event_id = post.event_id AND copy.copy_of_id = post.id
    """,
    same=_SAME,
)
# what answers these, what quotes them, and the names of what they answer, which may not be held
_NEIGHBOURS = Batch(
    _KEY,
    """
    SELECT post.network, post.uri, true FROM given CROSS JOIN post
    WHERE {same} post.reply_to_uri = given.uri AND post.deleted_at IS NULL
    UNION
    SELECT post.network, post.uri, true FROM given CROSS JOIN post
    WHERE {same} post.quote_of_uri = given.uri AND post.deleted_at IS NULL
    UNION
    SELECT post.network, post.reply_to_uri, false FROM given CROSS JOIN post
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
    return {key: post_id for key, (post_id, _) in (await standing(connection, event_id, keys)).items()}


async def standing(
    connection: AsyncConnection, event_id: int, keys: Iterable[PostKey]
) -> dict[PostKey, tuple[int, int | None]]:
    """The rows of these posts, tombstones too, and of each the row of the post that leads its card, if another does."""
    found = await _IDS.run(connection, _rows(event_id, keys))
    return {PostKey(Network(row.network), row.uri): (row.id, row.copy_of_id) for row in found}


async def load(connection: AsyncConnection, event_id: int, keys: Iterable[PostKey]) -> dict[PostKey, Post]:
    """The posts of these keys that have content; posts of accounts that are gone have none."""
    found = map(post_of, await _LOAD.run(connection, _rows(event_id, keys)))
    return {one.key: one for one in found}


async def contexts(
    connection: AsyncConnection, event_id: int, posts: Sequence[Post], programme: Programme
) -> dict[PostKey, Context]:
    """What the other stored posts say about each of these; answers to a copy are answers to what leads its card."""
    copies = await _copies(connection, event_id, posts)
    everything = [*posts, *(copy for told in copies.values() for copy in told)]
    targets = {
        PostKey(given.network, reference.uri)
        for given in everything
        for reference in (given.reply_to, given.quote_of)
        if reference is not None and reference.uri is not None
    }
    held = await load(connection, event_id, targets)
    answers = await _answers(connection, event_id, [given.key for given in everything], _Owners(programme))

    def around(one: Post) -> tuple[Account | None, Account | None]:
        parent, quoted = _held(held, one.network, one.reply_to), _held(held, one.network, one.quote_of)
        return None if parent is None else parent.author, None if quoted is None else quoted.author

    def read(given: Post) -> Context:
        parent, quoted = around(given)
        answered = answers.get(given.key, set())
        said = []
        for copy in copies.get(given.key, ()):
            copy_parent, copy_quoted = around(copy)
            said.append(Copied(post=copy, parent=copy_parent, quoted=copy_quoted))
            answered = answered | answers.get(copy.key, set())
        return Context(
            parent=parent,
            quoted=quoted,
            parent_post=_held(held, given.network, given.reply_to),
            quoted_post=_held(held, given.network, given.quote_of),
            answered_by=frozenset(answered),
            copies=tuple(said),
        )

    return {given.key: read(given) for given in posts}


async def _copies(connection: AsyncConnection, event_id: int, posts: Iterable[Post]) -> dict[PostKey, tuple[Post, ...]]:
    """The copies of these posts that can be seen, each card's in order of time."""
    led = await _LED.run(connection, _rows(event_id, (given.key for given in posts)))
    leader = {PostKey(Network(copy[0]), copy[1]): PostKey(Network(name), uri) for name, uri, *copy in led}
    copies = (await load(connection, event_id, leader)).values()
    found: dict[PostKey, tuple[Post, ...]] = {}
    for copy in sorted(copies, key=lambda one: (one.created_at, one.network.value, one.uri)):
        found[leader[copy.key]] = (*found.get(leader[copy.key], ()), copy)
    return found


async def touched_by(connection: AsyncConnection, event_id: int, keys: Iterable[PostKey]) -> set[PostKey]:
    """Posts that answer or quote these, and posts that these answer, without these."""
    own = set(keys)
    near = await _NEIGHBOURS.run(connection, _rows(event_id, own))
    held = {PostKey(Network(network), uri) for network, uri, is_held in near if is_held}
    # two steps: a planner that knows nothing of a new table may join three by comparing all with all
    answered = {PostKey(Network(network), uri) for network, uri, is_held in near if not is_held}
    above = await _HELD.run(connection, _rows(event_id, answered - held))
    return (held | {PostKey(Network(network), uri) for network, uri in above}) - own


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

    def of(self, account: Account) -> set[SpeakerKey]:
        found = set(self._by_handle.get(account.handle_key, ()))
        if account.remote_id is not None:
            found |= self._by_remote_id.get((account.network, account.remote_id), set())
        if account.behind is not None:
            found |= self._by_handle.get(account.behind, set())
        return found


async def _answers(
    connection: AsyncConnection, event_id: int, keys: Iterable[PostKey], owners: _Owners
) -> dict[PostKey, set[SpeakerKey]]:
    answers: dict[PostKey, set[SpeakerKey]] = {}
    for name, uri, handle, remote_id, behind in await _ANSWERS.run(connection, _rows(event_id, keys)):
        network = Network(name)
        who = Account(network=network, handle=handle, remote_id=remote_id, behind=handle_named(behind))
        speakers = owners.of(who)
        if speakers:
            answers.setdefault(PostKey(network, uri), set()).update(speakers)
    return answers


def _held(held: Mapping[PostKey, Post], network: Network, reference: Reference | None) -> Post | None:
    return None if reference is None or reference.uri is None else held.get(PostKey(network, reference.uri))


def _rows(event_id: int, keys: Iterable[PostKey]) -> list[tuple[Any, ...]]:
    return [(event_id, key.network.value, key.uri) for key in keys]
