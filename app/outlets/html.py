"""The one Jinja environment: every page that goes out is rendered here, and nothing is ever marked safe elsewhere."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app import assets
from app.domain.network import Network
from app.domain.wording import span_in_words
from app.outlets import desk_words, languages
from app.outlets.faces import initials, own_face, tint
from app.outlets.frames import snapshot_frame, stage, voice_initials, web_link
from app.outlets.letters import FILTERS
from app.outlets.painting import direction, lit, painted, welcome
from app.outlets.seats import seated
from app.outlets.times import day, decimal, local, number, rfc3339, row, spelled, weekday

_SHORT_WHILE = 90  # seconds
_GLYPHS = {
    Network.MASTODON: "n-m",
    Network.BLUESKY: "n-b",
    Network.X: "n-x",
    Network.NOSTR: "n-n",
    Network.FEED: "n-r",
    Network.WEB: "n-o",
}


def render(template: str, **context: Any) -> str:
    """Render a template of web/templates, in the language `lang` or else the one that is spoken just now.

    A name that it uses and nobody passed raises `jinja2.UndefinedError`.
    """
    if "lang" in context:
        with languages.speaking(context["lang"]):
            return environment().get_template(template).render(context)
    return environment().get_template(template).render(context, lang=languages.spoken().language)


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
        rfc3339=rfc3339,
        local=local,
        day=languages.as_filter(day),
        weekday=languages.as_filter(weekday),
        number=languages.as_filter(number),
        spelled=languages.as_filter(spelled),
        row=languages.as_filter(row),
        said=languages.as_filter(languages.say),
        any_tag=languages.as_filter(any_tag),
        stage=stage,
        seated=seated,
        text_node=text_node,
        voice_initials=voice_initials,
        web_link=web_link,
        shown_contact=shown_contact,
        span=span_in_words,
        brief=languages.as_filter(brief),
        decimal=languages.as_filter(decimal),
    )
    made.filters.update(FILTERS)
    made.filters.update(desk_words.FILTERS)
    languages.install(made)
    made.globals.update(welcome=welcome, networks=tuple(Network), snapshot_frame=snapshot_frame)
    return made


def glyph(network: Network) -> str:
    """Return the id of a network's glyph in parts/sprite.html."""
    return _GLYPHS[network]


def shown_contact(contact: str) -> str:
    """Return an address to write to as people read it: without mailto: or https://."""
    return contact.removeprefix("mailto:").removeprefix("https://").removeprefix("http://").rstrip("/")


def any_tag(hashtags: Sequence[str]) -> Markup:
    """Return an event's hashtags as a sentence names them: `#one or #other`."""
    return Markup(row([Markup('<b dir="auto">#{}</b>').format(tag) for tag in hashtags], "or"))  # noqa: S704 - escaped


def brief(span: timedelta) -> str:
    """Return how long a short while was: `0.3 s`, `12 s`; `four minutes` when it was no short while."""
    seconds = span.total_seconds()
    if seconds >= _SHORT_WHILE:
        return languages.say(span_in_words(span))
    return f"{decimal(seconds) if seconds < 10 else number(round(seconds))} s"  # noqa: PLR2004 - tenths matter below ten


def text_node(text: str) -> Markup:
    """Escape a long text for an element's content, where quotes need no escaping."""
    return Markup(text.replace("&", "&amp;").replace("<", "&lt;"))  # noqa: S704 - escaped on this very line
