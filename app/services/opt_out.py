"""Leaving the wall: somebody types a handle, proves that it is theirs, and is let go, for the past and the future."""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.consent import OptOutKeys, is_proved
from app.domain.errors import BadInput, NotFound, OvationError, Refused
from app.domain.event import Event
from app.domain.handle import HandleKey
from app.domain.network import Network
from app.domain.phrase import phrase
from app.domain.post import OptedOut, PostKey
from app.domain.source import Source
from app.networks.outside import Outside
from app.networks.registry import TEXTS, address_of, canonical_or_none
from app.networks.source import Connector
from app.services.events import Events
from app.services.sources import Sources
from app.store.database import Database

_LOG = logging.getLogger("ovation.opt_out")
_ASKED = (Network.MASTODON, Network.BLUESKY, Network.X, Network.NOSTR)  # where people have handles
_USUAL_SERVER = ".bsky.social"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A handle as a page shows it: `written` for people, `exact` means it beyond doubt when it is typed again."""

    handle: HandleKey
    written: str
    exact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """Whose handle somebody typed: one address, or several of which one must be chosen."""

    event: Event
    choices: tuple[Address, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """What somebody does to prove a handle. The same for everybody who types it, whether we know it or not."""

    event: Event
    address: Address
    code: str


class Found(StrEnum):
    """What came of looking into a profile."""

    PROVED = "proved"
    NO_CODE = "no_code"
    NO_PROFILE = "no_profile"
    NOT_ASKED = "not_asked"  # nobody here can ask that network
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found; `posts` is how many left, once it was proved."""

    started: Started
    found: Found
    posts: int = 0


class OptOut:
    """Lets people leave. Nothing is remembered of whoever asks and proves nothing."""

    def __init__(  # noqa: PLR0913 - what it is put together from
        self,
        *,
        database: Database,
        keys: OptOutKeys,
        events: Events,
        sources: Sources,
        connectors: Mapping[Network, Connector],
        outside: Outside,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._keys = keys
        self._events = events
        self._sources = sources
        self._connectors = connectors
        self._outside = outside
        self._now = now

    async def event(self, slug: str) -> Event:
        """Return the event; NotFound without one, in words for a guest."""
        try:
            return (await self._events.named(slug)).event
        except NotFound as error:
            raise NotFound(phrase("There is no event at this address.")) from error

    async def meant(self, slug: str, text: str) -> Meant:
        """Tell whose handle a text is, in any spelling, on any network; BadInput when it can be nobody's."""
        event = await self.event(slug)
        known = address_of(text)
        found = [known] if known is not None else _readings(text)
        if not found:
            raise BadInput(phrase("that is no handle, and no address of a profile that we know"))
        return Meant(event=event, choices=tuple(map(_address, found)))

    async def start(self, slug: str, text: str) -> Started:
        """Return the code for a handle and what to do with it; BadInput when it is not one handle beyond doubt."""
        meant = await self.meant(slug, text)
        if len(meant.choices) > 1:
            raise BadInput(phrase("that may be a handle on several networks; choose one"))
        address = meant.choices[0]
        return Started(event=meant.event, address=address, code=self._keys.code(slug, address.handle))

    async def check(self, slug: str, text: str) -> Checked:
        """Look for the code in the profile; where it stands, everything by that account goes, now and later."""
        started = await self.start(slug, text)
        handle = started.address.handle
        connector = self._connectors.get(handle.network)
        if connector is None:
            return Checked(started=started, found=Found.NOT_ASKED)
        try:
            bio = await connector.bio(handle.canonical, self._outside, await self._opened(slug, handle.network))
        except NotFound:
            return Checked(started=started, found=Found.NO_PROFILE)
        except Refused:
            return Checked(started=started, found=Found.NOT_ASKED)
        except OvationError as error:  # what exactly failed is for the operator, not for guests
            _LOG.warning("profile could not be read", extra={"network": handle.network, "why": str(error)})
            return Checked(started=started, found=Found.NO_ANSWER)
        if not is_proved(started.code, bio):
            return Checked(started=started, found=Found.NO_CODE)
        return Checked(started=started, found=Found.PROVED, posts=await self._leave(slug, handle))

    async def networks(self, slug: str) -> Sequence[Network]:
        """Return the networks that the event follows, each once, in our own order."""
        followed = {one.source.network for one in await self._sources.all(slug) if not one.source.paused}
        return [network for network in Network if network in followed]

    async def _leave(self, slug: str, handle: HandleKey) -> int:
        """Let somebody go; return how many of their posts were held."""
        stored = await self._events.named(slug)
        network, name = handle
        async with self._database.read() as tx:
            held: set[PostKey] = set()
            for account in {(network, name, name), *await tx.opt_outs.accounts_of(stored.id, network, name, name)}:
                held |= await tx.opt_outs.posts_of(stored.id, *account)
        ingest = await self._events.ingest(slug)
        await ingest.take([OptedOut(network, name, name, self._now(), "put the code into the profile")])
        return len(held)

    async def _opened(self, slug: str, network: Network) -> list[Source]:
        """Return the event's sources on a network, with their secrets: some profiles are shown to who signs in only."""
        opened = []
        for stored in await self._sources.all(slug):
            if stored.source.network is network:
                with suppress(BadInput):  # sealed under another key: it asks without
                    opened.append(self._sources.opened(stored))
        return opened


def _readings(text: str) -> list[HandleKey]:
    """Return what a text may mean that does not say its network: @name, name.example.org."""
    typed = text.strip()
    if not typed or "/" in typed:
        return []
    bare = typed.removeprefix("@")
    spellings = {
        Network.MASTODON: (typed,),
        Network.BLUESKY: (typed,) if "." in bare or ":" in bare else (f"{bare}{_USUAL_SERVER}",),
        Network.X: (typed,) if "." not in bare else (),
        Network.NOSTR: (typed,),
    }
    found = (canonical_or_none(network, spelling) for network in _ASKED for spelling in spellings[network])
    return [handle for handle in found if handle is not None]


def _address(handle: HandleKey) -> Address:
    text = TEXTS[handle.network]
    exact = text.profile_url(handle.canonical) if handle.network is not Network.MASTODON else None
    return Address(
        handle=handle,
        written=text.shown(handle.canonical),
        exact=exact or text.shown(handle.canonical),
    )
