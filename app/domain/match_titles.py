"""Titles: a talk that is called by its title, or by a part of it that no other talk shares, is about who gives it."""

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from app.domain.entities import Span
from app.domain.match_clues import Clue
from app.domain.match_words import Written
from app.domain.mention import Evidence
from app.domain.name_cues import TALKS
from app.domain.name_words import PLAIN_WORDS
from app.domain.speaker import SpeakerKey
from app.domain.talk import Talk
from app.domain.text import folded, is_unspaced

_CALLED = {True: 0.85, False: 0.8}  # by all of it; by a part
_DOUBTFUL = 0.45
_PARTS = re.compile(r"\s*[:.?!|;。：？！]+\s+|\s+[-–—]+\s+|\s*[：。？！|]\s*")
_WORD = re.compile(r"[^\W_]+")
_LEAST_WORDS = 3
_LEAST_TELLING = 2  # words that are not everyday ones
_CERTAIN = 4  # words that tell: more than a phrase of the trade ("data science in the tidyverse")
_LEAST_LETTERS = 15
_LEAST_UNSPACED = 6
_OPENS, _CLOSES = re.compile(r"[\"'«(\[“„「『]\s*$"), re.compile(r"\s*[\"'».:?!)\]”」』…]")


class _Sure(Enum):
    """Whether words that are a title are meant as one."""

    NO = 0
    MAYBE = 1
    YES = 2


class _Title(NamedTuple):
    words: tuple[str, ...]
    speakers: tuple[SpeakerKey, ...]
    whole: bool
    telling: int


class Titles:
    """The titles of all talks, looked up by one word each, so that their number makes no difference."""

    def __init__(self, talks: Iterable[Talk]) -> None:
        said: dict[tuple[str, ...], dict[tuple[SpeakerKey, ...], bool]] = {}
        for talk in talks:
            if talk.speakers:
                for words, whole in _wordings(talk.title):
                    given = said.setdefault(words, {})
                    given[tuple(sorted(set(talk.speakers)))] = whole or given.get(talk.speakers, False)
        self._titles: dict[str, list[tuple[int, _Title]]] = {}
        self._unspaced: dict[str, _Title] = {}
        for words, given in said.items():
            if len(given) == 1:  # two who call their talks alike are told apart by other things
                ((speakers, whole),) = given.items()
                title = _Title(words, speakers, whole, _telling(words))
                if len(words) < _LEAST_WORDS:
                    self._unspaced["".join(words)] = title
                else:
                    at = max(range(len(words)), key=lambda at: (words[at] not in PLAIN_WORDS, len(words[at]), -at))
                    self._titles.setdefault(words[at], []).append((at, title))
        self.words = frozenset(self._titles)  # the word of each that fewest sentences have

    def clues(self, written: Written) -> list[Clue]:
        """Return whose titles stand in a post, from left to right."""
        found: list[Clue] = []
        if self._unspaced and not written.post.text.isascii():
            found.extend(self._without_spaces(written))
        if not self.words.isdisjoint(written.words):
            found.extend(self._spaced(written))
        return found

    def _spaced(self, written: Written) -> Iterator[Clue]:
        beyond = 0
        for first, title in sorted(self._standing(written, self.words & written.unlike), key=_leftmost_longest):
            if first >= beyond:
                beyond = last = first + len(title.words)
                span = written.span(first, last)
                sure = _sureness(written, first, last, title)
                if sure is not _Sure.NO and not written.addresses.hold(span):
                    yield from _called(title, span, certain=sure is _Sure.YES)

    def _standing(self, written: Written, telling: Iterable[str]) -> Iterator[tuple[int, _Title]]:
        """Yield the titles of which these words are a part, each with its first word's place."""
        words, unlike = written.words, written.unlike
        for word in telling:
            titles = [one for one in self._titles[word] if one[1].words[0] in unlike and one[1].words[-1] in unlike]
            for at in written.places(word) if titles else ():
                for behind, title in titles:
                    first = at - behind
                    if first >= 0 and tuple(words[first : first + len(title.words)]) == title.words:
                        yield first, title

    def _without_spaces(self, written: Written) -> Iterator[Clue]:
        line = written.text.text
        for words, title in self._unspaced.items():
            if (start := line.find(words)) >= 0:
                yield from _called(title, written.piece(start, start + len(words)), certain=True)


def _leftmost_longest(standing: tuple[int, _Title]) -> tuple[int, int, tuple[str, ...]]:
    first, title = standing
    return first, -len(title.words), title.words


def _called(title: _Title, span: Span, *, certain: bool) -> Iterator[Clue]:
    confidence = _CALLED[title.whole] if certain else _DOUBTFUL
    for speaker in title.speakers:  # a talk of two people is about both
        yield Clue((speaker,), Evidence.TALK, confidence, span, doubtful=not certain)


def _sureness(written: Written, first: int, last: int, title: _Title) -> _Sure:
    """Whether these words are a title here, and not only what the talk is about."""
    if title.telling >= _CERTAIN or (_OPENS.search(written.gap(first)) and _CLOSES.match(written.gap(last))):
        return _Sure.YES
    if title.telling <= _LEAST_TELLING:
        return _Sure.NO
    return _Sure.MAYBE if TALKS.isdisjoint(written.unlike) else _Sure.YES


def _wordings(title: str) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Yield what a talk may be called by, as folded words, and whether that is all of its title."""
    whole = title.strip()
    pieces = [whole, *(piece for piece in _PARTS.split(whole) if piece != whole)]
    for piece in pieces:
        words = tuple(_WORD.findall(folded(piece)))
        if _is_enough(words):
            yield words, piece == whole


def _is_enough(words: tuple[str, ...]) -> bool:
    """Whether words say more than what many talks are about."""
    letters = sum(map(len, words))
    if len(words) < _LEAST_WORDS:
        return letters >= _LEAST_UNSPACED and any(map(is_unspaced, "".join(words)))
    return letters >= _LEAST_LETTERS and _telling(words) >= _LEAST_TELLING


def _telling(words: Iterable[str]) -> int:
    return len({word for word in words if word not in PLAIN_WORDS and len(word) > 1})
