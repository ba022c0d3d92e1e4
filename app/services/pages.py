"""Pages: the one place where a handler's facts become HTML."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import HTMLResponse

from app.outlets.html import render


class Pages:
    """Renders templates of web/templates."""

    def page(
        self, template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **context: Any
    ) -> HTMLResponse:
        """Return a page; a name that the template uses and nobody passed is an error, not an empty spot."""
        return HTMLResponse(render(template, **context), status_code=status, headers=dict(headers or {}))

    def error(self, *, status: int, heading: str, detail: str, headers: Mapping[str, str]) -> HTMLResponse:
        """Return the page that says what went wrong and what to do next."""
        next_url, next_label = (None, None) if status == HTTPStatus.SERVICE_UNAVAILABLE else ("/", "Start over")
        return self.page(
            "error.html",
            status=status,
            headers=headers,
            title=heading,
            detail=detail,
            next_url=next_url,
            next_label=next_label,
        )
