"""An event's look: its own colour and pictures within what can be read, and the arithmetic of who can read it.

Ratios are those of WCAG 2.x (relative luminance). Sizes are in u, 1/1920 of a screen's width; design.md says why.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.errors import BadInput
from app.domain.phrase import phrase

PAGE = "#131033"  # --page of web/static/css/tokens.css, dark
TEXTS = {"text": "#FFF7E6", "second text": "#D6D3EE"}  # what stands on it beside the event's colour
ENOUGH = 7.0  # to one
VEIL = 0.14  # how much of a background picture shines through the page
_LIGHTEST = "#FFFFFF"
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_LINEAR_BELOW = 0.04045
_QUOTE = 13.6  # u for each time that the farthest reader is a screen's width away: x-height of 12 minutes of arc
_ROOM_FROM = 2.65
_SHIPPED = {"room": 68.0, "foyer": 36.0}  # --wall-quote and --wall-foyer-quote
_MOST_SPONSORS = 40
_LONGEST_NAME = 60
_LONGEST_LINE = 120


class Lettering(StrEnum):
    """In which of the house's two hands people's words are set."""

    SERIF = "serif"
    SANS = "sans"


class Language(StrEnum):
    """The languages in which a wall can speak for the house."""

    ENGLISH = "en"
    GERMAN = "de"
    SPANISH = "es"
    FRENCH = "fr"

    @property
    def label(self) -> str:
        """The language in itself."""
        return {"en": "English", "de": "Deutsch", "es": "Español", "fr": "Français"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Who reads a wall: the screen's width and how far away the last reader is, in metres."""

    screen: float
    farthest: float

    def __post_init__(self) -> None:
        """Refuse what is no room."""
        if not (0.3 <= self.screen <= 60 and 0.5 <= self.farthest <= 200):  # noqa: PLR2004 - metres
            raise BadInput(phrase("a screen is 0.3 to 60 metres wide, and its last reader 0.5 to 200 metres away"))

    @property
    def needed(self) -> float:
        """How large a quote must be to be read with ease from the last row, in u."""
        return _QUOTE * self.farthest / self.screen

    @property
    def density(self) -> str:
        """Which of the two layouts fits: a room's, or a foyer's for people who stand before it."""
        return "foyer" if self.farthest / self.screen <= _ROOM_FROM else "room"

    @property
    def shipped(self) -> float:
        """How large that layout sets a quote, in u."""
        return _SHIPPED[self.density]

    @property
    def reads_to(self) -> float:
        """From how far away that size is read with ease, in metres."""
        return self.shipped * self.screen / _QUOTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How an event looks. `colour` takes the place of the house's warm light; `logo` and `background` are paths."""

    colour: str | None = None
    lettering: Lettering = Lettering.SERIF
    language: Language = Language.ENGLISH
    sight: Sight | None = None
    logo: str | None = None
    background: str | None = None
    changed_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse a colour that could not be read from the last row, and say by how much."""
        if self.colour is None:
            return
        if not _HEX.fullmatch(self.colour):
            raise BadInput(
                phrase("{typed} is no colour; write it as #RRGGBB, such as #FFC861", typed=repr(self.colour))
            )
        ratio = contrast(self.colour, PAGE)
        if ratio < ENOUGH:
            raise BadInput(
                phrase(
                    "{colour} has {ratio} to 1 on the house's dark; words in it need 7 to 1. "
                    "A lighter one of the same hue that has it is {lighter}",
                    colour=self.colour,
                    ratio=round(ratio, 1),
                    lighter=lightened(self.colour),
                )
            )
        if self.background is not None and (least := veiled_ratio(self.colour)) < ENOUGH:
            raise BadInput(
                phrase(
                    "{colour} has {ratio} to 1 where the background is white; words in it need 7 to 1. "
                    "Take a lighter colour, or no background",
                    colour=self.colour,
                    ratio=round(least, 1),
                )
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sponsor:
    """Who makes the event possible: a name, a line of their own, and a logo (a path) or none."""

    name: str
    line: str = ""
    logo: str | None = None

    def __post_init__(self) -> None:
        """Refuse what no card could hold."""
        if not self.name.strip():
            raise BadInput(phrase("a sponsor needs a name"))
        if len(self.name) > _LONGEST_NAME or len(self.line) > _LONGEST_LINE:
            raise BadInput(
                phrase(
                    "a sponsor's card holds a name of {name} characters and a line of {line}",
                    name=_LONGEST_NAME,
                    line=_LONGEST_LINE,
                )
            )


def checked_sponsors(sponsors: Sequence[Sponsor]) -> tuple[Sponsor, ...]:
    """Return sponsors in their order; BadInput when two have one name, or when there are too many."""
    names = [sponsor.name.strip().casefold() for sponsor in sponsors]
    for name in names:
        if names.count(name) > 1:
            raise BadInput(phrase("two sponsors are called {name}; give each a name of its own", name=repr(name)))
    if len(sponsors) > _MOST_SPONSORS:
        raise BadInput(phrase("there is room for {n} sponsors", n=_MOST_SPONSORS))
    return tuple(sponsors)


def contrast(one: str, other: str) -> float:
    """Return the ratio of two colours (#RRGGBB), 1 to 21."""
    lighter, darker = sorted((_luminance(_parts(one)), _luminance(_parts(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def lightened(colour: str) -> str:
    """Return the nearest lighter mixture of a colour with white that has enough contrast on the page."""
    for step in range(101):
        mixed = mix(_LIGHTEST, colour, step / 100)
        if contrast(mixed, PAGE) >= ENOUGH:
            return mixed
    return _LIGHTEST


def mix(over: str, under: str, share: float) -> str:
    """Return a colour laid over another with an opacity of 0..1."""
    parts = (round(a * share + b * (1 - share)) for a, b in zip(_parts(over), _parts(under), strict=True))
    return "#" + "".join(f"{part:02X}" for part in parts)


def veiled_ratio(colour: str) -> float:
    """Return the least ratio that a colour can have over a background picture: where that is white."""
    return contrast(colour, mix(_LIGHTEST, PAGE, VEIL))


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(parts: tuple[int, int, int]) -> float:
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= _LINEAR_BELOW else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
