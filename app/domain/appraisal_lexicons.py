"""All lexicons together: which language a text is in, and what its thanks, praise and emoji say."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.domain.appraisal_lexicon import EMOJI, ENGLISH, GLUED, STEM, WORD, Form, Lexicon
from app.domain.appraisal_weights import HEADS

_NEAR = 5  # a negation reaches this many words ahead
_BEFORE = 15  # how much text a "not before" or "not after" pattern gets to see
_CLAPS = 2
_SURELY = 0.7
_TOP = 0.97  # no list is ever surer than this
_HINT = 2  # a network's language tag weighs as much as two small words
_SCRIPTS = (
    ("ko", re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")),
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
)
_LATIN = re.compile(r"[a-zA-Z\u00c0-\u024f]")
_FOREIGN = re.compile(r"[\u0400-\u1fff\u3040-\ud7af]")


class Lexicons:
    """Values are 0..1 for each head; several forms in one text strengthen each other."""

    def __init__(self, lexicons: Mapping[str, Lexicon]) -> None:
        self._lexicons = lexicons
        self._words: dict[str, list[Form]] = {}
        self._stems: dict[str, list[Form]] = {}  # by their first STEM letters
        self._telling: dict[str, list[str]] = {}
        for language, lexicon in lexicons.items():
            for word in lexicon.telling:
                self._telling.setdefault(word, []).append(language)
            if language not in GLUED and language != EMOJI:
                self._index(lexicon.forms)
        self._emoji = {form.words[0]: form for form in lexicons[EMOJI].forms} if EMOJI in lexicons else {}
        self._praising = frozenset(
            char for char, form in self._emoji.items() if form.head == HEADS[0] and form.strength >= _SURELY
        )

    def _index(self, forms: Iterable[Form]) -> None:
        for form in forms:
            if form.is_stem and len(form.words) == 1:
                self._stems.setdefault(form.words[0][:STEM], []).append(form)
            else:
                self._words.setdefault(form.words[0], []).append(form)

    def languages(self, text: str, words: Sequence[str], hint: str | None) -> frozenset[str]:
        """Tell which languages a text (and its folded words) may be in; empty means that nothing tells it.

        The script decides, then small words together with the network's hint.
        """
        hinted = hint.replace("_", "-").partition("-")[0].lower() if hint else ""
        hinted = "no" if hinted in {"nb", "nn"} else "cs" if hinted == "sk" else hinted
        script = None if text.isascii() else _script(text, hinted)
        if script is not None and len(_FOREIGN.findall(text)) * 2 >= len(_LATIN.findall(text)):
            return frozenset({script})
        scores: dict[str, int] = {}
        for word in self._telling.keys() & words:
            for language in self._telling[word]:
                scores[language] = scores.get(language, 0) + 1
        if hinted in self._lexicons and hinted not in GLUED:
            scores[hinted] = scores.get(hinted, 0) + _HINT
        most = max(scores.values(), default=0)
        likely = {language for language, score in scores.items() if score == most}
        if ENGLISH in likely:
            likely = {ENGLISH}  # in doubt the trained models read it
        return frozenset(likely | ({script} if script is not None else set()))

    def heads(self, text: str, words: Sequence[str], languages: frozenset[str]) -> dict[str, float]:
        """Return what the forms of a folded text say. `words` are its words and marks in order (see `split`)."""
        found = {(form.words, form.head): form for form in self._spaced(words, languages)}
        for language in languages & GLUED & self._lexicons.keys():
            found |= {(form.words, form.head): form for form in _glued(text, self._lexicons[language])}
        return _joined(found.values()) if found else {}

    def emoji(self, text: str) -> dict[str, float]:
        """Return what a text's emoji say; each counts once."""
        if text.isascii():
            return {}
        said = dict.fromkeys(char for char in text if char in self._emoji)
        return _joined(self._emoji[char] for char in said) if said else {}

    def cheers(self, text: str) -> bool:
        """Whether a text claps: two or more emoji in it that surely praise."""
        return sum(char in self._praising for char in text) >= _CLAPS

    def _spaced(self, words: Sequence[str], languages: frozenset[str]) -> Iterator[Form]:
        known, stems = self._words, self._stems
        for place, word in enumerate(words):
            if word not in known and word[:STEM] not in stems:
                continue
            for form in (*known.get(word, ()), *stems.get(word[:STEM], ())):
                fits = not form.sure or form.language in languages
                if (
                    fits
                    and _stands(form, words, place)
                    and not self._negated(words, place, {form.language, *languages})
                ):
                    yield form

    def _negated(self, words: Sequence[str], place: int, languages: Iterable[str]) -> bool:
        negations = frozenset[str]().union(
            *(self._lexicons[one].negations for one in languages if one in self._lexicons)
        )
        for word in reversed(words[max(0, place - _NEAR) : place]):
            if not word[0].isalpha():
                return False
            if word in negations:
                return True
        return False


def split(folded_text: str) -> list[str]:
    """Return the words and marks of a folded text in order."""
    return WORD.findall(folded_text)


def _script(text: str, hinted: str) -> str | None:
    for language, script in _SCRIPTS:
        if script.search(text):
            return "ja" if language == "zh" and hinted == "ja" else language
    return None


def _stands(form: Form, words: Sequence[str], place: int) -> bool:
    said = tuple(words[place : place + len(form.words)])
    if form.is_stem:
        return said[:-1] == form.words[:-1] and len(said) == len(form.words) and said[-1].startswith(form.words[-1])
    return said == form.words


def _glued(text: str, lexicon: Lexicon) -> Iterator[Form]:
    for form in lexicon.forms:
        start = text.find(form.words[0])
        if start < 0:
            continue
        end = start + len(form.words[0])
        before, after = text[max(0, start - _BEFORE) : start], text[end : end + _BEFORE]
        if not lexicon.negated_before.search(before) and not lexicon.negated_after.search(after):
            yield form


def _joined(forms: Iterable[Form]) -> dict[str, float]:
    doubt = dict.fromkeys(HEADS, 1.0)
    for form in forms:
        doubt[form.head] *= 1 - form.strength
    return {head: min(_TOP, 1 - left) for head, left in doubt.items()}


def is_english(languages: frozenset[str]) -> bool:
    """Whether the models, which know English only, may be believed."""
    return not languages or ENGLISH in languages
