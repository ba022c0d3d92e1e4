"""Posts: added once, edited forwards, deleted for good."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, distinct, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.copies import signature
from app.domain.event import Programme
from app.domain.network import Network
from app.domain.post import Post, PostKey
from app.domain.reading import Context
from app.store import deletion, threads
from app.store.accounts import Accounts
from app.store.album import keep_only
from app.store.batch import Batch, assignments, names
from app.store.cards import VOICE
from app.store.events import lock
from app.store.rows import CONTENT, IS_THERE, POST_COLUMNS, post_row, references_of
from app.store.tables import account, post

_ADD = Batch(
    POST_COLUMNS,
    """
    INSERT INTO post (event_id, network, uri, account_id, {content})
    SELECT given.event_id, given.network, given.uri, account.id, {of_given} FROM given CROSS JOIN account
    WHERE account.event_id = given.event_id AND account.network = given.network AND account.key = given."key"
    ON CONFLICT (event_id, network, uri) DO NOTHING RETURNING network, uri
    """,
    content=names(CONTENT),
    of_given=names(CONTENT, of="given"),
)
_REVISE = Batch(
    POST_COLUMNS,
    """
    UPDATE post SET {content}, verdict = NULL FROM given
    WHERE post.event_id = given.event_id AND post.network = given.network AND post.uri = given.uri
      AND post.deleted_at IS NULL AND (post.edited_at IS NULL OR post.edited_at < given.edited_at)
    RETURNING post.network, post.uri
    """,
    content=assignments(CONTENT, source="given"),
)
_AGAIN = Batch(
    [post.c.event_id, post.c.network, post.c.uri, post.c.signature],
    """
    UPDATE post SET verdict = NULL, signature = coalesce(post.signature, given.signature) FROM given
    WHERE post.event_id = given.event_id AND post.network = given.network AND post.uri = given.uri
      AND post.deleted_at IS NULL
    RETURNING post.network, post.uri
    """,
)
# made once: asked in every tick of every wall
_LAST = select(func.max(post.c.received_at)).where(post.c.event_id == bindparam("of_event"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much was said: posts that are still there, originals among them, their voices, and tombstones.

    The same said on two networks is one post, and a person with two accounts one voice.
    """

    posts: int
    originals: int
    voices: int
    deleted: int


