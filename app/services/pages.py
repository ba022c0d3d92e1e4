"""Pages: the one place where a handler's facts become HTML."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import HTMLResponse

from app.domain.phrase import Phrase, phrase
from app.outlets.html import render
from app.outlets.languages import say, speaking, spoken

__all__ = ["Pages", "said", "speaking"]


class Pages:
    """Renders templates of web/templates."""

    def page(
        self, template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **context: Any
    ) -> HTMLResponse:
        """Return a page; a name that the template uses and nobody passed is an error, not an empty spot.

        It speaks `lang` where that is passed (an event's own language), else what its reader chose or reads.
        """
        own = {"Content-Language": context.get("lang") or spoken().language}
        if "lang" not in context:
            own["Vary"] = "Accept-Language, Cookie"
        return HTMLResponse(render(template, **context), status_code=status, headers={**own, **(headers or {})})

    def error(self, *, status: int, heading: str, detail: str, headers: Mapping[str, str]) -> HTMLResponse:
        """Return the page that says what went wrong and what to do next."""
        next_url, next_label = (None, None) if status == HTTPStatus.SERVICE_UNAVAILABLE else ("/", phrase("Start over"))
        return self.page(
            "error.html",
            status=status,
            headers=headers,
            title=heading,
            detail=detail,
            next_url=next_url,
            next_label=next_label,
        )


def said(words: str) -> str:
    """Return words in the reader's language, where they are a phrase: for answers that are no pages."""
    return say(words) if isinstance(words, Phrase) else words
