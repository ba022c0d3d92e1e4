"""The spine: what a source tells becomes what the event remembers."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

from app.bus.base import Bus
from app.domain.consent import OptOutKeys
from app.domain.deciding import Asked
from app.domain.errors import NotFound
from app.domain.event import EventSlug
from app.domain.post import AccountGone, Change, Post, PostKey
from app.domain.read import Reader
from app.domain.reading import Reading
from app.domain.wall import WALLS, ChangeKind
from app.services.batch import Batch, Taken, sorted_out
from app.services.leaving import Leaving
from app.services.standing import Standing
from app.store.database import Database
from app.store.transaction import Transaction

_BATCH = 500
_SHORT = 50  # changes, of which a transaction is short
_AT_ONCE = 25  # posts that are read before others have their turn: an account may come back with thousands


class Ingest:
    """Takes changes for one event. The order and number of times that a change comes make no difference."""

    def __init__(  # noqa: PLR0913 - what it is put together from
        self,
        *,
        database: Database,
        bus: Bus,
        event_id: int,
        reader: Reader,
        slug: EventSlug,
        keys: OptOutKeys,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._bus = bus
        self._event_id = event_id
        self._reader = reader
        self._leaving = Leaving(event_id=event_id, slug=slug, keys=keys)
        self._asked = partial(keys.asked, slug)
        self._now = now

    async def take(self, changes: Iterable[Change]) -> Taken:
        """Match, appraise, store, commit, then publish."""
        told = list(changes)
        batch = sorted_out(told, self._asked)
        async with self._database.begin(short=len(told) <= _SHORT) as tx:
            left = await self._leaving.let_go(tx, batch)
            await self._name(tx, batch)
            taken, moved = await self._remember(tx, batch)
            moved |= left | tx.aliases.moved | tx.posts.renamed
            moved |= await tx.copies.settle(self._event_id, moved)
            readings = await self._read(tx, moved - batch.deletions.keys())
            shown = await tx.readings.save(self._event_id, readings)
            await self._log(tx, shown, moved - readings.keys())
        await self._bus.wake(WALLS)
        return taken

    async def read_again(self, only: Sequence[PostKey] | None = None) -> int:
        """Read stored posts once more, as after a change of the programme; return how many readings changed.

        Without `only` all of them; a key of none is passed over.
        """
        changed = 0
        keys = only
        if keys is None:
            async with self._database.read() as tx:
                keys = await tx.posts.keys(self._event_id)
        for start in range(0, len(keys), _BATCH):
            async with self._database.begin() as tx:
                changed += len(await self.again(tx, keys[start : start + _BATCH]))
        await self._bus.wake(WALLS)
        return changed

    async def again(self, tx: Transaction, keys: Collection[PostKey]) -> set[PostKey]:
        """Read these posts again within a transaction that is open already, and log what changed by that.

        Whoever commits it wakes the walls.
        """
        await tx.events.lock(self._event_id)  # before the look at what people decided: a hiding must not be overlooked
        readings = await self._read(tx, set(keys))
        shown = await tx.readings.save(self._event_id, readings)
        await self._log(tx, shown, ())
        return shown

    async def asks(self, tx: Transaction, key: PostKey) -> tuple[Post, tuple[Asked, ...]]:
        """Return a post and what it asks of a person, whatever was answered so far; NotFound when it is gone."""
        post = (await tx.posts.load(self._event_id, [key])).get(key)
        if post is None:
            raise NotFound("its author deleted it, or it is gone in another way")
        contexts = await tx.posts.contexts(self._event_id, [post], self._reader.programme)
        return post, self._reader.asks(post, contexts[key])

    async def _name(self, tx: Transaction, batch: Batch) -> None:
        """Call every post by its own uri, whatever its network called it here."""
        event = self._event_id
        if batch.aliases:
            for key, at in (await tx.aliases.meet(event, batch.aliases)).items():
                batch.deletions.setdefault(key, at)
        if batch.deletions:
            batch.rename(await tx.aliases.resolve(event, batch.deletions))
        if batch.posts:
            batch.replace(await tx.aliases.resolved(event, list(batch.posts.values())))

    async def _remember(self, tx: Transaction, batch: Batch) -> tuple[Taken, set[PostKey]]:
        event = self._event_id
        moved = await tx.echoes.echoing(event, {*batch.deletions, *batch.edited})
        new = await tx.posts.add(event, list(batch.posts.values()))
        again = [post for key, post in batch.posts.items() if key not in new and post.edited_at is not None]
        edited = await tx.posts.revise(event, again) if again else set()
        moved |= new | edited
        moved |= await tx.echoes.echoing(event, new | edited)
        deleted: set[PostKey] = set()
        if batch.deletions:  # a tombstone has no neighbours, and leads no copies
            moved |= await tx.posts.touched_by(event, list(batch.deletions))
            moved |= await tx.copies.near(event, batch.deletions)
            moved |= await tx.decisions.leaning_on(event, batch.deletions)
            deleted = await tx.posts.delete(event, batch.deletions)
            moved |= deleted
        for account in batch.accounts:
            flag = tx.posts.account_gone if isinstance(account, AccountGone) else tx.posts.account_back
            moved |= await flag(event, account.network, account.account, account.at)
        moved |= await tx.posts.touched_by(event, list(moved))
        counted = Taken(new=len(new), edited=len(edited), deleted=len(deleted), left_out=frozenset(batch.left_out))
        return counted, moved

    async def _read(self, tx: Transaction, keys: set[PostKey]) -> Mapping[PostKey, Reading]:
        posts = await tx.posts.load(self._event_id, list(keys))
        contexts = await tx.posts.contexts(self._event_id, list(posts.values()), self._reader.programme)
        decided = await Standing.of(tx, self._event_id, self._reader.programme, posts, self._now())
        readings: dict[PostKey, Reading] = {}
        for count, (key, post) in enumerate(posts.items(), start=1):
            context = contexts[key]
            readings[key] = decided.over(post, context, self._reader.read(post, decided.told(post, context)))
            if not count % _AT_ONCE:
                await asyncio.sleep(0)
        return readings

    async def _log(self, tx: Transaction, changed: Iterable[PostKey], gone: Iterable[PostKey]) -> None:
        entries = [(ChangeKind.SHOWN, key) for key in sorted(changed)] + [
            (ChangeKind.GONE, key) for key in sorted(gone)
        ]
        if entries:
            await tx.changes.append(self._event_id, entries, now=self._now())
