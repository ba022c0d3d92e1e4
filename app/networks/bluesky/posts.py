"""What Bluesky tells, as changes: events of Jetstream v1 and posts of AppView. Pure, and believes nothing of it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from msgspec import Raw

from app.domain.account import Account
from app.domain.consent import closing_words
from app.domain.entities import Entities
from app.domain.errors import BadInput
from app.domain.handle import HandleKey
from app.domain.network import Network
from app.domain.post import AccountBack, AccountGone, Change, Deleted, Post, Posted, PostKey, Reference
from app.networks.bluesky.embeds import hanging
from app.networks.bluesky.facets import entities
from app.networks.bluesky.payloads import (
    POST,
    Commit,
    Embed,
    Event,
    Facet,
    Feature,
    Label,
    PostView,
    Profile,
    Record,
    Reply,
    SelfLabels,
    each,
    read,
)
from app.networks.bluesky.text import author_of, handle, is_did, links, post_url, profile_url

_TEXT_LIMIT = 10_000  # characters; the lexicon has 300 graphemes in 3,000 bytes
_FACETS, _TAGS, _LINKS, _LANGUAGES = 200, 16, 20, 3
_NAME_LIMIT = 640
_RKEY = re.compile(r"[A-Za-z0-9._:~-]{1,512}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")
_AVATAR = re.compile(r"https://[^\s\"'<>]{1,2000}")
_FEDIVERSE = re.compile(r"(?<![\w@/.])@([A-Za-z0-9_.-]{1,64})@((?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,63})(?![\w@])")
_WARNINGS = {  # com.atproto.label.defs and docs of Bluesky's own labels
    "porn": "adult content",
    "sexual": "sexually suggestive",
    "nudity": "nudity",
    "graphic-media": "graphic media",
    "gore": "graphic media",
    "!warn": "a warning of Bluesky's moderation",
    "!hide": "hidden by Bluesky's moderation",
}
_SIGNED_IN_ONLY = "!no-unauthenticated"
_CLOSED = "the account asks to be shown only to people who are signed in to Bluesky"
_BOT = "bot"
_INVALID_HANDLE = "handle.invalid"  # AppView's word for a handle that doesn't lead back

Known = Mapping[str, Account]  # accounts by DID


def to_change(event: Event, *, received_at: datetime, known: Known) -> Change | None:
    """Return what an event changes; None when it is about nothing that we follow.

    BadInput when it says too little, or cannot be. An update counts as edited when Jetstream saw it.
    """
    if not is_did(event.did):
        raise BadInput("an event is of something that is no DID")
    at = min(_moment(event.time_us), received_at)
    if event.kind == "account":
        if event.account is None:
            raise BadInput("an account event says nothing of its account")
        told = AccountBack if event.account.active else AccountGone
        return told(Network.BLUESKY, event.did, at)
    if event.kind != "commit":
        return None
    if event.commit is None:
        raise BadInput("a commit holds nothing")
    return _commit(event.did, event.commit, at=at, received_at=received_at, known=known)


def _commit(did: str, commit: Commit, *, at: datetime, received_at: datetime, known: Known) -> Change | None:
    if commit.collection != POST:
        return None
    if not _RKEY.fullmatch(commit.rkey):
        raise BadInput("a post has a key that cannot be one")
    uri = f"at://{did}/{POST}/{commit.rkey}"
    if commit.operation == "delete":
        return Deleted(PostKey(Network.BLUESKY, uri), at)
    if commit.operation not in {"create", "update"}:
        return None
    record = read(commit.record, Record)
    if record is None:
        raise BadInput("a post has no text")
    edited = at if commit.operation == "update" else None
    post = to_post(uri, record, at=at, received_at=received_at, edited_at=edited, known=known)
    return Posted(post, aliases=version(uri, commit.cid))


def version(uri: str, cid: str | None) -> tuple[str, ...]:
    """Return the alias that tells one version of a post from the next: its address with the hash of what it says."""
    return (f"{uri}#{cid}",) if cid else ()


def to_post(  # noqa: PLR0913 - a record knows neither where it stands nor when it came
    uri: str,
    record: Record,
    *,
    at: datetime,
    received_at: datetime,
    known: Known,
    edited_at: datetime | None = None,
    labels: Iterable[Label] = (),
) -> Post:
    """Return a record as a post; its author's clock is believed up to `at`, when the network saw it.

    `labels` are those that others gave it. BadInput when it is no post, or far longer than one can be.
    """
    did = author_of(uri)
    if did is None:
        raise BadInput("a post has an address that cannot be one")
    if len(record.text) > _TEXT_LIMIT:
        raise BadInput("a post is longer than posts can be")
    told = hanging(did, read(record.embed, Embed))
    reply = read(record.reply, Reply)
    own = read(record.labels, SelfLabels)
    return Post(
        network=Network.BLUESKY,
        uri=uri,
        url=post_url(uri, did),
        author=known.get(did) or stranger(did),
        text=record.text,
        entities=_entities(record, told.page, known),
        created_at=min(_written(read(record.created_at, str)) or at, at, received_at),
        received_at=received_at,
        edited_at=edited_at,
        language=_language(record),
        warning=warning([*(own.values if own else ()), *labels]),
        media=told.media,
        reply_to=_reference(reply.parent.uri, known) if reply else None,
        quote_of=_reference(told.quoted, known) if told.quoted else None,
    )


def _entities(record: Record, page: str | None, known: Known) -> Entities:
    return entities(record.text, _facets(record), tags=_tags(record), page=page, known=known)


def _facets(record: Record) -> list[Facet]:
    return each(read(record.facets, list[Raw]) or [], Facet, _FACETS)


def _tags(record: Record) -> list[str]:
    return [tag for tag in (read(record.tags, list[object]) or ())[:_TAGS] if isinstance(tag, str)]


def _language(record: Record) -> str | None:
    told = (read(record.langs, list[object]) or ())[:_LANGUAGES]
    return next((one for one in told if isinstance(one, str) and _LANGUAGE.fullmatch(one)), None)


def _reference(uri: str, known: Known) -> Reference | None:
    did = author_of(uri)
    if did is None:
        return None
    author = known.get(did)
    return Reference(uri=uri, author=author.handle_key if author else HandleKey(Network.BLUESKY, did))


def warning(labels: Iterable[Label]) -> str | None:
    """Return the words of labels that close a post, or None."""
    words = [_WARNINGS[label.val] for label in labels if not label.neg and label.val in _WARNINGS]
    return ", ".join(dict.fromkeys(words)) or None


def labelled_at(labels: Iterable[Label], *, before: datetime) -> datetime | None:
    """Return when the last of the labels was given that close a post, at most `before`; None without any."""
    given = [_written(label.given_at) or before for label in labels if warning([label]) is not None]
    return min(max(given), before) if given else None


class About(NamedTuple):
    """What a record speaks of: hashtags, the uris of posts that it answers and quotes, the DIDs of accounts."""

    tags: list[str]
    uris: list[str]
    dids: list[str]


def about(record: Record) -> About:
    """Return what a record speaks of, without its places in the text."""
    features = [feature for facet in _facets(record) for feature in each(facet.features, Feature, 8)]
    reply = read(record.reply, Reply)
    quoted = hanging("", read(record.embed, Embed)).quoted
    answered = (reply.parent.uri, reply.root.uri if reply.root else None) if reply else ()
    uris = [uri for uri in dict.fromkeys((*answered, quoted)) if uri]
    dids = [*(feature.did for feature in features), *map(author_of, uris)]
    return About(
        tags=[*(feature.tag for feature in features if feature.tag), *_tags(record)],
        uris=uris,
        dids=[did for did in dict.fromkeys(dids) if did and is_did(did)],
    )


def viewed(view: PostView, *, received_at: datetime, known: Known, edited_at: datetime | None = None) -> Posted:
    """Return a post as AppView shows it; BadInput when it is none."""
    record = read(view.record, Record)
    if record is None:
        raise BadInput("a post has no text")
    post = to_post(
        view.uri,
        record,
        at=received_at,
        received_at=received_at,
        edited_at=edited_at,
        known=known,
        labels=view.labels,
    )
    return Posted(post, aliases=version(view.uri, view.cid))


def to_account(profile: Profile) -> Account | None:
    """Return an account as AppView shows it; None when it cannot be one. A handle that fails its check is not told."""
    if not is_did(profile.did):
        return None
    canonical = _handle(profile.handle) or profile.did
    said = profile.description or ""
    values = {label.val for label in profile.labels if not label.neg and label.src in {None, profile.did}}
    return Account(
        network=Network.BLUESKY,
        handle=canonical,
        remote_id=profile.did,
        name=(profile.name or "").strip()[:_NAME_LIMIT] or None,
        url=profile_url(profile.did if canonical == profile.did else canonical),
        avatar=profile.avatar if profile.avatar and _AVATAR.fullmatch(profile.avatar) else None,
        bot=_BOT in values,
        followers=profile.followers,
        closed=_CLOSED if _SIGNED_IN_ONLY in values else closing_words(said),
        links=tuple([*(link.url for link in links(said)), *_elsewhere(said)][:_LINKS]),
    )


def _elsewhere(said: str) -> Iterator[str]:
    """The profiles of @user@host, which nobody here makes a link of."""
    return (f"https://{found[2].lower()}/@{found[1]}" for found in _FEDIVERSE.finditer(said))


def _handle(told: str) -> str | None:
    if told == _INVALID_HANDLE:
        return None
    try:
        return handle(told)
    except BadInput:
        return None


def stranger(did: str) -> Account:
    """Return an account of which only the DID is known."""
    return Account(network=Network.BLUESKY, handle=did, remote_id=did, url=profile_url(did))


def _moment(time_us: int) -> datetime:
    try:
        return datetime.fromtimestamp(time_us / 1_000_000, UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise BadInput("an event has a time that cannot be") from error


def _written(told: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(told or "")
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
