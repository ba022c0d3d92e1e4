"""What a server says of itself: whose accounts it has, what it runs, where it streams, who may see its hashtags."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from app.domain.errors import Unavailable
from app.domain.phrase import phrase
from app.networks.domains import ascii_domain
from app.networks.mastodon.client import Server
from app.networks.mastodon.payloads import text_or_none

_COMPATIBLE = re.compile(r"\(compatible; (?P<name>[^ )]+) ?(?P<version>[^)]*)\)")
_VERSION_LIMIT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """A server as it describes itself."""

    domain: str  # of its accounts; may differ from the host that is asked
    software: str  # "Mastodon", "GoToSocial", "Iceshrimp"
    version: str
    streaming: str | None  # the address to open a WebSocket at, without a path
    local_only: bool  # hashtags are public, but only with the posts of its own accounts

    @property
    def runs(self) -> str:
        """What it runs, in words: "Mastodon 4.6.5"."""
        return f"{self.software} {self.version}".strip()


async def instance_of(server: Server) -> Instance:
    """Ask a server what it is; Unavailable when it is something else, Denied when it tells its members only."""
    answer = await server.get("/api/v2/instance")
    if answer.status != httpx.codes.OK:
        answer = await server.get("/api/v1/instance")
    server.admitted(answer)
    told = answer.json() if answer.status == httpx.codes.OK else None
    if not isinstance(told, dict) or not isinstance(told.get("version"), str):
        raise Unavailable(
            phrase("{host} does not speak Mastodon’s API; is it the address of a Mastodon server?", host=server.name)
        )
    return described(told, server)


def described(told: dict[str, Any], server: Server) -> Instance:
    """Return what an instance document (version 2 or 1) says."""
    software, version = _software(told)
    feeds = _within(told, "configuration", "timelines_access", "hashtag_feeds")
    access = feeds if isinstance(feeds, dict) else {}
    return Instance(
        domain=_domain(told) or server.name,
        software=software,
        version=version,
        streaming=_streaming(told, server),
        local_only=access.get("local") == "public" and access.get("remote") not in {"public", None},
    )


def _software(told: dict[str, Any]) -> tuple[str, str]:
    version = text_or_none(told.get("version"), _VERSION_LIMIT) or ""
    if found := _COMPATIBLE.search(version):
        return found["name"], found["version"]
    if "gotosocial" in str(told.get("source_url", "")).lower() or "account_domain" in told:
        return "GoToSocial", version.partition("+")[2] or version
    return "Mastodon", version


def _domain(told: dict[str, Any]) -> str | None:
    for name in ("account_domain", "domain", "uri"):
        value = told.get(name)
        if isinstance(value, str) and value:
            host = urlsplit(value).netloc if "://" in value else value
            return host.lower() if ":" in host else ascii_domain(host)
    return None


def _streaming(told: dict[str, Any], server: Server) -> str | None:
    """Return where it streams. GoToSocial says wss:// even where it is asked in the clear."""
    value = _within(told, "configuration", "urls", "streaming") or _within(told, "urls", "streaming_api")
    if not isinstance(value, str):
        return None
    parts = urlsplit(value)
    clear = urlsplit(server.url)
    if clear.scheme == "http" and parts.netloc.lower() == clear.netloc.lower():
        return f"ws://{parts.netloc}"
    secure = {"wss", "https"} if clear.scheme == "https" else {"wss", "https", "ws", "http"}
    if parts.scheme not in secure or not parts.hostname:
        return None
    return f"{'wss' if parts.scheme in {'wss', 'https'} else 'ws'}://{parts.netloc}{parts.path.rstrip('/')}"


def _within(told: Any, *names: str) -> Any:
    for name in names:
        told = told.get(name) if isinstance(told, dict) else None
    return told
