"""Settings: read once from the environment (prefix OVATION_), frozen, handed in where they are needed."""

import os
import secrets
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.domain.errors import BadInput

_KEY_BYTES = 32
_SHORTEST_KEY = 16


class Settings(BaseSettings):
    """What an operator can set. docs/operate.md explains each."""

    model_config = SettingsConfigDict(env_prefix="OVATION_", frozen=True, extra="ignore")

    data_dir: Path = Path("data")
    database_url: SecretStr | None = None
    bus_url: SecretStr | None = None
    public_url: str | None = None
    secret_key: SecretStr | None = None
    trusted_proxies: str = ""
    operator: str | None = None
    contact: str | None = None
    allowed_hosts: str = ""

    @field_validator("public_url", "database_url", "bus_url", "secret_key", "operator", "contact", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: str | None) -> str | None:
        return value or None

    @field_validator("public_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("must be an address such as https://wall.example.org")
        return value.rstrip("/")

    @field_validator("contact")
    @classmethod
    def _can_be_written_to(cls, value: str | None) -> str | None:
        if value is None or value.startswith(("https://", "http://", "mailto:")):
            return value
        if "@" not in value or any(char.isspace() for char in value):
            raise ValueError("must be a mail address, or a page that says how to reach you")
        return f"mailto:{value}"

    @property
    def agent(self) -> str:
        """What we call ourselves when we ask other people's servers: they can tell who it is, and whom to tell."""
        where = self.contact or self.public_url
        return f"Ovation/{version('ovation-wall')}" + (f" (+{where})" if where else "")

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts that may be asked although their addresses are private."""
        return frozenset(host.strip().lower().rstrip(".") for host in self.allowed_hosts.split(",") if host.strip())

    @property
    def database(self) -> str:
        """The database to use: the one given, else a SQLite file in the data folder."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite+aiosqlite:///{self.data_dir.absolute() / 'ovation.db'}"

    @property
    def bus(self) -> str | None:
        """The bus to use; None is the in-process one."""
        return None if self.bus_url is None else self.bus_url.get_secret_value()


def make_folder(folder: Path) -> None:
    """Make the data folder, and those above it; BadInput where that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"can’t make the folder {folder}: {error.strerror}; set OVATION_DATA_DIR to another") from error


def secret_of(settings: Settings) -> bytes:
    """Return the key that signs links: the one given, else that of a key file, made on first use with mode 0600."""
    if settings.secret_key is not None:
        given = settings.secret_key.get_secret_value().encode()
        if len(given) < _SHORTEST_KEY:
            raise BadInput(f"OVATION_SECRET_KEY is too short: use at least {_SHORTEST_KEY} characters")
        return given
    path = settings.data_dir / "secret.key"
    make_folder(settings.data_dir)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except PermissionError as error:
        raise BadInput(f"can’t write the key file {path}: {error.strerror}") from error
    except FileExistsError:
        found = _read(path).strip()
        if len(found) < _SHORTEST_KEY:
            raise BadInput(f"the key file {path} is cut short; restore it from a backup, or delete it") from None
        return found
    with os.fdopen(descriptor, "wb") as file:
        key = secrets.token_urlsafe(_KEY_BYTES).encode()
        file.write(key)
    return key


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"can’t read the key file {path}: {error.strerror}") from error
