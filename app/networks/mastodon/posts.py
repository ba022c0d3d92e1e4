"""A status of the fediverse as a change: pure, and the same from whichever server it comes."""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from app.domain.entities import Entities, Hashtag, Link, Tagged
from app.domain.errors import BadInput
from app.domain.handle import HandleKey
from app.domain.network import Network
from app.domain.post import Deleted, Media, Post, Posted, PostKey, Reference
from app.networks.entities import outside
from app.networks.markup import Marked, plain_text
from app.networks.mastodon.payloads import (
    Attachment,
    Mention,
    Quote,
    StatusPayload,
    Tag,
    count_or_none,
    each,
    moment_or_none,
    one,
    status_of,
    text_or_none,
)
from app.networks.mastodon.people import canonical, to_account
from app.networks.mastodon.text import TEXT, same_tag
from app.networks.placing import placed

_TEXT_LIMIT = 10_000
_WARNING_LIMIT = 500
_URL_LIMIT = 2_000
_ALT_LIMIT = 1_500
_MEDIA_LIMIT = 16
_SENSITIVE = "marked as sensitive"  # a warning without words
PUBLIC = "public"
_KINDS = {"image": "image", "gifv": "video", "video": "video", "audio": "audio"}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_ACCEPTED = "accepted"
_TAKEN_BACK = frozenset({"revoked", "deleted", "unauthorized"})
_A_MOMENT = timedelta(microseconds=1)


def to_change(
    payload: Any, *, server: str, domain: str, received_at: datetime, updated: bool = False
) -> Posted | Deleted:
    """Return what a status means: a post that everybody may see, or, when not everybody may, its deletion.

    `server` is the host that was asked (its ids are ours as `server/id`), `domain` that of its accounts. `updated` says
    that it came as an edit: a quotation is accepted or taken back without an `edited_at`, so that such a version is
    dated a moment later than the one before. BadInput when it is no status.
    """
    status = status_of(payload)
    _checked_uri(status.uri)
    if status.visibility != PUBLIC:
        return Deleted(PostKey(Network.MASTODON, status.uri), received_at)
    post = to_post(status, server=server, domain=domain, received_at=received_at, updated=updated)
    return Posted(post, (alias(server, status.id),))


def to_post(payload: Any, *, server: str, domain: str, received_at: datetime, updated: bool = False) -> Post:
    """Return a status as a post, whoever may see it; BadInput when it is none. See `to_change`."""
    status = status_of(payload)
    repeated = one(status.reblog, StatusPayload)
    said = repeated or status
    author = to_account(status.account, domain)
    quote = one(said.quote, Quote)
    marked = _marked(said)
    created = moment_or_none(status.created_at) or received_at
    return Post(
        network=Network.MASTODON,
        uri=_checked_uri(status.uri),
        url=web_url(status.url) or web_url(status.uri),
        author=author,
        text=marked.text,
        created_at=min(created, received_at),
        received_at=received_at,
        edited_at=_edited_at(status, quote, created, updated=updated),
        entities=_entities(said, marked, domain, author.handle if said is status else None),
        language=_language(said.language),
        warning=text_or_none(said.spoiler_text, _WARNING_LIMIT) or (_SENSITIVE if said.sensitive is True else None),
        media=tuple(_media(each(said.media_attachments, Attachment))),
        repost_of=None if repeated is None else _reference(repeated, domain, marked.text),
        reply_to=_reply(status, server, domain, author.handle_key) if repeated is None else None,
        quote_of=_quoted(quote, domain),
        likes=count_or_none(said.favourites_count),
        reposts=count_or_none(said.reblogs_count),
    )


def alias(server: str, status_id: str | int) -> str:
    """Return what a server's own id of a status is known as: "fosstodon.org/115000000000000001"."""
    return f"{server}/{status_id}"


def has_tag(post: Post, tags: Collection[str]) -> bool:
    """Whether a post carries one of the hashtags, each as `same_tag` gives it."""
    return any(same_tag(found.tag) in tags for found in post.entities.hashtags)


def web_url(value: Any) -> str | None:
    """Return an address that a browser may be sent to; None for anything else."""
    fine = isinstance(value, str) and len(value) <= _URL_LIMIT and value.startswith(("https://", "http://"))
    return value if fine and not re.search(r"[\s\0]", value) else None


def _checked_uri(uri: str) -> str:
    if not uri or len(uri) > _URL_LIMIT or re.search(r"[\s\0]", uri):
        raise BadInput("this is no status: its uri is none")
    return uri


def _marked(status: StatusPayload) -> Marked:
    content = status.content if isinstance(status.content, str) else ""
    return plain_text(content, limit=_TEXT_LIMIT, drop_quote_inline=status.quote is not None)


def _edited_at(status: StatusPayload, quote: Quote | None, created: datetime, *, updated: bool) -> datetime | None:
    edited = moment_or_none(status.edited_at)
    if quote is None:
        return edited
    if quote.state in _TAKEN_BACK:
        return (edited or created) + 2 * _A_MOMENT
    return (edited or created) + _A_MOMENT if updated and quote.state == _ACCEPTED else edited


def _language(told: Any) -> str | None:
    return told.replace("_", "-") if isinstance(told, str) and _LANGUAGE.fullmatch(told) else None


# --- entities --------------------------------------------------------------------------------------------------------


