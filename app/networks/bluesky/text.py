"""Handles, rich text and addresses of Bluesky, by the rules of its official library (atproto: rich-text/detection)."""

import re
import unicodedata
from collections.abc import Iterator

from app.domain.entities import Entities, Hashtag, Link, Span, Tagged
from app.domain.errors import BadInput
from app.domain.network import Network
from app.networks.domains import has_tld
from app.networks.forms import NetworkText, address, bare, is_url

_HANDLE = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_HANDLE_LIMIT = 253
_DID = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._-]")
_DID_LIMIT = 2048
_HOSTS = frozenset({"bsky.app", "main.bsky.dev", "staging.bsky.app", "deer.social", "blacksky.community"})
_TABS = frozenset({"followers", "follows", "known-followers"})
_POST = re.compile(r"at://([^/]+)/app\.bsky\.feed\.post/([A-Za-z0-9._:~-]{1,512})")

_NO_WIDTH = "\u00ad\u2060\u200a\u200b\u200c\u200d\u20e2"
_TAG = re.compile(rf"(?<!\S)[#＃](?!\ufe0f)([^\s{_NO_WIDTH}]++)")
_TAG_LIMIT = 64
_CASHTAG = re.compile(r"(?<![^\s(])\$[A-Za-z][A-Za-z0-9]{0,4}(?=$|[\s.,;:!?)\"'\u2019])")
_MENTION = re.compile(r"(?<![^\s(])@([A-Za-z0-9.\-]++)(?!_)")
_LINK = re.compile(r"(?<![^\s(])(?:[Hh][Tt][Tt][Pp][Ss]?://\S++|([A-Za-z][A-Za-z0-9]*+(?:\.[A-Za-z0-9]++)++)\S*+)")


def handle(text: str) -> str:
    """Return the handle without @ in lower case (or a DID as it is), from any spelling or address."""
    typed = bare(text)
    if typed.startswith("did:"):
        return _actor(typed) or _refused(typed)
    if is_url(typed):
        return profile(typed) or _refused(typed)
    name = typed.removeprefix("@")
    if "." not in name:
        raise BadInput(
            f"{typed!r} is not a whole handle on Bluesky: write it with its domain, such as {name}.bsky.social"
        )
    return _actor(name) or _refused(typed)


def _refused(typed: str) -> str:
    raise BadInput(f"{typed!r} cannot be a handle on Bluesky")


def _actor(text: str) -> str | None:
    if text.startswith("did:"):
        return text if is_did(text) else None
    name = text.removeprefix("@").lower()
    return name if len(name) <= _HANDLE_LIMIT and _HANDLE.fullmatch(name) else None


def is_did(text: str) -> bool:
    """Whether a text can be a DID: what identifies an account, whatever its handle."""
    return len(text) <= _DID_LIMIT and _DID.fullmatch(text) is not None


def profile(url: str) -> str | None:
    """Return the handle or DID whose profile an address is: bsky.app/profile/…, at://…, name.bsky.social."""
    if url.startswith("at://"):
        return _actor(url.removeprefix("at://").rstrip("/"))
    if "/profile/" not in url and ".bsky.social" not in url.lower():
        return None
    found = address(url)
    if found is None:
        return None
    if found.host in _HOSTS and found.path[:1] == ("profile",) and len(found.path) > 1:
        return None if found.path[2:] and found.path[2] not in _TABS else _actor(found.path[1])
    return found.host if found.host.endswith(".bsky.social") and not found.path else None


def profile_url(canonical: str) -> str:
    """Return the address of a profile."""
    return f"https://bsky.app/profile/{canonical}"


def post_url(post: str, _author: str) -> str | None:
    """Return the page of a post from its at-uri."""
    found = _POST.fullmatch(post)
    return f"https://bsky.app/profile/{found.group(1)}/post/{found.group(2)}" if found else None


def author_of(post: str) -> str | None:
    """Return the DID of who wrote the post of an at-uri; None when it is no post's."""
    found = _POST.fullmatch(post)
    return found.group(1) if found and is_did(found.group(1)) else None


def uri(post: str) -> str:
    """Return the at-uri of a post whose address names a DID; anything else as it is."""
    found = address(post) if post.startswith("http") else None
    if found and found.host in _HOSTS and len(found.path) == 4 and found.path[::2] == ("profile", "post"):  # noqa: PLR2004  # /profile/actor/post/key
        return f"at://{found.path[1]}/app.bsky.feed.post/{found.path[3]}" if _DID.fullmatch(found.path[1]) else post
    return post


def entities(text: str) -> Entities:
    """Return what the official library would make facets of; $TICKERS count as hashtags there."""
    spans = sorted([*hashtags(text), *cashtags(text)])
    return Entities(
        mentions=tuple(Tagged(span.of(text), span) for span in mentions(text)),
        hashtags=tuple(Hashtag(span.of(text), span) for span in spans),
        links=tuple(links(text)),
    )


def mentions(text: str) -> Iterator[Span]:
    """Yield where @handles stand: after white space or a bracket, ending in a known top-level domain or .test."""
    for found in _MENTION.finditer(text):
        name = found.group(1).rstrip(".-")
        if has_tld(name) or (name.endswith(".test") and name != ".test"):
            yield Span(found.start(), found.start(1) + len(name))


def hashtags(text: str) -> Iterator[Span]:
    """Yield where hashtags stand: up to white space, final punctuation cut, not of digits alone, at most 64 long."""
    for found in _TAG.finditer(text):
        name = found.group(1)
        if all(char in "0123456789" or _is_punctuation(char) for char in name):
            continue
        end = len(name)
        while _is_punctuation(name[end - 1]):
            end -= 1
        if end <= _TAG_LIMIT:
            yield Span(found.start(), found.start(1) + end)


def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] == "P"


def cashtags(text: str) -> Iterator[Span]:
    """Yield where $TICKERS stand."""
    for found in _CASHTAG.finditer(text):
        yield Span(found.start(), found.end())


def links(text: str) -> Iterator[Link]:
    """Yield links: with a scheme, or a domain with a known top-level domain; one final punctuation mark is cut."""
    for found in _LINK.finditer(text):
        domain = found.group(1)
        if domain is not None and not has_tld(domain):
            continue
        shown = found.group()
        if shown[-1] in ".,;:!?":
            shown = shown[:-1]
        if shown.endswith(")") and "(" not in shown:
            shown = shown[:-1]
        url = shown if domain is None else f"https://{shown}"
        yield Link(shown, url, Span(found.start(), found.start() + len(shown)))


TEXT = NetworkText(
    network=Network.BLUESKY,
    entities=entities,
    handle=handle,
    profile=profile,
    profile_url=profile_url,
    shown=lambda canonical: canonical if canonical.startswith("did:") else f"@{canonical}",
    uri=uri,
    post_url=post_url,
)
