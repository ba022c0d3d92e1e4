"""What the pages of letters, ledger and home say beyond their facts: filters of the one Jinja environment."""

import base64
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from markupsafe import Markup

from app import assets
from app.domain.digest import places
from app.domain.landing import Bar, Landing
from app.domain.ledger import why_not
from app.domain.network import Network
from app.domain.wording import capital, counted, in_words, listed, times
from app.outlets.charts import coverage_bar, entry_pips, landing_chart, ledger_field
from app.outlets.faces import own_face

_PICTURES = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}
_UNITS = ((31_557_600, "year"), (2_629_800, "month"), (86_400, "day"), (3_600, "hour"), (60, "minute"))  # seconds


def age(moment: datetime, now: datetime) -> str:
    """How long ago, as a letter says it: `four days`, `three hours`; never more exact than it matters."""
    seconds = int((now - moment).total_seconds())
    for unit, name in _UNITS:
        if seconds >= unit:
            return counted(seconds // unit, name, f"{name}s")
    return "just now"


def written_in(stylesheets: list[str]) -> Markup:
    """Stylesheets of web/static/css as the content of a `<style>`: a letter in a file has no server to ask."""
    folder = assets.web() / "static" / "css"
    texts = [(folder / f"{name}.css").read_text(encoding="utf-8") for name in stylesheets]
    return Markup("\n".join(texts).replace("</", "<\\/"))  # noqa: S704 - our own files


def carried(path: str | None) -> str | None:
    """A picture of our own host as a data URI, for a letter in a file; None when there is none."""
    own = own_face(path)
    if own is None:
        return None
    file = assets.web() / own.removeprefix("/")
    if not file.is_file():
        return None
    return f"data:{_PICTURES[file.suffix[1:]]};base64,{base64.b64encode(file.read_bytes()).decode()}"


def shown_bars(landing: Landing) -> list[Bar]:
    """The bars in which somebody wrote: a table of empty minutes helps nobody."""
    return [bar for bar in landing.bars if bar.people]


def network_name(network: Network) -> str:
    """A network's name as the first word of a line."""
    return capital(network.label)


FILTERS: Mapping[str, Callable[..., Any]] = {
    "age": age,
    "capital": capital,
    "carried": carried,
    "counted": counted,
    "coverage_bar": coverage_bar,
    "entry_pips": entry_pips,
    "landing_chart": landing_chart,
    "ledger_field": ledger_field,
    "listed": listed,
    "network_name": network_name,
    "places": places,
    "shown_bars": shown_bars,
    "times": times,
    "words": in_words,
    "why_not": why_not,
    "written_in": written_in,
}
