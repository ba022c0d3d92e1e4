"""How somebody's words are painted: lit where they name a speaker, in their own direction, harmless to the layout."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from markupsafe import Markup, escape

from app.domain.entities import Span
from app.domain.wall import Card

_MARKS_PER_BASE = 4
_OVERRIDES = {0x202D: None, 0x202E: None}  # they would show other words than the ones that were read and judged
_CONTROLS = dict.fromkeys([*range(9), *range(11, 32), 127])  # tab and line feed stay
_BLANK_LINES = re.compile(r"(?:(?<![^\S\n])[^\S\n]++)?\n\s*\n")  # looks at a run of spaces once, not from each of them
_LATIN_ADDRESS = re.compile(r"([@#][A-Za-z0-9_][A-Za-z0-9_.@-]*|https?://[!-~]+)")
_ADDRESSED = re.compile(r"(?:[@#＃]|https?:)\S+")
_RTL = frozenset({"ar", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi"})

_WELCOMES = {
    "ar": "أول مشاركة، أهلًا بك",
    "cs": "první příspěvek tady, vítejte",
    "da": "første indlæg her, velkommen",
    "de": "erster Beitrag hier, willkommen",
    "en": "first post here, welcome",
    "es": "primer mensaje aquí, te damos la bienvenida",
    "fi": "ensimmäinen viesti täällä, tervetuloa",
    "fr": "premier message ici, bienvenue",
    "it": "primo messaggio qui, ti diamo il benvenuto",
    "ja": "初めての投稿です、ようこそ",
    "ko": "첫 글이에요, 환영합니다",
    "nl": "eerste bericht hier, welkom",
    "no": "første innlegg her, velkommen",
    "pl": "pierwszy wpis tutaj, witamy",
    "pt": "primeira mensagem aqui, boas-vindas",
    "sv": "första inlägget här, välkommen",
    "tr": "buradaki ilk paylaşım, hoş geldin",
    "uk": "перший допис тут, вітаємо",
    "zh": "第一次发言，欢迎",
}
_SAME_WELCOME = {"nb": "no", "nn": "no"}


class Welcome(NamedTuple):
    """The greeting beside a first post, and the language it is in."""

    text: str
    language: str


def lit(said: Card | str, spans: Iterable[Span | None] = ()) -> Markup:
    """Return a text as HTML, its spans in `<mark>`; of a card, blank lines are closed up, for a wall has few lines."""
    if isinstance(said, Card):
        rtl = direction(said.text, said.language) == "rtl"
        pieces = ((_BLANK_LINES.sub("\n", piece), is_lit) for piece, is_lit in _pieces(said.text, said.lit))
    else:
        rtl = direction(said, None) == "rtl"
        pieces = ((piece, is_lit) for piece, is_lit in _pieces(said, spans))
    return Markup().join(
        Markup("<mark>{}</mark>").format(_isolated(piece, rtl=rtl)) if is_lit else _isolated(piece, rtl=rtl)
        for piece, is_lit in pieces
    )


def _isolated(piece: str, *, rtl: bool) -> Markup:
    """Escape; in right-to-left text, Latin handles, hashtags and links stand apart, or their marks change sides."""
    if not rtl:
        return escape(painted(piece))
    parts = _LATIN_ADDRESS.split(painted(piece))
    return Markup().join(Markup("<bdi>{}</bdi>").format(part) if at % 2 else part for at, part in enumerate(parts))


def _pieces(text: str, spans: Iterable[Span | None]) -> Iterator[tuple[str, bool]]:
    at = 0
    for start, end in sorted(span for span in spans if span is not None):
        if at <= start < end <= len(text):
            yield text[at:start], False
            yield text[start:end], True
            at = end
    yield text[at:], False


def painted(text: str) -> str:
    """Return a text without what only disturbs: controls, direction overrides, more than four marks on one letter."""
    if text.isascii():
        return text.translate(_CONTROLS)
    kept: list[str] = []
    marks = 0
    for letter in text.translate(_CONTROLS | _OVERRIDES):
        marks = marks + 1 if unicodedata.category(letter).startswith("M") else 0
        if marks <= _MARKS_PER_BASE:
            kept.append(letter)
    return "".join(kept)


def direction(text: str, language: str | None) -> str:
    """Return `rtl` or `ltr`: by the first letter that has a direction, handles and links left out, else by language."""
    for letter in _ADDRESSED.sub("", text):
        strength = unicodedata.bidirectional(letter)
        if strength == "L":
            return "ltr"
        if strength in {"R", "AL"}:
            return "rtl"
    return "rtl" if _base(language) in _RTL else "ltr"


def welcome(language: str | None) -> Welcome:
    """Return the greeting for a first post, in its language where we have it, else in English."""
    base = _base(language)
    base = _SAME_WELCOME.get(base, base)
    return Welcome(_WELCOMES[base], base) if base in _WELCOMES else Welcome(_WELCOMES["en"], "en")


def _base(language: str | None) -> str:
    return (language or "").lower().replace("_", "-").split("-")[0]
