"""Opens the bus that a setting names."""

from urllib.parse import urlsplit

from app.bus.base import Bus
from app.bus.memory import MemoryBus
from app.domain.errors import BadInput

_NATS = {"nats", "tls", "ws", "wss"}


async def open_bus(url: str | None) -> Bus:
    """Return the in-process bus for None, else the one at an address; Unavailable when it does not answer."""
    if url is None:
        return MemoryBus()
    if urlsplit(url).scheme not in _NATS:
        raise BadInput("OVATION_BUS_URL is not the address of a bus; use nats://HOST:4222, or leave it out")
    from app.bus.nats import NatsBus  # noqa: PLC0415 - its client is slow to import, and most do without

    return await NatsBus.connect(url)
