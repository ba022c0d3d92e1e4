"""Which accounts are the event's own: they thank everybody, and are nobody whom credits could name."""

import re

from app.domain.event import Event
from app.domain.text import folded

_NO_LETTERS = re.compile(r"[\W_]+")
_YEAR = re.compile(r"[0-9]+$")


def is_own(event: Event, *, handle: str, name: str) -> bool:
    """Whether an account is the event's: called as it is (in any year), or with a name and a handle that both fit.

    `handle` is canonical. No network says whose an account is, so a first name alone must not be enough: @ada, called
    Ada Byron, is a person at #ada26, and @ada, called "Ada '26, the conference", is not.
    """
    called, whole = _run_together(name), _run_together(event.name)
    stem = _without_year(whole)
    if called and (called == whole or (called != stem and _without_year(called) == stem)):
        return True
    tags = {_without_year(_run_together(one)) for one in (event.slug, *event.hashtags)}
    local = _without_year(_run_together(re.split("[@.]", handle)[0]))
    return bool(stem) and local in tags and called.startswith(stem)


def _run_together(words: str) -> str:
    return _NO_LETTERS.sub("", folded(words))


def _without_year(words: str) -> str:
    return _YEAR.sub("", words) or words
