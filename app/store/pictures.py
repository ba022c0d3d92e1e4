"""Pictures: which ones the walls need, the ones that were fetched, and who may see them."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, delete, exists, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.network import Network
from app.domain.post import PostKey
from app.store.album import hash_of
from app.store.batch import picked
from app.store.cards import IS_OPEN, MAY_BE_SHOWN
from app.store.encoding import NO_MEDIA, unpack_media
from app.store.events import lock
from app.store.picture_tables import picture
from app.store.tables import account, event, post

_NAME_BYTES = 16
_NEWEST = 200  # cards that are looked at; a wall shows sixty
_TOLD_AGAIN = 60  # cards of one person that change when the face comes
_LONGEST_ADDRESS = 2_000
_MOST_TRIES = 5
_FIRST_RETRY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A picture that a wall needs: a face when it is of an account, else what a post shows."""

    event_id: int
    url: str
    account_id: int | None = None
    post_id: int | None = None

    @property
    def hash(self) -> str:
        """What is kept of the address."""
        return hash_of(self.url)

    @property
    def is_face(self) -> bool:
        """Whether it is somebody's face."""
        return self.account_id is not None


class Pictures:
    """The pictures of each event."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def wanted(self, event_id: int, *, now: datetime) -> list[Wanted]:
        """What the newest cards lack, in their order; what failed before comes back rarely, and not for ever."""
        rows = (await self._connection.execute(_newest(event_id))).all()
        lacking: dict[tuple[bool, int, str], Wanted] = {}
        for row in rows:
            for one in _needed(event_id, row):
                lacking.setdefault(_row_key(one), one)
        tried = await self._tried({row.account_id for row in rows}, {row.id for row in rows})
        return [one for key, one in lacking.items() if key not in tried or _due_again(tried[key], now)]

    async def keep(self, one: Wanted, *, body: bytes, width: int, height: int, now: datetime) -> list[PostKey]:
        """Keep a picture, if it is still needed; the posts whose cards have changed."""
        await lock(self._connection, one.event_id)
        if not await self._needs(one):
            return []
        await self._replace(
            one,
            name=secrets.token_hex(_NAME_BYTES),
            body=body,
            width=width,
            height=height,
            fetched_at=now,
        )
        shown = (
            select(post.c.network, post.c.uri)
            .join_from(post, account)
            .where(MAY_BE_SHOWN, _owner(one))
            .order_by(post.c.created_at.desc())
            .limit(_TOLD_AGAIN)
        )
        return [PostKey(Network(row.network), row.uri) for row in await self._connection.execute(shown)]

    async def failed(self, one: Wanted, why: str, *, now: datetime) -> None:
        """Remember that a picture could not be had, and why."""
        await lock(self._connection, one.event_id)
        if not await self._needs(one):
            return
        found = await self._connection.execute(select(picture.c.tries).where(_same(one)))
        await self._replace(one, failed_at=now, why=why[:200], tries=(found.scalar_one_or_none() or 0) + 1)

    async def served(self, slug: str, name: str) -> bytes | None:
        """A picture by its own address; None unless something that may be shown shows it now."""
        wanted = (
            select(picture.c.account_id, picture.c.post_id, picture.c.hash, picture.c.body)
            .join_from(picture, event)
            .where(event.c.slug == slug, picture.c.name == name)
        )
        found = (await self._connection.execute(wanted)).one_or_none()
        if found is None:
            return None
        if found.account_id is not None:
            using = select(account.c.avatar).where(account.c.id == found.account_id)
        else:
            using = select(post.c.media).where(post.c.id == found.post_id, IS_OPEN)
        row = (await self._connection.execute(using.join_from(post, account).where(MAY_BE_SHOWN).limit(1))).first()
        if row is None or found.hash not in _hashes(row, is_face=found.account_id is not None):
            return None
        body: bytes | None = found.body
        return body

    async def trim(self, event_id: int, *, keep: int) -> None:
        """Let go what was fetched long ago, beyond the last `keep` pictures of posts; faces are small and stay."""
        old = (
            select(picture.c.id)
            .where(picture.c.event_id == event_id, picture.c.post_id.is_not(None), picture.c.name.is_not(None))
            .order_by(picture.c.fetched_at.desc(), picture.c.id.desc())
            .offset(keep)
        )
        ids = list((await self._connection.execute(old)).scalars())
        for some in picked(ids):
            await self._connection.execute(delete(picture).where(picture.c.id.in_(some)))

    async def _tried(self, accounts: set[int], posts: set[int]) -> dict[tuple[bool, int, str], Any]:
        columns = (picture.c.account_id, picture.c.post_id, picture.c.hash, picture.c.name)
        tried: dict[tuple[bool, int, str], Any] = {}
        for column, ids in ((picture.c.account_id, accounts), (picture.c.post_id, posts)):
            for some in picked(list(ids)):
                wanted = select(*columns, picture.c.failed_at, picture.c.tries).where(column.in_(some))
                for row in await self._connection.execute(wanted):
                    is_face = row.account_id is not None
                    tried[is_face, row.account_id if is_face else row.post_id, row.hash] = row
        return tried

    async def _needs(self, one: Wanted) -> bool:
        """Whether it is shown now: a post may have been deleted, or edited, while its picture was on its way."""
        using = select(account.c.avatar) if one.is_face else select(post.c.media).where(IS_OPEN)
        row = (
            await self._connection.execute(using.join_from(post, account).where(MAY_BE_SHOWN, _owner(one)).limit(1))
        ).first()
        return row is not None and one.hash in _hashes(row, is_face=one.is_face)

    async def _replace(self, one: Wanted, **facts: object) -> None:
        """Write what is known of a picture now; a person has one face."""
        if one.is_face:
            other = picture.c.account_id == one.account_id, picture.c.hash != one.hash
            await self._connection.execute(delete(picture).where(*other))
        changed = await self._connection.execute(
            update(picture).where(_same(one), picture.c.name.is_(None)).values(**facts)
        )
        known = exists(select(picture.c.id).where(_same(one)))
        if not changed.rowcount and not (await self._connection.execute(select(known))).scalar_one():
            row = {"event_id": one.event_id, "account_id": one.account_id, "post_id": one.post_id, "hash": one.hash}
            await self._connection.execute(insert(picture).values(**row, **facts))


def _newest(event_id: int) -> Select[Any]:
    wanted = (account.c.avatar.like("http%"), post.c.media != NO_MEDIA)
    return (
        select(post.c.id, post.c.account_id, post.c.media, account.c.avatar, IS_OPEN.label("open"))
        .join_from(post, account)
        .where(post.c.event_id == event_id, MAY_BE_SHOWN, or_(*wanted))
        .order_by(post.c.created_at.desc(), post.c.network.desc(), post.c.uri.desc())
        .limit(_NEWEST)
    )


def _needed(event_id: int, row: Row[Any]) -> Sequence[Wanted]:
    found = []
    if row.avatar is not None:
        found.append(Wanted(event_id=event_id, url=row.avatar, account_id=row.account_id))
    if row.open:
        found += [
            Wanted(event_id=event_id, url=media.url, post_id=row.id)
            for media in unpack_media(row.media)
            if media.kind == "image"
        ]
    return [one for one in found if one.url.startswith(("https://", "http://")) and len(one.url) < _LONGEST_ADDRESS]


def _due_again(tried: Any, now: datetime) -> bool:
    if tried.name is not None or tried.failed_at is None or tried.tries >= _MOST_TRIES:
        return False
    wait: timedelta = _FIRST_RETRY * float(4 ** (tried.tries - 1))
    return bool(now - tried.failed_at >= wait)


def _hashes(row: Row[Any], *, is_face: bool) -> set[str]:
    if is_face:
        return {hash_of(row.avatar)} if row.avatar else set()
    return {hash_of(media.url) for media in unpack_media(row.media)}


def _row_key(one: Wanted) -> tuple[bool, int, str]:
    return one.is_face, one.account_id or one.post_id or 0, one.hash


def _same(one: Wanted) -> ColumnElement[bool]:
    owner = picture.c.account_id == one.account_id if one.is_face else picture.c.post_id == one.post_id
    return and_(owner, picture.c.hash == one.hash)


def _owner(one: Wanted) -> ColumnElement[bool]:
    return post.c.account_id == one.account_id if one.is_face else post.c.id == one.post_id
