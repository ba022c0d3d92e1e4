"""Secrets of sources, sealed before they are stored: whoever finds the database without the key finds nothing."""

import base64

import msgspec
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.errors import BadInput
from app.domain.phrase import phrase

_KEY_BYTES = 32


class Vault:
    """Seals and opens small dictionaries with a key derived from the installation's own (OVATION_SECRET_KEY)."""

    def __init__(self, secret: bytes) -> None:
        derived = HKDF(SHA256(), _KEY_BYTES, salt=None, info=b"ovation: secrets of sources").derive(secret)
        self._fernet = Fernet(base64.urlsafe_b64encode(derived))

    def seal(self, secret: dict[str, str]) -> bytes | None:
        """Return a secret so that it can be stored; None when there is nothing to hide."""
        return self._fernet.encrypt(msgspec.json.encode(secret)) if secret else None

    def open(self, sealed: bytes | None) -> dict[str, str]:
        """Return a stored secret; BadInput when it was sealed with another key."""
        if sealed is None:
            return {}
        try:
            return msgspec.json.decode(self._fernet.decrypt(sealed), type=dict[str, str])
        except InvalidToken as error:
            raise BadInput(
                phrase(
                    "its token was stored under another key: set OVATION_SECRET_KEY (or restore the key file) "
                    "as it was, or remove the source and add it again"
                )
            ) from error
