"""A lexicon: one language's thanks, praise and congratulation, written by hand because no labelled text is known."""

import re
import unicodedata
from dataclasses import dataclass

from app.domain.appraisal_weights import HEADS
from app.domain.errors import BadInput
from app.domain.text import folded

EMOJI = "emoji"
ENGLISH = "en"
GLUED = frozenset({"ar", "hi", "ja", "ko", "zh"})  # words without spaces or with particles: found inside words
STEM = 4  # a form that ends in * stands for every word that begins so; it has at least this many letters
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|[.,;:!?…\n]")
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Form:
    """One entry: folded words (the last may be a stem), what it says and how surely.

    A `sure` form means something else in another language and needs to know its own.
    """

    language: str
    words: tuple[str, ...]
    is_stem: bool
    head: str
    strength: float
    sure: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's forms, the small words that tell the language, and what turns a form round."""

    language: str
    forms: tuple[Form, ...]
    telling: frozenset[str]
    negations: frozenset[str]
    negated_before: re.Pattern[str]
    negated_after: re.Pattern[str]


def parse_lexicon(language: str, text: str) -> Lexicon:
    """Read `form<TAB>head<TAB>strength[<TAB>sure]` lines. Raises BadInput.

    Comments may carry `# words:` and `# not:` (words), `# not before:` and `# not after:` (patterns, for languages
    whose words are not set apart by spaces).
    """
    forms: list[Form] = []
    headers: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#"):
            name, _, value = line[1:].partition(": ")
            headers[name.strip()] = value
        elif line.strip():
            try:
                forms.append(_form(language, line))
            except ValueError as error:
                message = f"{language}.txt: expected form, head and strength between 0 and 1, with tabs between"
                raise BadInput(message, line=number) from error
    return Lexicon(
        language=language,
        forms=tuple(forms),
        telling=frozenset(folded(headers.get("words", "")).split()),
        negations=frozenset(folded(headers.get("not", "")).split()),
        negated_before=_pattern(headers.get("not before")),
        negated_after=_pattern(headers.get("not after")),
    )


def bare_emoji(text: str) -> str:
    """Return emoji without skin tones, variation selectors and joiners."""
    return "".join(char for char in text if unicodedata.category(char) not in {"Mn", "Cf", "Sk"})


def _form(language: str, line: str) -> Form:
    written, head, strength, *rest = line.split("\t")
    is_stem = written.endswith("*")
    words = _words(language, written.removesuffix("*"))
    value = float(strength)
    if not words or head not in HEADS or not 0 < value < 1 or rest not in ([], ["sure"]):
        raise ValueError(line)
    if is_stem and len(words) == 1 and len(words[0]) < STEM:
        raise ValueError(line)
    return Form(language, words, is_stem, head, value, bool(rest))


def _words(language: str, written: str) -> tuple[str, ...]:
    if language == EMOJI:
        return (bare_emoji(written),)
    if language in GLUED:
        return (folded(written),)
    return tuple(word for word in WORD.findall(folded(written)) if word[0].isalpha())


def _pattern(header: str | None) -> re.Pattern[str]:
    return re.compile(header) if header else _NEVER
