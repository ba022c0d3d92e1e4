"""Runs the web server: takes the port first, so that a taken one is one clear line, and tells when it is open."""

import gc
import signal
import socket
import sys
from collections.abc import Callable
from functools import partial
from types import FrameType

import uvicorn
from fastapi import FastAPI
from typing_extensions import override

from app.config import Settings
from app.domain.errors import BadInput
from app.outlets.fanout.descriptors import raise_limit
from app.outlets.fanout.upgrade import WallSocket

LOCAL = "127.0.0.1"
_BACKLOG = 4096  # a thousand walls come back in the same second when a server restarts


def take_port(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes any free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
    except OSError as error:
        taken.close()
        raise BadInput(f"can’t listen on {host} port {port}: {error.strerror}; choose another with --port") from error
    taken.listen(_BACKLOG)
    return taken


def address_of(taken: socket.socket) -> str:
    """Return the address to open in a browser on this machine."""
    host, port = taken.getsockname()[:2]
    shown = {"0.0.0.0": LOCAL, "::": "localhost"}.get(host, host)  # noqa: S104 - recognised, not bound
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def _leave(number: int, _frame: FrameType | None) -> None:
    """End as an exit does, so that what was opened is closed and what was temporary is removed."""
    sys.exit(128 + number)


class Server(uvicorn.Server):
    """Uvicorn, and a word when it has started."""

    def __init__(self, config: uvicorn.Config, opened: Callable[[], None]) -> None:
        super().__init__(config)
        self._opened = opened

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._opened()


def _settled(opened: Callable[[], None]) -> None:
    """Say that the server has started, once the collector has been told what stays until it ends.

    Lexicons, models and routes are two hundred thousand objects: looking through them took 130 ms, and every wall
    waited.
    """
    gc.freeze()
    opened()


def serve(app: FastAPI, taken: socket.socket, settings: Settings, *, opened: Callable[[], None]) -> bool:
    """Serve until interrupted; return whether it ever started."""
    config = uvicorn.Config(
        app,
        ws=WallSocket,
        log_level="warning",
        access_log=False,
        lifespan="on",
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or LOCAL,
        timeout_graceful_shutdown=2,
        backlog=_BACKLOG,
    )
    server = Server(config, partial(_settled, opened))
    signal.signal(signal.SIGTERM, _leave)  # uvicorn stops first, and then hands the signal on
    raise_limit()
    server.run(sockets=[taken])
    return server.started
