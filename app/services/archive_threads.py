"""What the posts of one archive say about each other: who wrote what others answer, and of whom it speaks."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.domain.account import Account
from app.domain.errors import BadInput
from app.domain.post import Change, Deleted, Post, Posted, PostKey, Reference
from app.domain.read import Reader
from app.domain.reading import Context
from app.domain.speaker import SpeakerKey
from app.networks.archive.fields import TEXT_LIMIT, Fields
from app.networks.archive.lines import key_of, to_change
from app.networks.archive.read import Record


@dataclass(frozen=True, slots=True)
class Threads:
    """What the posts of one input say about each other; the order of its lines makes no difference."""

    authors: Mapping[PostKey, Account]
    answers: Mapping[PostKey, frozenset[SpeakerKey]]
    telling: Mapping[PostKey, Post] = field(default_factory=dict)  # those answered or quoted that speak of a speaker

    def context(self, post: Post) -> Context:
        """Return what the other posts say about this one."""
        return Context(
            parent=self._author(post, post.reply_to),
            quoted=self._author(post, post.quote_of),
            parent_post=self._post(post, post.reply_to),
            quoted_post=self._post(post, post.quote_of),
            answered_by=self.answers.get(post.key, frozenset()),
        )

    def _author(self, post: Post, reference: Reference | None) -> Account | None:
        key = _referenced(post, reference)
        return None if key is None else self.authors.get(key)

    def _post(self, post: Post, reference: Reference | None) -> Post | None:
        key = _referenced(post, reference)
        return None if key is None else self.telling.get(key)


def threads_of(records: Iterable[Record], reader: Reader) -> Threads:
    """Gather who wrote what others answer or quote, and which speakers answered; deleted posts say nothing."""
    accounts: dict[Account, Account] = {}
    authors: dict[PostKey, Account] = {}
    answers: dict[PostKey, dict[PostKey, tuple[SpeakerKey, ...]]] = {}
    wanted: set[PostKey] = set()
    deleted: set[PostKey] = set()
    for record in records:
        change = change_of(_without_words(record))
        if isinstance(change, Deleted):
            deleted.add(change.key)
        elif isinstance(change, Posted):
            post = change.post
            account = Account(network=post.network, handle=post.author.handle, remote_id=post.author.remote_id)
            account = accounts.setdefault(account, account)
            authors[post.key] = min(account, authors.get(post.key, account), key=_account_order)
            parent = _referenced(post, post.reply_to)
            wanted.update(key for key in (parent, _referenced(post, post.quote_of)) if key is not None)
            if parent is not None and (speakers := reader.authors(post)):
                answers.setdefault(parent, {})[post.key] = speakers
    return Threads(
        authors={key: authors[key] for key in wanted if key in authors and key not in deleted},
        answers={
            parent: frozenset(speaker for key, speakers in given.items() if key not in deleted for speaker in speakers)
            for parent, given in answers.items()
        },
    )


def telling(records: Iterable[Record], wanted: Collection[PostKey], reader: Reader) -> dict[PostKey, Post]:
    """Gather the last version of those posts that speak of somebody, without what says nothing about whom."""
    latest: dict[PostKey, Post] = {}
    for record in records if wanted else ():
        if isinstance(record.line, BadInput) or _key(record.line) not in wanted:
            continue
        change = change_of(record)
        if isinstance(change, Posted):
            post = replace(change.post, media=(), reply_to=None, quote_of=None)
            latest[post.key] = max(post, latest.get(post.key, post), key=_version)
    return {key: post for key, post in latest.items() if reader.speaks_of(post)}


def _version(post: Post) -> tuple[datetime, str, str]:
    return post.received_at, post.text, post.author.key


def _key(line: Fields) -> PostKey | None:
    try:
        return key_of(line)
    except BadInput:
        return None


def _without_words(record: Record) -> Record:
    """Leave out what says nothing about who wrote a post and what it answers, but takes most of the time to read."""
    line = record.line
    if isinstance(line, BadInput):
        return record
    text = line.get("text")
    words: dict[str, object] = {key: [] for key in ("mentions", "hashtags") if isinstance(line.get(key), list)}
    if isinstance(text, str) and len(text) <= TEXT_LIMIT:
        return Record(record.number, {**line, **words, "text": ""})
    return record


def _referenced(post: Post, reference: Reference | None) -> PostKey | None:
    if reference is None or reference.uri is None:
        return None
    return PostKey(post.network, reference.uri)


def _account_order(account: Account) -> tuple[str, str]:
    return account.handle, account.remote_id or ""


def change_of(record: Record) -> Change | BadInput:
    if isinstance(record.line, BadInput):
        return record.line
    try:
        return to_change(record.line)
    except BadInput as error:
        return error
