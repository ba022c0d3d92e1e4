"""What is heard in a text whose languages are known: the forms and phrases of these, each where nothing turns it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from app.domain.appraisal_lexicon import EMOJI, ENGLISH, GLUED, STEM, Form, Lexicon, negates, split
from app.domain.appraisal_phrases import common_letters, unstretched
from app.domain.appraisal_weights import HEADS

Said = tuple[str, float]  # a head, and how surely
_Key = tuple[str | tuple[str, ...], str]
_APPRECIATION = HEADS[0]
_THANKS = 0.9  # a question thanks for what it will get, and hardly ever praises
_TOP = 0.97  # no list is ever surer than this
_KIN = (frozenset({"da", "no", "sv"}), frozenset({"ca", "es", "it", "pt"}))  # taken for one another in few words
_END = re.compile(r"[.!?…\n。]")
_ENDS = frozenset(".!?…\n")
_NODS = 2
_MOST_TOLD = 20_000  # words
_NOD = re.compile(r",\s*[a-z'\u0400-\u04ff]+\s*$")


class _Entry(NamedTuple):
    """A form by the word that tells it: `behind` is how many words come before that, `order` which entry it is."""

    order: tuple[bool, int]
    behind: int
    form: Form


class _Told(dict[str, Sequence[_Entry]]):
    """Of which forms each word may tell."""

    def __init__(self, forms: Mapping[str, Sequence[_Entry]], stems: Mapping[str, Sequence[_Entry]]) -> None:
        self._forms, self._stems = forms, stems

    def __missing__(self, word: str) -> Sequence[_Entry]:
        told = self[word] = (*self._forms.get(word, ()), *self._stems.get(word[:STEM], ()))
        return told


class Hearing:
    """Hears texts in one set of languages; an empty one means that nothing tells the language."""

    def __init__(self, languages: frozenset[str], lexicons: Mapping[str, Lexicon]) -> None:
        self._known = [lexicons[one] for one in sorted((languages or {ENGLISH}) & lexicons.keys())]
        self._asking = not is_english(languages)
        likely = _akin(languages) if languages else lexicons.keys()
        self._forms: dict[str, list[_Entry]] = {}
        self._stems: dict[str, list[_Entry]] = {}  # by their first STEM letters
        self._negations: dict[str, frozenset[str]] = {}
        order = 0
        for language, lexicon in lexicons.items():
            if language in GLUED or language == EMOJI:
                continue
            others = (lexicons[one].negations for one in languages if one in lexicons)
            self._negations[language] = lexicon.negations.union(*others)
            for form in lexicon.forms:
                order += 1
                if language in languages or (not form.sure and language in likely):
                    self._know(form, order)
        self._told = _Told(self._forms, self._stems)

    def _know(self, form: Form, order: int) -> None:
        if form.is_stem and len(form.words) == 1:
            self._stems.setdefault(form.words[0][:STEM], []).append(_Entry((True, order), 0, form))
        else:
            whole = form.words[:-1] if form.is_stem else form.words
            telling = max(range(len(whole)), key=lambda at: len(whole[at]))  # the longest word is said least
            self._forms.setdefault(whole[telling], []).append(_Entry((False, order), telling, form))

    def heads(self, text: str, words: Sequence[str]) -> dict[str, float]:
        """Return what the forms of a folded text say. `words` are its words and marks in order (see `split`)."""
        found = self._found(text, words)
        for meant in unstretched(text):
            found |= self._found(meant, split(meant))
        return joined(found.values()) if found else {}

    def _found(self, text: str, words: Sequence[str]) -> dict[_Key, Said]:
        """Return what each form and phrase says: its head and strength. What only looks like praise may still hurt."""
        found = self._said(text, words)
        if not any(head == _APPRECIATION for head, _ in found.values()):
            return found
        plain = text
        for lexicon in self._known:
            plain = lexicon.phrases.without_plain(common_letters(lexicon.language, plain))
        if plain == text:
            return found
        hard = {key: said for key, said in found.items() if said[0] != _APPRECIATION}
        return {**self._said(plain, split(plain)), **hard}

    def _said(self, text: str, words: Sequence[str]) -> dict[_Key, Said]:
        found: dict[_Key, Said] = {
            (form.words, form.head): (form.head, form.strength) for form in self._standing(words)
        }
        for lexicon in self._known:
            found |= _phrased(lexicon, common_letters(lexicon.language, text), asking=self._asking)
        return found

    def _standing(self, words: Sequence[str]) -> Iterator[Form]:
        """Yield the forms that stand in a text of words with spaces, from left to right."""
        if len(self._told) > _MOST_TOLD:
            self._told.clear()
        told = list(map(self._told.__getitem__, words))
        if not any(told):
            return
        entries = [
            (place - entry.behind, entry.order, entry.form)
            for place, those in enumerate(told)
            if those
            for entry in those
            if _stands(entry.form, words, place - entry.behind)
        ]
        entries.sort(key=lambda one: one[:2])
        for place, _, form in entries:
            turned = negates(words, place, self._negations[form.language])
            if not (turned or (self._asking and _is_asked(form, words, place))):
                yield form


def joined(said: Iterable[Said]) -> dict[str, float]:
    """Join what was said to one value for each head; several forms strengthen each other."""
    doubt = dict.fromkeys(HEADS, 1.0)
    for head, strength in said:
        doubt[head] *= 1 - strength
    return {head: min(_TOP, 1 - left) for head, left in doubt.items()}


def is_english(languages: frozenset[str]) -> bool:
    """Whether the models, which know English only, may be believed."""
    return not languages or ENGLISH in languages


def _akin(languages: frozenset[str]) -> frozenset[str]:
    return languages.union({ENGLISH}, *(kin for kin in _KIN if kin & languages))


def _stands(form: Form, words: Sequence[str], place: int) -> bool:
    if len(form.words) == 1:
        return words[place].startswith(form.words[0]) if form.is_stem else words[place] == form.words[0]
    if place < 0:
        return False
    said = tuple(words[place : place + len(form.words)])
    if form.is_stem:
        return said[:-1] == form.words[:-1] and len(said) == len(form.words) and said[-1].startswith(form.words[-1])
    return said == form.words


def _phrased(lexicon: Lexicon, text: str, *, asking: bool) -> dict[_Key, Said]:
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
