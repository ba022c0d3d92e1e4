"""Text messages as RFC 6455 puts them on the wire, plain or packed by RFC 7692: one for all who are to get it."""

import struct
import zlib
from collections.abc import Sequence
from enum import Enum

from typing_extensions import override
from websockets.exceptions import NegotiationError
from websockets.extensions import Extension
from websockets.extensions.permessage_deflate import PerMessageDeflate, ServerPerMessageDeflateFactory
from websockets.typing import ExtensionParameter

_TEXT = 0x81  # final, and not a continuation
_PACKED = 0x40  # RSV1, as RFC 7692 section 6 uses it
_TAIL = b"\x00\x00\xff\xff"  # what a sync flush ends with; RFC 7692 section 7.2.1 leaves it out
_LEVEL, _WINDOW = 6, 15
_SHORT, _MEDIUM = 126, 1 << 16  # where the length takes more bytes, RFC 6455 section 5.2


class Packing(Enum):
    """How a viewer's messages are packed, as it was agreed when it came."""

    PLAIN = "plain"
    ALONE = "alone"  # each message by itself: the viewer forgets the last one
    SHARED = "shared"  # one stream for a whole audience


def text_frame(payload: bytes, *, packed: bool = False) -> bytes:
    """Return one unmasked frame that is a whole text message."""
    first = _TEXT | _PACKED if packed else _TEXT
    size = len(payload)
    if size < _SHORT:
        return bytes((first, size)) + payload
    if size < _MEDIUM:
        return struct.pack("!BBH", first, 126, size) + payload
    return struct.pack("!BBQ", first, 127, size) + payload


def packed_alone(payload: bytes) -> bytes:
    """Return a packed frame that looks back on nothing: any viewer that unpacks can read it, at any time."""
    return SharedStream().frame(payload)


class SharedStream:
    """One deflate stream for an audience: each message may look back on those before it, back to the last restart.

    So whoever reads a message must have read every one since the restart, and nothing packed in between.
    """

    def __init__(self) -> None:
        self._packer: zlib._Compress | None = None

    def restart(self) -> None:
        """Look back on nothing with the next message: somebody has come, or was sent something else."""
        self._packer = None

    def frame(self, payload: bytes) -> bytes:
        """Return the next message of the stream."""
        if self._packer is None:
            self._packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -_WINDOW)
        packed = self._packer.compress(payload) + self._packer.flush(zlib.Z_SYNC_FLUSH)
        return text_frame(packed.removesuffix(_TAIL), packed=True)


class Agreed(PerMessageDeflate):
    """What was agreed with one viewer. `packing` is for audiences; by itself it packs each message alone."""

    def __init__(self, packing: Packing, remote_max_window_bits: int) -> None:
        super().__init__(
            remote_no_context_takeover=True,
            local_no_context_takeover=True,  # a packer of 256 kB a viewer would be held for nothing
            remote_max_window_bits=remote_max_window_bits,
            local_max_window_bits=_WINDOW,
        )
        self.packing = packing


class WallDeflate(ServerPerMessageDeflateFactory):
    """Agrees on permessage-deflate with viewers that can read what all are sent; the others read plain frames."""

    def __init__(self) -> None:
        super().__init__(client_no_context_takeover=True)  # viewers say nothing: no memory is kept for what they say

    @override
    def process_request_params(
        self, params: Sequence[ExtensionParameter], accepted_extensions: Sequence[Extension]
    ) -> tuple[list[ExtensionParameter], PerMessageDeflate]:
        """Answer one offer; NegotiationError lets it fall, and the next one is looked at."""
        answer, theirs = super().process_request_params(params, accepted_extensions)
        if theirs.local_max_window_bits != _WINDOW:
            raise NegotiationError(f"a window of {theirs.local_max_window_bits} bits is too small for a shared stream")
        packing = Packing.ALONE if theirs.local_no_context_takeover else Packing.SHARED
        return answer, Agreed(packing, theirs.remote_max_window_bits)
