"""All lexicons together: which language a text is in, and what its thanks, praise and emoji say."""

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from app.domain.appraisal_hearing import Hearing, is_english, joined
from app.domain.appraisal_lexicon import EMOJI, ENGLISH, Lexicon
from app.domain.appraisal_weights import HEADS

_APPRECIATION, _CRITICISM = HEADS[0], HEADS[2]
_CLAPS = 2
_SURELY = 0.7
_WARM = 0.6
_BESIDE = 0.6  # how much of an emoji's praise is added to words that praise already
_HARD, _BUT = 0.65, 0.55  # what is left of praise beside a hard word
_ALONE = 12  # what a word weighs that only one language has; what several have weighs as much less
_HINT = 18  # what a network's language tag weighs
_SAID_BY_NOBODY = 5
_NEARLY = (4, 5)  # a language with four fifths of the likeliest one's weight is likely too
_SAME = {"nb": "no", "nn": "no", "sk": "cs", "va": "ca"}
# Hardly ever written in Latin letters; Arabic and Hindi often are.
_OWN_SCRIPT = frozenset({"el", "he", "ja", "ko", "ru", "uk", "zh"})
_ANYBODYS = frozenset({"", ENGLISH})  # hints that shut out no language
_ENGLISH_ALONE = frozenset({ENGLISH})
_MIXTURES = 64  # so many sets of languages have their forms kept together
_SCRIPTS = (
    ("ko", re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")),
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")),
)
_CYRILLIC = frozenset({"ru", "uk"})
_FORMULA = 2  # so few Greek letters are a formula's, and no word
_ANY_SCRIPT = re.compile(f"[{''.join(script.pattern[1:-1] for _, script in _SCRIPTS)}]")
_BEYOND_LATIN = re.compile(r"[^\x00-\u036f]+")
_LATIN = re.compile(r"[a-zA-Z\u00c0-\u024f]")
_FOREIGN = re.compile(r"[\u0370-\u1dff\u1f00-\u1fff\u3040-\ud7af]")


class Lexicons:
    """Values are 0..1 for each head; several forms in one text strengthen each other."""

    def __init__(self, lexicons: Mapping[str, Lexicon]) -> None:
        self._lexicons = lexicons
        self._hearings: dict[frozenset[str], Hearing] = {}
        telling: dict[str, list[str]] = {}
        letters: dict[str, list[str]] = {}
        for language, lexicon in lexicons.items():
            for word in lexicon.telling:
                telling.setdefault(word, []).append(language)
            for letter in lexicon.letters:
                letters.setdefault(letter, []).append(language)
        self._telling = {word: _weighing(among) for word, among in telling.items()}
        self._leaning = {word: _leaning(among) for word, among in telling.items()}
        self._letters = {letter: _weighing(among) for letter, among in letters.items()}
        self._emoji = {form.words[0]: form for form in lexicons[EMOJI].forms} if EMOJI in lexicons else {}
        self._praising = frozenset(
            char for char, form in self._emoji.items() if form.head == HEADS[0] and form.strength >= _SURELY
        )
        self._warm = frozenset(
            char for char, form in self._emoji.items() if form.head == HEADS[0] and form.strength >= _WARM
        )
        self._upset = frozenset(
            char for char, form in self._emoji.items() if form.head == _CRITICISM and form.strength >= _WARM
        )

    def languages(self, text: str, words: AbstractSet[str], hint: str | None) -> frozenset[str]:
        """Tell which languages a text (and its folded words, each once) may be in; empty means that nothing tells it.

        The script decides, then small words and letters together with the network's hint.
        """
        hinted = _hinted(hint) if hint else ""
        if text.isascii():
            if hinted in _ANYBODYS and sum(filter(None, map(self._leaning.get, words))) > 0:
                return _ENGLISH_ALONE  # for then no other language can weigh more
            script = None
        else:
            script = _script(text, hinted)
            if script is not None and len(_FOREIGN.findall(text)) * 2 >= len(_LATIN.findall(text)):
                return self._cyrillic(text, words, hinted) if script in _CYRILLIC else frozenset({script})
        scores = self._scores(text, self._telling.keys() & words)
        if hinted in self._lexicons and hinted not in _OWN_SCRIPT:
            # Many networks say "en" of whatever nobody set: beside words of another language it counts for little.
            scores[hinted] = scores.get(hinted, 0) + (_SAID_BY_NOBODY if hinted == ENGLISH else _HINT)
        most = max(scores.values(), default=0)
        if ENGLISH in scores and scores[ENGLISH] == most:
            # In doubt the trained models read it; but a tag alone tells too little to shut out other languages' praise.
            likely = {ENGLISH} if most > _SAID_BY_NOBODY or hinted != ENGLISH else set()
        else:
            likely = {language for language, score in scores.items() if score * _NEARLY[1] >= most * _NEARLY[0]}
            likely.discard(ENGLISH)
        return frozenset(likely | ({script} if script is not None else set()))

    def _cyrillic(self, text: str, words: AbstractSet[str], hinted: str) -> frozenset[str]:
        """Tell Ukrainian from Russian, which reads every other language in Cyrillic letters; a doubt is for both."""
        scores = dict.fromkeys(_CYRILLIC, 0) | self._scores(text, self._telling.keys() & words)
        if hinted in _CYRILLIC:
            scores[hinted] += _HINT
        most = max(scores[one] for one in _CYRILLIC)
        return frozenset(one for one in _CYRILLIC & self._lexicons.keys() if scores[one] == most) or frozenset({"ru"})

    def _scores(self, text: str, telling: Iterable[str]) -> dict[str, int]:
        """Return what the words and letters of a text weigh for each language."""
        told = [self._telling[word] for word in telling]
        if not text.isascii():
            told += [self._letters[letter] for letter in self._letters.keys() & set(text.lower())]
        scores: dict[str, int] = {}
        for among in told:
            for language, weight in among:
                scores[language] = scores.get(language, 0) + weight
        return scores

    def heads(self, text: str, words: Sequence[str], languages: frozenset[str]) -> dict[str, float]:
        """Return what the forms of a folded text say. `words` are its words and marks in order (see `split`)."""
        hearing = self._hearings.get(languages)
        if hearing is None:
            if len(self._hearings) >= _MIXTURES:
                self._hearings.clear()
            hearing = self._hearings[languages] = Hearing(languages, self._lexicons)
        said = hearing.heads(text, words)
        return said if is_english(languages) else self._coloured(said, text)

    def _coloured(self, said: dict[str, float], text: str) -> dict[str, float]:
        """Let emoji and hard words beside praise strengthen or weaken it, where no model does so."""
        praise = said.get(_APPRECIATION, 0.0)
        if not text.isascii():
            emoji = set(text) & self._emoji.keys()
            warm = max((self._emoji[one].strength for one in emoji & self._warm), default=0.0)
            if emoji & self._upset and not warm:
                return {head: value for head, value in said.items() if head != _APPRECIATION}
            if warm and praise:
                praise = 1 - (1 - praise) * (1 - warm * _BESIDE)
        if said.get(_CRITICISM, 0.0) >= _HARD:
            praise *= _BUT
        return {**said, _APPRECIATION: praise} if praise else said

    def emoji(self, text: str) -> dict[str, float]:
        """Return what a text's emoji say; each counts once."""
        if text.isascii():
            return {}
        said = dict.fromkeys(filter(self._emoji.__contains__, text))
        return joined((self._emoji[char].head, self._emoji[char].strength) for char in said) if said else {}

    def cheers(self, text: str) -> bool:
        """Whether a text claps: two or more emoji in it that surely praise."""
        return sum(char in self._praising for char in text) >= _CLAPS


@lru_cache(256)
def _hinted(hint: str) -> str:
    language = hint.replace("_", "-").partition("-")[0].lower()
    return _SAME.get(language, language)


def _script(text: str, hinted: str) -> str | None:
    if not _ANY_SCRIPT.search(text):
        return None
    beyond = "".join(_BEYOND_LATIN.findall(text))
    for language, script in _SCRIPTS:
        if script.search(beyond):
            if language == "el" and len(script.findall(beyond)) <= _FORMULA:
                return None
            return "ja" if language == "zh" and hinted == "ja" else language
    return None


def _weighing(languages: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """What a word or letter weighs for each language that has it."""
    return tuple((language, _ALONE // len(languages)) for language in languages)


def _leaning(languages: Sequence[str]) -> int:
    """How far a word takes English before every other language; what both have takes neither further."""
    if ENGLISH in languages:
        return _ALONE if len(languages) == 1 else 0
    return -(_ALONE // len(languages))
