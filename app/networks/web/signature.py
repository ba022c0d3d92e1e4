"""Signatures of what is sent to an inbox, by the Standard Webhooks specification (version 1, symmetric)."""

import base64
import binascii
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from app.domain.errors import BadInput, SignInNeeded

_PREFIX = "whsec_"
_KEY_BYTES = 32
_SKEW = timedelta(minutes=5)
_ID_LIMIT = 256


def new_key() -> str:
    """Return a new key as the specification writes it: whsec_ and base64."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def sign(key: str, message_id: str, timestamp: str, body: bytes) -> str:
    """Return the signature of a message: v1, and the base64 of HMAC-SHA256 over `id.timestamp.body`."""
    signed = b".".join((message_id.encode(), timestamp.encode(), body))
    digest = hmac.new(base64.b64decode(key.removeprefix(_PREFIX)), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def verify(  # noqa: PLR0913 - the parts of a signed message
    key: str, *, message_id: str | None, timestamp: str | None, signatures: str | None, body: bytes, now: datetime
) -> None:
    """Let a message pass that was signed with the key less than five minutes ago; `signatures` may name several.

    BadInput when a header is missing or no time; SignInNeeded when the signature or the time does not fit.
    """
    if not message_id or not timestamp or not signatures or len(message_id) > _ID_LIMIT:
        raise BadInput("A message needs the headers webhook-id, webhook-timestamp and webhook-signature.")
    if not timestamp.isdecimal() or len(timestamp) > len("9999999999"):
        raise BadInput("webhook-timestamp is seconds since 1970.")
    if abs(now.timestamp() - int(timestamp)) > _SKEW.total_seconds():
        raise SignInNeeded("The message is older than five minutes, or one of the clocks is wrong.")
    wanted = sign(key, message_id, timestamp, body)
    fits = [hmac.compare_digest(wanted.encode(), given.encode()) for given in signatures.split()[:10]]
    if not any(fits):
        raise SignInNeeded("The signature does not fit: sign with the key that `ovation source add` printed.")


def is_key(text: str) -> bool:
    """Whether a text can be a key."""
    try:
        return len(base64.b64decode(text.removeprefix(_PREFIX), validate=True)) >= _KEY_BYTES // 2
    except (binascii.Error, ValueError):
        return False
