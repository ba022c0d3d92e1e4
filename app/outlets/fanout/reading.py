"""Hears what a viewer says as RFC 6455 wants it heard, by the sans-I/O half of `websockets`; nothing of it is kept."""

import codecs
import logging
from codecs import IncrementalDecoder

from websockets.frames import CloseCode, Frame, Opcode
from websockets.protocol import OPEN, SEND_EOF, SERVER, Protocol

from app.outlets.fanout.framing import Agreed

MOST = 4_096  # bytes of a message; a wall has nothing to say, so this is for pings and for the curious
_LOG = logging.getLogger("ovation.viewers")
_FINAL, _OPCODE, _CONTROL, _LENGTH, _MASK = 0x80, 0x0F, 0x08, 0x7F, 4
_SHORT, _MEDIUM = 126, 127  # lengths that say that the real one follows, RFC 6455 section 5.2


class Reading:
    """One viewer's half of the conversation."""

    def __init__(self, agreed: Agreed | None, begun: Protocol | None = None) -> None:
        """Begin after the handshake, or go on from where it stopped listening, `begun`."""
        self._words: IncrementalDecoder | None = None
        if begun is not None:
            self._protocol = begun
            self._protocol.max_message_size = MOST
            return
        self._protocol = Protocol(SERVER, state=OPEN, max_size=MOST, logger=_LOG)
        self._protocol.extensions = [] if agreed is None else [agreed]

    @property
    def over(self) -> bool:
        """Whether a close frame was sent or received."""
        return self._protocol.state is not OPEN

    def hear(self, data: bytes) -> None:
        """Take in what came; what must be said to it is in `answer`."""
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if isinstance(event, Frame):
                self._check(event)

    def close(self, code: int, reason: str = "") -> None:
        """Say goodbye, once."""
        if not self.over:
            self._protocol.send_close(code, reason)

    @property
    def agreed_to_end(self) -> bool:
        """Whether the viewer has said goodbye too, so that nothing more will come."""
        return self._protocol.close_rcvd is not None

    def answer(self) -> tuple[bytes, bool]:
        """Return the bytes to send now, and whether they are the last ones."""
        said = self._protocol.data_to_send()
        return b"".join(said), SEND_EOF in said

    def _check(self, frame: Frame) -> None:
        """Refuse text that is not UTF-8, also in parts, as section 8.1 asks; the protocol below leaves that to us."""
        if frame.opcode is Opcode.TEXT:
            self._words = codecs.getincrementaldecoder("utf-8")()
        if self._words is None or frame.opcode not in {Opcode.TEXT, Opcode.CONT}:
            return
        try:
            self._words.decode(bytes(frame.data), final=frame.fin)
        except UnicodeDecodeError:
            self._protocol.fail(CloseCode.INVALID_DATA, "text must be UTF-8")
            self._words = None
        if frame.fin:
            self._words = None


def complete(data: bytes) -> bool:
    """Tell whether bytes are whole messages, none of them in parts: then nothing needs to be remembered of them."""
    at, end = 0, len(data)
    while at + 2 <= end:
        first, length = data[at], data[at + 1] & _LENGTH
        if not first & _FINAL or not first & _OPCODE:
            return False
        at += 2
        if length >= _SHORT:
            wide = 2 if length < _MEDIUM else 8
            length = int.from_bytes(data[at : at + wide], "big")
            at += wide
        at += _MASK + length
    return at == end
