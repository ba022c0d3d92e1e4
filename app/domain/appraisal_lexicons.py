"""All lexicons together: which language a text is in, and what its thanks, praise and emoji say."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from app.domain.appraisal_lexicon import EMOJI, ENGLISH, GLUED, STEM, WORD, Form, Lexicon, negates
from app.domain.appraisal_phrases import common_letters, unstretched
from app.domain.appraisal_weights import HEADS

_Key = tuple[str | tuple[str, ...], str]
_Said = tuple[str, float]
_Forms = dict[str, list[Form]]

_APPRECIATION, _CRITICISM = HEADS[0], HEADS[2]
_CLAPS = 2
_SURELY = 0.7
_WARM = 0.6
_BESIDE = 0.6  # how much of an emoji's praise is added to words that praise already
_THANKS = 0.9  # a question thanks for what it will get, and hardly ever praises
_HARD, _BUT = 0.65, 0.55  # what is left of praise beside a hard word
_TOP = 0.97  # no list is ever surer than this
_ALONE = 12  # what a word weighs that only one language has; what several have weighs as much less
_HINT = 18  # what a network's language tag weighs
_SAID_BY_NOBODY = 5
_NEARLY = (4, 5)  # a language with four fifths of the likeliest one's weight is likely too
_SAME = {"nb": "no", "nn": "no", "sk": "cs", "va": "ca"}
_OWN_SCRIPT = frozenset({"ja", "ko", "ru", "zh"})  # never written in Latin letters; Arabic and Hindi often are
_KIN = (frozenset({"da", "no", "sv"}), frozenset({"ca", "es", "it", "pt"}))  # taken for one another in few words
_ANYBODYS = frozenset({"", ENGLISH})  # hints that shut out no language
_ENGLISH_ALONE = frozenset({ENGLISH})
_MIXTURES = 64  # so many sets of languages have their forms kept together
_END = re.compile(r"[.!?…\n。]")
_ENDS = frozenset(".!?…\n")
_NODS = 2
_NOD = re.compile(r",\s*[a-z'\u0400-\u04ff]+\s*$")
_SCRIPTS = (
    ("ko", re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")),
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
)
_BEYOND_LATIN = re.compile(r"[^\x00-\u03ff]+")
_LATIN = re.compile(r"[a-zA-Z\u00c0-\u024f]")
_FOREIGN = re.compile(r"[\u0400-\u1fff\u3040-\ud7af]")


class Lexicons:
    """Values are 0..1 for each head; several forms in one text strengthen each other."""

    def __init__(self, lexicons: Mapping[str, Lexicon]) -> None:
        self._lexicons = lexicons
        self._fitting: dict[frozenset[str], tuple[_Forms, _Forms]] = {}
        self._words: _Forms = {}
        self._stems: _Forms = {}  # by their first STEM letters
        telling: dict[str, list[str]] = {}
        letters: dict[str, list[str]] = {}
        for language, lexicon in lexicons.items():
            for word in lexicon.telling:
                telling.setdefault(word, []).append(language)
            for letter in lexicon.letters:
                letters.setdefault(letter, []).append(language)
            if language not in GLUED and language != EMOJI:
                self._index(lexicon.forms)
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

    def _index(self, forms: Iterable[Form]) -> None:
        for form in forms:
            if form.is_stem and len(form.words) == 1:
                self._stems.setdefault(form.words[0][:STEM], []).append(form)
            else:
                self._words.setdefault(form.words[0], []).append(form)

    def languages(self, text: str, words: Sequence[str], hint: str | None) -> frozenset[str]:
        """Tell which languages a text (and its folded words) may be in; empty means that nothing tells it.

        The script decides, then small words and letters together with the network's hint.
        """
        hinted = hint.replace("_", "-").partition("-")[0].lower() if hint else ""
        hinted = _SAME.get(hinted, hinted)
        script = None if text.isascii() else _script(text, hinted)
        if script is not None and len(_FOREIGN.findall(text)) * 2 >= len(_LATIN.findall(text)):
            return frozenset({script})
        scores: dict[str, int] = {}
        telling = self._telling.keys() & words
        if hinted in _ANYBODYS and text.isascii() and sum(map(self._leaning.__getitem__, telling)) > 0:
            return _ENGLISH_ALONE  # for then no other language can weigh more
        told = [self._telling[word] for word in telling]
        if not text.isascii():
            told += [self._letters[letter] for letter in self._letters.keys() & set(text.lower())]
        for among in told:
            for language, weight in among:
                scores[language] = scores.get(language, 0) + weight
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

    def heads(self, text: str, words: Sequence[str], languages: frozenset[str]) -> dict[str, float]:
        """Return what the forms of a folded text say. `words` are its words and marks in order (see `split`)."""
        found = self._found(text, words, languages)
        for meant in unstretched(text):
            found |= self._found(meant, split(meant), languages)
        said = _joined(found.values()) if found else {}
        if is_english(languages):
            return said
        return self._coloured(said, text)

    def _found(self, text: str, words: Sequence[str], languages: frozenset[str]) -> dict[_Key, _Said]:
        """Return what each form and phrase says: its head and strength. What only looks like praise may still hurt."""
        known = [self._lexicons[one] for one in sorted((languages or {ENGLISH}) & self._lexicons.keys())]
        found = self._said(text, words, languages, known)
        if not any(head == _APPRECIATION for head, _ in found.values()):
            return found
        plain = text
        for lexicon in known:
            plain = lexicon.phrases.without_plain(common_letters(lexicon.language, plain))
        if plain == text:
            return found
        hard = {key: said for key, said in found.items() if said[0] != _APPRECIATION}
        return {**self._said(plain, split(plain), languages, known), **hard}

    def _said(
        self, text: str, words: Sequence[str], languages: frozenset[str], known: Iterable[Lexicon]
    ) -> dict[_Key, _Said]:
        found: dict[_Key, _Said] = {
            (form.words, form.head): (form.head, form.strength) for form in self._spaced(words, languages)
        }
        for lexicon in known:
            found |= _phrased(lexicon, common_letters(lexicon.language, text), asking=not is_english(languages))
        return found

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
        said = dict.fromkeys(char for char in text if char in self._emoji)
        return _joined((self._emoji[char].head, self._emoji[char].strength) for char in said) if said else {}

    def cheers(self, text: str) -> bool:
        """Whether a text claps: two or more emoji in it that surely praise."""
        return sum(char in self._praising for char in text) >= _CLAPS

    def _spaced(self, words: Sequence[str], languages: frozenset[str]) -> Iterator[Form]:
        known, stems = self._fitting.get(languages) or self._fit(languages)
        asking = not is_english(languages)
        for place, word in enumerate(words):
            if word not in known and word[:STEM] not in stems:
                continue
            for form in (*known.get(word, ()), *stems.get(word[:STEM], ())):
                if (
                    _stands(form, words, place)
                    and not self._negated(words, place, {form.language, *languages})
                    and not (asking and _is_asked(form, words, place))
                ):
                    yield form

    def _fit(self, languages: frozenset[str]) -> tuple[_Forms, _Forms]:
        """Return the words and stems that may mean what they say in a text in these languages."""
        likely = _akin(languages) if languages else self._lexicons.keys()
        known, stems = (
            {
                begin: fitting
                for begin, forms in index.items()
                if (fitting := [one for one in forms if _fits(one, languages, likely)])
            }
            for index in (self._words, self._stems)
        )
        if len(self._fitting) >= _MIXTURES:
            self._fitting.clear()
        self._fitting[languages] = known, stems
        return known, stems

    def _negated(self, words: Sequence[str], place: int, languages: Iterable[str]) -> bool:
        negations = frozenset[str]().union(
            *(self._lexicons[one].negations for one in languages if one in self._lexicons)
        )
        return negates(words, place, negations)


def split(folded_text: str) -> list[str]:
    """Return the words and marks of a folded text in order."""
    return WORD.findall(folded_text)


def _script(text: str, hinted: str) -> str | None:
    beyond = "".join(_BEYOND_LATIN.findall(text))
    if not beyond:
        return None
    for language, script in _SCRIPTS:
        if script.search(beyond):
            return "ja" if language == "zh" and hinted == "ja" else language
    return None


def _fits(form: Form, languages: Container[str], likely: Container[str]) -> bool:
    return form.language in languages or (not form.sure and form.language in likely)


def _stands(form: Form, words: Sequence[str], place: int) -> bool:
    if len(form.words) == 1:
        return words[place].startswith(form.words[0]) if form.is_stem else words[place] == form.words[0]
    said = tuple(words[place : place + len(form.words)])
    if form.is_stem:
        return said[:-1] == form.words[:-1] and len(said) == len(form.words) and said[-1].startswith(form.words[-1])
    return said == form.words


def _weighing(languages: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """What a word or letter weighs for each language that has it."""
    return tuple((language, _ALONE // len(languages)) for language in languages)


def _leaning(languages: Sequence[str]) -> int:
    """How far a word takes English before every other language; what both have takes neither further."""
    if ENGLISH in languages:
        return _ALONE if len(languages) == 1 else 0
    return -(_ALONE // len(languages))


@lru_cache(256)
def _akin(languages: frozenset[str]) -> frozenset[str]:
    return languages.union({ENGLISH}, *(kin for kin in _KIN if kin & languages))


def _phrased(lexicon: Lexicon, text: str, *, asking: bool) -> dict[_Key, _Said]:
    """Return what one language's phrases say in a text in its letters; `asking` drops praise from questions."""
    return {
        (text[start:end], head): (head, strength)
        for head, strength, start, end in lexicon.phrases.found(text)
        if not (asking and strength < _THANKS and head == _APPRECIATION and _asks(text, end))
        and not lexicon.turns(text, start, end)
    }


def _asks(text: str, end: int) -> bool:
    """Whether the sentence around a place is a question, and not one that only wants a nod ("…, oder?")."""
    mark = _END.search(text, end)
    return mark is not None and mark[0] == "?" and _NOD.search(text, 0, mark.start()) is None


def _is_asked(form: Form, words: Sequence[str], place: int) -> bool:
    if form.strength >= _THANKS or form.head != _APPRECIATION:
        return False
    for at in range(place, len(words)):
        if words[at] in _ENDS:
            return words[at] == "?" and not (at >= _NODS and words[at - _NODS] == ",")
    return False


def _joined(said: Iterable[_Said]) -> dict[str, float]:
    doubt = dict.fromkeys(HEADS, 1.0)
    for head, strength in said:
        doubt[head] *= 1 - strength
    return {head: min(_TOP, 1 - left) for head, left in doubt.items()}


def is_english(languages: frozenset[str]) -> bool:
    """Whether the models, which know English only, may be believed."""
    return not languages or ENGLISH in languages
