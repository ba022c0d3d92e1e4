"""A small server of the wall's pages and socket that a test can script, for browser tests without the application."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import uvicorn
from fastapi import FastAPI, Request, Response, WebSocket, WebSocketDisconnect
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.base import RequestResponseEndpoint

from app import assets
from app.domain.scene import EVERY_WALL, Show
from app.domain.wall import Card, CardId, OnStage, Snapshot, WallChange
from app.outlets.frames import beat_frame, changes_frame, snapshot_frame
from app.outlets.html import render
from app.outlets.hub import Hub
from tests.support.wall_cards import EVENT, NOW, ON_STAGE
from tests.support.wall_scenes import House, a_house

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

QR = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 37 37"><rect x="-4" y="-4" width="37" height="37" '
    'fill="#fff"/><path d="M0 0h7v7H0zM22 0h7v7h-7zM0 22h7v7H0zM10 10h9v9h-9z"/></svg>'
)


class WallStub:
    """One event. `show` and `gone` are told to every socket at once, as the application does after a commit."""

    def __init__(self, cards: tuple[Card, ...] = ()) -> None:
        self.epoch = "e1"
        self.seq = 7
        self.clock: datetime = NOW
        self.on_stage: tuple[OnStage, ...] = ON_STAGE
        self.late: str | None = None
        self.shows: dict[str, Show] = {EVERY_WALL: Show()}
        self.house: House = a_house()
        self.language = "en"
        self.cards = cards
        self.log: list[WallChange | None] = []  # None: a change of the show
        self.asked: list[dict[str, str]] = []
        self.refusing = False
        self.silent = False  # whether it does not answer what is asked for beside the frames
        self.base = ""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._hub = Hub()

    @property
    def url(self) -> str:
        """The wall's address."""
        return f"{self.base}/wall/{EVENT.slug}"

    @property
    def snapshot(self) -> Snapshot:
        """What may be shown now."""
        return Snapshot(epoch=self.epoch, seq=self.seq, cards=self.cards)

    def show(self, *cards: Card, heard: bool = True) -> None:
        """Put cards up, or edit those with the same id; the frame gets lost on its way when it is not to be heard."""
        ids = {card.id for card in cards}
        self.cards = (*reversed(cards), *(card for card in self.cards if card.id not in ids))
        self._tell([(card.id, card) for card in cards], heard=heard)

    def gone(self, *ids: str) -> None:
        """Take cards away."""
        self.cards = tuple(card for card in self.cards if card.id not in ids)
        self._tell([(CardId(one), None) for one in ids])

    def play(self, show: Show, room: str = EVERY_WALL) -> None:
        """Tell walls to show something, as the remote does: a change without a card."""
        self.shows[room] = replace(show, changed_at=show.changed_at or self.clock)
        before, self.seq = self.seq, self.seq + 1
        self.log.append(None)
        frame = changes_frame(self.epoch, before, [], self.on_stage, self.clock, seq=self.seq, shows=self.shows)
        self.say(frame)

    def beat(self) -> None:
        """Give a sign of life."""
        self.say(beat_frame(self.epoch, self.seq, self.clock, self.on_stage, self.late, shows=self.shows))

    def say(self, frame: str) -> None:
        """Send a frame to every socket."""
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._hub.broadcast, EVENT.slug, frame)

    def drop(self) -> None:
        """Close every socket."""
        assert self._loop is not None
        hub, self._hub = self._hub, Hub()
        self._loop.call_soon_threadsafe(hub.close)

    def restart(self, cards: tuple[Card, ...], epoch: str) -> None:
        """Begin a new epoch, as after a restore, without telling anybody."""
        self.cards, self.epoch, self.seq, self.log = cards, epoch, 1, []

    def _tell(self, changes: list[tuple[CardId, Card | None]], *, heard: bool = True) -> None:
        before = self.seq
        rows = [WallChange(seq=before + n, id=one, card=card) for n, (one, card) in enumerate(changes, 1)]
        self.seq += len(rows)
        self.log += rows
        if heard:
            self.say(changes_frame(self.epoch, before, rows, self.on_stage, self.clock))

    def _greeting(self, epoch: str | None, seq: int) -> str:
        behind = self.seq - seq
        stage, shows = self.on_stage, self.shows
        if epoch != self.epoch or not 0 <= behind <= len(self.log):
            return snapshot_frame(EVENT, self.snapshot, stage, self.clock, self.late, shows=shows)
        if behind:
            missed = [change for change in self.log[-behind:] if change is not None]
            return changes_frame(self.epoch, seq, missed, stage, self.clock, seq=self.seq, shows=shows)
        return beat_frame(self.epoch, self.seq, self.clock, stage, self.late, shows=shows)

    def _serve_scenes(self, app: FastAPI) -> None:
        @app.get(f"/wall/{EVENT.slug}/programme.json")
        async def programme() -> JSONResponse:
            return JSONResponse(self.house.programme_told())

        @app.get(f"/wall/{EVENT.slug}/heard.json")
        async def heard() -> JSONResponse:
            return JSONResponse(self.house.heard_told())

        @app.get(f"/wall/{EVENT.slug}/letters.json")
        async def letters(talk: str) -> JSONResponse:
            return JSONResponse(self.house.letters_told(talk))

        @app.get(f"/wall/{EVENT.slug}/voices.json")
        async def voices(after: int = 0) -> JSONResponse:
            return JSONResponse(self.house.voices_told(after))

        @app.get(f"/wall/{EVENT.slug}/look.css")
        async def look() -> Response:
            return Response("", media_type="text/css")

        @app.get(f"/say/{EVENT.slug}/qr.svg")
        async def code() -> Response:
            return Response(QR, media_type="image/svg+xml")

    def app(self) -> FastAPI:
        """The application that serves it."""
        app = FastAPI(openapi_url=None)
        app.mount("/static", StaticFiles(directory=assets.web() / "static"))

        @app.middleware("http")
        async def strict(request: Request, call_next: RequestResponseEndpoint) -> Response:
            silent = self.silent and request.url.path.endswith(".json")
            response = Response(status_code=503) if silent else await call_next(request)
            response.headers["Content-Security-Policy"] = CSP
            response.headers["Cache-Control"] = "no-store"
            return response

        @app.get(f"/wall/{EVENT.slug}")
        async def page(density: str = "room", theme: str = "dark") -> HTMLResponse:
            return HTMLResponse(
                render(
                    "wall/wall.html",
                    event=EVENT,
                    snapshot=self.snapshot,
                    on_stage=self.on_stage,
                    clock=self.clock,
                    late=self.late,
                    density=density,
                    theme=theme,
                    shows=self.shows,
                )
            )

        @app.get(f"/wall/{EVENT.slug}/text")
        async def mirror(theme: str = "auto") -> HTMLResponse:
            return HTMLResponse(
                render(
                    "wall/text.html",
                    event=EVENT,
                    snapshot=self.snapshot,
                    on_stage=self.on_stage,
                    clock=self.clock,
                    late=self.late,
                    theme=theme,
                    shows=self.shows,
                )
            )

        self._serve_scenes(app)

        @app.websocket(f"/wall/{EVENT.slug}/live")
        async def live(socket: WebSocket, epoch: str | None = None, seq: int = 0) -> None:
            self._loop = asyncio.get_running_loop()
            if self.refusing:
                await socket.close(1013)
                return
            self.asked.append(dict(socket.query_params))
            await socket.accept()
            with self._hub.join(EVENT.slug) as inbox:
                try:
                    await socket.send_text(self._greeting(epoch, seq))
                    async for frame in inbox:
                        await socket.send_text(frame)
                    await socket.close(1013)
                except (WebSocketDisconnect, RuntimeError):
                    return

        return app


@contextmanager
def serving(stub: WallStub) -> Iterator[WallStub]:
    """Serve a stub on a free port until the test is done."""
    server = uvicorn.Server(
        uvicorn.Config(
            stub.app(),
            port=0,
            log_level="critical",  # what it cuts when a test ends is no news
            ws="websockets-sansio",
            lifespan="off",
            timeout_graceful_shutdown=1,
        )
    )
    ready = threading.Event()
    startup = server.startup

    async def startup_and_tell(sockets: list[object] | None = None) -> None:
        stub._loop = asyncio.get_running_loop()
        await startup(sockets)  # type: ignore[arg-type]  # uvicorn wants sockets, we hand on None
        ready.set()

    server.startup = startup_and_tell  # type: ignore[method-assign,assignment]  # the one moment when its port is known
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert ready.wait(60), "the stub did not start"
    stub.base = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield stub
    finally:
        stub.drop()
        server.should_exit = True
        thread.join(20)
