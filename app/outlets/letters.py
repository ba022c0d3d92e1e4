"""What the pages of letters, ledger and home say beyond their facts: filters of the one Jinja environment."""

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup

from app import assets
from app.domain.digest import places
from app.domain.landing import Bar, Landing
from app.domain.ledger import why_not
from app.domain.network import Network
from app.domain.phrase import phrase, phrase_in
from app.domain.wording import capital, lasting, times
from app.outlets.charts import coverage_bar, entry_pips, landing_chart, ledger_field
from app.outlets.faces import own_face
from app.outlets.languages import as_filter, locale, say
from app.outlets.times import row

_ALONE = {  # beside other words a label takes their form: "on the thanks page"
    Network.FEED: phrase_in("a network by itself", "a feed"),
    Network.WEB: phrase_in("a network by itself", "the thanks page"),
}
_PICTURES = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}
_UNITS = ((31_557_600, "year"), (2_629_800, "month"), (86_400, "day"), (3_600, "hour"), (60, "minute"))  # seconds


def age(moment: datetime, now: datetime) -> str:
    """How long ago, as a letter says it: `four days`, `three hours`; never more exact than it matters."""
    seconds = int((now - moment).total_seconds())
    for unit, name in _UNITS:
        if seconds >= unit:
            return say(lasting(seconds // unit, name))
    return say(phrase("just now"))


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
    """A network's name by itself, or in a row of names."""
    return say(_ALONE.get(network, network.label))


def cites(titles: Iterable[str]) -> list[Markup]:
    """Titles as a sentence names them, each a work of somebody."""
    return [Markup("<cite>{}</cite>").format(title) for title in titles]


def tags_row(hashtags: Sequence[str]) -> str:
    """Hashtags in a row: `#one and #other`."""
    return row([f"#{tag}" for tag in hashtags])


def language_name(code: str) -> str:
    """What a language (BCP 47) is called in the one that is spoken now."""
    return str(locale().languages.get(code, code))


FILTERS: Mapping[str, Callable[..., Any]] = {
    "age": as_filter(age),
    "capital": capital,
    "carried": carried,
    "cites": cites,
    "coverage_bar": coverage_bar,
    "entry_pips": as_filter(entry_pips),
    "landing_chart": as_filter(landing_chart),
    "ledger_field": as_filter(ledger_field),
    "language_name": as_filter(language_name),
    "network_name": as_filter(network_name),
    "places": places,
    "shown_bars": shown_bars,
    "tags_row": as_filter(tags_row),
    "times": times,
    "why_not": why_not,
    "written_in": written_in,
}
