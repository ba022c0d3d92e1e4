"""One line of an Ovation archive, which anybody may have written, as a change that the whole system understands."""

import re
from collections.abc import Iterator
from datetime import datetime

from app.domain.account import Account
from app.domain.entities import Tagged
from app.domain.errors import BadInput
from app.domain.network import Network, network_named
from app.domain.post import Change, Deleted, Media, Post, Posted, PostKey, Reference
from app.networks.archive import fields
from app.networks.archive.fields import Fields
from app.networks.registry import TEXTS, canonical_or_none, complete

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")
_NO_LANGUAGE = frozenset({"und", "zxx", "mul", "qam", "qct", "qht", "qme", "qst", "art"})  # X's own codes among them
_MEDIA_KINDS = {"image": "image", "photo": "image", "gifv": "video", "video": "video", "audio": "audio"}
_MEDIA_LIMIT = 20
_TOLD_LIMIT = 1_000  # mentions or hashtags of one post


def to_change(line: Fields, *, not_after: datetime | None = None) -> Change:
    """Return the change that a line describes: a post, a later version of it, or its deletion.

    Raises BadInput where the line lacks what a post needs or carries it in a wrong type; what only decorates a post
    (counts, pictures, language) is left out instead. `not_after` is the latest believable time of a post.
    """
    network, uri = key_of(line)
    deleted_at = fields.moment(line, "deleted_at")
    if deleted_at is not None:
        return Deleted(PostKey(network, uri), deleted_at)
    return Posted(_post(line, network, uri, fields.identifier(line, "id") or uri, not_after))


def key_of(line: Fields) -> PostKey:
    """Return which post a line is about; raises BadInput where it does not say."""
    named = fields.name(line, "network")
    if named is None:
        raise BadInput("the line has no network")
    network = network_named(named)
    post_id = fields.identifier(line, "id")
    uri = fields.identifier(line, "uri") or (post_id and TEXTS[network].uri(post_id))
    if not uri:
        raise BadInput("the line has no id")
    return PostKey(network, uri)


def _post(line: Fields, network: Network, uri: str, post_id: str, not_after: datetime | None) -> Post:
    created_at = fields.moment(line, "created_at")
    if created_at is None:
        raise BadInput("the line has no created_at")
    edited_at = fields.moment(line, "edited_at")
    received_at = edited_at or created_at
    if not_after is not None and max(created_at, received_at) > not_after:
        raise BadInput(f"the post is dated in the future: {max(created_at, received_at).isoformat()}")
    author = _author(line, network, post_id)
    repost_of = _reference(line, network, "repost") if _is_repost(line) else None
    text = fields.text(line, "text")
    if text is None:
        if repost_of is None:
            raise BadInput("the line has no text")
        text = repost_of.text or ""
    return Post(
        network=network,
        uri=uri,
        author=author,
        text=text,
        created_at=created_at,
        received_at=received_at,
        entities=complete(network, text, mentions=_mentions(line), hashtags=_hashtags(line), author=author.handle),
        url=fields.link(line, "url") or TEXTS[network].post_url(uri, author.handle),
        edited_at=edited_at,
        language=_language(line),
        warning=fields.name(line, "warning"),
        media=tuple(_media(line)),
        repost_of=repost_of,
        reply_to=_reference(line, network, "reply"),
        quote_of=_reference(line, network, "quote"),
        likes=fields.count(line, "likes"),
        reposts=fields.count(line, "reposts"),
    )


def _author(line: Fields, network: Network, post_id: str) -> Account:
    told = line.get("author")
    author: Fields = told if isinstance(told, dict) else {}
    if network is Network.WEB and author.get("handle") is None:
        author = {**author, "handle": post_id}  # nobody signs in there: each post is a voice of its own
    handle = next(
        (
            key.canonical
            for form in ("handle", "url")
            if isinstance(value := author.get(form), str) and (key := canonical_or_none(network, value))
        ),
        None,
    )
    if handle is None:
        shown = author.get("handle")
        raise BadInput(
            "the line has no author with a handle"
            if shown is None
            else f"the author's handle {str(shown)[:80]!r} cannot be one on {network.label}"
        )
    return Account(
        network=network,
        handle=handle,
        remote_id=fields.identifier(author, "remote_id"),
        name=fields.name(author, "name"),
        url=fields.link(author, "url") or TEXTS[network].profile_url(handle),
        avatar=fields.link(author, "avatar", own=True),
        bot=author.get("bot") is True,
        followers=fields.count(author, "followers"),
    )


def _is_repost(line: Fields) -> bool:
    return any(value is not None and key.startswith("repost_") for key, value in line.items())


def _reference(line: Fields, network: Network, kind: str) -> Reference | None:
    """Return what `<kind>_of` or `reply_to`, with its handle and text, point to."""
    stem = "reply_to" if kind == "reply" else f"{kind}_of"
    post_id = fields.identifier(line, stem)
    handle = fields.text(line, f"{stem}_handle")
    text = fields.text(line, f"{kind}_text")
    if kind != "repost" and post_id is None and not handle and text is None:
        return None
    return Reference(
        uri=None if post_id is None else TEXTS[network].uri(post_id),
        author=canonical_or_none(network, handle),
        text=text,
    )


def _mentions(line: Fields) -> list[Tagged] | None:
    told = fields.listed(line, "mentions")
    return None if told is None else [tagged for one in told[:_TOLD_LIMIT] if (tagged := _tagged(one)) is not None]


def _tagged(one: object) -> Tagged | None:
    handle = fields.identifier(
        one if isinstance(one, dict) else {"mentions": one}, "handle" if isinstance(one, dict) else "mentions"
    )
    if handle is None:
        return None
    return Tagged(
        f"@{handle.removeprefix('@')}", remote_id=fields.identifier(one, "remote_id") if isinstance(one, dict) else None
    )


def _hashtags(line: Fields) -> list[str] | None:
    told = fields.listed(line, "hashtags")
    if told is None:
        return None
    return [tag for one in told[:_TOLD_LIMIT] if (tag := fields.identifier({"hashtags": one}, "hashtags"))]


def _language(line: Fields) -> str | None:
    told = line.get("lang")
    if not isinstance(told, str) or not _LANGUAGE.fullmatch(told) or told.lower() in _NO_LANGUAGE:
        return None
    return told


def _media(line: Fields) -> Iterator[Media]:
    told = line.get("media")
    for one in (told if isinstance(told, list) else [])[:_MEDIA_LIMIT]:
        item: Fields = one if isinstance(one, dict) else {}
        kind, url = item.get("kind", "image"), fields.link(item, "url", own=True)
        if url is None or not isinstance(kind, str) or kind not in _MEDIA_KINDS:
            continue
        yield Media(
            url=url,
            kind=_MEDIA_KINDS[kind],
            alt=fields.name(item, "alt"),
            width=fields.count(item, "width"),
            height=fields.count(item, "height"),
        )
