"""Who may use what: roles, what a route declares, and the links that stand in for a sign-in."""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from app.domain.errors import BadInput, Refused, SignInNeeded
from app.domain.phrase import phrase


class Role(StrEnum):
    """What a person may do at one event, or at every event of this installation."""

    OWNER = "owner"
    ORGANIZER = "organizer"
    MODERATOR = "moderator"
    COMMS = "comms"
    SPEAKER = "speaker"


def role_named(name: str) -> Role:
    """Return the role of a name, or say which there are."""
    try:
        return Role(name.strip().lower())
    except ValueError as error:
        raise BadInput(f"unknown role {name!r}; there are {', '.join(Role)}") from error


class Audience(StrEnum):
    """What a signed link opens."""

    DIGEST = "digest"  # one speaker's; the subject is the speaker's key
    LEDGER = "ledger"
    REMOTE = "remote"  # switches scenes and pins what is on the wall already; reads nothing that the wall does not


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role at an event; `event` None means every event. A speaker's grant names the speaker."""

    role: Role
    event: str | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Whoever is asking: nobody yet, or a person with grants, and the signed link that came along."""

    person: int | None = None
    name: str | None = None
    grants: tuple[Grant, ...] = ()
    link: "Link | None" = None

    def has(self, roles: Iterable[Role], event: str | None) -> bool:
        """Whether one of the roles is theirs at the event; an owner's always is."""
        wanted = frozenset(roles) | {Role.OWNER}
        return any(grant.role in wanted and grant.event in {None, event} for grant in self.grants)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a route declares. Nothing declared means nobody."""

    public: bool = False
    signed_in: bool = False  # any person, whatever the roles
    roles: frozenset[Role] = frozenset()
    link: Audience | None = None

    def decide(self, visitor: Visitor, *, event: str | None, speaker: str | None) -> None:
        """Let the visitor pass, or raise the reason why not."""
        if self.public or (self.signed_in and visitor.person is not None):
            return
        if visitor.link is not None and visitor.link.opens(self.link, event=event, speaker=speaker):
            return
        if self.roles and visitor.has(self.roles - {Role.SPEAKER}, event):
            return
        if Role.SPEAKER in self.roles and any(
            grant.role is Role.SPEAKER and grant.event == event and grant.speaker == speaker is not None
            for grant in visitor.grants
        ):
            return
        if visitor.person is None:
            raise SignInNeeded(
                phrase("This page is for people of the event. Open the invitation or link that you were given.")
            )
        raise Refused(
            phrase("Your role at this event does not include this page. Its owner can invite you to another one.")
        )


PUBLIC = Access(public=True)
NOBODY = Access()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link that opens one page without a sign-in, until it expires."""

    event: str
    audience: Audience
    subject: str | None
    expires_at: datetime

    def opens(self, audience: Audience | None, *, event: str | None, speaker: str | None) -> bool:
        """Whether the link is for this page. A digest's link opens that speaker's alone."""
        return audience is self.audience and event == self.event and self.subject == speaker


def sign_link(secret: bytes, link: Link) -> str:
    """Return the text that proves a link: payload and HMAC-SHA256, safe in a URL."""
    payload = _pack(json.dumps([link.event, link.audience, link.subject, int(link.expires_at.timestamp())]).encode())
    return f"{payload}.{_pack(_mac(secret, payload))}"


def read_link(secret: bytes, text: str, now: datetime) -> Link:
    """Return the link that a text proves; BadInput when it is forged, cut or has expired."""
    payload, _, mac = text.partition(".")
    try:
        given = _unpack(mac)
        if not hmac.compare_digest(given, _mac(secret, payload)):
            raise BadInput(phrase("This link is not one of ours, or was cut when it was copied."))
        event, audience, subject, expires = json.loads(_unpack(payload))
        link = Link(
            event=event, audience=Audience(audience), subject=subject, expires_at=datetime.fromtimestamp(expires, UTC)
        )
    except (ValueError, TypeError, binascii.Error) as error:
        raise BadInput(phrase("This link is not one of ours, or was cut when it was copied.")) from error
    if link.expires_at <= now:
        raise BadInput(phrase("This link has expired; ask the organizer for a new one."))
    return link


def new_token() -> str:
    """Return a fresh secret for an invitation or a session, 32 bytes from the system."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is stored of a token: SHA-256 is enough, the token has 256 bits of its own."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _mac(secret: bytes, payload: str) -> bytes:
    return hmac.digest(secret, b"ovation link 1\0" + payload.encode("utf-8", "replace"), "sha256")


def _pack(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unpack(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
