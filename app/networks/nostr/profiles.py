"""Who an author is: what their kind 0 says (NIP-01, NIP-24), and accounts elsewhere that they name (NIP-39)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.account import Account
from app.domain.consent import closing_words
from app.domain.errors import BadInput
from app.domain.handle import HandleKey
from app.domain.network import Network
from app.networks.nostr.payloads import Event, mapping
from app.networks.nostr.text import TEXT, entities

_NAME_AT_MOST = 200
_ABOUT_AT_MOST = 20_000
_URL_AT_MOST = 2_000
_LINKS_AT_MOST = 20
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_URL = re.compile(r"https?://[^\s\x00-\x1f\x7f\"<>\\]+")
_INTERNET_NAME = re.compile(r"([a-z0-9\-_.]{1,64})@([a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,63}){0,8}(?::\d{1,5})?)")
_MOSTR = "mostr.pub"  # gives fediverse accounts a key, and the name user_at_server@mostr.pub


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What an author says of themselves. `internet_name` is name@domain (NIP-05), `vouched` when the domain agrees."""

    pubkey: str
    told_at: int = 0  # seconds
    name: str | None = None
    picture: str | None = None
    about: str = ""
    bot: bool = False
    internet_name: str | None = None
    vouched: bool = False
    links: tuple[str, ...] = ()


def to_profile(event: Event) -> Profile:
    """Return the profile that a genuine kind 0 tells."""
    told = mapping(event.content)

    def text(key: str, limit: int = _NAME_AT_MOST) -> str:
        value = told.get(key)
        return plain(value[:limit]).strip() if isinstance(value, str) else ""

    about = text("about", _ABOUT_AT_MOST)
    names = (" ".join(text(key).split()) for key in ("display_name", "displayName", "name"))
    found = _INTERNET_NAME.fullmatch(text("nip05").lower())
    links = [text("website", _URL_AT_MOST), *_named_elsewhere(event), *(link.url for link in entities(about).links)]
    return Profile(
        pubkey=event.pubkey,
        told_at=event.created_at,
        name=next((name for name in names if name), None),
        picture=web_url(text("picture", _URL_AT_MOST), secure=True),
        about=about,
        bot=told.get("bot") is True,
        internet_name=found.group() if found else None,
        links=tuple(dict.fromkeys(url for link in links if (url := web_url(link))))[:_LINKS_AT_MOST],
    )


def account(pubkey: str, profile: Profile | None = None) -> Account:
    """Return the account of a key, as its profile shows it."""
    told = profile or Profile(pubkey=pubkey)
    vouched = told.internet_name if told.vouched else None
    local, _, domain = (vouched or "").partition("@")
    own_domain = (f"https://{domain}",) if local == "_" else ()
    return Account(
        network=Network.NOSTR,
        handle=pubkey,
        remote_id=pubkey,
        name=told.name or (domain if local == "_" else vouched),
        url=TEXT.profile_url(pubkey),
        avatar=told.picture,
        bot=told.bot,
        closed=closing_words(told.about) if told.about else None,
        links=(*told.links, *own_domain)[:_LINKS_AT_MOST],
        behind=_bridged(vouched),
    )


def plain(text: str) -> str:
    """Return a text that a database can keep; replaced one for one, so that spans hold."""
    return _UNSTORABLE.sub("\ufffd", text)


def web_url(text: str, *, secure: bool = False) -> str | None:
    """Return an address on the web, None when a text is none; `secure` takes https alone."""
    fine = len(text) <= _URL_AT_MOST and _URL.fullmatch(text) and (not secure or text.startswith("https://"))
    return text if fine else None


def key_at(name: str, document: object) -> str | None:
    """Return the key that a domain's nostr.json (NIP-05) gives for the local part of a name."""
    names = document.get("names") if isinstance(document, dict) else None
    key = names.get(name.partition("@")[0]) if isinstance(names, dict) else None
    try:
        return TEXT.handle(key) if isinstance(key, str) else None
    except BadInput:
        return None


def _bridged(vouched: str | None) -> HandleKey | None:
    local, _, domain = (vouched or "").partition("@")
    user, at, server = local.rpartition("_at_")
    return HandleKey(Network.MASTODON, f"{user}@{server}") if domain == _MOSTR and at and user and server else None


def _named_elsewhere(event: Event) -> Iterator[str]:
    for value in event.values("i"):
        platform, _, identity = value.partition(":")
        if platform == "mastodon" or platform.startswith("mastodon/"):
            yield f"https://{identity.removeprefix('https://')}"
        elif platform in {"twitter", "x"}:
            yield f"https://x.com/{identity}"
        elif platform == "bluesky":
            yield f"https://bsky.app/profile/{identity}"
