"""Who is behind a DID: asked for in batches, remembered for hours, and never waited for longer than a moment."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress

from app.domain.account import Account
from app.domain.errors import OvationError
from app.networks.bluesky.client import AT_ONCE, Declined
from app.networks.bluesky.payloads import Profile
from app.networks.bluesky.posts import to_account
from app.networks.bluesky.view import Views

_FRESH = 6 * 3600.0  # seconds
_ABSENT = 600.0  # seconds until somebody who was not there is asked for again
_REMEMBERED = 50_000
_WAITING = 5_000  # DIDs that wait for an answer; more are forgotten, the oldest first
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0  # seconds after a failure
_LOG = logging.getLogger("ovation.bluesky")


class Profiles:
    """Accounts by DID. `run` asks for what is wanted; `learned` gathers who became known since it was last emptied."""

    def __init__(self, views: Views) -> None:
        self._views = views
        self._accounts: dict[str, Account] = {}
        self._until: dict[str, float] = {}
        self._wanted: dict[str, None] = {}
        self._wake = asyncio.Event()
        self._answered = asyncio.Condition()
        self._failing = False
        self.learned: set[str] = set()

    @property
    def known(self) -> Mapping[str, Account]:
        """Accounts by DID, as far as they are known."""
        return self._accounts

    def want(self, names: Iterable[str]) -> list[str]:
        """Have accounts looked up, by DID or handle, that are not known; which those are."""
        now = asyncio.get_running_loop().time()
        missing = [name for name in names if self._until.get(name, 0.0) <= now]
        if missing:
            self._wanted |= dict.fromkeys(missing)
            while len(self._wanted) > _WAITING:
                del self._wanted[next(iter(self._wanted))]
            self._wake.set()
        return missing

    async def meet(self, names: Iterable[str], *, within: float) -> None:
        """Have accounts looked up and wait for them, for so many seconds; not while nobody answers."""
        missing = self.want(names)
        if not missing or self._failing:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(within), self._answered:
                await self._answered.wait_for(lambda: self._failing or self._wanted.keys().isdisjoint(missing))

    def forget(self, did: str) -> bool:
        """Have an account looked up again when it is met next; whether it was known."""
        return self._until.pop(did, None) is not None

    async def run(self) -> None:
        """Ask for what is wanted, for ever."""
        pause = 0.0
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._wanted:
                asked = list(self._wanted)[:AT_ONCE]
                try:
                    await self._ask(asked)
                except OvationError:
                    _LOG.info("profiles cannot be asked for now", exc_info=True)
                    pause = min(max(pause * 2, _FIRST_PAUSE), _LONGEST_PAUSE)
                    await self._tell(failing=True)
                    await asyncio.sleep(pause)
                else:
                    pause = 0.0
                    await self._tell(failing=False)

    async def _ask(self, asked: list[str]) -> None:
        found = {}
        for profile in await self._profiles(asked):
            account = to_account(profile)
            if account is not None and not self._wanted.keys().isdisjoint((profile.did, account.handle)):
                found[profile.did] = account
        now = asyncio.get_running_loop().time()
        there = found.keys() | {account.handle for account in found.values()}
        for name in {*asked, *found}:
            self._wanted.pop(name, None)
            self._until[name] = now + (_FRESH if name in there else _ABSENT)
        self._accounts |= found
        self.learned |= found.keys()
        while len(self._until) > _REMEMBERED:
            oldest = next(iter(self._until))
            del self._until[oldest]
            self._accounts.pop(oldest, None)

    async def _profiles(self, asked: list[str]) -> list[Profile]:
        view = await self._views()
        try:
            return await view.profiles(asked)
        except Declined:  # one of them cannot be asked for
            if len(asked) == 1:
                return []
            half = len(asked) // 2
            return await self._profiles(asked[:half]) + await self._profiles(asked[half:])

    async def _tell(self, *, failing: bool) -> None:
        self._failing = failing
        async with self._answered:
            self._answered.notify_all()
