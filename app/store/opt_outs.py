"""Opt-outs: who asked not to be here, as hashes that tell nobody who it was, and what is done about what they said.

A deletion keeps the uri of a post, so that it cannot come back. Uris name their authors, though; so of a person who
asked to be left out even the uri goes, and a keyed hash of it stands in its place.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

import msgspec
from sqlalchemy import Column, ColumnElement, Text, bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.authorship import names_in
from app.domain.network import Network
from app.domain.one_voice import name_of
from app.domain.post import PostKey, Reference
from app.store import references, threads
from app.store.batch import Batch, picked
from app.store.decisions import forget_author
from app.store.encoding import References, unpack_references
from app.store.events import lock
from app.store.posts import Posts
from app.store.tables import account, opt_out, post

_MASK = "out:"
_C = opt_out.c
_ADD = Batch(
    [_C.event_id, _C.hash, _C.at, _C.how],
    "INSERT INTO opt_out ({columns}) SELECT {columns} FROM given WHERE true ON CONFLICT (event_id, hash) DO NOTHING",
)
_COUNT = select(func.count()).select_from(opt_out).where(_C.event_id == bindparam("of_event"))
_KEY = [post.c.event_id, post.c.network, post.c.uri]
_SAME = "post.event_id = given.event_id AND post.network = given.network AND post.uri = given.uri"
# a mask may be taken: the post was wiped, and came once more before the opt-out was told everywhere
_STEP_ASIDE = Batch(
    _KEY, "UPDATE post SET uri = post.uri || '#' || CAST(post.id AS TEXT) FROM given WHERE {same}", same=_SAME
)
_RENAME = Batch([*_KEY, Column("mask", Text)], "UPDATE post SET uri = given.mask FROM given WHERE {same}", same=_SAME)
_NAMELESS = Batch(
    _KEY,
    """
    DELETE FROM alias WHERE EXISTS (
      SELECT 1 FROM given
      WHERE alias.event_id = given.event_id AND alias.network = given.network AND alias.uri = given.uri
    )
    """,
)


_NAMED = (account.c.network, account.c.key, account.c.handle)
_names = msgspec.json.Decoder(list[str])


class Named(NamedTuple):
    """An account as its network and its people call it."""

    network: Network
    key: str
    handle: str


class OptOuts:
    """Who is not to be heard at each event."""

    def __init__(self, connection: AsyncConnection, posts: Posts) -> None:
        self._connection = connection
        self._posts = posts

    async def add(self, event_id: int, hashes: Sequence[str], *, at: datetime, how: str) -> None:
        """Remember keyed hashes of an account's key and handle; twice is once."""
        await _ADD.run(self._connection, [(event_id, one, at, how) for one in hashes])

    async def count(self, event_id: int) -> int:
        """How many hashes are remembered; nobody needs to ask more where there are none."""
        number: int = (await self._connection.execute(_COUNT, {"of_event": event_id})).scalar_one()
        return number

    async def refused(self, event_id: int, hashes: Iterable[str]) -> set[str]:
        """Which of these hashes are of somebody who opted out."""
        found: set[str] = set()
        for some in picked(list(set(hashes))):
            wanted = select(_C.hash).where(_C.event_id == event_id, _C.hash.in_(some))
            found.update((await self._connection.execute(wanted)).scalars())
        return found

    async def accounts_of(self, event_id: int, network: Network, account_key: str, handle: str) -> set[Named]:
        """By which names the same account is known here, and the accounts that are bridged copies of it."""
        own = _is(event_id, network, account_key, handle)
        found = (await self._connection.execute(select(*_NAMED).where(own))).all()
        names = {account_key, handle, *(name for row in found for name in (row.key, row.handle))}
        behind = [name_of(network, name) for name in names]
        copies = select(*_NAMED).where(account.c.event_id == event_id, account.c.behind.in_(behind))
        return {
            Named(Network(row.network), row.key, row.handle)
            for row in (*found, *await self._connection.execute(copies))
        }

    async def posts_of(self, event_id: int, network: Network, account_key: str, handle: str) -> set[PostKey]:
        """The posts with content that `wipe` would take: ask what they touch before they are gone."""
        wanted = (
            select(post.c.uri)
            .join_from(post, account)
            .where(_is(event_id, network, account_key, handle), post.c.deleted_at.is_(None))
        )
        return {PostKey(network, uri) for uri in (await self._connection.execute(wanted)).scalars()}

    async def wipe(  # noqa: PLR0913 - whose, and how
        self,
        event_id: int,
        network: Network,
        account_key: str,
        handle: str,
        *,
        at: datetime,
        scrub: Callable[[str], str],
    ) -> set[PostKey]:
        """Leave nothing of an account but tombstones of which nobody can tell whose they were.

        Their uris become `out:` and `scrub` of what they were, also where other posts answer or quote them. Reposts of
        what the account said go too, and quotations fall silent. Returned are the keys of the posts that lost their
        content, as they are now: walls still know them by their rows.
        """
        await lock(self._connection, event_id)
        who = _is(event_id, network, account_key, handle)
        rows = (await self._connection.execute(select(account.c.key, account.c.handle).where(who))).all()
        person = Person(network, {account_key, handle, *(name for row in rows for name in row)} - {""}, scrub)
        said = await self.posts_of(event_id, network, account_key, handle)
        wiped = await self._posts.delete(event_id, dict.fromkeys(said, at))
        buried = {key for key in await self._tombstones(event_id, network) if person.wrote(key.uri)}
        naming = await self._naming(event_id, person)
        repeating = await self._repeating(naming, person)
        wiped |= await self._posts.delete(event_id, dict.fromkeys(repeating, at))
        await self._connection.execute(delete(account).where(who))
        await forget_author(self._connection, event_id, network, person.names)
        await self._unlink(event_id, {name_of(network, name) for name in person.names})
        own = said | buried
        pointing = await references.pointing_at(self._connection, event_id, own)
        await references.point(self._connection, sorted({*pointing, *naming}), partial(_masked, person=person, own=own))
        await self._rename(event_id, own, person)
        self._posts.erased = True
        return {person.mask(key) if key in own else key for key in wiped}

    async def masked(
        self, event_id: int, keys: Iterable[PostKey], scrub: Callable[[Network, str], str]
    ) -> dict[PostKey, PostKey]:
        """Which of these keys were wiped, and what they are called now: a deletion or an answer may still name them."""
        masks = {key: masked(key, scrub) for key in keys}
        held = await threads.ids(self._connection, event_id, set(masks.values()))
        return {key: mask for key, mask in masks.items() if mask in held}

    async def _tombstones(self, event_id: int, network: Network) -> set[PostKey]:
        wanted = select(post.c.uri).where(
            post.c.event_id == event_id, post.c.network == network.value, post.c.deleted_at.is_not(None)
        )
        return {PostKey(network, uri) for uri in (await self._connection.execute(wanted)).scalars()}

    async def _naming(self, event_id: int, person: "Person") -> list[int]:
        """The posts whose references may name somebody."""
        wanted = select(post.c.id).where(
            post.c.event_id == event_id,
            post.c.network == person.network.value,
            or_(*(post.c.reference.contains(trace, autoescape=True) for trace in person.traces)),
        )
        return list((await self._connection.execute(wanted)).scalars())

    async def _repeating(self, naming: Sequence[int], person: "Person") -> set[PostKey]:
        """Reposts of what somebody said, also of what was never held."""
        found: set[PostKey] = set()
        for some in picked(naming):
            wanted = select(post.c.uri, post.c.reference).where(post.c.id.in_(some), ~post.c.original)
            for row in await self._connection.execute(wanted):
                repeated = unpack_references(row.reference).repost_of
                if repeated is not None and person.meant(repeated):
                    found.add(PostKey(person.network, row.uri))
        return found

    async def _unlink(self, event_id: int, names: Collection[str]) -> None:
        """Let no other account say who it is the same person as."""
        at_event = account.c.event_id == event_id
        bridged = update(account).where(at_event, account.c.behind.in_(names)).values(behind=None)
        await self._connection.execute(bridged)
        for column in (account.c.claims, account.c.joined):
            saying = or_(*(column.contains(name, autoescape=True) for name in names))
            for row in (await self._connection.execute(select(account.c.id, column).where(at_event, saying))).all():
                left = [said for said in _names.decode(row[1]) if said not in names]
                packed = msgspec.json.encode(left).decode() if left else None
                kept = update(account).where(account.c.id == row.id).values({column.name: packed})
                await self._connection.execute(kept)

    async def _rename(self, event_id: int, own: Collection[PostKey], person: "Person") -> None:
        keys = [(event_id, key.network.value, key.uri) for key in own]
        masks = [person.mask(key).uri for key in own]
        await _STEP_ASIDE.run(
            self._connection, [(event_id, key.network.value, mask) for key, mask in zip(own, masks, strict=True)]
        )
        await _RENAME.run(self._connection, [(*key, mask) for key, mask in zip(keys, masks, strict=True)])
        await _NAMELESS.run(self._connection, keys)


