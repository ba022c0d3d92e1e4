"""Moments: what means a speaker only while they speak, or just after: a nickname, a slip of the pen, a word of a title.

Nobody could search all posts for all nicknames and misspellings of 5,000 people; those of the few who are on stage cost
next to nothing, and while they are, such a word is hardly ever anybody else's.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from app.domain.entities import Span, Tagged
from app.domain.handle import HandleKey
from app.domain.match_clues import Clue
from app.domain.match_cues import Cue, cue_at, is_alone, is_another, is_called_to, is_elsewhere, stands_apart
from app.domain.match_edges import may_begin
from app.domain.match_times import Times
from app.domain.match_topics import Topics, topic_words
from app.domain.match_words import Written
from app.domain.mention import Evidence
from app.domain.name_cues import AROUND, TALKS
from app.domain.name_words import PLAIN_WORDS, WORDY_ALONE
from app.domain.names import parts, readings
from app.domain.names_called import Called, called, called_unspaced, cut_short, families
from app.domain.names_nicknames import is_given_name
from app.domain.names_romanised import sounds
from app.domain.names_typos import is_one_typo_away
from app.domain.post import Post
from app.domain.speaker import Speaker, SpeakerKey
from app.domain.talk import Talk
from app.domain.text import folded

_CALLED = {Cue.NONE: 0.7, Cue.ADDRESS: 0.8, Cue.TALK: 0.85}
_MISSPELLED = 0.75
_TAGGED = 0.7
_LEAST_TAGGED = 3  # letters of a handle that is a first name
_DOUBTFUL = 0.45
_LEAST_MISSPELLED = 7  # letters
_MOST_TAGGED = 8  # such handles that are looked at in a post: each is a look through all its words
_LEAST_OWNING = 5  # letters of a name
_OF_MANY = frozenset(
    {
        "all",
        "any",
        "both",
        "many",
        "more",
        "most",
        "of",
        "other",
        "several",
        "some",
        "the",
        "these",
        "those",
        "two",
        "three",
    }
)
_EDGE = 3  # letters: one slip leaves one end or the other of such a name alone
_NOBODY: tuple[tuple[str, SpeakerKey], ...] = ()
_MOST_KNOWN = 512
_INITIALS = 2  # letters: TJ, JB


class _Moment(NamedTuple):
    """Whom words mean while the same speakers are on stage."""

    called: Mapping[str, list[tuple[int, Called, SpeakerKey]]]  # by the longest word of each, with its place
    spelled: Mapping[str, tuple[tuple[str, SpeakerKey], ...]]  # long names, by the letters at either end
    unspaced: Mapping[str, frozenset[SpeakerKey]]
    topics: Topics


class Moments:
    """The speakers, by when they are on stage."""

    def __init__(self, speakers: Iterable[Speaker], talks: Iterable[Talk], times: Times) -> None:
        self._times = times
        self._speakers = {speaker.key: speaker for speaker in speakers}
        self._own: dict[Called, set[SpeakerKey]] = {}  # first and last names, as the programme has them
        for key, speaker in self._speakers.items():
            for told in parts(speaker):
                for name in told:
                    self._own.setdefault(name, set()).add(key)
        self._cut = {key: cut_short(speaker) - called(speaker) for key, speaker in self._speakers.items()}
        titles = tuple(talks)
        self._talks = tuple(talk for talk in titles if talk.starts_at is not None)
        self._titles = Topics(titles)
        self._words = topic_words(self._talks)
        self._known: dict[int, _Moment | None] = {}

    def clues(self, written: Written, strangers: Callable[[], str]) -> Iterator[Clue]:
        """Yield whom a post calls by what only says who is meant now; `strangers` as for single names."""
        yield from self._titles.afar(written)
        moment = self._at(written.post.created_at) if self._times else None
        if moment is None:
            return
        if not moment.called.keys().isdisjoint(written.unlike):
            yield from self._called(written, moment, strangers)
        yield from self._misspelled(written, moment)
        yield from self._owning(written, moment)
        if moment.unspaced and not written.is_spaced:
            yield from _unspaced(written, moment.unspaced)
        yield from moment.topics.clues(written)

    def tagged(self, written: Written, tagged: Iterable[tuple[Tagged, HandleKey]]) -> Iterator[Clue]:
        """Yield who may be meant by handles that nobody has, and that are what somebody on stage is called: @liz.

        It is hers where a talk is said to be; else it may be any Liz, and a person is asked.
        """
        moment = self._at(written.post.created_at) if self._times else None
        if moment is None:
            return
        called = ((mention.span, self._called_so(moment, handle)) for mention, handle in tagged)
        meant = ((span, fits) for span, fits in called if span is not None and len(fits) == 1)
        for span, fits in islice(meant, _MOST_TAGGED):
            sure = _speaks(written.post, span)
            yield Clue(fits, Evidence.NAME_TAG, _TAGGED if sure else _DOUBTFUL, span, doubtful=not sure)

    def _called_so(self, moment: _Moment, handle: HandleKey) -> tuple[SpeakerKey, ...]:
        """Who on stage is called as a handle is and has no account there, if nobody else on the programme is."""
        user = folded(handle.canonical.partition("@")[0].partition(".")[0])
        if len(user) < _LEAST_TAGGED:
            return ()
        fits = {
            speaker
            for _, name, speaker in moment.called.get(user, ())
            if name == (user,) and name not in self._cut[speaker] and not self._speakers[speaker].on(handle.network)
        }
        return () if self._own.get((user,), set()) - fits else tuple(sorted(fits))

    def _at(self, when: datetime) -> _Moment | None:
        segment = self._times.segment(when)
        try:
            return self._known[segment]
        except KeyError:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = self._known[segment] = self._built(when)
            return found

    def _built(self, when: datetime) -> _Moment | None:
        there = self._times.there(when)
        if not there:
            return None
        speakers = [self._speakers[key] for key in sorted(there & self._speakers.keys())]
        talks = [talk for talk in self._talks if self._times.runs(talk, when)]
        return _Moment(
            _by_longest(speakers), _by_edges(speakers), _by_letters(speakers), Topics(talks, rare=self._titles.rare)
        )

    def _called(self, written: Written, moment: _Moment, strangers: Callable[[], str]) -> Iterator[Clue]:
        found: dict[Called, tuple[int, set[SpeakerKey]]] = {}
        for at in written.standing(moment.called.keys()):
            for place, name, speaker in moment.called[written.words[at]]:
                if written.spells(at - place, name):
                    found.setdefault(name, (at - place, set()))[1].add(speaker)
        if not found:
            return
        beyond = strangers()
        for name, (first, speakers) in found.items():
            others = self._own.get(name, set()) - speakers
            told = {speaker for speaker in speakers if self._is_told(written, speaker)}
            if "".join(name) not in beyond and (not others or told):
                yield from self._weighed(written, first, name, tuple(sorted(told or speakers)))

    def _weighed(self, written: Written, first: int, name: Called, speakers: tuple[SpeakerKey, ...]) -> Iterator[Clue]:
        last = first + len(name)
        if not (is_alone(written, first, last, is_given=True) or stands_apart(written, first, last)):
            return
        cue = cue_at(written, first, last)
        if cue is Cue.NONE and all(name in self._cut.get(speaker, ()) for speaker in speakers):
            return
        may_be_small = sum(map(len, name)) > _INITIALS and cue is not Cue.NONE and not WORDY_ALONE.issuperset(name)
        if not may_be_small and not _is_capital(written, first, name):
            return
        if is_another(written, first, last, cue):
            return
        if PLAIN_WORDS.issuperset(name):
            is_meant = cue is Cue.TALK or is_called_to(written, last) or written.word(last) == "s"
        elif WORDY_ALONE.issuperset(name):
            is_meant = (
                cue is not Cue.NONE
                or "stage" in written.unlike
                or any(self._is_told(written, speaker) for speaker in speakers)
            )
        else:
            is_meant = True
        if is_meant:
            doubtful = len(speakers) > 1
            confidence = _DOUBTFUL if doubtful else _CALLED[cue]
            yield Clue(speakers, Evidence.FIRST_NAME, confidence, written.span(first, last), doubtful=doubtful)

    def _is_told(self, written: Written, speaker: SpeakerKey) -> bool:
        """Whether a post speaks of what the speaker's talk is about, or of its room."""
        return not self._words.get(speaker, frozenset()).isdisjoint(written.unlike)

    def _owning(self, written: Written, moment: _Moment) -> Iterator[Clue]:
        """Yield whose something is where the apostrophe was left out: "Mokoenas model"."""
        for word in written.unlike:
            if word[-1:] != "s" or len(word) <= _LEAST_OWNING or (word,) in self._own:
                continue
            fits = {speaker for name, speaker in moment.spelled.get(word[:_EDGE], _NOBODY) if name == word[:-1]}
            for at in written.places(word) if len(fits) == 1 else ():
                if written.is_beside(at + 1) and not _is_many(written, at) and self._is_slip(written, at):
                    yield Clue(tuple(fits), Evidence.FIRST_NAME, _MISSPELLED, written.span(at, at + 1))

    def _misspelled(self, written: Written, moment: _Moment) -> Iterator[Clue]:
        known = moment.spelled
        for word in written.unlike:
            if len(word) >= _LEAST_MISSPELLED - 1:
                names = known.get(word[:_EDGE], _NOBODY) + known.get(word[-_EDGE:], _NOBODY)
                fits = {speaker for name, speaker in names if _is_nearly(word, name)} if names else ()
                if len(fits) == 1 and word not in AROUND and not is_given_name(word) and (word,) not in self._own:
                    for at in written.places(word):
                        if self._is_slip(written, at):
                            yield Clue(tuple(fits), Evidence.FIRST_NAME, _MISSPELLED, written.span(at, at + 1))

    @staticmethod
    def _is_slip(written: Written, at: int) -> bool:
        return (
            written.is_capital(at)
            and not is_elsewhere(written, at + 1)
            and not written.is_taken(written.starts[at], written.end(at))
            and (is_alone(written, at, at + 1, is_given=True) or stands_apart(written, at, at + 1))
        )


