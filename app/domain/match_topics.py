"""Topics: words of a title that nobody else on stage has: "that octopus talk", "salt in the connectors was long"."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from app.domain.match_clues import Clue
from app.domain.match_words import Written
from app.domain.mention import Evidence
from app.domain.name_cues import TALKS
from app.domain.name_words import PLAIN_WORDS
from app.domain.speaker import SpeakerKey
from app.domain.talk import Talk
from app.domain.text import folded


def _tokens(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SAID, _ONE_WORD, _AFAR, _DOUBTFUL = 0.75, 0.65, 0.65, 0.45
_LEAST_WORDS, _LEAST_TELLING, _LEAST_LETTERS = 3, 2, 12  # of a run that needs no word for a talk beside it
_LEAST_ALONE = 4  # letters of one word
_MOST = 3  # people on one stage; of a panel of ten no one in particular is meant
_WORD = re.compile(r"[^\W_]+")
_POINTING = _tokens("that the this el la esa ese esta este der die das dieser diese le cette ce")
_BY = _tokens("by von par por di door with")
_ON = _tokens("on about of uber zu sobre sur su om over o")
# Kinds of talks, and when they are; with "the" before them they say nothing of their topic.
_KINDS = _tokens(
    """after afternoon awesome best brilliant closing current demo entire evening excellent fabulous fantastic final
    first following great group guest inspiring introductory invited joint keynote last latest lightning live lunch main
    morning online opening other panel parallel plenary poster previous private public recorded remote same second
    short special student super third today training tutorial virtual welcome whole wonderful yesterday
    app apps code community company data design future health kids language languages life men model models network
    networks people product products project projects science service software system systems team teams time tool
    tools user users web women work world"""
)
_PLACES = _tokens("room hall stage track main saal raum sala salle aula theatre theater auditorium lounge foyer")


class _Topic(NamedTuple):
    speakers: tuple[SpeakerKey, ...]
    forms: tuple[frozenset[str], ...]  # of each word of the title
    telling: tuple[bool, ...]  # which of them are not everyday words


class _Run(NamedTuple):
    """Words of a title that stand side by side in a post."""

    first: int
    last: int
    telling: tuple[str, ...]


class Topics:
    """The titles of talks, by each of their words that tells."""

    def __init__(self, talks: Iterable[Talk], *, rare: frozenset[str] | None = None) -> None:
        """Index titles; `rare` are the words that alone say which talk is meant: by default those of one title."""
        self._topics: list[_Topic] = []
        self._places: dict[str, list[tuple[int, int]]] = {}  # which title, and which of its words
        for talk in talks:
            speakers = tuple(sorted(set(talk.speakers)))
            if 0 < len(speakers) <= _MOST:
                words = _words(talk.title)
                telling = tuple(_tells(word) for word in words)
                forms = tuple(frozenset(_forms(word)) if _tells(word) else frozenset({word}) for word in words)
                for at, ways in enumerate(forms):
                    for form in ways if telling[at] else ():
                        self._places.setdefault(form, []).append((len(self._topics), at))
                self._topics.append(_Topic(speakers, forms, telling))
        self.words = frozenset(self._places)
        self.rare = (
            frozenset(word for word, places in self._places.items() if len({which for which, _ in places}) == 1)
            if rare is None
            else rare
        )

    def clues(self, written: Written) -> Iterator[Clue]:
        """Yield whose titles are spoken of, from left to right."""
        told = self.words & written.unlike
        if not told or (len(told) < _LEAST_TELLING and TALKS.isdisjoint(written.unlike)):
            return
        found: dict[tuple[int, int], list[tuple[_Topic, float]]] = {}
        for which, run in self._runs(written):
            sure = self._sureness(written, which, run)
            if sure:
                found.setdefault((run.first, run.last), []).append((self._topics[which], sure))
        beyond = 0
        for (first, last), topics in sorted(found.items(), key=lambda one: (one[0][0], -one[0][1])):
            span = written.span(first, last)
            if first < beyond or written.addresses.hold(span):
                continue
            beyond = last
            several = len({topic.speakers for topic, _ in topics}) > 1
            for topic, sure in topics:
                for speaker in topic.speakers:
                    yield Clue((speaker,), Evidence.TALK, _DOUBTFUL if several else sure, span, doubtful=several)

    def afar(self, written: Written) -> Iterator[Clue]:
        """Yield whose talks are spoken of as talks, at any time: "the cheese rinds talk"; two words of one title."""
        if TALKS.isdisjoint(written.words) or len(self.words & written.unlike) < _LEAST_TELLING:
            return
        runs = [
            (which, run)
            for which, run in self._runs(written)
            if len(run.telling) >= _LEAST_TELLING and not self.rare.isdisjoint(run.telling) and _is_talk(written, run)
        ]
        if len(runs) == 1:
            ((which, run),) = runs
            span = written.span(run.first, run.last)
            if not written.addresses.hold(span):
                yield from (Clue((one,), Evidence.TALK, _AFAR, span) for one in self._topics[which].speakers)

    def _runs(self, written: Written) -> Iterator[tuple[int, _Run]]:
        words, known = written.words, set[tuple[int, int, int]]()
        for at, word in enumerate(words):
            for which, place in self._places.get(word, ()):
                if (which, at, place) in known:
                    continue
                topic, telling, size, upto = self._topics[which], [word], 1, 1
                while (
                    at + size < len(words)
                    and place + size < len(topic.forms)
                    and words[at + size] in topic.forms[place + size]
                ):
                    if topic.telling[place + size]:
                        known.add((which, at + size, place + size))
                        telling.append(words[at + size])
                        upto = size + 1
                    size += 1
                yield which, _Run(at, at + upto, tuple(dict.fromkeys(telling)))

    def _sureness(self, written: Written, which: int, run: _Run) -> float:
        """How sure it is that a run means its talk; 0 where it may be only what people talk about."""
        size, telling = run.last - run.first, run.telling
        if len(telling) >= _LEAST_TELLING:
            letters = sum(map(len, telling))
            is_long = letters >= _LEAST_LETTERS and (size >= _LEAST_WORDS or self._is_all(which, run))
            if is_long or _is_talk(written, run):
                return _SAID
        elif len(telling[0]) >= _LEAST_ALONE and telling[0] in self.rare and telling[0] not in _KINDS:
            begins = run.first == 0 or written.word(run.first - 1) in _POINTING
            pointed = begins and written.word(run.last) in TALKS
            if pointed and written.is_beside(run.last) and written.word(run.last + 1) not in _BY:
                return _ONE_WORD
        return 0

    def _is_all(self, which: int, run: _Run) -> bool:
        """Whether a run has all the words that tell of its title, and one of them stands in no other title."""
        return len(run.telling) >= sum(self._topics[which].telling) and not self.rare.isdisjoint(run.telling)


def topic_words(talks: Iterable[Talk]) -> Mapping[SpeakerKey, frozenset[str]]:
    """Return the words of each speaker's titles that tell, in all their forms, and those that no two rooms share."""
    found: dict[SpeakerKey, set[str]] = {}
    talks = tuple(talks)
    rooms = Counter(word for room in {talk.room for talk in talks if talk.room} for word in set(_words(room)))
    for talk in talks:
        told = {form for word in _words(talk.title) if _tells(word) for form in _forms(word)}
        told.update(
            word for word in _words(talk.room or "") if rooms[word] == 1 and _tells(word) and word not in _PLACES
        )
        for speaker in talk.speakers:
            found.setdefault(speaker, set()).update(told)
    return {speaker: frozenset(words) for speaker, words in found.items()}


