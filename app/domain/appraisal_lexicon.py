"""A lexicon: one language's thanks, praise and congratulation, written by hand because no labelled text is known."""

import re
import unicodedata
from collections.abc import Container, Sequence
from dataclasses import dataclass

from app.domain.appraisal_phrases import MARK, PLAIN, Phrases, common_letters
from app.domain.appraisal_weights import HEADS
from app.domain.errors import BadInput
from app.domain.text import folded

EMOJI = "emoji"
ENGLISH = "en"
GLUED = frozenset({"ar", "he", "hi", "ja", "ko", "zh"})  # words without spaces or with particles: found inside words
STEM = 4  # a form that ends in * stands for every word that begins so; it has at least this many letters
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|[.,;:!?…\n]")
_NEAR = 5  # a negation reaches this many words ahead
_BEFORE = 15  # how much text a "not before" or "not after" pattern gets to see
_FAR = 60  # characters in which the words stand that a negation reaches
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
    """One language's forms and phrases, the small words and letters that tell it, and what turns a form round."""

    language: str
    forms: tuple[Form, ...]
    telling: frozenset[str]
    letters: frozenset[str]
    negations: frozenset[str]
    phrases: Phrases
    negated_before: re.Pattern[str]
    negated_after: re.Pattern[str]

    def turns(self, text: str, start: int, end: int) -> bool:
        """Whether something near turns round what stands at [start, end) of a text in this language's letters."""
        if self.language in GLUED:
            before, after = text[max(0, start - _BEFORE) : start], text[end : end + _BEFORE]
            return bool(self.negated_before.search(before) or self.negated_after.search(after))
        words = WORD.findall(text, max(0, start - _FAR), start)
        return negates(words, len(words), self.negations)


def parse_lexicon(language: str, text: str) -> Lexicon:
    """Read `form<TAB>head<TAB>strength[<TAB>sure]` lines. Raises BadInput.

    `~pattern<TAB>head<TAB>strength` is a phrase: a regular expression from the beginning of a word on, with {lists}
    in it; `~pattern<TAB>plain` is what only looks like praise. Comments may carry `# {name}:` (a list), `# words:` and
    `# not:` (words), `# letters:`, `# not before:` and `# not after:` (patterns, for languages whose words are not set
    apart by spaces).
    """
    forms: list[Form] = []
    lines: list[tuple[str, str, float]] = []
    headers: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        try:
            if line.startswith("#"):
                name, _, value = line[1:].partition(": ")
                headers[name.strip()] = value
            elif line.startswith(MARK):
                lines.append(_phrase(line))
            elif line.strip():
                forms.append(_form(language, line))
        except ValueError as error:
            message = f"{language}.txt: expected form, head and strength between 0 and 1, with tabs between"
            raise BadInput(message, line=number) from error
    lists = {name[1:-1]: value for name, value in headers.items() if name.startswith("{")}
    if language in GLUED:
        lines = [*((re.escape(form.words[0]), form.head, form.strength) for form in forms), *lines]
    try:
        phrases = Phrases(language, lists, lines)
    except (ValueError, KeyError) as error:
        raise BadInput(f"{language}.txt: {error} is no pattern, or names a list that is not there") from error
    return Lexicon(
        language=language,
        forms=tuple(forms),
        telling=frozenset(folded(headers.get("words", "")).split()),
        letters=frozenset(headers.get("letters", "").replace(" ", "")),
        negations=frozenset(folded(headers.get("not", "")).split()),
        phrases=phrases,
        negated_before=_pattern(language, headers.get("not before")),
        negated_after=_pattern(language, headers.get("not after")),
    )


def split(folded_text: str) -> list[str]:
    """Return the words and marks of a folded text in order."""
    return WORD.findall(folded_text)


def negates(words: Sequence[str], place: int, negations: Container[str]) -> bool:
    """Whether a negation stands so near before a place that it reaches it; a mark stops it."""
    for word in reversed(words[max(0, place - _NEAR) : place]):
        if not word[0].isalpha():
            return False
        if word in negations:
            return True
    return False


def _phrase(line: str) -> tuple[str, str, float]:
    pattern, head, *strength = line.removeprefix(MARK).split("\t")
    if head == PLAIN and not strength:
        return pattern, head, 0.0
    value = float(strength[0])
    if not pattern or head not in HEADS or not 0 < value < 1 or len(strength) > 1:
        raise ValueError(line)
    return pattern, head, value


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


def _pattern(language: str, header: str | None) -> re.Pattern[str]:
    return re.compile(common_letters(language, header)) if header else _NEVER