def _by_longest(speakers: Iterable[Speaker]) -> dict[str, list[tuple[int, Called, SpeakerKey]]]:
    found: dict[str, list[tuple[int, Called, SpeakerKey]]] = {}
    for speaker in speakers:
        for name in sorted(_names(speaker)):
            longest = max(range(len(name)), key=lambda at: (len(name[at]), -at))
            found.setdefault(name[longest], []).append((longest, name, speaker.key))
    return found


def _by_edges(speakers: Iterable[Speaker]) -> dict[str, tuple[tuple[str, SpeakerKey], ...]]:
    found: dict[str, tuple[tuple[str, SpeakerKey], ...]] = {}
    for speaker in speakers:
        for name in {name for told in parts(speaker) for name in (*told.given, *told.family)}:
            if len(name) >= _LEAST_MISSPELLED and name.isalpha():
                for edge in {name[:_EDGE], name[-_EDGE:]}:
                    found[edge] = (*found.get(edge, ()), (name, speaker.key))
    return found


def _by_letters(speakers: Iterable[Speaker]) -> dict[str, frozenset[SpeakerKey]]:
    found: dict[str, frozenset[SpeakerKey]] = {}
    for speaker in speakers:
        for way in called_unspaced(speaker):
            found[way] = found.get(way, frozenset()) | {speaker.key}
    return found


