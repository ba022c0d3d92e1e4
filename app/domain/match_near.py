"""Near names: two words of which one is a speaker's name and the other nearly, by nickname, initial or typing error.

One automaton cannot hold all nicknames and errors of 5,000 people; looking beside the words that are right can.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from app.domain.entities import Hashtag, Span
from app.domain.match_clues import Clue
from app.domain.match_edges import stands_alone
from app.domain.match_words import Written
from app.domain.mention import Evidence
from app.domain.name_cues import AROUND
from app.domain.name_words import PLAIN_WORDS
from app.domain.names import Parts, is_wordy, parts
from app.domain.names_nicknames import is_given_name, is_short_for
from app.domain.names_romanised import sounds
from app.domain.names_typos import is_one_typo_away
from app.domain.speaker import Speaker, SpeakerKey


class _Near(IntEnum):
    """How a spelling is near a name; the lower wins where two fit."""

    NICKNAME = 0
    INITIAL = 1
    TYPO = 2


_NEAR = {_Near.NICKNAME: 0.88, _Near.INITIAL: 0.8, _Near.TYPO: 0.85}
_NEAR_TAGGED = 0.85
_DOUBTFUL = 0.45
_LEAST_LETTERS = 9  # of a name with a typing error: Aron Berg and Aaron Burg are too many people
_LEAST_FAMILY = 4  # letters after an initial
_LETTERS_THAT_ARE_WORDS = frozenset("aeiouyàвwzskvxибскуояеé")
_SAME_FIRST = ({"c", "k"}, {"f", "p"}, {"i", "y"}, {"j", "y"}, {"v", "w"}, {"s", "z"}, {"c", "s"}, {"g", "j"})
_LEAST_CUT = 2  # letters more than which are left, and that are left out at least
_LEAST_SHORT = 3  # letters of the family name behind a nickname


class _Fit(NamedTuple):
    first: int
    last: int
    near: _Near
    speaker: SpeakerKey
    doubtful: bool


class _Person(NamedTuple):
    speaker: SpeakerKey
    parts: Parts
    others: tuple[str, ...]  # the speaker's other family names: before one of these this is only a part

    def goes_on(self, word: str) -> bool:
        return bool(self.others) and word.startswith(self.others)


class NearNames:
    """Full names that are not quite the programme's."""

    def __init__(self, speakers: Iterable[Speaker]) -> None:
        self._by_family: dict[str, list[_Person]] = {}
        self._by_given: dict[tuple[str, str], list[_Person]] = {}
        for speaker in speakers:
            told = sorted(parts(speaker))
            for name in told:
                if name.given and name.family:
                    others = tuple(sorted({one.family[-1] for one in told if one.family and one.family != name.family}))
                    person = _Person(speaker.key, name, others)
                    self._by_family.setdefault(name.family[0], []).append(person)
                    self._by_given.setdefault((name.given[-1], name.family[0][0]), []).append(person)
        self._given = frozenset(given for given, _ in self._by_given)
        self.words = self._given.union(self._by_family)  # those that a near name begins from

    def clues(self, written: Written) -> Iterator[Clue]:
        """Yield the near names of a post that are no part of what exact ones have taken, from left to right."""
        free = written.free(self.words)
        if not free:
            return
        fits: dict[tuple[int, int], list[_Fit]] = {}
        for fit in self._fits(written, free):
            fits.setdefault((fit.first, fit.last), []).append(fit)
        for (first, last), found in sorted(fits.items()):
            place = written.starts[first], written.end(last - 1)
            span = written.piece(*place)
            if not (written.is_taken(*place) or written.addresses.hold(span)) and stands_alone(
                written.post.text, written.text, *place
            ):
                written.taken.append(place)
                yield _clue(found, span)

    def _fits(self, written: Written, free: Iterable[int]) -> Iterator[_Fit]:
        for at in free:
            word = written.words[at]
            if at > 0:
                people = self._by_family.get(word, ())
                fits = ((person, _before(written, at, person)) for person in people)
                yield from (fit for person, fit in fits if fit and not person.goes_on(written.word(fit.last)))
            if word in self._given and written.is_beside(at + 1):
                people = self._by_given.get((word, written.words[at + 1][0]), ())
                yield from _those(_after(written, at, person) for person in people)

    def tagged(self, hashtag: Hashtag, tag: str) -> Clue | None:
        """Return whom a hashtag means that joins a nickname and a family name; `tag` is what it is compared by."""
        found = self._joined(tag)
        return Clue(found, Evidence.NAME_TAG, _NEAR_TAGGED, hashtag.span) if found else None

    def _joined(self, tag: str) -> tuple[SpeakerKey, ...]:
        found = {
            person.speaker
            for cut in range(2, len(tag) - _LEAST_SHORT + 1)
            for person in self._by_family.get(tag[cut:], ())
            if len(person.parts.family) == 1 and is_short_for(tag[:cut], " ".join(person.parts.given))
        }
        return tuple(sorted(found))


def _those(fits: Iterable[_Fit | None]) -> Iterator[_Fit]:
    return (fit for fit in fits if fit is not None)


