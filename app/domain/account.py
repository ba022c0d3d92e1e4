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
        """The name to show: the chosen one, else the handle."""
        return self.name or self.handle
