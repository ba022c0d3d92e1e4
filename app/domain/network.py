"""The networks that Ovation can hear, by the names that product.md fixes."""

from enum import StrEnum

from app.domain.errors import BadInput
from app.domain.phrase import phrase


class Network(StrEnum):
    """Where a post was said. `mastodon` is all of the fediverse, `web` is our own thanks page."""

    MASTODON = "mastodon"
    BLUESKY = "bluesky"
    X = "x"
    NOSTR = "nostr"
    FEED = "feed"
    WEB = "web"

    @property
    def label(self) -> str:
        """The name that people are shown."""
        return _LABELS[self]


_LABELS = {
    Network.MASTODON: "Mastodon",
    Network.BLUESKY: "Bluesky",
    Network.X: "X",
    Network.NOSTR: "Nostr",
    Network.FEED: phrase("a feed"),
    Network.WEB: phrase("the thanks page"),
}


def network_named(name: str) -> Network:
    """Return the network of an input's name; `twitter` means x, case does not matter."""
    folded = name.strip().lower()
    try:
        return Network("x" if folded == "twitter" else folded)
    except ValueError as error:
        known = ", ".join(Network)
        raise BadInput(f"unknown network {name!r}; known are {known}") from error
