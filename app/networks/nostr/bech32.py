"""Nostr's readable names: bech32 (BIP-173) as NIP-19 uses it, for keys (npub, nprofile) and notes (note, nevent)."""

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {char: value for value, char in enumerate(_ALPHABET)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_LENGTH = 6
_KEY_LENGTH = 32  # bytes
_LIMIT = 1000  # characters; an nprofile carries relays


def public_key(text: str) -> str | None:
    """Return the hex public key of an npub or nprofile, or None when it is none or its checksum is wrong."""
    return _named(text, "npub", "nprofile")


def event_id(text: str) -> str | None:
    """Return the hex id of a note or nevent, or None when it is none or its checksum is wrong."""
    return _named(text, "note", "nevent")


def _named(text: str, plain: str, with_relays: str) -> str | None:
    lower = text.lower()
    if len(text) > _LIMIT or text not in {lower, text.upper()}:
        return None
    prefix, _, data = lower.rpartition("1")
    values = [_VALUES.get(char, -1) for char in data]
    if prefix not in {plain, with_relays} or -1 in values or _polymod(_expanded(prefix) + values) != 1:
        return None
    payload = _bytes(values[:-_CHECKSUM_LENGTH])
    if prefix == plain:
        return payload.hex() if len(payload) == _KEY_LENGTH else None
    return _special(payload)


def npub(key: str) -> str:
    """Return the npub of a hex public key."""
    values = _fives(bytes.fromhex(key))
    checked = _polymod([*_expanded("npub"), *values, *[0] * _CHECKSUM_LENGTH]) ^ 1
    checksum = [(checked >> 5 * (_CHECKSUM_LENGTH - 1 - at)) & 31 for at in range(_CHECKSUM_LENGTH)]
    return "npub1" + "".join(_ALPHABET[value] for value in values + checksum)


def _special(payload: bytes) -> str | None:
    """Return the first record of type 0 in type-length-value records: the key or id."""
    while len(payload) > 1:
        kind, length = payload[0], payload[1]
        value, payload = payload[2 : 2 + length], payload[2 + length :]
        if kind == 0 and len(value) == _KEY_LENGTH:
            return value.hex()
    return None


def _expanded(prefix: str) -> list[int]:
    return [ord(char) >> 5 for char in prefix] + [0] + [ord(char) & 31 for char in prefix]


def _polymod(values: list[int]) -> int:
    checked = 1
    for value in values:
        top = checked >> 25
        checked = (checked & 0x1FFFFFF) << 5 ^ value
        for at, generator in enumerate(_GENERATOR):
            checked ^= generator if top >> at & 1 else 0
    return checked


def _bytes(values: list[int]) -> bytes:
    number = 0
    for value in values:
        number = number << 5 | value
    spare = len(values) * 5 % 8
    return (number >> spare).to_bytes(len(values) * 5 // 8, "big")


def _fives(data: bytes) -> list[int]:
    bits = len(data) * 8
    number = int.from_bytes(data, "big") << -bits % 5
    return [number >> shift & 31 for shift in range(bits + -bits % 5 - 5, -1, -5)]
