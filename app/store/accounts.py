"""Authors: what each account looked like last, and whether it is still there."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.account import Account
from app.domain.network import Network
from app.domain.post import Post, PostKey
from app.store import tables
from app.store.album import forget_faces
from app.store.batch import Batch
from app.store.rows import ACCOUNT_COLUMNS, account_row

# a later post knows better how its author looks; what it does not tell stays as it was
_MEET = Batch(
    ACCOUNT_COLUMNS,
    """
    INSERT INTO account ({columns}) SELECT {columns} FROM given WHERE true
    ON CONFLICT (event_id, network, key) DO UPDATE SET
      handle = CASE WHEN excluded.handle = excluded.remote_id THEN account.handle ELSE excluded.handle END,
      remote_id = coalesce(excluded.remote_id, account.remote_id),
      name = coalesce(excluded.name, account.name),
      url = coalesce(excluded.url, account.url),
      avatar = coalesce(excluded.avatar, account.avatar),
      bot = excluded.bot,
      behind = excluded.behind,
      claims = coalesce(excluded.claims, account.claims),
      seen_at = excluded.seen_at
    WHERE account.seen_at IS NULL OR excluded.seen_at >= account.seen_at
    """,
)
_C = tables.account.c
_LOOKS = Batch(
    [_C.event_id, _C.network, _C.key],
    """
    SELECT account.network, account.key, account.handle, account.name, account.avatar, account.bot
    FROM given CROSS JOIN account
    WHERE account.event_id = given.event_id AND account.network = given.network AND account.key = given.key
    """,
)
_FORGET = Batch(
    [_C.event_id, _C.network, _C.key],
    """
    DELETE FROM account WHERE id IN (
      SELECT account.id FROM given CROSS JOIN account
      WHERE account.event_id = given.event_id AND account.network = given.network AND account.key = given.key
        AND account.gone_changed_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM post WHERE post.account_id = account.id)
    )
    """,
)
# the last word counts; of two words at the same moment, "gone"
_TELL = Batch(
    [_C.event_id, _C.network, _C.key, _C.handle, _C.bot, _C.gone, _C.gone_changed_at],
    """
    INSERT INTO account ({columns}) SELECT {columns} FROM given WHERE true
    ON CONFLICT (event_id, network, key) DO UPDATE SET
      gone = excluded.gone, gone_changed_at = excluded.gone_changed_at
    WHERE account.gone_changed_at IS NULL OR excluded.gone_changed_at > account.gone_changed_at
      OR (excluded.gone_changed_at = account.gone_changed_at AND excluded.gone)
    """,
)


class Accounts:
    """The accounts that were heard at each event."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def names(self, event_id: int, limit: int) -> list[str]:
        """Return the names that accounts go by, each once, those seen last first."""
        account = tables.account.c
        last = func.max(account.seen_at)
        asked = (
            select(account.name)
            .where(account.event_id == event_id, account.name.is_not(None))
            .group_by(account.name)
            .order_by(last.desc(), account.name)
            .limit(limit)
        )
        return [name for (name,) in await self._connection.execute(asked)]

    async def meet(self, event_id: int, posts: Iterable[Post]) -> set[tuple[str, str]]:
        """Remember the authors of posts as the latest of them shows each; who looks otherwise now, by network and key.

        Where nobody could say yet how somebody is called, the handle is the remote id: a name that we had is better.
        """
        latest: dict[tuple[str, str], Post] = {}
        for post in posts:
            key = (post.author.network.value, post.author.key)
            known = latest.get(key)
            if known is None:
                latest[key] = post
            elif post.received_at >= known.received_at:
                latest[key] = replace(post, author=_with_looks_of(known.author, post.author))
            else:
                latest[key] = replace(known, author=_with_looks_of(post.author, known.author))
        before = await _LOOKS.run(self._connection, [(event_id, *key) for key in latest])
        await _MEET.run(self._connection, [account_row(event_id, latest[key]) for key in latest])
        return {(network, key) for network, key, *looks in before if _differs(latest[network, key].author, *looks)}

    async def forget_unheard(self, event_id: int, authors: Collection[tuple[Network, str]]) -> None:
        """Forget those of these accounts, by network and key, of whom no post is left."""
        await forget_faces(self._connection, event_id, authors)  # also of those whose coming and going is remembered
        await _FORGET.run(self._connection, [(event_id, network.value, key) for network, key in authors])

    async def heard(self, event_id: int) -> int:
        """How many accounts are remembered."""
        counted = select(func.count()).select_from(tables.account).where(_C.event_id == event_id)
        number: int = (await self._connection.execute(counted)).scalar_one()
        return number

    async def keys(self, event_id: int, network: Network) -> list[str]:
        """The keys of all accounts of a network that are remembered."""
        wanted = select(_C.key).where(_C.event_id == event_id, _C.network == network.value)
        return list((await self._connection.execute(wanted)).scalars())

    async def gone(self, event_id: int, network: Network, account_key: str, at: datetime) -> set[PostKey]:
        """Remember that an account is gone; the posts that this takes away."""
        return await self._tell(event_id, network, account_key, at, gone=True)

    async def back(self, event_id: int, network: Network, account_key: str, at: datetime) -> set[PostKey]:
        """Remember that an account is back; the posts that this brings back."""
        return await self._tell(event_id, network, account_key, at, gone=False)

    async def _tell(
        self, event_id: int, network: Network, account_key: str, at: datetime, *, gone: bool
    ) -> set[PostKey]:
        which = (_C.event_id == event_id) & (_C.network == network.value) & (_C.key == account_key)
        before = (await self._connection.execute(select(_C.gone).where(which))).scalar_one_or_none()
        await _TELL.run(self._connection, [(event_id, network.value, account_key, account_key, False, gone, at)])
        after = (await self._connection.execute(select(_C.id, _C.gone).where(which))).one()
        if after.gone == bool(before):
            return set()
        post = tables.post.c
        if not gone:  # unread, so that their next reading counts as a change and walls hear of it
            await self._connection.execute(update(tables.post).where(post.account_id == after.id).values(verdict=None))
        kept = await self._connection.execute(select(post.uri).where(post.account_id == after.id))
        return {PostKey(network, uri) for uri in kept.scalars()}


def _with_looks_of(earlier: Account, later: Account) -> Account:
    """The later look of an account; what it does not tell stays as it was."""
    return replace(
        later,
        name=later.name or earlier.name,
        url=later.url or earlier.url,
        avatar=later.avatar or earlier.avatar,
        claims=later.claims or earlier.claims,
    )


def _differs(author: Account, handle: str, name: str | None, avatar: str | None, bot: object) -> bool:
    named = author.handle not in {handle, author.remote_id}
    return named or (author.name or name, author.avatar or avatar, author.bot) != (name, avatar, bool(bot))
