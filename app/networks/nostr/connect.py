"""What Nostr offers to be followed: which relays, what they can be asked, and what nobody sees there."""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from app.domain.errors import BadInput, NotFound, OvationError
from app.domain.network import Network
from app.domain.phrase import phrase
from app.domain.source import Source
from app.networks.nostr.asking import asked
from app.networks.nostr.follow import RelaysFollower, tag_filters
from app.networks.nostr.payloads import Event, Kind, host_of
from app.networks.nostr.profiles import to_profile
from app.networks.nostr.verify import is_genuine
from app.networks.outside import Outside
from app.networks.source import Checked, Connector, Described, Follower, Given, usual_patience

_RELAYS_AT_MOST = 10
_NAME_AT_MOST = 80
_URL_AT_MOST = 300
_CHECK_PATIENCE = 6.0  # seconds, after connecting
_LOOKED_BACK = timedelta(days=7)
_PAGE = 100
_MISSES = (
    "notes that were sent to none of these relays are not seen",
    "notes whose hashtag is only written in the text, without a t tag, are not seen: some apps leave it out",
    "a note that its author deletes disappears when one of these relays is told so",
)


class _Nostr:
    """Nostr's `Connector`."""

    network = Network.NOSTR

    def describe(self, given: Given) -> Described:
        """Return the source of one or more relays."""
        other = (given.server, given.token, given.handle, given.app_password, given.url, given.hosts, given.api)
        if any(other):
            raise BadInput("Nostr is followed with --relay alone: --relay wss://relay.example --relay wss://…")
        relays = list(dict.fromkeys(relay_address(relay) for relay in given.relays))
        if not relays:
            raise BadInput("Nostr needs at least one relay: --relay wss://relay.example (several are better than one)")
        if len(relays) > _RELAYS_AT_MOST:
            raise BadInput(f"{len(relays)} relays are too many: at most {_RELAYS_AT_MOST} are followed at once")
        hosts = sorted(host_of(relay) for relay in relays)
        name = "nostr:" + "+".join(hosts)
        if len(name) > _NAME_AT_MOST:
            mark = hashlib.sha256(name.encode()).hexdigest()[:8]
            name = f"nostr:{hosts[0][:40]}+{len(hosts) - 1}-{mark}"
        return Described(name=name, options={"relays": relays})

    def open(self, source: Source, outside: Outside) -> Follower:
        """Return what follows all relays of a source."""
        return RelaysFollower(relays=_relays(source), outside=outside)

    async def check(self, source: Source, outside: Outside, tags: Sequence[str]) -> Checked:
        """Read one page of every relay; fails with what the first says when none answers."""
        wanted = [{**one, "limit": _PAGE} for one in tag_filters(tags, since=datetime.now(UTC) - _LOOKED_BACK)]
        relays = _relays(source)
        answers = await asyncio.gather(*(_tried(relay, wanted, outside) for relay in relays))
        failed = [answer for answer in answers if isinstance(answer, OvationError)]
        if len(failed) == len(answers):
            raise failed[0]
        shown = " ".join(f"#{tag}" for tag in tags)
        sees = [
            f"{host_of(relay)} answers: {_counted(answer)} under {shown} in the last {_LOOKED_BACK.days} days"
            for relay, answer in zip(relays, answers, strict=True)
            if not isinstance(answer, OvationError)
        ]
        return Checked(
            sees=(*sees, "answers, quotes, reposts and deletions of the notes that it holds"),
            misses=(*(str(error) for error in failed), *_MISSES),
        )

    async def bio(self, handle: str, outside: Outside, sources: Sequence[Source]) -> str:
        """Return what the newest profile that a relay has says of itself."""
        relays = list(dict.fromkeys(relay for source in sources for relay in _relays(source)))[:_RELAYS_AT_MOST]
        wanted = [{"kinds": [Kind.PROFILE], "authors": [handle]}]
        answers = await asyncio.gather(*(_tried(relay, wanted, outside) for relay in relays))
        events = [event for answer in answers if not isinstance(answer, OvationError) for event in answer]
        theirs = [one for one in events if one.pubkey == handle and one.kind == Kind.PROFILE and is_genuine(one)]
        if not theirs:
            failed = [answer for answer in answers if isinstance(answer, OvationError)]
            if answers and len(failed) == len(answers):
                raise failed[0]
            raise NotFound(phrase("none of the event's relays has a profile of this key: publish yours to one of them"))
        newest = to_profile(max(theirs, key=lambda event: (event.created_at, event.id)))
        return "\n".join([newest.about, newest.name or "", *newest.links])

    def patience(self, error: Exception, failures: int) -> timedelta:
        """As usual; single relays have their own patience."""
        return usual_patience(error, failures)


def relay_address(text: str) -> str:
    """Return the address of a relay in one spelling; BadInput when it is none."""
    typed = text.strip()
    if "://" not in typed:
        typed = f"wss://{typed}"
    try:
        parts = urlsplit(typed)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    fine = parts.scheme in {"ws", "wss"} and parts.hostname and not parts.username and len(typed) <= _URL_AT_MOST
    if not fine or parts.fragment or port == 0:
        raise BadInput(f"{text[:200]!r} is not the address of a relay: it begins with wss://")
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}{query}"


def _relays(source: Source) -> list[str]:
    return [str(relay) for relay in source.options.get("relays", ())]


async def _tried(relay: str, wanted: Sequence[dict[str, object]], outside: Outside) -> list[Event] | OvationError:
    try:
        return await asked(relay, wanted, outside=outside, within=_CHECK_PATIENCE)
    except OvationError as error:
        return error


def _counted(events: Sequence[Event]) -> str:
    genuine = len({event.id for event in events if is_genuine(event)})
    if genuine == 1:
        return "1 note"
    return f"{genuine} notes" if len(events) < _PAGE else f"{genuine} notes or more"


CONNECTOR: Connector = _Nostr()
