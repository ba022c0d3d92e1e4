"""People: invitations that work once, sessions, and who a visitor is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from app.domain.access import Audience, Grant, Link, Role, Visitor, new_token, read_link, sign_link, token_hash
from app.domain.errors import BadInput, NotFound
from app.domain.phrase import phrase
from app.store.database import Database

INVITATION_LASTS = timedelta(days=14)
SESSION_LASTS = timedelta(days=30)
LINK_LASTS = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """An invitation as its page shows it; `token` opens it and is stored nowhere."""

    token: str
    role: Role
    event: str | None
    event_name: str | None
    expires_at: datetime
    speaker: str | None = None

    @property
    def lands_on(self) -> str:
        """Where whoever accepts it goes: a speaker to the own letter, everybody else to the event."""
        if self.event is None:
            return "/"
        home = f"/events/{self.event}"
        return home if self.speaker is None else f"{home}/speakers/{quote(self.speaker, safe='')}/digest"


class People:
    """Invites, lets in and recognises. `secret` signs links."""

    def __init__(self, *, database: Database, secret: bytes) -> None:
        self._database = database
        self._secret = secret

    async def invite(
        self, role: Role, *, event: str | None, now: datetime, mail: str | None = None, speaker: str | None = None
    ) -> Invited:
        """Make an invitation to an event, or with `event` None to the whole installation."""
        token = new_token()
        expires = now + INVITATION_LASTS
        async with self._database.begin() as tx:
            stored = None if event is None else await tx.events.by_slug(event)
            if event is not None and stored is None:
                raise NotFound(
                    phrase(
                        "there is no event {event}; `ovation event create {slug} …` makes one",
                        event=repr(event),
                        slug=event,
                    )
                )
            chosen = None
            if stored is not None and role is Role.SPEAKER:
                chosen = (await tx.programmes.load(stored.id)).speaker_called(speaker or "").key
            await tx.people.forget_expired(now)
            await tx.people.invite(
                token_hash(token),
                event_id=None if stored is None else stored.id,
                role=role,
                speaker=chosen,
                mail=mail,
                now=now,
                expires_at=expires,
            )
        name = None if stored is None else stored.event.name
        return Invited(token=token, role=role, event=event, event_name=name, expires_at=expires, speaker=chosen)

    async def invite_first_owner(self, now: datetime) -> Invited | None:
        """Make the invitation of the owner, unless somebody owns this installation already."""
        async with self._database.read() as tx:
            if await tx.people.owner_exists():
                return None
        return await self.invite(Role.OWNER, event=None, now=now)

    async def invitation(self, token: str, now: datetime) -> Invited:
        """Look an invitation up, without using it: mail scanners open links too."""
        async with self._database.read() as tx:
            found = await tx.people.invitation(token_hash(token))
        if found is None or found.used_at is not None or found.expires_at <= now:
            raise NotFound(phrase("This invitation has been used or has expired. Ask whoever sent it for a new one."))
        return Invited(
            token=token,
            role=Role(found.role),
            event=found.event,
            event_name=found.event_name,
            expires_at=found.expires_at,
            speaker=found.speaker,
        )

    async def accept(self, token: str, *, name: str | None, now: datetime) -> tuple[Invited, str]:
        """Use an invitation; return it and the token of a new session."""
        invited = await self.invitation(token, now)
        session = new_token()
        async with self._database.begin() as tx:
            found = await tx.people.invitation(token_hash(token))
            person = await tx.people.add_person(name=name, mail=None if found is None else found.mail, now=now)
            if found is None or not await tx.people.use_invitation(token_hash(token), person_id=person, now=now):
                raise NotFound(phrase("This invitation has just been used. Ask whoever sent it for a new one."))
            await tx.people.grant(person, event_id=found.event_id, role=Role(found.role), speaker=found.speaker)
            await tx.people.forget_expired(now)
            await tx.people.open_session(token_hash(session), person_id=person, now=now, expires_at=now + SESSION_LASTS)
        return invited, session

    async def visitor(self, *, session: str | None, link: str | None, now: datetime) -> Visitor:
        """Tell who is asking. A session that has ended is nobody's; a bad link says so, unless there is a session."""
        found = None
        if session is not None:
            async with self._database.read() as tx:
                found = await tx.people.session_roles(token_hash(session), now=now)
        opened = None
        try:
            opened = None if link is None else read_link(self._secret, link, now)
        except BadInput:
            if found is None:
                raise
        if found is None:
            return Visitor(link=opened)
        grants = tuple(Grant(role=Role(grant.role), event=grant.event, speaker=grant.speaker) for grant in found.grants)
        return Visitor(person=found.person_id, name=found.name, grants=grants, link=opened)

    async def sign_out(self, session: str) -> None:
        """End a session."""
        async with self._database.begin() as tx:
            await tx.people.close_session(token_hash(session))

    def link(self, event: str, audience: Audience, *, subject: str | None, now: datetime) -> str:
        """Return the signed text that opens a page without a sign-in, for ninety days."""
        return sign_link(
            self._secret, Link(event=event, audience=audience, subject=subject, expires_at=now + LINK_LASTS)
        )
