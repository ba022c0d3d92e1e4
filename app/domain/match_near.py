"""Near names: two words of which one is a speaker's name and the other nearly, by nickname, initial or typing error.

One automaton cannot hold all nicknames and errors of 5,000 people; looking beside the words that are right can.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from enum import IntEnum
from typing import NamedTuple

from app.domain.entities import Hashtag, Span
from app.domain.match_clues import Clue
from app.domain.match_edges import stands_alone
from app.domain.match_names import tag_of
from app.domain.match_words import Written
from app.domain.mention import Evidence
from app.domain.name_words import PLAIN_WORDS
from app.domain.names import Parts, is_wordy, parts
from app.domain.names_nicknames import is_given_name, is_short_for
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


class NearNames:
    """Full names that are not quite the programme's."""

    def __init__(self, speakers: Iterable[Speaker]) -> None:
        self._by_family: dict[str, list[_Person]] = {}
        self._by_given: dict[tuple[str, str], list[_Person]] = {}
        for speaker in speakers:
            for name in sorted(parts(speaker)):
                if name.given and name.family:
                    person = _Person(speaker.key, name)
                    self._by_family.setdefault(name.family[0], []).append(person)
                    self._by_given.setdefault((name.given[-1], name.family[0][0]), []).append(person)
        self._family = frozenset(self._by_family)
        self._given = frozenset(given for given, _ in self._by_given)

    def clues(self, written: Written, taken: Iterable[Span]) -> Iterator[Clue]:
        """Yield the near names of a post that are no part of what is `taken` by exact ones, from left to right."""
        families = written.unlike & self._family
        givens = written.unlike & self._given
        if not families and not givens:
            return
        places = list(taken)
        fits: dict[tuple[int, int], list[_Fit]] = {}
        for fit in self._fits(written, families, givens):
            fits.setdefault((fit.first, fit.last), []).append(fit)
        for (first, last), found in sorted(fits.items()):
            span = written.span(first, last)
            if not any(span.start < place.end and place.start < span.end for place in places) and _stands(
                written, first, last
            ):
                places.append(span)
                yield _clue(found, span)

    def _fits(self, written: Written, families: AbstractSet[str], givens: AbstractSet[str]) -> Iterator[_Fit]:
        for at, word in enumerate(written.words):
            near: list[_Fit | None] = []
            if word in families and at > 0:
                near = [_before(written, at, person) for person in self._by_family[word]]
            if word in givens and written.is_beside(at + 1):
                people = self._by_given.get((word, written.word(at + 1)[0]), ())
                near += [_after(written, at, person) for person in people]
            yield from (fit for fit in near if fit is not None)

    def tagged(self, hashtags: Iterable[Hashtag]) -> Iterator[Clue]:
        """Yield whom hashtags mean that join a nickname and a family name: #DiCook."""
        for hashtag in hashtags:
            if found := self._joined(tag_of(hashtag.tag)):
                yield Clue(found, Evidence.NAME_TAG, _NEAR_TAGGED, hashtag.span)

    def _joined(self, tag: str) -> tuple[SpeakerKey, ...]:
        found = {
            person.speaker
            for cut in range(2, len(tag) - _LEAST_SHORT + 1)
            for person in self._by_family.get(tag[cut:], ())
            if len(person.parts.family) == 1 and is_short_for(tag[:cut], " ".join(person.parts.given))
        }
        return tuple(sorted(found))


def _stands(written: Written, first: int, last: int) -> bool:
    return not written.addresses.hold(written.span(first, last)) and stands_alone(
        written.post.text, written.text, written.starts[first], written.end(last - 1)
    )


def _clue(fits: Sequence[_Fit], span: Span) -> Clue:
    best = min(fit.near for fit in fits)
    speakers = tuple(sorted({fit.speaker for fit in fits if fit.near is best}))
    doubtful = all(fit.doubtful for fit in fits if fit.near is best)
    return Clue(speakers, Evidence.NAME, _DOUBTFUL if doubtful else _NEAR[best], span, doubtful=doubtful)


def _before(written: Written, at: int, person: _Person) -> _Fit | None:
    """A right family name, with what stands before it."""
    (name, *more), family = person.parts
    if more or not written.runs(at, family):
        return None
    last, length, word = at + len(family), sum(map(len, family)), written.words[at - 1]
    if len(word) == 1:
        first = _first_initial(written, at - 1)
        if written.words[first] == name[0] and length >= _LEAST_FAMILY and _is_initialled(written, first, at):
            return _Fit(first, last, _Near.INITIAL, person.speaker, is_wordy(" ".join(family)))
    elif written.is_beside(at):
        if length >= _LEAST_SHORT and is_short_for(word, name) and not PLAIN_WORDS.issuperset((word, *family)):
            return _Fit(at - 1, last, _Near.NICKNAME, person.speaker, is_wordy(f"{word} {' '.join(family)}"))
        if length + len(name) >= _LEAST_LETTERS and is_one_typo_away(word, name):
            return _Fit(at - 1, last, _Near.TYPO, person.speaker, is_given_name(word))
    return None


def _first_initial(written: Written, at: int) -> int:
    while at > 0 and len(written.words[at - 1]) == 1 and written.gap(at).strip() == ".":
        at -= 1
    return at


def _is_initialled(written: Written, first: int, family: int) -> bool:
    """Whether each letter before a family name is an initial: it has its point."""
    return all(written.gap(at).strip() == "." for at in range(first + 1, family + 1))


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
