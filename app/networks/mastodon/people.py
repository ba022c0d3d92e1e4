"""Accounts of the fediverse: their one handle, what to call them, and whether they want to be shown elsewhere."""

import re

from app.domain.account import Account
from app.domain.consent import closing_words
from app.domain.errors import BadInput
from app.domain.network import Network
from app.networks.domains import ascii_domain
from app.networks.markup import Marked, plain_text
from app.networks.mastodon.payloads import (
    AccountPayload,
    Emoji,
    Field,
    count_or_none,
    each,
    text_or_none,
)
from app.networks.mastodon.text import handle

_NAME_LIMIT = 200
_BIO_LIMIT = 4_000
_FIELD_LIMIT = 500
_LINK_LIMIT = 20
_URL_LIMIT = 2_000
_NOINDEX = "the profile asks not to be indexed"
_LIMITED = "its server shows this account to followers only"
_ODD_NAME = re.compile(r"[^\s@/:?#]{1,200}")
_ODD_HOST = re.compile(r"[a-z0-9.-]{1,253}(?::[0-9]{1,5})?")


def canonical(acct: str, domain: str) -> str | None:
    """Return user@domain from what a server calls an account; `domain` is where its own ones are. None if it is none.

    Names that Mastodon would not give out exist elsewhere, and are kept in lower case.
    """
    name, _, host = acct.strip().removeprefix("@").partition("@")
    whole = f"{name}@{host or domain}"
    try:
        return handle(whole)
    except BadInput:
        host = (host or domain).strip().lower()
        host = host if ":" in host else ascii_domain(host) or ""
        return f"{name.lower()}@{host}" if _ODD_NAME.fullmatch(name) and _ODD_HOST.fullmatch(host) else None


def to_account(payload: AccountPayload, domain: str) -> Account:
    """Return an account; BadInput when it has no handle.

    There is no remote id: the handle is the one thing that is the same from every server, and nobody can change theirs.
    `indexable` and `discoverable` are false until somebody changes them, so that they say nothing; `noindex` is told
    of the asked server's own accounts only.
    """
    known_as = canonical(payload.acct, domain)
    if known_as is None:
        raise BadInput("this is no status: its author has no handle")
    note, fields = _profile(payload)
    url = payload.url if isinstance(payload.url, str) else ""
    return Account(
        network=Network.MASTODON,
        handle=known_as,
        name=_name(payload),
        url=url if url.startswith(("https://", "http://")) and len(url) <= _URL_LIMIT else None,
        avatar=_avatar(payload),
        bot=payload.bot is True,
        followers=count_or_none(payload.followers_count),
        closed=_closed(payload, note, fields),
        links=tuple(dict.fromkeys(link.url for marked in (*fields, note) for link in marked.links))[:_LINK_LIMIT],
    )


def bio(payload: AccountPayload) -> str:
    """Return everything that a profile says of itself, a line for each field."""
    note, fields = _profile(payload)
    return "\n".join(marked.text for marked in (note, *fields) if marked.text)


def _profile(payload: AccountPayload) -> tuple[Marked, list[Marked]]:
    note = plain_text(payload.note if isinstance(payload.note, str) else "", limit=_BIO_LIMIT)
    return note, [plain_text(field.value, limit=_FIELD_LIMIT) for field in each(payload.fields, Field)[:_LINK_LIMIT]]


def _name(payload: AccountPayload) -> str | None:
    """Return the chosen name without the :shortcodes: of pictures that only its server has."""
    name = text_or_none(payload.display_name, _NAME_LIMIT)
    if name is None or ":" not in name:
        return None if name is None else " ".join(name.split())
    for emoji in each(payload.emojis, Emoji):
        if emoji.shortcode:
            name = name.replace(f":{emoji.shortcode}:", " ")
    return " ".join(name.split()) or None


def _avatar(payload: AccountPayload) -> str | None:
    told = (payload.avatar_static, payload.avatar)  # without movement, where there is a choice
    return next(
        (url for url in told if isinstance(url, str) and url.startswith("https://") and len(url) <= _URL_LIMIT), None
    )


def _closed(payload: AccountPayload, note: Marked, fields: list[Marked]) -> str | None:
    if payload.noindex is True:
        return _NOINDEX
    if payload.limited is True:
        return _LIMITED
    return closing_words("\n".join(marked.text for marked in (note, *fields)))
