"""Single names: a first or a last name alone, which means a speaker only where more than the name says so."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from app.domain.entities import Span
from app.domain.match_clues import Clue
from app.domain.match_cues import Cue, cue_at, is_alone, is_of_a_kind, is_surely_a_name, is_the_author
from app.domain.match_edges import may_begin
from app.domain.match_inflected import endings_of_both, stems
from app.domain.match_lists import LEAST_LISTED, in_lists
from app.domain.match_times import Times
from app.domain.match_words import Written
from app.domain.mention import Evidence
from app.domain.name_cues import ADDRESSED, ADDRESSED_AS_TEACHER, SPEAKING_UNSPACED, TALKS_OWNED
from app.domain.name_words import PLAIN_WORDS, WORDY_ALONE
from app.domain.names import parts
from app.domain.names_han import other_han
from app.domain.speaker import Speaker, SpeakerKey
from app.domain.text import is_unspaced

# It takes two points to name somebody by one name, and one to ask a person.
_POINTS = {Cue.TALK: 2, Cue.ADDRESS: 1, Cue.NONE: 0}
_ON_STAGE, _THE_DAY = 2, 1
_ENOUGH = 2
_CONFIDENCE = {2: 0.75, 3: 0.85, 4: 0.9}
_DOUBTFUL = 0.45
_MOST_FITS = 3  # of more who share a name, no one is meant for certain
_LEAST_LETTERS, _LEAST_UNSPACED, _MOST_UNSPACED = 3, 2, 4
_LEAST_BENT, _MOST_BENT = 3, 3  # letters that stay, and that an ending has
_MANY = {"both": 2, "two": 2, "three": 3, "beide": 2, "zwei": 2, "dos": 2, "deux": 2, "due": 2, "dois": 2, "twee": 2}
_HONOUR = re.compile("|".join(ADDRESSED))
_NEAR = 8  # characters: the talk that an honorific belongs to


class _Name(NamedTuple):
    words: tuple[str, ...]
    given: tuple[SpeakerKey, ...]  # whose first name it is
    family: tuple[SpeakerKey, ...]


class SingleNames:
    """First and last names of all speakers, each by itself."""

    def __init__(self, speakers: Iterable[Speaker], times: Times) -> None:
        self._times = times
        given: dict[tuple[str, ...], set[SpeakerKey]] = {}
        family: dict[tuple[str, ...], set[SpeakerKey]] = {}
        for speaker in speakers:
            for known in parts(speaker):
                given.setdefault(known.given, set()).add(speaker.key)
                if known.family:
                    family.setdefault(known.family, set()).add(speaker.key)
        self._names: dict[str, list[_Name]] = {}
        for words in sorted(given.keys() | family.keys()):
            name = _Name(words, tuple(sorted(given.get(words, ()))), tuple(sorted(family.get(words, ()))))
            if words and _may_be_meant(words) and len({*name.given, *name.family}) <= _MOST_FITS:
                self._names.setdefault(words[0], []).append(name)
        self.words = frozenset(self._names)  # the first word of each
        self.owning = frozenset(f"{word}s" for word in self.words if word.isalpha())
        self._bent = {
            stem: name.words[0]
            for names in self._names.values()
            for name in names
            if name.given and len(name.words) == 1 and name.words[0].isalpha()
            for stem in stems(name.words[0])
            if len(stem) >= _LEAST_BENT
        }
        self._unspaced = dict(_unspaced(one for names in self._names.values() for one in names))

    def clues(self, written: Written, strangers: Callable[[], str]) -> Iterator[Clue]:
        """Yield the single names that are meant, or may be, and are no part of longer ones.

        `strangers` tells the handles and names, folded, of others who are tagged, answered or quoted: "thanks Ana
        @ana_elsewhere" is for somebody who does not speak here.
        """
        free = written.free(self.words)
        yield from self._owning(written)
        yield from self._several(written)
        meant: dict[_Name, list[int]] = {}
        others: set[_Name] = set()  # names that are a part of somebody else's in this post
        for at in free:
            for name in self._names[written.words[at]]:
                size = len(name.words)
                if size > 1 and not written.runs(at, name.words):
                    continue
                if is_alone(written, at, at + size, is_given=bool(name.given)):
                    meant.setdefault(name, []).append(at)
                else:
                    others.add(name)
        beyond = strangers() if meant else ""
        meant = {
            name: starts for name, starts in meant.items() if name not in others and "".join(name.words) not in beyond
        }
        listed = self._listed(written, meant)
        for name, starts in meant.items():
            if name in listed:
                yield listed[name]
            else:
                yield from self._meant(written, name, starts)

    def _listed(self, written: Written, meant: Mapping[_Name, Sequence[int]]) -> dict[_Name, Clue]:
        """Return the names that stand in a list of speakers, each being one speaker's alone."""
        if len(meant) + len(written.taken) < LEAST_LISTED:
            return {}
        asked = [
            (name, at)
            for name, starts in meant.items()
            for at in starts
            if len({*name.given, *name.family}) == 1 and not written.is_small(at)
        ]
        places = [(written.starts[at], written.end(at + len(name.words) - 1)) for name, at in asked]
        found: dict[_Name, Clue] = {}
        for which in sorted(in_lists(written, places)):
            name, _ = asked[which]
            span = written.piece(*places[which])
            found.setdefault(
                name, Clue((*name.given, *name.family)[:1], Evidence.FIRST_NAME, _CONFIDENCE[_ENOUGH], span)
            )
        return found

    def _owning(self, written: Written) -> Iterator[Clue]:
        """Yield the first names that own a talk without an apostrophe: Svens Vortrag."""
        if TALKS_OWNED.isdisjoint(written.unlike):
            return
        for at, word in enumerate(written.words[:-1]):
            if word[-1] == "s" and written.words[at + 1] in TALKS_OWNED and written.is_beside(at + 1):
                yield from self._as_given(written, word[:-1], at, Cue.TALK)

    def _several(self, written: Written) -> Iterator[Clue]:
        """Yield all who share a name where so many are meant: "two Andersens in one session"."""
        for at in written.free(self.owning):
            many = _MANY.get(written.word(at - 1), 0)
            for name in self._names.get(written.words[at][:-1], ()) if many and written.is_capital(at) else ():
                fits = sorted({*name.given, *name.family})
                if len(fits) == many and len(name.words) == 1 and written.gap(at).isspace():
                    span = written.span(at, at + 1)
                    yield from (Clue((one,), Evidence.FIRST_NAME, _CONFIDENCE[_ENOUGH], span) for one in fits)

    def bent(self, written: Written) -> Iterator[Clue]:
        """Yield the first names that a language has bent: wykład Łukasza, доклад Ольги."""
        ends = endings_of_both(written.post)
        if ends is None or not self._bent:
            return
        for at, word in enumerate(written.heard):
            if written.words[at] not in self.words:
                for cut in range(1, min(_MOST_BENT, len(word) - _LEAST_BENT) + 1):
                    name = self._bent.get(word[:-cut])
                    if name is not None and ends.fullmatch(word, len(word) - cut):
                        yield from self._as_given(written, name, at, cue_at(written, at, at + 1))
                        break

    def _as_given(self, written: Written, given: str, at: int, cue: Cue) -> Iterator[Clue]:
        place = written.starts[at], written.end(at)
        if given in WORDY_ALONE or written.is_taken(*place) or not is_alone(written, at, at + 1, is_given=True):
            return
        for name in self._names.get(given, ()):
            if len(name.words) == 1 and name.given:
                yield from self._weighed(written, name, cue, written.piece(*place))

    def _meant(self, written: Written, name: _Name, starts: Sequence[int]) -> Iterator[Clue]:
        size = len(name.words)
        cue, at = max(((cue_at(written, at, at + size), at) for at in starts), key=lambda one: (one[0], -one[1]))
        wordy = WORDY_ALONE.issuperset(name.words)
        if cue is Cue.NONE and ((written.is_small(at) and not written.is_all_small) or is_of_a_kind(written, at, size)):
            return  # its author writes names with capitals: el pilar de la unidad
        if is_the_author(written, at):
            return
        if not wordy or (cue is Cue.TALK and is_surely_a_name(written, at, at + size)):
            yield from self._weighed(written, name, cue, written.span(at, at + size), wordy=wordy)

    def _weighed(self, written: Written, name: _Name, cue: Cue, span: Span, *, wordy: bool = False) -> Iterator[Clue]:
        moment = written.post.created_at
        fits = self._fitting(name, moment, cue)
        on_stage = any(self._times.is_on_stage(one, moment) for one in fits)
        if cue is Cue.NONE and not on_stage:
            return
        is_the_day = any(self._times.is_the_day(one, moment) for one in fits)
        points = _POINTS[cue] + (_ON_STAGE if on_stage else _THE_DAY if is_the_day else 0)
        doubtful = wordy or points < _ENOUGH or len(fits) > 1
        yield Clue(fits, Evidence.FIRST_NAME, _DOUBTFUL if doubtful else _CONFIDENCE[points], span, doubtful=doubtful)

    def addressed(self, written: Written) -> Iterator[Clue]:
        """Yield the names that stand before an honorific in a script without spaces: 森川さんの発表."""
        if not self._unspaced:
            return
        line = written.text.text
        for honour in _HONOUR.finditer(line):
            for size in range(_MOST_UNSPACED, _LEAST_UNSPACED - 1, -1):
                start = honour.start() - size
                name = self._unspaced.get(line[start : honour.start()]) if start >= 0 else None
                if name is not None and not written.is_taken(start, honour.start()):
                    if may_begin(line, start):
                        speaks = any(word in line[honour.end() : honour.end() + _NEAR] for word in SPEAKING_UNSPACED)
                        cue = Cue.TALK if speaks or honour[0] in ADDRESSED_AS_TEACHER else Cue.ADDRESS
                        yield from self._weighed(written, name, cue, written.piece(start, honour.start()))
                    break

    def _fitting(self, name: _Name, moment: datetime, cue: Cue) -> tuple[SpeakerKey, ...]:
        """Who of several is meant: who is on stage; else who is called so by a first name, for few are by the last."""
        fits = tuple(sorted({*name.given, *name.family}))
        if len(fits) > 1 and cue is not Cue.NONE:
            there = tuple(one for one in fits if self._times.is_on_stage(one, moment))
            fits = there if len(there) == 1 else name.given if len(name.given) == 1 else fits
        return fits


def _unspaced(names: Iterable[_Name]) -> Iterator[tuple[str, _Name]]:
    """Yield the names in a script without spaces, by each way to write them."""
    for name in names:
        if len(name.words) == 1 and is_unspaced(name.words[0][0]):
            yield from ((way, name) for way in (*other_han(name.words[0]), name.words[0]))


def _may_be_meant(words: tuple[str, ...]) -> bool:
    least = _LEAST_UNSPACED if is_unspaced(words[0][0]) else _LEAST_LETTERS
    return sum(map(len, words)) >= least and not PLAIN_WORDS.issuperset(words)
