"""The wire between processes: it only wakes; what happened stands in the change log."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol


class Wakes(Protocol):
    """What a listener holds. Many wakes while nobody waited are one."""

    async def wait(self, seconds: float) -> bool:
        """Wait for the next wake, at most so long; whether one came."""
        ...

    def ring(self) -> None:
        """Wake this listener, and no other."""
        ...


class Bus(Protocol):
    """Wakes whoever listens to a topic."""

    async def wake(self, topic: str) -> None:
        """Wake every listener of a topic, in any process; never waits for one."""
        ...

    def listen(self, topic: str) -> AbstractAsyncContextManager[Wakes]:
        """Listen from now on."""
        ...

    async def close(self) -> None:
        """Let go of the wire, within two seconds."""
        ...
