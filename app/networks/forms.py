"""The shape of what each network's `text` module knows: handles, addresses and entities, without any I/O."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from app.domain.entities import Entities
from app.domain.errors import BadInput
from app.domain.network import Network

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_AROUND = f"{_INVISIBLE} \t\r\n"
_HANDLE_LIMIT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkText:
    """The pure text side of one network.

    `handle` makes any spelling or profile URL canonical and raises BadInput when it can be none; `profile` returns the
    canonical handle of a profile URL of this network, else None; `shown` is how people write a canonical handle;
    `uri` makes a post's id its uri; `post_url` finds the page of a post from its uri and its author's handle.
    """

    network: Network
    entities: Callable[[str], Entities]
    handle: Callable[[str], str]
    profile: Callable[[str], str | None]
    profile_url: Callable[[str], str | None]
    shown: Callable[[str], str]
    uri: Callable[[str], str]
    post_url: Callable[[str, str], str | None]


class Address(NamedTuple):
    """A web address in parts: `host` lower-case without www., `path` as unquoted segments without empty ones."""

    host: str
    path: tuple[str, ...]
    query: dict[str, list[str]]
    fragment: str


def address(url: str) -> Address | None:
    """Take a web address apart; it may lack its scheme. None when it is no http(s) address."""
    parts = _split(url)
    if parts is None:
        return None
    host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    path = tuple(unquote(segment) for segment in parts.path.split("/") if segment)
    return Address(host, path, parse_qs(parts.query), parts.fragment) if "." in host else None


def _split(url: str) -> SplitResult | None:
    text = url.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
    except ValueError:  # brackets that are no IPv6 address
        return None
    return parts if parts.scheme in {"http", "https"} and parts.hostname else None


def is_url(text: str) -> bool:
    """Whether a handle was given as an address: with a scheme, or a host and a path."""
    return "://" in text or ("/" in text and address(text) is not None)


def bare(text: str) -> str:
    """Return a handle as typed without what surrounds it: spaces, invisible marks, full-width forms."""
    cleaned = unicodedata.normalize("NFKC", text).strip(_AROUND)
    if not cleaned:
        raise BadInput("a handle is empty")
    if len(cleaned) > _HANDLE_LIMIT:
        raise BadInput(f"a handle of {len(cleaned)} characters cannot be one")
    return cleaned
