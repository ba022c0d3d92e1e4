"""People who run events: who they are, what they may do, and the tokens by which they come in (hashes of them only)."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.event import EventSlug


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A way in that works once. `event` None means every event."""

    event: EventSlug | None
    role: str
    mail: str | None
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    used_by: int | None


class SignedIn(NamedTuple):
    """Whose session it is, and the roles held: (event, role); event None means every event."""

    person_id: int
    name: str
    roles: list[tuple[EventSlug | None, str]]


class People:
    """The people of this house. Tokens are hashed by the caller; the store never sees one."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def invite(  # noqa: PLR0913 - an invitation is these six facts
        self,
        token_hash: str,
        *,
        event_id: int | None,
        role: str,
        mail: str | None,
        now: datetime,
        expires_at: datetime,
    ) -> None:
        """Remember an invitation; event_id None is for every event."""
        raise NotImplementedError

    async def invitation(self, token_hash: str) -> Invitation | None:
        """The invitation of that token, used or not, or None."""
        raise NotImplementedError

    async def use_invitation(self, token_hash: str, person_id: int, now: datetime) -> bool:
        """Use an invitation up; False when it was used, has expired or never was. Of two at once one gets True."""
        raise NotImplementedError

    async def add_person(self, name: str, mail: str | None, now: datetime) -> int:
        """Remember a person; the id."""
        raise NotImplementedError

    async def grant(self, person_id: int, event_id: int | None, role: str) -> None:
        """Give a role at an event, or at every event; twice is once."""
        raise NotImplementedError

    async def open_session(self, token_hash: str, person_id: int, *, now: datetime, expires_at: datetime) -> None:
        """Remember a session."""
        raise NotImplementedError

    async def session_roles(self, token_hash: str, now: datetime) -> SignedIn | None:
        """Whose session it is and what they may do, or None when there is none or it has expired."""
        raise NotImplementedError

    async def close_session(self, token_hash: str) -> None:
        """Forget a session; one that is not there is closed already."""
        raise NotImplementedError

    async def forget_expired(self, now: datetime) -> None:
        """Forget sessions and unused invitations whose time is over."""
        raise NotImplementedError

    async def owner_exists(self) -> bool:
        """Whether anybody owns the house: holds the role `owner` for every event."""
        raise NotImplementedError
