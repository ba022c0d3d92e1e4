"""Keys, hashtags and addresses of Nostr: hex, npub, nprofile, nostr: links and the pages that show them."""

import re
from collections.abc import Iterator

from app.domain.entities import Entities, Span
from app.domain.errors import BadInput
from app.domain.network import Network
from app.networks.entities import beside_links, hashtags
from app.networks.forms import NetworkText, address, bare
from app.networks.nostr.bech32 import npub, public_key

_HEX = re.compile(r"[0-9A-Fa-f]{64}")
_MENTION = re.compile(r"(?<![A-Za-z0-9])(?:nostr:|@)?(?:npub|nprofile)1[a-z0-9]{20,995}+(?![A-Za-z0-9])")
_SCHEMES = ("nostr:", "web+nostr:")


def handle(text: str) -> str:
    """Return the hex public key from hex, npub, nprofile, a nostr: link or a page that shows it."""
    typed = bare(text)
    key = _key(typed) or profile(typed)
    if key is None:
        advice = "; a name@domain must be looked up first" if "@" in typed[1:] else ""
        raise BadInput(f"{typed!r} is not a key on Nostr: use an npub{advice}")
    return key


def _key(text: str) -> str | None:
    short = text.removeprefix("@")
    for scheme in _SCHEMES:
        short = short.removeprefix(scheme)
    return short.lower() if _HEX.fullmatch(short) else public_key(short)


def profile(url: str) -> str | None:
    """Return the key whose profile an address is: nostr:npub1…, or any page with a valid npub or nprofile in it."""
    if url.startswith(_SCHEMES):
        return _key(url)
    if "npub1" not in url and "nprofile1" not in url:
        return None
    found = address(url)
    parts = (*found.path, *found.fragment.split("/")) if found else ()
    return next((key for part in parts if (key := public_key(part.removeprefix("@")))), None)


def profile_url(canonical: str) -> str:
    """Return a page that shows a profile."""
    return f"https://njump.me/{npub(canonical)}"


def entities(text: str) -> Entities:
    """Return mentions (nostr:npub1…, NIP-27), hashtags and links."""
    return beside_links(text, mentions(text), hashtags(text))


def mentions(text: str) -> Iterator[Span]:
    """Yield where keys stand whose checksum is right."""
    if "npub1" in text or "nprofile1" in text:
        for found in _MENTION.finditer(text):
            if _key(found.group()):
                yield Span(found.start(), found.end())


TEXT = NetworkText(
    network=Network.NOSTR,
    entities=entities,
    handle=handle,
    profile=profile,
    profile_url=profile_url,
    shown=npub,
    uri=lambda post: post.removeprefix("nostr:"),
    post_url=lambda post, _author: f"https://njump.me/{post}" if _HEX.fullmatch(post) else None,
)
