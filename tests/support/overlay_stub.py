"""The stub of the wall, with the overlay beside it."""

from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.responses import HTMLResponse
from typing_extensions import override

from app.outlets.html import render
from app.routes.overlay import Asked, asked_for
from tests.support.wall_cards import EVENT
from tests.support.wall_stub import WallStub


class OverlayStub(WallStub):
    """One event, whose overlay asks this server alone."""

    def overlay(self, query: str = "") -> str:
        """The overlay's address."""
        return f"{self.base}/overlay/{EVENT.slug}{query}"

    @override
    def app(self) -> FastAPI:
        app = super().app()

        @app.get(f"/overlay/{EVENT.slug}")
        async def overlay(asked: Annotated[Asked, Depends(asked_for)]) -> HTMLResponse:
            return HTMLResponse(
                render(
                    "overlay/overlay.html",
                    event=EVENT,
                    snapshot=self.snapshot,
                    on_stage=self.on_stage,
                    clock=self.clock,
                    late=self.late,
                    shows=self.shows,
                    asked=asked,
                    theme=asked.theme.value,
                )
            )

        return app
