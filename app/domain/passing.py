"""What people passed around: the links in posts about a speaker, by how many different people shared them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from app.domain.said import Said
from app.domain.voices import VoiceKey, voice_of

_MOST = 6
_BARE = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[/?]|$)")  # `notes.example/x`, as people write it
# hosts that hide where a link leads: shown as they are, after the plain ones, and when several people shared the same
SHORTENERS = frozenset({"t.co", "bit.ly", "buff.ly", "goo.gl", "ow.ly", "tinyurl.com", "lnkd.in", "dlvr.it", "is.gd"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A link, the host that it leads to, and how many different people shared it."""

    url: str
    host: str
    people: int


def passed_around(said: Iterable[Said]) -> tuple[Passed, ...]:
    """Up to six links that lead somewhere on the web; profiles are people, not links."""
    shared: dict[str, set[VoiceKey]] = {}
    for one in said:
        for link in one.post.entities.links:
            address = _plain(link.url) if link.profile is None else None
            if address is not None:
                shared.setdefault(address, set()).add(voice_of(one.post))
    links = [Passed(url=url, host=host_of(url), people=len(voices)) for url, voices in shared.items()]
    telling = [link for link in links if link.people > 1 or link.host not in SHORTENERS]
    return tuple(sorted(telling, key=lambda link: (-link.people, link.host in SHORTENERS, link.url))[:_MOST])


def host_of(url: str) -> str:
    """The host of a web address, without `www.`; empty when there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _plain(url: str) -> str | None:
    """One form of an address: no fragment, no campaign parameters, no closing slash; None when it is no web page."""
    try:
        parts = urlsplit(f"https://{url}" if _BARE.match(url) else url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return None
    query = urlencode(
        [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not k.lower().startswith("utm_")]
    )
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path.rstrip("/"), query, ""))
