"""Feeds have no handles of their own: whoever writes one is known by its address."""

import re

from app.domain.errors import BadInput
from app.domain.network import Network
from app.networks import entities
from app.networks.forms import NetworkText, address, bare


def handle(text: str) -> str:
    """Return the address of a feed in lower case, with its scheme and without a final slash."""
    typed = bare(text)
    if address(typed) is None or re.search(r"\s", typed):
        raise BadInput(f"{typed!r} is not the address of a feed")
    lower = typed.lower().rstrip("/")
    return lower if "://" in lower else f"https://{lower}"


TEXT = NetworkText(
    network=Network.FEED,
    entities=entities.entities,
    handle=handle,
    profile=lambda _url: None,
    profile_url=lambda canonical: canonical,
    shown=lambda canonical: canonical.partition("://")[2],
    uri=lambda post: post,
    post_url=lambda post, _author: post if post.startswith(("https://", "http://")) else None,
)
