"""Rows <-> posts and accounts."""

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, and_

from app.domain.account import Account
from app.domain.copies import sameness, signature
from app.domain.handle import HandleKey
from app.domain.network import Network
from app.domain.one_voice import name_of
from app.domain.post import Post, Reference
from app.domain.speaker import SpeakerKey
from app.store.encoding import (
    References,
    pack_entities,
    pack_media,
    pack_references,
    unpack_entities,
    unpack_media,
    unpack_references,
)
from app.store.tables import account, post

ACCOUNT_COLUMNS = [
    account.c[name]
    for name in (
        *("event_id", "network", "key", "handle", "remote_id", "name", "url", "avatar", "bot", "behind", "claims"),
        "seen_at",
    )
]

# what an edit may change; after event_id, network, uri and the author's key
CONTENT = (
    "created_at",
    "received_at",
    "edited_at",
    "original",
    "text",
    "url",
    "language",
    "warning",
    "entities",
    "media",
    "reference",
    "repost_of_uri",
    "reply_to_uri",
    "quote_of_uri",
    "likes",
    "reposts",
    "followers",
    "sameness",
    "signature",
    "chosen",
)
POST_COLUMNS = [post.c.event_id, post.c.network, post.c.uri, account.c.key, *(post.c[name] for name in CONTENT)]

# what to select, joined with the author, to build a whole post
WHOLE_POST = (
    *(post.c[name] for name in ("id", "network", "uri", *CONTENT)),
    account.c.handle.label("author_handle"),
    account.c.remote_id.label("author_remote_id"),
    account.c.name.label("author_name"),
    account.c.url.label("author_url"),
    account.c.avatar.label("author_avatar"),
    account.c.bot.label("author_bot"),
    account.c.behind.label("author_behind"),
    account.c.voice_id.label("author_voice"),
)

# nobody sees a deleted post, nor one of an account that is gone
IS_THERE: ColumnElement[bool] = and_(post.c.deleted_at.is_(None), ~account.c.gone)


def account_row(event_id: int, found: Post) -> tuple[Any, ...]:
    """A post's author, in the order of ACCOUNT_COLUMNS."""
    author = found.author
    return (
        event_id,
        author.network.value,
        author.key,
        author.handle,
        author.remote_id,
        author.name,
        author.url,
        author.avatar,
        author.bot,
        None if author.behind is None else name_of(*author.behind),
        _claims(author),
        found.received_at,
    )


def post_row(event_id: int, given: Post, references: References) -> tuple[Any, ...]:
    """A post, in the order of POST_COLUMNS."""
    return (
        event_id,
        given.network.value,
        given.uri,
        given.author.key,
        given.created_at,
        given.received_at,
        given.edited_at,
        given.is_original,
        given.text,
        given.url,
        given.language,
        given.warning,
        pack_entities(given.entities),
        pack_media(given.media),
        pack_references(references),
        _uri(references.repost_of),
        _uri(references.reply_to),
        _uri(references.quote_of),
        given.likes,
        given.reposts,
        given.author.followers,
        _sameness(given),
        signature(given.author.name) or None,
        msgspec.json.encode(given.chosen).decode() if given.chosen else None,
    )


def _sameness(given: Post) -> str | None:
    """What copies have in common. What is said on our own page is nobody's copy: its name proves nothing."""
    return sameness(given.text, given.entities) if given.is_original and not given.chosen else None


def _claims(author: Account) -> str | None:
    return msgspec.json.encode([name_of(*claim) for claim in author.claims]).decode() if author.claims else None


def handle_named(name: str | None) -> HandleKey | None:
    """The handle that a name of `name_of` means."""
    if name is None:
        return None
    network, _, canonical = name.partition(":")
    return HandleKey(Network(network), canonical)


def references_of(given: Post) -> References:
    """Which other posts a post repeats, answers and quotes."""
    return References(repost_of=given.repost_of, reply_to=given.reply_to, quote_of=given.quote_of)


def _uri(reference: Reference | None) -> str | None:
    return None if reference is None else reference.uri


def post_of(row: Row[Any]) -> Post:
    """The post of a row that has WHOLE_POST."""
    references = unpack_references(row.reference)
    network = Network(row.network)
    return Post(
        network=network,
        uri=row.uri,
        author=Account(
            network=network,
            handle=row.author_handle,
            remote_id=row.author_remote_id,
            name=row.author_name,
            url=row.author_url,
            avatar=row.author_avatar,
            bot=row.author_bot,
            followers=row.followers,
            behind=handle_named(row.author_behind),
            voice=row.author_voice,
        ),
        text=row.text,
        created_at=row.created_at,
        received_at=row.received_at,
        entities=unpack_entities(row.entities),
        url=row.url,
        edited_at=row.edited_at,
        language=row.language,
        warning=row.warning,
        media=unpack_media(row.media),
        repost_of=references.repost_of,
        reply_to=references.reply_to,
        quote_of=references.quote_of,
        likes=row.likes,
        reposts=row.reposts,
        chosen=() if row.chosen is None else tuple(map(SpeakerKey, msgspec.json.decode(row.chosen))),
    )