def _unspaced(written: Written, names: Mapping[str, frozenset[SpeakerKey]]) -> Iterator[Clue]:
    line = written.text.text
    for name, speakers in names.items():
        start = line.find(name)
        if start >= 0 and may_begin(line, start) and not written.is_taken(start, start + len(name)):
            doubtful = len(speakers) > 1
            confidence = _DOUBTFUL if doubtful else _CALLED[Cue.NONE]
            span = written.piece(start, start + len(name))
            yield Clue(tuple(sorted(speakers)), Evidence.FIRST_NAME, confidence, span, doubtful=doubtful)


def _is_many(written: Written, at: int) -> bool:
    """Whether a plural may be meant: "any Dlaminis in the house"."""
    return written.word(at - 1) in _OF_MANY or written.word(at + 1) in (AROUND | PLAIN_WORDS) - TALKS


def _speaks(post: Post, tag: Span) -> bool:
    """Whether words beside a handle say that its owner speaks, as they would beside a name."""
    plain = Written(replace(post, text=f"{post.text[: tag.start]} {post.text[tag.start + 1 :]}"))
    inside = [at for at in range(len(plain.words)) if tag.start <= plain.span(at, at + 1).start < tag.end]
    return bool(inside) and cue_at(plain, inside[0], inside[-1] + 1) is Cue.TALK


def _is_nearly(word: str, name: str) -> bool:
    if word == name or name in word or (word[0] == word[1] != name[1]):
        return False  # the name, and letters more
    return is_one_typo_away(word, name) or sounds(word) == sounds(name)


def _names(speaker: Speaker) -> frozenset[Called]:
    """All that a speaker is called by, first and last names among it."""
    own = {name for told in parts(speaker) for name in told if name}
    return called(speaker).union(own, cut_short(speaker), *map(families, readings(speaker)))


def _is_capital(written: Written, first: int, name: Called) -> bool:
    """Whether a name is written as one: with a capital, and initials with nothing else."""
    if sum(map(len, name)) > _INITIALS:
        return written.is_capital(first)
    return written.span(first, first + len(name)).of(written.post.text).isupper()
