"""A network whose profiles a test writes, in place of those that are asked over the wire."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from app.domain.errors import NotFound
from app.domain.network import Network
from app.domain.source import Source
from app.networks.outside import Outside
from app.networks.source import Checked, Described, Follower, Given, usual_patience


@dataclass
class Profiles:
    """A `Connector` that can do nothing but read profiles: `bios` by canonical handle, an error is raised."""

    network: Network = Network.MASTODON
    bios: dict[str, str | Exception] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    secrets: list[dict[str, str]] = field(default_factory=list)

    async def bio(self, handle: str, outside: Outside, sources: Sequence[Source]) -> str:  # noqa: ARG002 - the shape of a Connector
        """Return what the profile says."""
        self.asked.append(handle)
        self.secrets = [source.secret for source in sources]
        found = self.bios.get(handle, NotFound(f"no profile {handle}"))
        if isinstance(found, Exception):
            raise found
        return found

    def describe(self, given: Given) -> Described:
        """Return a source of the server's name."""
        secret = {"token": given.token} if given.token else {}
        return Described(name=f"{self.network}:{given.server}", options={"server": given.server}, secret=secret)

    def open(self, source: Source, outside: Outside) -> Follower:
        """Nothing is followed here."""
        raise NotImplementedError

    async def check(self, source: Source, outside: Outside, tags: Sequence[str]) -> Checked:  # noqa: ARG002 - the same
        """See nothing."""
        return Checked(sees=(), misses=())

    def patience(self, error: Exception, failures: int) -> timedelta:
        """As usual."""
        return usual_patience(error, failures)
