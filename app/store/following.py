"""What a follower asks the store: which posts are held, and which of them should be looked at again."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.network import Network
from app.domain.post import PostKey
from app.domain.verdict import Verdict
from app.store.batch import Batch, picked
from app.store.rows import IS_THERE
from app.store.tables import account, mention, post
from app.store.tables import alias as named
from app.store.types import Moment

_SOON = timedelta(minutes=2)  # nothing is asked about more often
_LONG = timedelta(days=30)  # nothing older is asked about
_CHECKED = Batch(
    [post.c.event_id, post.c.network, post.c.uri, post.c.checked_at],
    """
    UPDATE post SET checked_at = given.checked_at FROM given
    WHERE post.event_id = given.event_id AND post.network = given.network AND post.uri = given.uri
      AND post.deleted_at IS NULL
    """,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePost:
    """A post that should be looked at again; `author` is the Account.key, `aliases` are all that are known."""

    key: PostKey
    author: str
    aliases: tuple[str, ...]
    created_at: datetime


class Following:
    """What is held of each event, as its followers need to know it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def held(self, event_id: int, network: Network, limit: int = 200_000) -> list[tuple[str, str]]:
        """Uris and aliases of posts that have content, each with its author's key, the oldest first.

        Of more than `limit` the newest. Those of accounts that are gone are among them: they may be deleted before
        the account is back.
        """
        there = (post.c.event_id == event_id) & (post.c.network == network.value) & post.c.deleted_at.is_(None)
        known = (
            (named.c.event_id == post.c.event_id) & (named.c.network == post.c.network) & (named.c.uri == post.c.uri)
        )
        names = union_all(
            select(post.c.created_at, post.c.uri.label("name"), post.c.account_id).where(there),
            select(post.c.created_at, named.c.alias, post.c.account_id).join_from(post, named, known).where(there),
        ).subquery()
        newest = (
            select(names.c.name, account.c.key)
            .join_from(names, account, account.c.id == names.c.account_id)
            .order_by(names.c.created_at.desc(), names.c.name.desc())
            .limit(limit)
        )
        return [(row.name, row.key) for row in reversed((await self._connection.execute(newest)).all())]

    async def due(
        self, event_id: int, network: Network, *, now: datetime, limit: int, alias: str = ""
    ) -> list[DuePost]:
        """Originals of the last 30 days that were not looked at for two minutes, and for a third of their age.

        Those that are shown or about a speaker come first, then the youngest. `alias` is a prefix that one of the
        aliases must have.
        """
        shown = func.coalesce(post.c.verdict, "") == Verdict.SHOW.value
        matters = or_(shown, exists().where(mention.c.post_id == post.c.id))
        wanted = (
            select(post.c.uri, post.c.created_at, account.c.key)
            .join_from(post, account)
            .where(
                post.c.event_id == event_id,
                post.c.network == network.value,
                post.c.original,
                post.c.created_at >= now - _LONG,
                IS_THERE,
                _is_time(now),
            )
            .order_by(matters.desc(), post.c.created_at.desc(), post.c.uri.desc())
            .limit(limit)
        )
        if alias:
            wanted = wanted.where(
                exists().where(
                    named.c.event_id == post.c.event_id,
                    named.c.network == post.c.network,
                    named.c.uri == post.c.uri,
                    func.substr(named.c.alias, 1, len(alias)) == alias,
                )
            )
        rows = (await self._connection.execute(wanted)).all()
        aliases = await self._aliases(event_id, network, [row.uri for row in rows])
        return [
            DuePost(
                key=PostKey(network, row.uri),
                author=row.key,
                aliases=tuple(aliases[row.uri]),
                created_at=row.created_at,
            )
            for row in rows
        ]

    async def checked(self, event_id: int, keys: Iterable[PostKey], at: datetime) -> None:
        """These posts were looked at, whatever came of it; those that nobody knows are passed over."""
        await _CHECKED.run(self._connection, [(event_id, key.network.value, key.uri, at) for key in keys])

    async def _aliases(self, event_id: int, network: Network, uris: Sequence[str]) -> dict[str, list[str]]:
        aliases: dict[str, list[str]] = defaultdict(list)
        for some in picked(uris):
            wanted = (
                select(named.c.uri, named.c.alias)
                .where(named.c.event_id == event_id, named.c.network == network.value, named.c.uri.in_(some))
                .order_by(named.c.alias)
            )
            for row in await self._connection.execute(wanted):
                aliases[row.uri].append(row.alias)
        return aliases


def _is_time(now: datetime) -> ColumnElement[bool]:
    """Whether a post was not looked at for two minutes, and for a third of its age: rarely, once it is old."""
    moment = literal(now, Moment)
    last = func.coalesce(post.c.checked_at, post.c.received_at, type_=Moment)
    unseen = moment - last
    return (last < now - _SOON) & (unseen + unseen + unseen > moment - post.c.created_at)
