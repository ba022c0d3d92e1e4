"""The one Jinja environment: every page that goes out is rendered here, and nothing is ever marked safe elsewhere."""

from datetime import UTC, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app import assets
from app.domain.network import Network
from app.outlets.faces import initials, own_face, tint
from app.outlets.painting import direction, lit, painted, welcome

_GLYPHS = {
    Network.MASTODON: "n-m",
    Network.BLUESKY: "n-b",
    Network.X: "n-x",
    Network.NOSTR: "n-n",
    Network.FEED: "n-r",
    Network.WEB: "n-o",
}
_NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split()


def render(template: str, **context: Any) -> str:
    """Render a template of web/templates. A name that it uses and nobody passed raises `jinja2.UndefinedError`."""
    return environment().get_template(template).render(context)


@cache
def environment() -> Environment:
    """The environment: everything escaped, everything that is missing is an error."""
    made = Environment(
        loader=FileSystemLoader(assets.web() / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(
        lit=lit,
        painted=painted,
        direction=direction,
        initials=initials,
        tint=tint,
        own_face=own_face,
        glyph=glyph,
        in_words=in_words,
        rfc3339=rfc3339,
        local=local,
    )
    made.globals.update(welcome=welcome, networks=tuple(Network))
    return made


def glyph(network: Network) -> str:
    """Return the id of a network's glyph in parts/sprite.html."""
    return _GLYPHS[network]


def in_words(number: int) -> str:
    """Return a number as letters write it: up to twelve in words, `no` for none."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else f"{number:,}"


def rfc3339(moment: datetime) -> str:
    """Return an aware moment in UTC, as in `2026-05-05T09:15:00Z`; fractions of a second are left out."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local(moment: datetime, zone: ZoneInfo, pattern: str = "%H:%M") -> str:
    """Return an aware moment as the event's clocks show it."""
    return moment.astimezone(zone).strftime(pattern)
