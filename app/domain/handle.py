"""A handle: the address at which a network can tell a person something."""

from dataclasses import dataclass
from typing import NamedTuple

from app.domain.network import Network


class HandleKey(NamedTuple):
    """What tells one account from another in a text: network and canonical form.

    Canonical is `user@domain` (mastodon), the handle without @ (bluesky, x), a hex public key (nostr), a URL (feed);
    always lower-case. `app/networks/<network>/text.py` knows how to reach it.
    """

    network: Network
    canonical: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handle:
    """A speaker's address on one network."""

    network: Network
    canonical: str
    remote_id: str | None = None  # what survives a rename: DID, numeric id, hex key
    verified: bool = False
    dead: bool = False  # the account is gone or has moved; nothing sent there arrives

    @property
    def key(self) -> HandleKey:
        """Network and canonical form."""
        return HandleKey(self.network, self.canonical)
