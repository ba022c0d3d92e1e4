"""Everyone who looks at one event: one frame for all, in turns that keep nothing else waiting."""

import asyncio
from collections import deque
from os import write

from app.outlets.fanout.framing import Packing, SharedStream, packed_alone, text_frame
from app.outlets.fanout.inbox import Inbox
from app.outlets.fanout.viewer import Viewer

MOST_A_TURN = 512  # viewers; 7 ms on a small machine
_FEWEST_A_TURN, _TURNS = 64, 8  # a smaller audience is sent to in eight turns too


class Greeting:
    """The first frame of whoever comes, built once for all who get the same."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._built: dict[bool, bytes] = {}

    def packed(self, packing: Packing) -> bytes:
        """Return it as a frame that looks back on nothing."""
        small = packing is not Packing.PLAIN
        if small not in self._built:
            payload = self.text.encode()
            self._built[small] = packed_alone(payload) if small else text_frame(payload)
        return self._built[small]


class Audience:
    """Belongs to one event loop. Nothing in it waits for a viewer."""

    def __init__(self) -> None:
        self._inboxes: dict[Inbox, None] = {}
        self._viewers: dict[Packing, dict[Viewer, None]] = {packing: {} for packing in Packing}
        self._stream = SharedStream()
        self._rounds: deque[tuple[bytes, list[Viewer]]] = deque()  # what is being sent, and to whom it must go yet
        self._sent = asyncio.Event()
        self._sent.set()

    def __len__(self) -> int:
        return len(self._inboxes) + sum(map(len, self._viewers.values()))

    def seat(self, guest: Inbox | Viewer, greeting: Greeting | None = None) -> None:
        """Take somebody in, who hears the greeting first and after it whatever is broadcast from now on."""
        if isinstance(guest, Inbox):
            if not guest.closed:
                self._inboxes[guest] = None
                if greeting is not None:
                    guest.put(greeting.text)
            return
        if guest.gone:
            return
        guest.audience = self
        self._viewers[guest.packing][guest] = None
        if guest.packing is Packing.SHARED:
            self._stream.restart()
        if greeting is not None:
            guest.send(greeting.packed(guest.packing))

    def leave(self, guest: Inbox | Viewer) -> None:
        """Let somebody go; somebody who is not here is no trouble."""
        if isinstance(guest, Inbox):
            self._inboxes.pop(guest, None)
        else:
            self._viewers[guest.packing].pop(guest, None)

    def broadcast(self, text: str) -> int:
        """Begin to send a frame to everyone who is here now, after what is still being sent; how many that is."""
        reached = sum(inbox.put(text) for inbox in tuple(self._inboxes))
        payload = text.encode()
        for packing, viewers in self._viewers.items():
            if viewers:
                self._rounds.append((self._frame(packing, payload), list(viewers)))
                reached += len(viewers)
        if self._rounds and self._sent.is_set():
            self._sent.clear()
            self._turn()
        return reached

    async def drained(self) -> None:
        """Wait until everything that was broadcast has been written, or waits in the transports of slow viewers."""
        await self._sent.wait()

    def close(self, code: int) -> None:
        """Send everyone home."""
        for inbox in self._inboxes:
            inbox.close()
        for viewers in self._viewers.values():
            for viewer in tuple(viewers):
                viewer.close(code)

    def _frame(self, packing: Packing, payload: bytes) -> bytes:
        if packing is Packing.SHARED:
            return self._stream.frame(payload)
        return packed_alone(payload) if packing is Packing.ALONE else text_frame(payload)

    def _turn(self) -> None:
        """Send to as many as one turn of the loop may take, and come back for the others."""
        left = min(MOST_A_TURN, max(_FEWEST_A_TURN, len(self) // _TURNS))
        while self._rounds and left > 0:
            frame, viewers = self._rounds[0]
            batch = viewers[-left:]
            del viewers[-left:]
            left -= len(batch)
            _send(frame, batch)
            if not viewers:
                self._rounds.popleft()
        if self._rounds:
            asyncio.get_running_loop().call_soon(self._turn)
        else:
            self._sent.set()


def _send(frame: bytes, viewers: list[Viewer]) -> None:
    """Write a frame to each socket. This loop is what a broadcast costs: hence no call but the kernel's."""
    size = len(frame)
    for viewer in viewers:
        fd = viewer.fd
        if fd < 0:
            viewer.send(frame)
            continue
        try:
            sent = write(fd, frame)
        except OSError as error:
            viewer.refused(frame, error)
        else:
            if sent != size:
                viewer.short(frame, sent)