def _clue(fits: Sequence[_Fit], span: Span) -> Clue:
    best = min(fit.near for fit in fits)
    speakers = tuple(sorted({fit.speaker for fit in fits if fit.near is best}))
    doubtful = all(fit.doubtful for fit in fits if fit.near is best)
    return Clue(speakers, Evidence.NAME, _DOUBTFUL if doubtful else _NEAR[best], span, doubtful=doubtful)


def _before(written: Written, at: int, person: _Person) -> _Fit | None:
    """A right family name, with what stands before it."""
    given, family = person.parts
    if len(family) > 1 and not written.runs(at, family):
        return None
    if len(given) > 1:
        short = is_short_for(written.words[at - 1], " ".join(given)) and written.is_beside(at)
        return _Fit(at - 1, at + len(family), _Near.NICKNAME, person.speaker, doubtful=False) if short else None
    name = given[0]
    if written.words[at - 1] == name:
        return None  # the name itself
    last, length, word = at + len(family), sum(map(len, family)), written.words[at - 1]
    if len(word) == 1:
        first = _first_initial(written, at - 1)
        if (
            written.words[first] == name[0]
            and length >= _LEAST_FAMILY
            and (_is_initialled(written, first, at) or (length > _LEAST_FAMILY and _is_bare_initial(written, at - 1)))
        ):
            return _Fit(first, last, _Near.INITIAL, person.speaker, is_wordy(" ".join(family)))
        return None
    return (
        _by_word(written, at, person, is_long=length + len(name) >= _LEAST_LETTERS) if written.is_beside(at) else None
    )


def _by_word(written: Written, at: int, person: _Person, *, is_long: bool) -> _Fit | None:
    """A right family name behind a nickname, a middle name or a misspelling."""
    word, name, family = written.words[at - 1], person.parts.given[0], person.parts.family
    last = at + len(family)
    if is_given_name(word) and at > 1 and written.words[at - 2] == name and written.is_beside(at - 1):
        return _Fit(at - 2, last, _Near.INITIAL, person.speaker, is_wordy(f"{name} {word} {' '.join(family)}"))
    if (
        sum(map(len, family)) >= _LEAST_SHORT
        and is_short_for(word, name)
        and not PLAIN_WORDS.issuperset((word, *family))
    ):
        return _Fit(at - 1, last, _Near.NICKNAME, person.speaker, is_wordy(f"{word} {' '.join(family)}"))
    if _is_cut_short(word, name) and sum(map(len, family)) > _LEAST_FAMILY:
        return _Fit(at - 1, last, _Near.NICKNAME, person.speaker, doubtful=is_given_name(word))
    if is_long and (near := _is_nearly(word, name)) is not None:
        return _Fit(at - 1, last, _Near.TYPO, person.speaker, near)
    return None


def _is_cut_short(word: str, name: str) -> bool:
    """Whether a word is how a given name begins: Prisca, Fatou; Jan for Jana is as well another's, and asks."""
    return len(word) > _LEAST_CUT <= len(name) - len(word) and name.startswith(word) and word not in AROUND


def _is_nearly(word: str, name: str) -> bool | None:
    """Whether a word may be a given name, misspelled or spelled in another way; True when it is a name of its own."""
    if name in word or (word[:1] == word[1:2] != name[1:2]):
        return None  # the name, and letters more
    heard, meant = sounds(word), sounds(name)
    if (word[0] == name[0] or {word[0], name[0]} in _SAME_FIRST) and heard == meant:
        return False  # Stefanie and Stephanie
    if is_one_typo_away(word, name) or (word[0] == name[0] and is_one_typo_away(heard, meant)):
        return is_given_name(word)
    return None


def _first_initial(written: Written, at: int) -> int:
    while at > 0 and len(written.words[at - 1]) == 1 and written.gap(at).strip() == ".":
        at -= 1
    return at


def _is_initialled(written: Written, first: int, family: int) -> bool:
    """Whether each letter before a family name is an initial: it has its point."""
    return all(written.gap(at).strip() == "." for at in range(first + 1, family + 1))


def _is_bare_initial(written: Written, at: int) -> bool:
    """Whether a letter without a point is an initial all the same: no word by itself, and no end of a phrase."""
    gap, before = written.gap(at), written.word(at - 1)
    return (
        written.words[at] not in _LETTERS_THAT_ARE_WORDS
        and written.gap(at + 1).isspace()
        and not gap.endswith(("'", "-", ".", "@", "#", "/", "&", "_"))
        and (not before or before in AROUND or not gap.isspace())
    )


def _after(written: Written, at: int, person: _Person) -> _Fit | None:
    """A right given name, with what stands behind it."""
    given, family = person.parts
    first, last = at - len(given) + 1, at + 1 + len(family)
    if last > len(written.words) or not written.runs(first, given):
        return None
    told = written.words[at + 1 : last]
    wrong = [(word, name) for word, name in zip(told, family, strict=True) if word != name]
    if len(wrong) != 1 or sum(map(len, given + family)) < _LEAST_LETTERS:
        return None
    if not is_one_typo_away(*wrong[0]) or not all(written.is_beside(after) for after in range(at + 1, last)):
        return None
    return _Fit(first, last, _Near.TYPO, person.speaker, doubtful=False)
