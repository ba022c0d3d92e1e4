"""A batch of changes, sorted by what they do."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.domain.post import AccountBack, AccountGone, Change, Deleted, OptedOut, Post, Posted, PostKey

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a batch brought. `new` are posts that were not known, `edited` and `deleted` posts that changed or left.

    `left_out` are those of people who do not want to be here.
    """

    new: int = 0
    edited: int = 0
    deleted: int = 0
    left_out: frozenset[PostKey] = frozenset()

    def __add__(self, other: "Taken") -> "Taken":
        """Count two batches together; whom the sum left out nobody needs to know."""
        return Taken(new=self.new + other.new, edited=self.edited + other.edited, deleted=self.deleted + other.deleted)


@dataclass(frozen=True, slots=True)
class Batch:
    """Changes by what they do; of several versions of a post the latest."""

    posts: dict[PostKey, Post] = field(default_factory=dict)
    aliases: dict[PostKey, tuple[str, ...]] = field(default_factory=dict)
    deletions: dict[PostKey, datetime] = field(default_factory=dict)
    accounts: list[AccountGone | AccountBack] = field(default_factory=list)
    opt_outs: list[OptedOut] = field(default_factory=list)
    left_out: set[PostKey] = field(default_factory=set)

    @property
    def edited(self) -> list[PostKey]:
        """The posts that say they were edited."""
        return [key for key, post in self.posts.items() if post.edited_at is not None]

    def closed(self) -> list[OptedOut]:
        """The authors whose profiles say that they must not be shown, as if they had opted out for as long as that."""
        latest = {(post.network, post.author.key): post for post in self.posts.values()}
        return [
            OptedOut(post.network, post.author.key, post.author.handle, post.received_at, post.author.closed)
            for post in latest.values()
            if post.author.closed is not None
        ]

    def drop(self, key: PostKey) -> None:
        """Leave out a post."""
        del self.posts[key]
        self.aliases.pop(key, None)
        self.left_out.add(key)

    def rename(self, names: Mapping[PostKey, PostKey]) -> None:
        """Call deletions by other names."""
        for alias, key in names.items():
            at = self.deletions.pop(alias)
            self.deletions[key] = min(at, self.deletions.get(key, at))

    def replace(self, posts: Iterable[Post]) -> None:
        """Take other versions of these posts."""
        self.posts.update((post.key, post) for post in posts)


def sorted_out(changes: Iterable[Change], asked: Callable[[Post], str | None]) -> Batch:
    """Sort changes by what they do. `asked` says how a post asks that its author be left out, if it does."""
    batch = Batch()
    for change in changes:
        match change:
            case Posted(post, aliases):
                _take(batch, post, aliases)
                if (how := asked(post)) is not None:
                    author = post.author
                    batch.opt_outs.append(OptedOut(post.network, author.key, author.handle, post.received_at, how))
            case Deleted(key, at):
                batch.deletions.setdefault(key, at)
            case OptedOut():
                batch.opt_outs.append(change)
            case AccountGone() | AccountBack():
                batch.accounts.append(change)
    return batch


def _take(batch: Batch, post: Post, aliases: tuple[str, ...]) -> None:
    known = batch.posts.get(post.key)
    if known is None or (known.edited_at or _LONG_AGO) < (post.edited_at or _LONG_AGO):
        batch.posts[post.key] = post
    if aliases:
        batch.aliases[post.key] = tuple(dict.fromkeys((*batch.aliases.get(post.key, ()), *aliases)))
