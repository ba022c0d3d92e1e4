"""Handles, hashtags and addresses of the fediverse, by Mastodon's own rules (v4.6: account.rb, hashtag.rb, tag.rb)."""

import re
import unicodedata
from collections.abc import Iterator
from importlib.resources import files

from app.domain.entities import Entities, Span
from app.domain.errors import BadInput
from app.domain.network import Network
from app.domain.text import folded
from app.networks.domains import ascii_domain, is_resolvable
from app.networks.entities import beside_links
from app.networks.forms import NetworkText, address, bare, is_url

_NAME = re.compile(r"[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*")
_NAME_LIMIT = 100
_MENTION = re.compile(r"(?<![=/\w])@((?:[A-Za-z0-9_]++(?:[.\-]++[A-Za-z0-9_]++)*+)(?:@\w++(?:[.\-]++\w++)*+)?+)")
_TAG_MARK = re.compile(r"(?<!\S)[#＃]")
_TAG_SEPARATORS = "_\u00b7\u30fb\u200c"
_TAG_MARKS_KEPT = "\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e"  # Thai
_FOLDED_LETTERS = range(0x00C0, 0x0180)  # the table that Mastodon folds to ASCII covers Latin-1 and Latin Extended-A
_ALPHABETIC_CLASSES = frozenset({0, *range(10, 37), 84, 91, 103, 118, 129, 130, 132})  # vowel signs; UAX #44
_NOT_FEDIVERSE = frozenset(files("app.networks.mastodon").joinpath("elsewhere.txt").read_text("utf-8").splitlines())
_NOT_FEDIVERSE_UNDER = (
    ".medium.com",
    ".hashnode.dev",
    ".substack.com",
    ".stackexchange.com",
    ".google.com",
    ".blogspot.com",
)
_ALSO_KNOWN_AS = {"threads.com": "threads.net"}
_TABS = frozenset({"media", "with_replies", "followers", "following", "featured", "tagged"})


def handle(text: str) -> str:
    """Return user@domain in lower case with an ASCII domain, from `@user@host`, `user@host` or an address."""
    typed = bare(text)
    if is_url(typed):
        found = profile(typed)
        if found is None:
            raise BadInput(f"{typed!r} is not the address of a profile in the fediverse")
        return found
    name, at, host = typed.removeprefix("acct:").removeprefix("@").partition("@")
    if not at:
        raise BadInput(f"{typed!r} lacks its server: write it as @name@server, such as @name@mastodon.social")
    canonical = _joined(name, host)
    if canonical is None:
        raise BadInput(f"{typed!r} cannot be a handle in the fediverse")
    return canonical


def _joined(name: str, host: str) -> str | None:
    domain = ascii_domain(host.removeprefix("www."))
    lower = name.lower()
    if domain is None or "." not in domain or not is_resolvable(domain) or re.search(r"[^a-z0-9.-]", domain):
        return None
    if len(lower) > _NAME_LIMIT or not _NAME.fullmatch(lower):
        return None
    if domain in _NOT_FEDIVERSE or domain.endswith(_NOT_FEDIVERSE_UNDER):
        return None
    return f"{lower}@{_ALSO_KNOWN_AS.get(domain, domain)}"


def profile(url: str) -> str | None:
    """Return the handle whose profile an address is: /@user, /@user@other, /users/user, /web/@user."""
    if "@" not in url and "/users/" not in url and "%40" not in url:
        return None
    found = address(url)
    if found is None or not found.path:
        return None
    path = found.path[1:] if found.path[0] in {"web", "deck"} else found.path
    if path and path[0].startswith("@"):
        name, _, other = path[0][1:].partition("@")
        rest = path[1:]
    elif len(path) > 1 and path[0] == "users" and not path[1].isdecimal():
        name, other, rest = path[1], "", path[2:]
    else:
        return None
    return None if rest and rest[0] not in _TABS else _joined(name, other or found.host)


def profile_url(canonical: str) -> str:
    """Return the address of a profile on its own server."""
    name, _, host = canonical.partition("@")
    return f"https://{host}/@{name}"


def entities(text: str) -> Entities:
    """Return mentions, hashtags and links; a mention without a server belongs to the server of whoever wrote it."""
    return beside_links(text, mentions(text), hashtags(text))


def mentions(text: str) -> Iterator[Span]:
    """Yield where @user and @user@host stand (MENTION_RE)."""
    if "@" in text:
        for found in _MENTION.finditer(text):
            yield Span(found.start(), found.end())


def hashtags(text: str) -> Iterator[Span]:
    """Yield where hashtags stand: at the start or after white space, with at least one letter (HASHTAG_NAME_RE)."""
    for mark in _TAG_MARK.finditer(text):
        end = name_end(text, mark.end())
        if end > mark.end():
            yield Span(mark.start(), end)


def name_end(text: str, start: int) -> int:
    """Return where the hashtag name that begins at `start` ends; `start` itself when there is none."""
    end, last, lettered = start, start, False
    while end < len(text):
        if _is_word(text[end]):
            last = end + 1
            lettered |= unicodedata.category(text[end])[0] in "LM"
        elif text[end] not in _TAG_SEPARATORS:
            break
        end += 1
    return last if lettered else start


def _is_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char) in {"Mn", "Mc", "Me", "Pc"}


def same_tag(text: str) -> str:
    """Return what Mastodon knows a hashtag by, from any spelling, with or without its mark (HashtagNormalizer)."""
    lower = unicodedata.normalize("NFKC", text).lower()
    return "".join(_plain(char) for char in lower if _is_kept(char))


def _plain(char: str) -> str:
    if ord(char) not in _FOLDED_LETTERS:
        return char
    plain = folded(char)
    return plain if len(plain) == 1 and plain.isascii() else char


def _is_kept(char: str) -> bool:
    if char.isalnum() or char in _TAG_SEPARATORS or char in _TAG_MARKS_KEPT:
        return True
    return unicodedata.category(char) in {"Mn", "Mc"} and unicodedata.combining(char) in _ALPHABETIC_CLASSES


TEXT = NetworkText(
    network=Network.MASTODON,
    entities=entities,
    handle=handle,
    profile=profile,
    profile_url=profile_url,
    shown=lambda canonical: f"@{canonical}",
    uri=lambda post: post,
    post_url=lambda post, _author: post if post.startswith("https://") else None,
)
