"""The spine: what a source tells becomes what the event remembers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.bus.base import Bus
from app.domain.post import AccountBack, AccountGone, Change, Deleted, OptedOut, Post, Posted, PostKey
from app.domain.read import Reader
from app.domain.reading import Reading
from app.domain.wall import WALLS, ChangeKind
from app.store.database import Database
from app.store.transaction import Transaction

_BATCH = 500
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a batch brought. `new` are posts that were not known, `edited` and `deleted` posts that changed or left."""

    new: int = 0
    edited: int = 0
    deleted: int = 0

    def __add__(self, other: "Taken") -> "Taken":
        """Count two batches together."""
        return Taken(new=self.new + other.new, edited=self.edited + other.edited, deleted=self.deleted + other.deleted)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Changes by what they do; of several versions of a post the latest."""

    posts: dict[PostKey, Post] = field(default_factory=dict)
    deletions: dict[PostKey, datetime] = field(default_factory=dict)
    accounts: list[AccountGone | AccountBack] = field(default_factory=list)


class Ingest:
    """Takes changes for one event. The order and number of times that a change comes make no difference."""

    def __init__(
        self, *, database: Database, bus: Bus, event_id: int, reader: Reader, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._bus = bus
        self._event_id = event_id
        self._reader = reader
        self._now = now

    async def take(self, changes: Iterable[Change]) -> Taken:
        """Match, appraise, store, commit, then publish."""
        batch = _sorted(changes)
        async with self._database.begin() as tx:
            taken, moved = await self._remember(tx, batch)
            readings = await self._read(tx, moved - batch.deletions.keys())
            shown = await tx.readings.save(self._event_id, readings)
            await self._log(tx, shown, moved - readings.keys())
        await self._bus.wake(WALLS)
        return taken

    async def read_again(self) -> int:
        """Read every stored post once more, as after a change of the programme; return how many readings changed."""
        changed = 0
        async with self._database.read() as tx:
            keys = await tx.posts.keys(self._event_id)
        for start in range(0, len(keys), _BATCH):
            async with self._database.begin() as tx:
                readings = await self._read(tx, set(keys[start : start + _BATCH]))
                shown = await tx.readings.save(self._event_id, readings)
                await self._log(tx, shown, ())
                changed += len(shown)
        await self._bus.wake(WALLS)
        return changed

    async def _remember(self, tx: Transaction, batch: _Batch) -> tuple[Taken, set[PostKey]]:
        event = self._event_id
        new = await tx.posts.add(event, list(batch.posts.values()))
        again = [post for key, post in batch.posts.items() if key not in new and post.edited_at is not None]
        edited = await tx.posts.revise(event, again) if again else set()
        near = (
            await tx.posts.touched_by(event, list(batch.deletions)) if batch.deletions else set()
        )  # a tombstone has none
        deleted = await tx.posts.delete(event, batch.deletions) if batch.deletions else set()
        moved = new | edited | deleted | near
        for account in batch.accounts:
            flag = tx.posts.account_gone if isinstance(account, AccountGone) else tx.posts.account_back
            moved |= await flag(event, account.network, account.account, account.at)
        moved |= await tx.posts.touched_by(event, list(moved))
        return Taken(new=len(new), edited=len(edited), deleted=len(deleted)), moved

    async def _read(self, tx: Transaction, keys: set[PostKey]) -> Mapping[PostKey, Reading]:
        posts = await tx.posts.load(self._event_id, list(keys))
        contexts = await tx.posts.contexts(self._event_id, list(posts.values()), self._reader.programme)
        return {key: self._reader.read(post, contexts[key]) for key, post in posts.items()}

    async def _log(self, tx: Transaction, changed: Iterable[PostKey], gone: Iterable[PostKey]) -> None:
        entries = [(ChangeKind.SHOWN, key) for key in sorted(changed)] + [
            (ChangeKind.GONE, key) for key in sorted(gone)
        ]
        if entries:
            await tx.changes.append(self._event_id, entries, now=self._now())


def _sorted(changes: Iterable[Change]) -> _Batch:
    batch = _Batch()
    for change in changes:
        if isinstance(change, Posted):
            known = batch.posts.get(change.post.key)
            if known is None or (known.edited_at or _LONG_AGO) < (change.post.edited_at or _LONG_AGO):
                batch.posts[change.post.key] = change.post
        elif isinstance(change, Deleted):
            batch.deletions.setdefault(change.key, change.at)
        elif not isinstance(change, OptedOut):
            batch.accounts.append(change)
    return batch