def _entities(status: StatusPayload, marked: Marked, domain: str, author: str | None) -> Entities:
    """Return what the server told, where its anchors say that it stands, or else where our own rules find it."""
    told = each(status.mentions, Mention)
    by_url = {mention.url: mention for mention in told if isinstance(mention.url, str)}
    here = [(anchor, by_url.get(anchor.url)) for anchor in marked.mentions]
    mentions = [Tagged(shown.text, shown.span, _handle(who, domain)) for shown, who in here if who is not None]
    strangers = [shown for shown, who in here if who is None]
    tags = [Hashtag(anchor.text, anchor.span) for anchor in marked.hashtags]
    found = _with_plain(marked, mentions, tags, [*marked.links, *strangers], author)
    return placed(
        marked.text,
        found,
        mentions=[_told(mention, domain) for mention in told] if isinstance(status.mentions, list) else None,
        hashtags=_as_written(each(status.tags, Tag), found.hashtags) if isinstance(status.tags, list) else None,
        short_names=True,
    )


def _with_plain(
    marked: Marked, mentions: list[Tagged], tags: list[Hashtag], links: list[Link], author: str | None
) -> Entities:
    """Add what stands in the text without being an anchor, as servers that send plain text leave it."""
    plain = TEXT.entities(marked.text)
    taken = sorted(
        anchor.span for anchor in (*marked.mentions, *marked.hashtags, *marked.links) if anchor.span is not None
    )
    free = set(outside(sorted(one.span for one in _all(plain) if one.span is not None), taken))
    mentions += [Tagged(one.text, one.span, _spelled(one.text, author)) for one in plain.mentions if one.span in free]
    tags += [one for one in plain.hashtags if one.span in free]
    links += [one for one in plain.links if one.span in free]
    return Entities(
        mentions=tuple(sorted(mentions, key=_start)),
        hashtags=tuple(sorted(tags, key=_start)),
        links=tuple(sorted(links, key=_start)),
    )


def _all(found: Entities) -> Iterable[Tagged | Hashtag | Link]:
    return (*found.mentions, *found.hashtags, *found.links)


def _start(one: Tagged | Hashtag | Link) -> int:
    return one.span.start if one.span is not None else 0


def _told(mention: Mention, domain: str) -> Tagged:
    return Tagged(f"@{mention.acct}", None, _handle(mention, domain))


def _handle(mention: Mention, domain: str) -> HandleKey | None:
    found = canonical(mention.acct, domain)
    return None if found is None else HandleKey(Network.MASTODON, found)


def _spelled(text: str, author: str | None) -> HandleKey | None:
    name = text.removeprefix("@")
    found = canonical(name, (author or "").rpartition("@")[2])
    return None if found is None else HandleKey(Network.MASTODON, found)


def _as_written(told: Sequence[Tag], found: Sequence[Hashtag]) -> list[str]:
    """Return the told hashtags as the text spells them: servers tell theirs without accents and marks."""
    written = {same_tag(tag.tag): tag.tag for tag in reversed(found)}
    return [written.get(same_tag(tag.name), tag.name) for tag in told if same_tag(tag.name)]


# --- what belongs to it ----------------------------------------------------------------------------------------------


def _media(attachments: Iterable[Attachment]) -> Iterable[Media]:
    for attachment in list(attachments)[:_MEDIA_LIMIT]:
        kind = _KINDS.get(attachment.type)
        url = web_url(attachment.url) or web_url(attachment.remote_url)
        if kind is not None and url is not None:
            size = _size(attachment.meta)
            alt = text_or_none(attachment.description, _ALT_LIMIT)
            yield Media(url=url, kind=kind, alt=alt, width=size[0], height=size[1])


def _size(meta: Any) -> tuple[int | None, int | None]:
    original = meta.get("original") if isinstance(meta, dict) else None
    if not isinstance(original, dict):
        return None, None
    return count_or_none(original.get("width")) or None, count_or_none(original.get("height")) or None


def _reply(status: StatusPayload, server: str, domain: str, author: HandleKey) -> Reference | None:
    parent = status.in_reply_to_id
    if not isinstance(parent, str | int) or isinstance(parent, bool) or parent == "":
        return None
    whom = str(status.in_reply_to_account_id or "")
    if whom and whom == str(status.account.id):
        return Reference(uri=alias(server, parent), author=author)
    named = next((mention for mention in each(status.mentions, Mention) if whom and str(mention.id) == whom), None)
    return Reference(uri=alias(server, parent), author=None if named is None else _handle(named, domain))


def _quoted(quote: Quote | None, domain: str) -> Reference | None:
    """Return a quotation that the quoted person agrees to; any other is none."""
    quoted = one(quote.quoted_status, StatusPayload) if quote is not None and quote.state == _ACCEPTED else None
    if quoted is None or not quoted.uri:
        return None
    hidden = quoted.visibility != PUBLIC or bool(quoted.spoiler_text) or quoted.sensitive is True
    return _reference(quoted, domain, None if hidden else _marked(quoted).text)


def _reference(status: StatusPayload, domain: str, text: str | None) -> Reference:
    author = canonical(status.account.acct, domain)
    return Reference(
        uri=_checked_uri(status.uri),
        author=None if author is None else HandleKey(Network.MASTODON, author),
        text=text or None,
    )
