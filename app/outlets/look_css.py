"""An event's look as a stylesheet: every value in it was checked before, for a strict policy allows no other place."""

import re

from app.domain.look import ENOUGH, PAGE, VEIL, Lettering, Look, contrast

_LIGHT_PAGE = "#F5F5FA"  # --page of the light theme, see web/static/css/tokens.css
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_OUR_PATH = re.compile(r"/wall/[a-z0-9-]+/look/[0-9a-f]{32}\.webp")


def look_css(look: Look) -> str:
    """Return the rules of a look; what does not fit is left out, and a look of nothing is a comment."""
    rules = [*_colours(look), *_letters(look), *_background(look)]
    return "\n".join(["/* how this event looks; set at /events/…/look */", *rules, ""])


def _colours(look: Look) -> list[str]:
    if look.colour is None or not _COLOUR.fullmatch(look.colour):
        return []
    rules = []
    for theme, page in (("dark", PAGE), ("light", _LIGHT_PAGE)):
        if (
            contrast(look.colour, page) >= ENOUGH
        ):  # a colour for the dark is seldom one for paper: then the house's stays
            on_it = "var(--ink-950)" if theme == "dark" else "#FFFFFF"
            rules.append(
                f':root[data-theme="{theme}"] {{ --warm: {look.colour}; --warm-mark: {look.colour}; '
                f"--on-warm: {on_it}; }}"
            )
    return rules


def _letters(look: Look) -> list[str]:
    if look.lettering is Lettering.SERIF:
        return []
    return [":root { --font-voice: var(--font-house); --adjust-voice: var(--adjust-house); }"]


def _background(look: Look) -> list[str]:
    if look.background is None or not _OUR_PATH.fullmatch(look.background):
        return []
    veil = f"color-mix(in srgb, var(--page) {100 * (1 - VEIL):.0f}%, transparent)"
    rule = f"background: linear-gradient({veil}, {veil}), url({look.background}) center / cover no-repeat;"
    return [f'@media (prefers-contrast: no-preference) {{ [data-theme="dark"] body.wall {{ {rule} }} }}']