def _words(text: str) -> list[str]:
    return _WORD.findall(folded(text))


def _is_talk(written: Written, run: _Run) -> bool:
    """Whether a talk is said to be this one: "the flaky tests session", "the talk on flaky tests"."""
    if written.word(run.last) in TALKS and written.is_beside(run.last):
        return True
    before = [written.word(run.first - back) for back in (1, 2, 3)]
    if before[0] in _POINTING:
        before = before[1:]
    return before[0] in _ON and before[1] in TALKS


def _tells(word: str) -> bool:
    return len(word) > 2 and not word.isdigit() and word not in PLAIN_WORDS and word not in TALKS  # noqa: PLR2004 - letters


def _forms(word: str) -> Iterator[str]:
    """Yield the forms of an English word: knitting, knit, knits; databases, database."""
    yield word
    if len(word) < 4 or not word.isascii():  # noqa: PLR2004 - letters
        return
    for ending in ("ing", "ies", "es", "ed", "s"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2:  # noqa: PLR2004 - letters
            yield from (stem, f"{stem}s", f"{stem}e", f"{stem}es")
            if ending == "ies":
                yield f"{stem}y"
            if ending == "ing":
                yield f"{stem}ed"
                if stem[-1] == stem[-2]:
                    yield from (stem[:-1], f"{stem[:-1]}s")
    yield from (f"{word}s", f"{word}es", f"{word}ing", f"{word}ed")
