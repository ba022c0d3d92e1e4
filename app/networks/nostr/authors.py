"""Who wrote what came: profiles from the relays, and internet names (NIP-05) checked at their domains."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.account import Account
from app.domain.errors import OvationError
from app.networks.nostr.payloads import Kind, mapping
from app.networks.nostr.profiles import Profile, account, key_at, to_profile
from app.networks.nostr.relay import Relay
from app.networks.nostr.verify import is_genuine
from app.networks.outside import Outside

_KEPT = 20_000
_FRESH = timedelta(hours=1)
_UNKNOWN_FRESH = timedelta(minutes=10)
_DOCUMENT_AT_MOST = 512 * 1024  # bytes; some domains list all their people whatever is asked
_DOMAINS_AT_ONCE = 4
_SILENT_FOR = timedelta(minutes=30)  # a domain that did not answer is left alone
_AT_ONCE = 100  # authors in one question


@dataclass(frozen=True, slots=True)
class _Met:
    """What is known of an author, and when somebody was asked last; `settled` when asking more would tell no more."""

    profile: Profile | None
    at: datetime
    settled: bool


class Authors:
    """Knows authors by key, and asks relays and domains about those that it does not know."""

    def __init__(self, *, outside: Outside, now: Callable[[], datetime]) -> None:
        self._outside = outside
        self._now = now
        self._met: OrderedDict[str, _Met] = OrderedDict()
        self._silent: OrderedDict[str, datetime] = OrderedDict()
        self._door = asyncio.Semaphore(_DOMAINS_AT_ONCE)

    def account(self, pubkey: str) -> Account:
        """The account of a key, as far as it is known."""
        met = self._met.get(pubkey)
        return account(pubkey, met.profile if met else None)

    def is_settled(self, pubkey: str) -> bool:
        """Whether asking now would tell no more."""
        met = self._met.get(pubkey)
        if met is None or not met.settled:
            return False
        return self._now() - met.at < (_UNKNOWN_FRESH if met.profile is None else _FRESH)

    async def meet(self, pubkeys: Collection[str], relays: Sequence[Relay], *, within: float, whole: bool) -> None:
        """Ask about those who are not known, for so many seconds at most; what came until then is kept.

        `whole` says that there are no further relays: whom these don't know is not asked about again for a while.
        """
        strangers = [pubkey for pubkey in dict.fromkeys(pubkeys) if not self.is_settled(pubkey)]
        if not strangers:
            return
        try:
            async with asyncio.timeout(within):
                answered = await self._profiles(strangers, relays, within=within * 0.8) and whole
                async with asyncio.TaskGroup() as tasks:
                    for pubkey in strangers:
                        tasks.create_task(self._vouch(pubkey, answered=answered))
        except TimeoutError:
            pass  # they are strangers still, and asked about again

    def settle(self, pubkeys: Collection[str]) -> None:
        """Ask no more about these for a while."""
        for pubkey in pubkeys:
            met = self._met.get(pubkey)
            self._keep(pubkey, met.profile if met else None, settled=True)

    async def _profiles(self, pubkeys: Sequence[str], relays: Sequence[Relay], *, within: float) -> bool:
        """Ask all relays until everybody is known; whether each of them said that this is all."""
        parts = [pubkeys[start : start + _AT_ONCE] for start in range(0, len(pubkeys), _AT_ONCE)]
        whole = True
        async with asyncio.TaskGroup() as tasks:
            asking = [tasks.create_task(self._ask(relay, part, within)) for relay in relays for part in parts]
            for answer in asyncio.as_completed(asking):
                whole &= await answer
                if all(met is not None and met.profile for met in map(self._met.get, pubkeys)):
                    for task in asking:
                        task.cancel()
                    return True
        return whole

    async def _ask(self, relay: Relay, pubkeys: Sequence[str], within: float) -> bool:
        answer = await relay.ask([{"kinds": [Kind.PROFILE], "authors": list(pubkeys)}], within=within)
        for event in answer.events:
            known = self._met.get(event.pubkey)
            told_at = known.profile.told_at if known and known.profile else -1
            is_news = event.pubkey in pubkeys and event.kind == Kind.PROFILE and event.created_at > told_at
            if is_news and is_genuine(event):
                self._keep(event.pubkey, to_profile(event), settled=False)
        return answer.whole

    async def _vouch(self, pubkey: str, *, answered: bool) -> None:
        met = self._met.get(pubkey)
        profile = met.profile if met else None
        if profile is None or profile.internet_name is None or profile.vouched:
            self._keep(pubkey, profile, settled=answered)
            return
        name, _, domain = profile.internet_name.partition("@")
        vouched = await self._names(domain, name) == pubkey
        self._keep(pubkey, replace(profile, vouched=vouched), settled=answered)

    async def _names(self, domain: str, name: str) -> str | None:
        """Return the key that a domain gives for a name; NIP-05 forbids to follow redirects."""
        silent = self._silent.get(domain)
        if silent is not None and self._now() - silent < _SILENT_FOR:
            return None
        url = f"https://{domain}/.well-known/nostr.json"
        try:
            async with self._door:
                answer = await self._outside.get(url, params={"name": name}, limit=_DOCUMENT_AT_MOST, redirects=0)
            return key_at(name, mapping(answer.body))
        except OvationError:
            self._silent[domain] = self._now()
            if len(self._silent) > _KEPT:
                self._silent.popitem(last=False)
            return None

    def _keep(self, pubkey: str, profile: Profile | None, *, settled: bool) -> None:
        self._met[pubkey] = _Met(profile, self._now(), settled)
        self._met.move_to_end(pubkey)
        if len(self._met) > _KEPT:
            self._met.popitem(last=False)
