"""Who does not want to be here: wiped where they stand, left out of whatever comes, and named by nobody any more."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TypeAlias

from app.domain.account import Account
from app.domain.authorship import names_in
from app.domain.consent import OptOutKeys
from app.domain.event import EventSlug
from app.domain.network import Network
from app.domain.post import Post, PostKey, Reference
from app.services.batch import Batch
from app.store.opt_outs import Named, masked
from app.store.transaction import Transaction

_Name: TypeAlias = tuple[Network, str]


class Leaving:
    """Keeps those out of one event who asked for it, or whose profiles do."""

    def __init__(self, *, event_id: int, slug: EventSlug, keys: OptOutKeys) -> None:
        self._event_id = event_id
        self._keys = keys
        self._slug = slug
        self._scrub = partial(keys.keyed, slug)

    async def let_go(self, tx: Transaction, batch: Batch) -> set[PostKey]:
        """Wipe what these people said and leave them out of a batch; which stored posts moved."""
        moved: set[PostKey] = set()
        for asked in batch.opt_outs:
            given = Named(asked.network, asked.account, asked.handle)
            for who in sorted({given} | await tx.opt_outs.accounts_of(self._event_id, *given)):
                hashes = self._keys.hashes(self._slug, *who)
                await tx.opt_outs.add(self._event_id, hashes, at=asked.at, how=asked.how)
                moved |= await self._wipe(tx, who, asked.at)
        closed = batch.closed()
        for one in closed:
            who = Named(one.network, one.account, one.handle)
            if await tx.opt_outs.posts_of(self._event_id, *who):  # they are told again with every page: nearly never
                moved |= await self._wipe(tx, who, one.at)
        out = {(one.network, name) for one in closed for name in (one.account, one.handle)}
        wiped: set[PostKey] = set()
        if await tx.opt_outs.count(self._event_id):
            out |= await self._refused(tx, _names(batch))
            wiped |= (await tx.opt_outs.masked(self._event_id, _keys(batch), self._scrub)).keys()
        if out or wiped:
            self._leave_out(batch, out, wiped)
        return moved

    async def _wipe(self, tx: Transaction, who: Named, at: datetime) -> set[PostKey]:
        """Leave nothing of an account; which posts that moved, by what they are called now."""
        event = self._event_id
        theirs = await tx.opt_outs.posts_of(event, *who)
        near = await tx.posts.touched_by(event, theirs) | await tx.copies.near(event, theirs)
        near |= await tx.decisions.leaning_on(event, theirs) | await tx.echoes.echoing(event, theirs)
        scrub = partial(self._scrub, who.network)
        return (near | await tx.opt_outs.wipe(event, *who, at=at, scrub=scrub)) - theirs

    async def _refused(self, tx: Transaction, names: Iterable[_Name]) -> set[_Name]:
        hashes = {self._scrub(*name): name for name in names}
        return {hashes[one] for one in await tx.opt_outs.refused(self._event_id, hashes)}

    def _leave_out(self, batch: Batch, out: set[_Name], wiped: set[PostKey]) -> None:
        def theirs(network: Network, reference: Reference) -> bool:
            named = PostKey(network, reference.uri or "") in wiped
            return named or not out.isdisjoint(_meant(network, reference))

        for post in list(batch.posts.values()):
            left = None if not out.isdisjoint(_names_of(post.author)) else self._without(post, theirs)
            if left is None:
                batch.drop(post.key)
            else:
                batch.posts[post.key] = left
        for key in list(batch.deletions):
            if key in wiped or any((key.network, name) in out for name in names_in(key.uri)):
                del batch.deletions[key]
        batch.accounts[:] = [one for one in batch.accounts if (one.network, one.account) not in out]

    def _without(self, post: Post, theirs: Callable[[Network, Reference], bool]) -> Post | None:
        """The same post, which names nobody who left; None when it only repeats them."""

        def kept(reference: Reference | None) -> Reference | None:
            if reference is None or not theirs(post.network, reference):
                return reference
            uri = reference.uri and masked(PostKey(post.network, reference.uri), self._scrub).uri
            return Reference(uri=uri)

        if post.repost_of is not None and theirs(post.network, post.repost_of):
            return None
        return replace(post, reply_to=kept(post.reply_to), quote_of=kept(post.quote_of))


def _names(batch: Batch) -> set[_Name]:
    """Whatever a batch calls people: who wrote, who is answered or repeated, whose post or account went."""
    names = {(one.network, one.account) for one in batch.accounts}
    for key in batch.deletions:
        names |= {(key.network, name) for name in names_in(key.uri)}
    for post in batch.posts.values():
        names |= _names_of(post.author)
        for reference in _references(post):
            names |= _meant(post.network, reference)
    return names


def _keys(batch: Batch) -> set[PostKey]:
    """The posts that a batch speaks of, without bringing them."""
    pointed = {
        PostKey(post.network, reference.uri)
        for post in batch.posts.values()
        for reference in _references(post)
        if reference.uri is not None
    }
    return pointed | batch.deletions.keys()


def _references(post: Post) -> Iterator[Reference]:
    return (one for one in (post.repost_of, post.reply_to, post.quote_of) if one is not None)


def _names_of(author: Account) -> set[_Name]:
    names = {(author.network, author.key), (author.network, author.handle)}
    return names if author.behind is None else {*names, (author.behind.network, author.behind.canonical)}


def _meant(network: Network, reference: Reference) -> set[_Name]:
    by = set() if reference.author is None else {(reference.author.network, reference.author.canonical)}
    return by | {(network, name) for name in names_in(reference.uri or "")}
