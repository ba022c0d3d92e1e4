"""A session with an app password at the account's own server, opened seldom and kept fresh: sign-ins are counted."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypeVar

from app.domain.errors import RateLimited, Refused
from app.domain.phrase import phrase
from app.networks.bluesky.client import Declined, Xrpc, did_of, home_in, home_of
from app.networks.bluesky.options import Options
from app.networks.bluesky.payloads import RepoDescription, Session
from app.networks.outside import Outside

_T = TypeVar("_T")
_AGAIN = timedelta(minutes=10)  # between sign-ins; a server takes 30 in five minutes and 300 a day (docs rate-limits)


class SignedIn:
    """One account at its PDS. Refused when the password is wrong or was revoked; RateLimited when it is too soon."""

    def __init__(self, options: Options, outside: Outside) -> None:
        self._options = options
        self._outside = outside
        self._home: Xrpc | None = None
        self._session: Session | None = None
        self._signed_in_at: float | None = None

    def uses(self, outside: Outside) -> bool:
        """Whether it asks through this way out."""
        return self._outside is outside

    async def get(self, method: str, params: Mapping[str, Any], kind: type[_T]) -> _T:
        """Ask as this account; the session is refreshed when it has expired."""
        session, home = await self._open()
        try:
            return await home.get(method, params, kind, headers=_bearer(session.access))
        except Declined as error:
            if error.error != "ExpiredToken":
                raise
        session = await self._refreshed(home, session)
        return await home.get(method, params, kind, headers=_bearer(session.access))

    async def _open(self) -> tuple[Session, Xrpc]:
        if self._home is None:
            self._home = Xrpc(self._outside, await self._find_home())
        if self._session is None:
            self._session = await self._sign_in(self._home)
        return self._session, self._home

    async def _find_home(self) -> str:
        server, handle = Xrpc(self._outside, self._options.api), self._options.handle or ""
        try:  # a PDS says where its accounts live; AppView does not know the question
            told = await server.get("com.atproto.repo.describeRepo", {"repo": handle}, RepoDescription)
        except (Declined, Refused):
            return await home_of(self._outside, self._options.plc, await did_of(server, handle))
        home = home_in(told.document) if told.document else None
        return home or server.base

    async def _sign_in(self, home: Xrpc) -> Session:
        now = asyncio.get_running_loop().time()
        if self._signed_in_at is not None and (soon := self._signed_in_at + _AGAIN.total_seconds() - now) > 0:
            raise RateLimited(
                phrase("Bluesky counts sign-ins: the next one waits"), retry_after=timedelta(seconds=soon)
            )
        self._signed_in_at = now
        sent = {"identifier": self._options.handle, "password": self._options.password}
        try:
            return await home.post("com.atproto.server.createSession", sent, Session)
        except (Declined, Refused) as error:
            raise Refused(
                phrase(
                    "Bluesky does not take the app password of {name}: "
                    "make a new one under Settings, Privacy and security, App passwords",
                    name=self._options.handle,
                )
            ) from error

    async def _refreshed(self, home: Xrpc, session: Session) -> Session:
        self._session = None  # if this fails, the next question signs in again
        try:
            sent = _bearer(session.refresh)
            self._session = await home.post("com.atproto.server.refreshSession", None, Session, headers=sent)
        except (Declined, Refused):
            self._session = await self._sign_in(home)
        return self._session


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
