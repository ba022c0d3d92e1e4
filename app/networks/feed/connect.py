"""What feeds offer to be followed."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from app.domain.errors import BadInput, Refused
from app.domain.network import Network
from app.domain.phrase import phrase
from app.domain.source import Source
from app.domain.text import folded
from app.networks.feed.follow import POLL, FeedFollower, ask, opened, posts_of
from app.networks.feed.posts import shown_host
from app.networks.outside import Outside, web_address
from app.networks.source import Checked, Connector, Described, Follower, Given, usual_patience

_NAME_LIMIT = 120
_MISSES = (
    "deletions: an entry that leaves a feed may only have become old",
    "answers, and edits that the feed does not repeat",
    "what comes and goes again between two looks",
)


class _Feed:
    """The `Connector` of RSS and Atom."""

    network = Network.FEED

    def describe(self, given: Given) -> Described:
        """Return the source of one feed."""
        other = (given.server, given.token, given.handle, given.app_password, given.relays, given.hosts, given.api)
        if any(other) or given.threads:
            raise BadInput("a feed is followed with --url alone (and --everything, when it is the event's own)")
        url = (given.url or "").strip()
        if not url:
            raise BadInput("a feed needs its address: --url https://blog.example/feed.xml")
        url = web_address(url).partition("#")[0]
        return Described(
            name=f"feed:{shown_host(url)}"[:_NAME_LIMIT],
            options={"url": url, "everything": given.everything},
        )

    def open(self, source: Source, outside: Outside) -> Follower:
        """Return what polls the feed."""
        return FeedFollower(outside, url=_url(source), everything=_everything(source))

    async def check(self, source: Source, outside: Outside, tags: Sequence[str]) -> Checked:
        """Read the feed once and count what is the event's."""
        url = _url(source)
        feed = await opened(await ask(outside, url), url)
        found, malformed = posts_of(feed, url=url, now=datetime.now(UTC))
        wanted = {folded(tag) for tag in tags}
        ours = sum(1 for told in found if _everything(source) or wanted & told.tags)
        shown = " or ".join(f"#{tag}" for tag in tags)
        which = "all of them count" if _everything(source) else f"{ours} with {shown} in text or categories"
        sees = (
            f"{shown_host(url)} is a feed: {len(found)} entries, {which}",
            f"new entries, looked for every {POLL // timedelta(minutes=1)} minutes",
        )
        unread = (f"{malformed} entries that cannot be read",) if malformed else ()
        return Checked(sees=sees, misses=(*unread, *_MISSES))

    async def bio(self, handle: str, outside: Outside, sources: Sequence[Source]) -> str:  # noqa: ARG002 - a Connector's
        """Refused: there are no profiles."""
        raise Refused(phrase("a feed has no profiles: prove it by an entry in the feed instead"))

    def patience(self, error: Exception, failures: int) -> timedelta:
        """As usual."""
        return usual_patience(error, failures)


def _url(source: Source) -> str:
    return str(source.options["url"])


def _everything(source: Source) -> bool:
    return source.options.get("everything") is True


CONNECTOR: Connector = _Feed()
