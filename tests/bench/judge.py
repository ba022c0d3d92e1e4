"""One viewer that checks: it unpacks by the websockets package what it is sent, and hashes it as those in C do."""

import contextlib
import socket
import threading

from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import Frame, Opcode
from websockets.protocol import CLIENT, OPEN, Protocol

_BASIS, _PRIME, _ROUND = 0xCBF29CE484222325, 0x100000001B3, (1 << 64) - 1  # FNV-1a
_PATIENCE = 60.0  # seconds
_WINDOW = 15  # bits
_DATA = {Opcode.TEXT, Opcode.BINARY, Opcode.CONT}


class Judge:
    """Reads in a thread of its own, because servers ask now and then whether it is still there."""

    def __init__(self, port: int, path: str, *, packed: bool) -> None:
        self._line = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
        offer = ["Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"] if packed else []
        head = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Upgrade: websocket", "Connection: Upgrade"]
        key = ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13"]
        self._line.sendall("\r\n".join([*head, *key, *offer, "", ""]).encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._line.recv(1)
        self._protocol = Protocol(CLIENT, state=OPEN, max_size=None)
        if b"permessage-deflate" in answer:
            forgets = b"server_no_context_takeover" in answer
            self._protocol.extensions = [PerMessageDeflate(forgets, True, _WINDOW, _WINDOW)]  # noqa: FBT003 - its own signature
        self._raw = b""
        self._changed = threading.Condition()
        self._over = False
        self.heard: list[str] = []
        self.hash = _BASIS
        self.size = 0  # bytes of the frames' payloads, as they were sent
        self._line.settimeout(None)
        threading.Thread(target=self._read, daemon=True).start()

    def read(self, count: int) -> list[str]:
        """Wait until there are so many messages; all of them."""
        with self._changed:
            self._changed.wait_for(lambda: self._over or len(self.heard) >= count, _PATIENCE)
            if len(self.heard) < count:
                raise AssertionError(f"the judge heard {len(self.heard)} of {count} messages")
            return list(self.heard)

    def _read(self) -> None:
        with contextlib.suppress(OSError):
            while data := self._line.recv(1 << 16):
                with self._changed:
                    self._take(data)
                    self._changed.notify_all()
                self._line.sendall(b"".join(self._protocol.data_to_send()))  # pongs
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def _take(self, data: bytes) -> None:
        self._raw += data
        self._hash_frames()
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if isinstance(event, Frame) and event.opcode in _DATA:
                self.heard.append(bytes(event.data).decode())

    def close(self) -> None:
        """Hang up."""
        with contextlib.suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self._line.close()

    def _hash_frames(self) -> None:
        while len(self._raw) >= 2:
            short = self._raw[1] & 127
            wide = {126: 2, 127: 8}.get(short, 0)
            start = 2 + wide
            size = int.from_bytes(self._raw[2:start], "big") if wide else short
            if len(self._raw) < start + size:
                return
            first, payload, self._raw = self._raw[0], self._raw[start : start + size], self._raw[start + size :]
            if first & 8:
                continue
            value = self.hash
            for byte in (first, *payload):
                value = (value ^ byte) * _PRIME & _ROUND
            self.hash = value
            self.size += size