class Posts:
    """The posts of each event. Every writing method is for one event and locks out its other writers."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._accounts = Accounts(connection)
        self.erased = False
        self.renamed: set[PostKey] = set()  # in this transaction: posts told again, whose authors look otherwise now

    async def add(self, event_id: int, posts: Sequence[Post]) -> set[PostKey]:
        """Store what is new, and say what that was. A post that was deleted, even before it came, stays deleted.

        Of several versions of one post the last edited is taken.
        """
        await lock(self._connection, event_id)
        return await self._write(_ADD, event_id, _newest(posts))

    async def revise(self, event_id: int, posts: Sequence[Post]) -> set[PostKey]:
        """Take over edits of stored posts; the keys of those that were newer than what we had.

        They are unread then, and shown again after their next reading.
        """
        await lock(self._connection, event_id)
        edits = _newest(given for given in posts if given.edited_at is not None)
        held = await deletion.known(self._connection, event_id, [given.key for given in edits])
        edited = await self._write(_REVISE, event_id, [given for given in edits if given.key in held])
        await keep_only(self._connection, event_id, [given for given in edits if given.key in edited])
        return edited

    async def _write(self, batch: Batch, event_id: int, posts: Sequence[Post]) -> set[PostKey]:
        if not posts:
            return set()
        buried = await deletion.buried(self._connection, event_id, posts)
        repeats = deletion.repeating(posts, buried)
        if repeats:
            await self.delete(event_id, repeats)
        gone = buried.keys() | repeats.keys()
        living = [post for post in posts if post.key not in gone]
        met = await self._accounts.meet(event_id, living)
        rows = [post_row(event_id, post, deletion.silenced(references_of(post), post.network, gone)) for post in living]
        written = {PostKey(Network(network), uri) for network, uri in await batch.run(self._connection, rows)}
        if met:
            await self._tell_again(
                event_id, [one for one in living if (one.network, one.author.key) in met and one.key not in written]
            )
        # a post that we had may have come with another author this time, of whom nothing was stored
        await self._accounts.forget_unheard(
            event_id, {(given.network, given.author.key) for given in living if given.key not in written}
        )
        return written

    async def _tell_again(self, event_id: int, posts: Sequence[Post]) -> None:
        """Leave posts unread, so that their next reading counts as a change and walls show who wrote them."""
        rows = [(event_id, one.network.value, one.uri, signature(one.author.name) or None) for one in posts]
        for network, uri in await _AGAIN.run(self._connection, rows):
            self.renamed.add(PostKey(Network(network), uri))

    async def delete(self, event_id: int, deletions: Mapping[PostKey, datetime]) -> set[PostKey]:
        """Wipe posts, the reposts of them and every quotation of their text; the keys of those that had content.

        A key that nobody knows leaves a tombstone. Ask `touched_by` before: a tombstone knows no neighbours.
        """
        await lock(self._connection, event_id)
        wiped: set[PostKey] = set()
        authors: set[tuple[Network, str]] = set()
        waiting = dict(deletions)
        while waiting:
            known = await deletion.known(self._connection, event_id, waiting)
            wiped |= known.keys()
            authors |= {(key.network, author) for key, author in known.items()}
            await deletion.bury(self._connection, event_id, waiting)
            quoted = await deletion.unquote(self._connection, event_id, waiting)
            self.erased = self.erased or bool(known or quoted)
            waiting = await deletion.reposts(self._connection, event_id, waiting)
        await self._accounts.forget_unheard(event_id, authors)
        return wiped

    async def account_gone(self, event_id: int, network: Network, account_key: str, at: datetime) -> set[PostKey]:
        """An account is gone: its posts are kept, and nobody sees them; the keys of those posts."""
        await lock(self._connection, event_id)
        return await self._accounts.gone(event_id, network, account_key, at)

    async def account_back(self, event_id: int, network: Network, account_key: str, at: datetime) -> set[PostKey]:
        """An account is back, and its posts with it; their keys."""
        await lock(self._connection, event_id)
        return await self._accounts.back(event_id, network, account_key, at)

    async def load(self, event_id: int, keys: Iterable[PostKey]) -> dict[PostKey, Post]:
        """The posts of these keys that have content; posts of accounts that are gone have none."""
        return await threads.load(self._connection, event_id, keys)

    async def keys(self, event_id: int) -> list[PostKey]:
        """The keys of all posts that have content, in order of (created_at, network, uri)."""
        wanted = (
            select(post.c.network, post.c.uri)
            .join_from(post, account)
            .where(post.c.event_id == event_id, IS_THERE)
            .order_by(post.c.created_at, post.c.network, post.c.uri)
        )
        return [PostKey(Network(row.network), row.uri) for row in await self._connection.execute(wanted)]

    async def contexts(self, event_id: int, posts: Sequence[Post], programme: Programme) -> dict[PostKey, Context]:
        """What the other stored posts say about each of these."""
        return await threads.contexts(self._connection, event_id, posts, programme)

    async def touched_by(self, event_id: int, keys: Iterable[PostKey]) -> set[PostKey]:
        """Other stored posts that may read differently because of these: they answer, quote or are answered by them."""
        return await threads.touched_by(self._connection, event_id, keys)

    async def counts(self, event_id: int) -> Counts:
        """How much was said."""
        there = (
            select(
                func.count(),
                func.count().filter(post.c.original),
                func.count(distinct(VOICE)),
            )
            .join_from(post, account)
            .where(post.c.event_id == event_id, IS_THERE, post.c.copy_of_id.is_(None))
        )
        posts, originals, voices = (await self._connection.execute(there)).one()
        tombstones = select(func.count()).where(post.c.event_id == event_id, post.c.deleted_at.is_not(None))
        deleted = (await self._connection.execute(tombstones)).scalar_one()
        return Counts(posts=posts, originals=originals, voices=voices, deleted=deleted)

    async def languages(self, event_id: int) -> dict[str, int]:
        """How many originals there are for each language that networks named."""
        named = func.coalesce(post.c.read_language, post.c.language)
        found = (
            select(named, func.count())
            .join_from(post, account)
            .where(
                post.c.event_id == event_id, IS_THERE, post.c.original, post.c.copy_of_id.is_(None), named.is_not(None)
            )
            .group_by(named)
        )
        return {row[0]: row[1] for row in await self._connection.execute(found)}

    async def last_received(self, event_id: int) -> datetime | None:
        """When the event was last heard of."""
        moment: datetime | None = (await self._connection.execute(_LAST, {"of_event": event_id})).scalar_one()
        return moment


def _newest(posts: Iterable[Post]) -> list[Post]:
    """One version of each post, in order of arrival."""
    newest: dict[PostKey, Post] = {}
    for given in posts:
        held = newest.get(given.key)
        if held is None or (
            given.edited_at is not None and (held.edited_at is None or given.edited_at > held.edited_at)
        ):
            newest[given.key] = given
    return list(newest.values())
