"""People who run events: who they are, what they may do, and the tokens by which they come in (hashes of them only)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.access import Grant, Role
from app.store.people_tables import invitation, membership, person, session
from app.store.tables import event


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A way in that works once. `event` and `event_id` None mean every event; `speaker` is a speaker's key."""

    event_id: int | None
    event: str | None
    event_name: str | None
    role: str
    speaker: str | None
    mail: str | None
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    used_by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Whose session it is, and what that person may do."""

    person_id: int
    name: str | None
    grants: tuple[Grant, ...]


class People:
    """The people of this house. Tokens are hashed by the caller; the store never sees one."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def invite(  # noqa: PLR0913 - an invitation is these facts
        self,
        token_hash: str,
        *,
        event_id: int | None,
        role: str,
        mail: str | None,
        now: datetime,
        expires_at: datetime,
        speaker: str | None = None,
    ) -> None:
        """Remember an invitation; event_id None is for every event."""
        await self._connection.execute(
            insert(invitation).values(
                token_hash=token_hash,
                event_id=event_id,
                role=str(role),
                speaker=speaker,
                mail=mail,
                created_at=now,
                expires_at=expires_at,
            )
        )

    async def invitation(self, token_hash: str) -> Invitation | None:
        """The invitation of that token, used or not, or None."""
        wanted = (
            select(invitation, event.c.slug, event.c.name.label("event_name"))
            .join_from(invitation, event, isouter=True)
            .where(invitation.c.token_hash == token_hash)
        )
        row = (await self._connection.execute(wanted)).one_or_none()
        if row is None:
            return None
        return Invitation(
            event_id=row.event_id,
            event=row.slug,
            event_name=row.event_name,
            role=row.role,
            speaker=row.speaker,
            mail=row.mail,
            created_at=row.created_at,
            expires_at=row.expires_at,
            used_at=row.used_at,
            used_by=row.used_by,
        )

    async def use_invitation(self, token_hash: str, person_id: int, now: datetime) -> bool:
        """Use an invitation up; False when it was used, has expired or never was. Of two at once one gets True."""
        used = await self._connection.execute(
            update(invitation)
            .where(
                invitation.c.token_hash == token_hash,
                invitation.c.used_at.is_(None),
                invitation.c.expires_at > now,
            )
            .values(used_at=now, used_by=person_id)
        )
        return used.rowcount == 1

    async def add_person(self, name: str | None, mail: str | None, now: datetime) -> int:
        """Remember a person; the id."""
        added = insert(person).values(name=name, mail=mail, created_at=now).returning(person.c.id)
        made: int = (await self._connection.execute(added)).scalar_one()
        return made

    async def grant(self, person_id: int, event_id: int | None, role: str, *, speaker: str | None = None) -> None:
        """Give a role at an event, or at every event; twice is once."""
        held = exists().where(
            membership.c.person_id == person_id,
            membership.c.event_id.is_not_distinct_from(event_id),
            membership.c.role == str(role),
            membership.c.speaker.is_not_distinct_from(speaker),
        )
        if not (await self._connection.execute(select(held))).scalar_one():
            await self._connection.execute(
                insert(membership).values(person_id=person_id, event_id=event_id, role=str(role), speaker=speaker)
            )

    async def open_session(self, token_hash: str, person_id: int, *, now: datetime, expires_at: datetime) -> None:
        """Remember a session."""
        await self._connection.execute(
            insert(session).values(token_hash=token_hash, person_id=person_id, created_at=now, expires_at=expires_at)
        )

    async def session_roles(self, token_hash: str, now: datetime) -> SignedIn | None:
        """Whose session it is and what they may do, or None when there is none or it has expired."""
        wanted = (
            select(person.c.id, person.c.name, event.c.slug, membership.c.role, membership.c.speaker)
            .select_from(session)
            .join(person, person.c.id == session.c.person_id)
            .join(membership, membership.c.person_id == person.c.id, isouter=True)
            .join(event, event.c.id == membership.c.event_id, isouter=True)
            .where(session.c.token_hash == token_hash, session.c.expires_at > now)
            .order_by(membership.c.id)
        )
        rows = (await self._connection.execute(wanted)).all()
        if not rows:
            return None
        return SignedIn(
            person_id=rows[0].id,
            name=rows[0].name,
            grants=tuple(
                Grant(role=Role(row.role), event=row.slug, speaker=row.speaker) for row in rows if row.role is not None
            ),
        )

    async def close_session(self, token_hash: str) -> None:
        """Forget a session; one that is not there is closed already."""
        await self._connection.execute(delete(session).where(session.c.token_hash == token_hash))

    async def forget_expired(self, now: datetime) -> None:
        """Forget sessions and invitations whose time is over."""
        for table in (session, invitation):
            await self._connection.execute(delete(table).where(table.c.expires_at <= now))

    async def owner_exists(self) -> bool:
        """Whether anybody owns the house: has the role `owner` for every event."""
        owned = exists().where(membership.c.role == Role.OWNER.value, membership.c.event_id.is_(None))
        return bool((await self._connection.execute(select(owned))).scalar_one())
