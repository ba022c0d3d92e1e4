"""Names in a text: one automaton over all spellings of all speakers, so that 5,000 cost what 50 do."""

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from app.domain.entities import Hashtag
from app.domain.match_clues import Clue
from app.domain.match_edges import stands_alone
from app.domain.match_words import Written, tag_of
from app.domain.mention import Evidence
from app.domain.name_words import PLAIN_WORDS
from app.domain.names import Form, apart, is_wordy, single_words, spellings, squeezed, tags
from app.domain.speaker import Speaker, SpeakerKey
from app.domain.text import Folded, folded, source_span

# A full name means its bearer; what is left are namesakes outside the programme, more likely for shorter spellings.
NAMED = {Form.WHOLE: 0.97, Form.SHORT: 0.95, Form.TURNED: 0.9, Form.PART: 0.8}
NAME_TAGGED = 0.93  # #JaneDoe is written on purpose, but #RoseBush may be a plant
DOUBTFUL = 0.4  # words that are a name, too, written like words

# What may stand between two words of a name, and where.
_GAP = re.compile(r"[^\S\n]*\n?[^\S\n]*|-|['`]|\s?[・·]\s?")
_GAP_AFTER_INITIAL = re.compile(r"\.[^\S\n]?-?")
_GAP_AT_NICKNAME = re.compile(r"\s*[\"'(\[“„«]+|[\"')\]”»]+\s*")  # Jay (Jeroen) Meijer
_GAP_AT_STRANGE_INITIAL = re.compile(r"\s\w\.\s?")  # one that the programme does not know
_GAP_REVERSED = re.compile(r",\s{0,2}")
_STRANGE_INITIAL = re.compile(r"\.(?<=\s\w\.)\s?\w")

_WORD = re.compile(r"[^\W\d_]+")
_WORD_BEFORE = re.compile(r"(\w+)\s*$")
_FAR = 80  # characters: how far back a word may begin


class _Owned(NamedTuple):
    form: Form
    speakers: tuple[SpeakerKey, ...]
    wordy: bool  # each of its words is one of everyday language


class _Place(NamedTuple):
    start: int
    end: int
    found: _Owned


class NameIndex:
    """Full names and name tags of all speakers."""

    def __init__(self, speakers: Iterable[Speaker], *, not_names: Iterable[str] = ()) -> None:
        """Index speakers. `not_names` are hashtags, without #, that mean something else."""
        names: dict[str, dict[SpeakerKey, Form]] = {}
        joined: dict[str, dict[SpeakerKey, Form]] = {}
        self._ends: dict[SpeakerKey, frozenset[str]] = {}  # how the names end of which a spelling may be a part
        self._single: dict[str, list[SpeakerKey]] = {}
        for speaker in speakers:
            spelled = spellings(speaker)
            _note(names, spelled, speaker.key)
            if Form.PART in spelled.values():
                self._ends[speaker.key] = frozenset(
                    spelling.split()[-1] for spelling, form in spelled.items() if form is Form.WHOLE
                )
            _note(joined, tags(spelled), speaker.key)
            for word in single_words(speaker):
                self._single.setdefault(word, []).append(speaker.key)
        self._owned = [_owned(names[spelling], is_wordy(spelling)) for spelling in sorted(names)]
        self.words = frozenset(max(spelling.split(), key=len) for spelling in names)  # one of each, that tells most
        self._not_names = frozenset(map(tag_of, not_names))
        for hashtag in self._not_names:
            joined.pop(hashtag, None)
        wordy = {spelling.replace(" ", "") for spelling in names if is_wordy(spelling)}
        self._tags = {tag: _owned(found, tag in wordy) for tag, found in joined.items()}
        self._automaton = AhoCorasick(
            sorted(names),
            matchkind=MatchKind.Standard,  # all matches: the longest may turn out to be no name, a shorter one be one
            store_patterns=False,
            implementation=Implementation.ContiguousNFA,  # a quarter of the memory, as fast beside folding
        )

    def is_event(self, tag: str) -> bool:
        """Whether a hashtag, as compared, is the event's own."""
        return tag in self._not_names

    def tagged(self, hashtag: Hashtag, tag: str) -> Clue | None:
        """Return whom a hashtag names; `tag` is what it is compared by."""
        found = self._tags.get(tag)
        if found is None:
            return None
        unclear = found.wordy and sum(char.isupper() for char in hashtag.tag) < 2  # noqa: PLR2004 - HopeWinter
        confidence = DOUBTFUL if unclear else NAME_TAGGED
        return Clue(found.speakers, Evidence.NAME_TAG, confidence, hashtag.span, doubtful=unclear)

    def clues(self, written: Written) -> Iterator[Clue]:
        """Yield the names that stand in a post's text, from left to right."""
        post, text = written.post, written.text
        if not self._owned or (written.is_spaced and self.words.isdisjoint(written.clues)):
            return
        taken = 0
        places = list(self._places(written))
        if not places:
            return
        places.sort(key=_leftmost_longest)
        addresses = written.addresses
        for start, end, found in places:
            span = source_span(text, start, end, len(post.text))
            if start >= taken and not addresses.hold(span):
                taken = end
                written.taken.append((start, end))
                unclear = found.wordy and not _has_capitals(span.of(post.text))
                confidence = DOUBTFUL if unclear else NAMED[found.form]
                yield Clue(found.speakers, Evidence.NAME, confidence, span, doubtful=unclear)

    def hinted(self, text: str) -> tuple[SpeakerKey, ...]:
        """Return the speakers of whom a single name stands in a text: too little to say that it is about them."""
        words = set(squeezed(folded(text)).split())
        return tuple(sorted({speaker for word in words for speaker in self._single.get(word, ())}))

    def _places(self, written: Written) -> Iterator[_Place]:
        """Yield where names stand in a text; they may overlap."""
        source, text = written.post.text, written.text
        line = " ".join(written.words) if written.is_spaced else squeezed(text.text)
        if hits := self._automaton.find_matches_as_indexes(line, overlapping=True):
            words = list(zip(written.starts, written.words, strict=True)) if written.is_spaced else apart(text.text)
            yield from self._checked(source, text, words, hits)
        if "." in text.text and _STRANGE_INITIAL.search(text.text):
            words = [word for word in apart(text.text) if len(word[1]) > 1]
            hits = self._automaton.find_matches_as_indexes(" ".join(word for _, word in words), overlapping=True)
            yield from self._checked(source, text, words, hits)

    def _checked(
        self, source: str, text: Folded, words: Sequence[tuple[int, str]], hits: Sequence[tuple[int, int, int]]
    ) -> Iterator[_Place]:
        begins = list(itertools.accumulate((len(word) + 1 for _, word in words), initial=0))
        for which, first, last in hits:
            found = self._owned[which]
            from_word, to_word = bisect_right(begins, first) - 1, bisect_right(begins, last - 1) - 1
            start = words[from_word][0] + first - begins[from_word]
            end = words[to_word][0] + last - begins[to_word]
            if found.wordy and _is_in_sentence(source, text, start, end):
                continue
            if found.form is Form.PART and self._goes_on(found, words[to_word + 1 : to_word + 2]):
                continue
            if _is_one_name(text.text, words[from_word : to_word + 1], found.form) and stands_alone(
                source, text, start, end
            ):
                yield _Place(start, end, found)

    def _goes_on(self, found: _Owned, following: Sequence[tuple[int, str]]) -> bool:
        """Whether a part of a name stands before what begins like the rest of it, and so is somebody else's."""
        return any(
            word.startswith(end) for _, word in following for speaker in found.speakers for end in self._ends[speaker]
        )


