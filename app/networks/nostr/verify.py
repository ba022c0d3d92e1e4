"""Whether an event says what its author signed: relays are not to be believed (NIP-01)."""

import hashlib
import json
import re
from typing import Any

import msgspec
from btclib_libsecp256k1 import ssa

from app.networks.nostr.payloads import Event

_RARE = re.compile(r'\\u00[01][0-9a-f]|\\\\|\\"')


def is_genuine(event: Event) -> bool:
    """Whether the id is that of the content, and the signature (BIP-340) that of the author over the id."""
    if event.id not in ids(event):
        return False
    try:
        return ssa.verify(bytes.fromhex(event.id), bytes.fromhex(event.pubkey), bytes.fromhex(event.sig))
    except ValueError:  # no point on the curve
        return False


def ids(event: Event) -> tuple[str, ...]:
    r"""Return the ids that an event may have; more than one only where control characters stand in it.

    NIP-01 escapes \n \" \\ \r \t \b \f and nothing else; most implementations escape every control character, as JSON
    must be. Both are unambiguous, and the signature covers the id.
    """
    whole: list[Any] = [0, event.pubkey, event.created_at, event.kind, event.tags, event.content]
    escaped = msgspec.json.encode(whole)
    usual = hashlib.sha256(escaped).hexdigest()
    if b"\\u00" not in escaped:
        return (usual,)
    verbatim = _RARE.sub(_unescaped, escaped.decode())
    return usual, hashlib.sha256(verbatim.encode()).hexdigest()


def _unescaped(found: re.Match[str]) -> str:
    shown = found.group()
    return str(json.loads(f'"{shown}"', strict=False)) if shown.startswith("\\u") else shown