def masked(key: PostKey, scrub: Callable[[Network, str], str]) -> PostKey:
    """What a post is called when nobody may tell whose it was."""
    return PostKey(key.network, _MASK + scrub(key.network, key.uri))


class Person:
    """Somebody who opted out: how to tell what is theirs, and what it is called from now on."""

    def __init__(self, network: Network, names: Iterable[str], scrub: Callable[[str], str]) -> None:
        self.network = network
        self.names = {spelling for name in names for spelling in (name, name.casefold())}
        self._scrub = scrub

    @property
    def traces(self) -> list[str]:
        """What stands in the references of those who answer, quote or repeat them."""
        local = {name.partition("@")[0] for name in self.names if "@" in name}
        return [*self.names, *(f"/{name}/" for name in local), *(f"/@{name}/" for name in local)]

    def mask(self, key: PostKey) -> PostKey:
        """What a post is called when nobody may tell whose it was."""
        return masked(key, lambda _, uri: self._scrub(uri))

    def meant(self, reference: Reference) -> bool:
        """Whether a reference says that it points at what they said."""
        by = reference.author
        named = by is not None and by.network is self.network and by.canonical.casefold() in self.names
        return named or (reference.uri is not None and self.wrote(reference.uri))

    def wrote(self, uri: str) -> bool:
        """Whether a uri names them as its author."""
        return not self.names.isdisjoint(names_in(uri))


def _is(event_id: int, network: Network, account_key: str, handle: str) -> ColumnElement[bool]:
    who = [account.c.key == account_key, account.c.remote_id == account_key]
    if handle:
        who.append(account.c.handle == handle)
    return (account.c.event_id == event_id) & (account.c.network == network.value) & or_(*who)


def _masked(_network: Network, held: References, *, person: Person, own: Collection[PostKey]) -> References:
    def change(reference: Reference) -> Reference:
        key = PostKey(person.network, reference.uri or "")
        if key not in own and not person.meant(reference):
            return reference
        return Reference(uri=None if reference.uri is None else person.mask(key).uri)

    return held.each(change)