def _note(index: dict[str, dict[SpeakerKey, Form]], spelled: Mapping[str, Form], speaker: SpeakerKey) -> None:
    for spelling, form in spelled.items():
        index.setdefault(spelling, {})[speaker] = form


def _owned(found: Mapping[SpeakerKey, Form], wordy: bool) -> _Owned:  # noqa: FBT001 - read where it is called
    """Whose spelling it is: Anna Lee's before Anna Maria Lee's."""
    form = min(found.values())
    return _Owned(form, tuple(sorted(speaker for speaker, own in found.items() if own is form)), wordy)


def _leftmost_longest(place: _Place) -> tuple[int, int, Form]:
    return place.start, -place.end, place.found.form


def _is_one_name(text: str, words: Sequence[tuple[int, str]], form: Form) -> bool:
    """Whether nothing stands between the words that would make them two names or two sentences."""
    for (start, word), (after, _) in itertools.pairwise(words):
        gap = text[start + len(word) : after]
        if (
            _GAP.fullmatch(gap)
            or (len(word) == 1 and _GAP_AFTER_INITIAL.fullmatch(gap))
            or (len(words) > 2 and _GAP_AT_NICKNAME.fullmatch(gap))  # noqa: PLR2004 - given, nick, family
            or _GAP_AT_STRANGE_INITIAL.fullmatch(gap)
        ):
            continue
        if form is Form.TURNED and _GAP_REVERSED.fullmatch(gap) and _begins_here(text, words[0][0]):
            continue
        return False
    return True


def _has_capitals(piece: str) -> bool:
    return all(word[0].isupper() for word in _WORD.findall(piece))


def _is_in_sentence(source: str, text: Folded, start: int, end: int) -> bool:
    """Whether words that are a name, too, are only words: "I do hope winter is kind"."""
    before = _WORD_BEFORE.search(text.text[max(0, start - _FAR) : start])
    is_after_plain = before is not None and before[1] in PLAIN_WORDS
    return is_after_plain and not _has_capitals(source_span(text, start, end, len(source)).of(source))


def _begins_here(text: str, start: int) -> bool:
    """Whether "Doe, Jane" is one person here, and not the end of one name and the beginning of another."""
    before = _WORD_BEFORE.search(text[max(0, start - _FAR) : start])
    return before is None or before[1] in PLAIN_WORDS
