"""One viewer whose socket was handed over: frames are written straight to it, and it costs no task, queue or buffer."""

import asyncio
import contextlib
import os
import socket
from typing import TYPE_CHECKING, Any

from typing_extensions import override
from websockets.frames import CloseCode
from websockets.protocol import Protocol

from app.outlets.fanout.framing import Agreed, Packing
from app.outlets.fanout.reading import Reading, complete

if TYPE_CHECKING:
    from app.outlets.fanout.audience import Audience

MOST_UNSENT = 1 << 20  # bytes; a viewer with more is sent away and comes back to where it was
PATIENCE = 10.0  # seconds that a viewer has for its goodbye
_ON_THE_WAY_OUT = 1.0  # seconds, when the whole server waits for it
_SILENCE = (
    30_000  # ms without an acknowledgement: then the kernel takes a viewer for gone, who hears a beat every ten s
)


class Viewer(asyncio.Protocol):
    """A protocol of asyncio, and a member of an audience.

    `fd` is the socket's number as long as it may be written to directly. It is -1 while bytes wait in the transport,
    which must go out first, and for ever once the viewer leaves: its number may be somebody else's by then.
    """

    __slots__ = ("_agreed", "_connections", "_goodbye", "_number", "_reading", "_transport", "audience", "fd")

    def __init__(
        self,
        transport: asyncio.Transport,
        connections: set[Any],
        agreed: Agreed | None,
        begun: Protocol | None = None,
    ) -> None:
        """Take a connection over after its handshake. `begun` is what it has said already, if it has said anything."""
        self._transport = transport
        self._connections = connections
        self._agreed = agreed
        self._reading = None if begun is None else Reading(agreed, begun)
        self._goodbye: asyncio.TimerHandle | None = None
        self.audience: Audience | None = None
        plug = transport.get_extra_info("socket")
        self._number: int = plug.fileno()
        self.fd = -1  # until the transport has sent its answer to the handshake
        with contextlib.suppress(AttributeError, OSError):  # only Linux knows it, and only for TCP
            plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _SILENCE)
        connections.add(self)
        transport.set_protocol(self)

    @property
    def packing(self) -> Packing:
        """How its frames are packed."""
        return Packing.PLAIN if self._agreed is None else self._agreed.packing

    @property
    def gone(self) -> bool:
        """Whether it has left, or is about to."""
        return self._goodbye is not None or self._transport.is_closing()

    @property
    def unsent(self) -> int:
        """Bytes that wait for it to read."""
        return self._transport.get_write_buffer_size()

    def send(self, data: bytes) -> None:
        """Write to the socket if nothing waits before it, else behind what waits."""
        if self.fd < 0 and not self._caught_up():
            self._queue(data)
            return
        try:
            sent = os.write(self.fd, data)
        except OSError as error:
            self.refused(data, error)
        else:
            if sent != len(data):
                self.short(data, sent)

    def refused(self, data: bytes, error: OSError) -> None:
        """Handle a write that was not taken: the socket is full, or gone."""
        if isinstance(error, BlockingIOError):
            self.short(data, 0)
        else:
            self._leave()
            self._transport.abort()

    def short(self, data: bytes, sent: int) -> None:
        """Handle a write that was taken in part: the transport finishes it, and everything after it."""
        self.fd = -1
        self._queue(data[sent:])

    def close(self, code: int, patience: float | None = None) -> None:
        """Say goodbye behind what waits; whoever does not answer in time is cut off."""
        if self.gone:
            return
        reading = self._reading = self._reading or Reading(self._agreed)
        reading.close(code)
        self._say(reading, patience)

    def shutdown(self) -> None:
        """Be told by uvicorn that the server goes down."""
        self.close(CloseCode.SERVICE_RESTART, _ON_THE_WAY_OUT)

    @override
    def data_received(self, data: bytes) -> None:
        reading = self._reading or Reading(self._agreed)
        reading.hear(data)
        self._say(reading)
        forgettable = self._reading is None and not reading.over and complete(data)
        self._reading = None if forgettable else reading

    @override
    def eof_received(self) -> None:
        self._leave()  # the transport closes by itself

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._leave()
        self._connections.discard(self)
        if self._goodbye is not None:
            self._goodbye.cancel()

    def _caught_up(self) -> bool:
        if self.gone or self.unsent:
            return False
        self.fd = self._number
        return True

    def _queue(self, data: bytes) -> None:
        if self.gone:
            return
        if self.unsent > MOST_UNSENT:  # before this one: a single frame may be as long as it is
            self.close(CloseCode.TRY_AGAIN_LATER)
        else:
            self._transport.write(data)

    def _say(self, reading: Reading, patience: float | None = None) -> None:
        """Send what must be answered; after the goodbye nothing more may follow it."""
        answer, last = reading.answer()
        transport = self._transport
        if answer and self._goodbye is not None and self.unsent > MOST_UNSENT:
            transport.abort()  # it goes on asking after its goodbye, and reads no answer
        elif answer and not transport.is_closing():
            self.fd = -1  # whatever is broadcast next must not overtake it in the middle
            transport.write(answer)
        if reading.over and self._goodbye is None:
            self._leave()
            self._goodbye = asyncio.get_running_loop().call_later(patience or PATIENCE, transport.abort)
        if last and reading.agreed_to_end:
            transport.close()
        elif last and transport.can_write_eof() and not transport.is_closing():
            transport.write_eof()  # closing outright would cut off our reason, because it is still talking
        elif not reading.over and self.unsent > MOST_UNSENT:
            reading.close(CloseCode.TRY_AGAIN_LATER)
            self._say(reading)

    def _leave(self) -> None:
        self.fd = -1
        if self.audience is not None:
            self.audience.leave(self)
            self.audience = None
