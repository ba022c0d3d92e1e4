"""Inflected names: Łukasza Wójcika, Ольге Щербаковой, Größlers Vortrag; and Latin names in Cyrillic and Greek letters.

Nobody lists all forms of 5,000 names; what the forms share is compared instead, and a given and a family name must
agree, side by side. Where a language bends both, a family name that is longer by itself is somebody else's.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from app.domain.match_clues import Clue
from app.domain.match_edges import stands_alone
from app.domain.match_words import Written
from app.domain.mention import Evidence
from app.domain.name_cues import TALKS
from app.domain.names import Parts, parts
from app.domain.names_romanised import sounds
from app.domain.post import Post
from app.domain.speaker import Speaker, SpeakerKey

_BENT = 0.85
_LEAST_GIVEN, _LEAST_FAMILY = 3, 4  # letters of what does not change
_LONGEST = 4  # letters that an ending has
_NEAR = 3  # words between a name and the talk that it owns

_SLAVIC = re.compile(r"[aeiou][aeioumvgh]{0,3}")
_GREEK = re.compile(r"[aeiou]{1,2}s?")
_BALTIC = re.compile(r"[aeiou]{1,2}[smi]?")
_FINNIC = re.compile(r"[aei]?(?:n|le|lta|la|lt|l|sa|s|sta|st|na|ksi|ks|ta|a|ga)")
_HUNGARIAN = re.compile(r"[aeo]?t|n[ae]k|v[ae]l|[a-z]?[ae]l|rol|tol|hoz|hez|n[ae]l|b[ae]n|e")
_TURKIC = re.compile(r"n?[iu]n|i?[aeiu]|[dt][ae]n?")
_OWNING = re.compile("s")
_BOTH = {
    **dict.fromkeys(("pl", "cs", "sk", "ru", "uk", "be", "bg", "sr", "hr", "bs", "sl", "mk"), _SLAVIC),
    **dict.fromkeys(("lt", "lv"), _BALTIC),
    "el": _GREEK,
}
_LAST = {
    **dict.fromkeys(("fi", "et"), _FINNIC),
    **dict.fromkeys(("tr", "az"), _TURKIC),
    **dict.fromkeys(("de", "sv", "da", "nb", "nn", "no", "is", "nl"), _OWNING),
    "hu": _HUNGARIAN,
}
_BENDING_LETTER = re.compile("[ąćęłńśźżěščřžůďťňľĺŕđĄĆĘŁŃŚŹŻĚŠČŘŽŮĎŤŇĽĹŔĐ\u0370-\u052f]")
_OTHER_ALPHABET = re.compile("[\u0370-\u052f]")
_END_VOWEL = re.compile("[aeiou]{1,2}$")
_GREEK_END = re.compile("[oaei]s$")
_FLEETING = re.compile("e(?=[^aeiou]$)")


class _Person(NamedTuple):
    speaker: SpeakerKey
    given: tuple[str, ...]  # what does not change of the first word
    family: tuple[str, ...]  # … and of the last one
    length: int  # words of the family name
    told: Parts


class Inflected:
    """Names by what all their forms share."""

    def __init__(self, speakers: Iterable[Speaker]) -> None:
        self._by_family: dict[str, list[_Person]] = {}
        given_names: set[str] = set()
        for speaker in speakers:
            for name in sorted(parts(speaker)):
                if not name.given or not name.family or not (name.given[0] + name.family[-1]).isalpha():
                    continue
                given, family = stems(name.given[0]), stems(name.family[-1])
                person = _Person(speaker.key, given, family, len(name.family), name)
                for stem in family if len(family[0]) >= _LEAST_FAMILY and len(given[0]) >= _LEAST_GIVEN else ():
                    self._by_family.setdefault(stem, []).append(person)
                    given_names.add(name.given[0])
        self._begins = frozenset(stem[:_LEAST_FAMILY] for stem in self._by_family)
        self.words = frozenset(given_names)

    def clues(self, written: Written) -> Iterator[Clue]:
        """Yield the names of a post that are bent, or in other letters, and no part of what has been found already."""
        both, last = _endings(written.post.language, written.post.text)
        if both is None and self.words.isdisjoint(written.clues):
            return
        last = last or (None if TALKS.isdisjoint(written.unlike) else _OWNING)
        if both is last is None:
            return
        for person, place in self._standing(_Heard(written, written.heard, both, last)):
            if written.is_taken(*place) or written.addresses.hold(written.piece(*place)):
                continue
            if stands_alone(written.post.text, written.text, *place):
                written.taken.append(place)
                yield Clue((person.speaker,), Evidence.NAME, _BENT, written.piece(*place))

    def _standing(self, heard: "_Heard") -> Iterator[tuple[_Person, tuple[int, int]]]:
        for at, word in enumerate(heard.words):
            if word[:_LEAST_FAMILY] not in self._begins:
                continue
            for cut in range(min(_LONGEST, len(word) - _LEAST_FAMILY) + 1):
                for person in self._by_family.get(word[: len(word) - cut], ()):
                    place = _place(heard, at, person)
                    if place is not None:
                        yield person, place


class _Heard(NamedTuple):
    """A post, its words by their sound, and the endings of its language: of both names, and of the last one alone."""

    written: Written
    words: list[str]
    both: re.Pattern[str] | None
    last: re.Pattern[str] | None


def stems(word: str) -> tuple[str, ...]:
    """What does not change of a name: without its last vowel, and without an e that comes and goes (Pavel, Pavla)."""
    heard = sounds(word)
    stem = _END_VOWEL.sub("", heard)
    if stem != heard:
        return (stem if len(stem) >= _LEAST_GIVEN else heard,)
    others = sounds(_FLEETING.sub("", heard)), _GREEK_END.sub("", heard)
    return tuple(dict.fromkeys((heard, *(one for one in others if len(one) >= _LEAST_GIVEN))))


_Ends = tuple[re.Pattern[str] | None, re.Pattern[str] | None]


def _endings(language: str | None, text: str) -> _Ends:
    """The endings of the language that a post is in, as far as that can be told: of both names, and of the last."""
    both, last = (None, None) if language is None else _endings_in(language)
    if both is None and not text.isascii() and (letter := _BENDING_LETTER.search(text)):
        both = _GREEK if "\u0370" <= letter[0] <= "\u03ff" else _SLAVIC
    return both, last


def endings_of_both(post: Post) -> re.Pattern[str] | None:
    """The endings that first names have in the language of a post, as far as that can be told."""
    return _endings(post.language, post.text)[0]


def may_bend(language: str | None) -> bool:
    """Whether names have endings in a language, as far as is known here."""
    return language is not None and _endings_in(language) != (None, None)


@lru_cache(maxsize=512)
def _endings_in(language: str) -> _Ends:
    hint = language.partition("-")[0].lower()
    return _BOTH.get(hint), _LAST.get(hint)


def _place(heard: _Heard, at: int, person: _Person) -> tuple[int, int] | None:
    """Where a name stands of which the last word may be here: its given name before it, or behind it."""
    written, behind = heard.written, at - person.length
    is_before = behind >= 0 and written.is_beside(behind + 1) and written.is_beside(at)
    if is_before and (_agree(heard, behind, at, person) or _is_last_bent(heard, behind, at, person)):
        return written.starts[behind], written.end(at)
    if person.length == 1 and written.is_beside(at + 1) and _agree(heard, at + 1, at, person):
        return written.starts[at], written.end(at + 1)
    return None


def _agree(heard: _Heard, given: int, family: int, person: _Person) -> bool:
    """Whether both words are forms of both names: both bent, or in other letters; a family name may stay as it is."""
    ends, words = heard.both, heard.written.words
    if words[given].find(person.told.given[0]) > 0 or words[family].find(person.told.family[-1]) > 0:
        return False  # a longer word, of which the sound is the same
    if ends is None or not (
        _bent(heard.words[given], person.given, ends) and _bent(heard.words[family], person.family, ends)
    ):
        return False
    if _OTHER_ALPHABET.match(words[given]) and _OTHER_ALPHABET.match(words[family]):
        return words[given] != person.told.given[0] or words[family] == person.told.family[-1]
    return words[given] != person.told.given[0]


def _bent(word: str, stems: tuple[str, ...], ends: re.Pattern[str]) -> bool:
    return any(
        word == stem or (word.startswith(stem) and ends.fullmatch(word, len(stem)) is not None) for stem in stems
    )


def _is_last_bent(heard: _Heard, given: int, family: int, person: _Person) -> bool:
    """Whether the given name stands as it is, and the family name with an ending."""
    written, ends = heard.written, heard.last
    if ends is None or written.words[given] != person.told.given[0]:
        return False
    told, word = person.told.family[-1], written.words[family]
    if ends is _OWNING:
        owned = {written.word(at) for at in range(family + 1, family + 1 + _NEAR)}
        return word == f"{told}s" and not TALKS.isdisjoint(owned)
    sound = sounds(told)
    return any(_bent(sounds(word), (stem,), ends) for stem in (sound, f"{sound[:-1]}e"))
