"""What a source of Bluesky is told: where the stream and the API are, and whose app password may search."""

from dataclasses import dataclass
from typing import Any

from app.domain.source import Source
from app.networks.bluesky.client import API, PLC

HOSTS = tuple(f"wss://jetstream{n}.us-{side}.bsky.network" for side in ("east", "west") for n in (1, 2))
SILENCE = 30.0  # seconds; the stream of all posts is never silent for so long


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Everything has Bluesky's own value unless it is told. `silence` is for networks that are quieter than Bluesky."""

    hosts: tuple[str, ...] = HOSTS
    api: str = API
    plc: str = PLC
    handle: str | None = None
    password: str | None = None
    silence: float = SILENCE

    @classmethod
    def of(cls, source: Source) -> "Options":
        """Return what a stored source says."""
        told: dict[str, Any] = source.options
        return cls(
            hosts=tuple(told.get("hosts") or HOSTS),
            api=told.get("api") or API,
            plc=told.get("plc") or PLC,
            handle=told.get("handle"),
            password=source.secret.get("app_password"),
            silence=float(told.get("silence") or SILENCE),
        )
