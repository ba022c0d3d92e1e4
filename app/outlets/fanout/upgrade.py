"""The `ws=` class for uvicorn: uvicorn's own, whose accepted connections can be handed to an audience."""

import asyncio
from http import HTTPStatus
from typing import Any

from typing_extensions import override
from uvicorn.protocols.utils import is_ssl
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from app.outlets.fanout.descriptors import is_kept
from app.outlets.fanout.framing import Agreed, WallDeflate
from app.outlets.fanout.viewer import Viewer

EXTENSION = "ovation.viewer"  # in the ASGI scope: {"hand_over": () -> Viewer | None}, to be called after accepting
_COME_BACK_AFTER = 5  # seconds


class WallSocket(WebSocketsSansIOProtocol):
    """Whatever an application does with it works as in uvicorn; `hand_over` is what it can do in addition."""

    @override
    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._talked = False

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._direct = not is_ssl(self.transport)  # what goes through TLS can't be written past it
        if self._direct and self.config.ws_per_message_deflate:
            self.conn.available_extensions = [WallDeflate()]

    @override
    def data_received(self, data: bytes) -> None:
        self._talked = self.handshake_initiated
        super().data_received(data)

    @override
    def handle_connect(self, event: Request) -> None:
        if is_kept(self.transport.get_extra_info("socket").fileno()):
            self._refuse()
            return
        super().handle_connect(event)
        if self._direct and not self.close_sent:
            self.scope["extensions"][EXTENSION] = {"hand_over": self._hand_over}

    def _refuse(self) -> None:
        """Answer 503: what is left of the file descriptors is for pages and for the house itself."""
        response = self.conn.reject(HTTPStatus.SERVICE_UNAVAILABLE, "Every seat is taken; come back in a moment.\n")
        response.headers["Retry-After"] = str(_COME_BACK_AFTER)
        self.handshake_initiated = self.handshake_complete = self.close_sent = True
        self.conn.send_response(response)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.transport.close()

    def _hand_over(self) -> Viewer | None:
        """Give the accepted connection away, and know nothing of it any more; None when it is closed already."""
        if not self.handshake_complete or self.close_sent or self.disconnected or self.transport.is_closing():
            return None
        self.stop_keepalive()
        self.connections.discard(self)
        transport, self.transport = self.transport, _Elsewhere()
        agreed = next((one for one in self.conn.extensions if isinstance(one, Agreed)), None)
        viewer = Viewer(transport, self.connections, agreed, self.conn if self._talked else None)
        if self.read_paused:
            transport.resume_reading()
        return viewer


class _Elsewhere(asyncio.Transport):
    """What is left behind: uvicorn closes it when the application returns."""

    @override
    def is_closing(self) -> bool:
        return True

    @override
    def close(self) -> None:
        """Leave the real one open."""
