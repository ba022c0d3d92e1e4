"""An account: an author on a network."""

from dataclasses import dataclass

from app.domain.handle import HandleKey
from app.domain.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who wrote a post. `followers` is for the comms report alone; walls and digests never read it."""

    network: Network
    handle: str  # canonical, see HandleKey
    remote_id: str | None = None
    name: str | None = None
    url: str | None = None
    avatar: str | None = None
    bot: bool = False
    followers: int | None = None
    closed: str | None = None  # why this account must not be shown elsewhere, in words: "the profile says #nobot"
    links: tuple[str, ...] = ()  # addresses that its profile names; `claims` are those that are profiles
    claims: tuple[HandleKey, ...] = ()  # accounts that it says are the same person's; believed when they say so too
    behind: HandleKey | None = None  # the account that this one is the bridged copy of
    voice: int | None = None  # whose it is, where the store knows several accounts of one person

    @property
    def key(self) -> str:
        """What identifies the account on its network: the remote id where there is one, else the handle."""
        return self.remote_id or self.handle

    @property
    def handle_key(self) -> HandleKey:
        """Network and canonical handle."""
        return HandleKey(self.network, self.handle)

    @property
    def shown_name(self) -> str:
        """The name to show: the chosen one, else the handle as people write it."""
        return self.name or written_handle(self.network, self.handle) or self.handle


def written_handle(network: Network, canonical: str) -> str | None:
    """Return a handle as people write it; None where nobody writes one."""
    match network:
        case Network.WEB | Network.FEED:
            return None
        case Network.NOSTR:  # a key of 64 digits: its beginning tells two of them apart
            return f"@{canonical[:8]}…"
        case Network.MASTODON | Network.BLUESKY | Network.X:
            return f"@{canonical}"
