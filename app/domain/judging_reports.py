"""Whether a post plainly reports from an event: what is said there, by whom and where, without a verdict on it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

from app.domain.entities import Span
from app.domain.tone import Tone

# Points, chosen on rstudioconf2018, SemEval BD and tests/data/hold, where the SHA-256 of an id (or text) is even. How
# they do on the others stands in docs/model-card.md.
_ENOUGH = 32  # holds .96 of criticism inside an event; 20 would let one in ten through (docs/adr/0005)
_TALK, _TALKS = 8, 2  # each word for a talk or a place at an event, and how many count
_TOPIC, _TOPICS = 11, 3  # each word for what such talks are about
_VERB = 6  # says, shows, is listening
_ATTRIBUTED = 5  # somebody's words, with who said them
_ON_STAGE = 3  # "@jane on tides"
_TAG = 10  # any hashtag
_EVENT_TAG = 4  # one that ends as those of events do
_LINK_TO = 6
_WARM = 2
_ASKS = 6
_TRAILS = -8  # "so that was @jane ..."
_SLIGHT, _SLIGHTS = -16, 2
_DOUBT = -7  # unless the words are somebody else's
_CROSS, _HARSH = -2, -10

_OF_AN_EVENT = 8  # evidence from which on a post seems to be about an event at all
_SOMEWHAT_WARM = 0.3
_ASKING = 0.6
_CROSS_FROM, _HARSH_FROM = 0.35, 0.5
_MOSTLY = 3  # a quotation makes a post somebody's words when it is longer than a third of it

_LINK = re.compile(r"https?://\S+|pic\.twitter\.com/\S+")
_HANDLE = re.compile(r"(?<![\w@])@[\w.-]*\w(?:@[\w.-]*\w)?")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|q ?& ?a", re.IGNORECASE)
_QUOTED = re.compile(r"[“„‟\"«]([^“”„‟\"«»]{12,})(?:[“”‟\"»]|$)")
_HASHTAG = re.compile(r"[#＃]\w")
_OF_EVENT = re.compile(
    r"[#＃]\w*(?:conf(?:erence)?|(?<=[a-z])con|summit|camp|fest|days?|week|forum|congress|symposium)"
    r"(?:\d{2}|20\d{2})?[a-z]{0,3}(?!\w)|[#＃][^\W\d]{2,}(?:20)?[12]\d(?!\w)",
    re.IGNORECASE,
)
_SOMEBODY = "@x"  # stands for everybody who is named or tagged
_SAID_BY = re.compile(
    rf"(?:[-–—~:|]|\b(?:via|per|says|from|said|according to))\s*\.?{_SOMEBODY}\b"
    rf"|{_SOMEBODY}\s*(?::|\b(?:says|said)\b)",
    re.IGNORECASE,
)
_STAGED = re.compile(
    rf"{_SOMEBODY}(?:['’]s \w+)? (?:on|about|is|and|in|at|with|just|now|talking|speaking|presenting)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Sense:
    """What speaks for a report and against it; `slights` and `doubts` are words of the author, not of a quotation."""

    evidence: int
    slights: int
    doubts: int
    attributed: bool

    @property
    def is_of_event(self) -> bool:
        """Whether anything in it sounds like an event."""
        return self.evidence >= _OF_AN_EVENT

    def is_report(self, tone: Tone) -> bool:
        """Whether it is plainly a report, given how it sounds."""
        points = self.evidence + _SLIGHT * min(self.slights, _SLIGHTS)
        points += _DOUBT if self.doubts and not self.attributed else 0
        points += _HARSH if tone.criticism >= _HARSH_FROM else _CROSS if tone.criticism >= _CROSS_FROM else 0
        points += _WARM if max(tone.appreciation, tone.celebration) >= _SOMEWHAT_WARM else 0
        points += _ASKS if tone.question >= _ASKING else 0
        return points >= _ENOUGH


def sense(text: str, people: Iterable[Span] = ()) -> Sense:
    """Read a text for reports; `people` are the spans in which somebody is named."""
    bare = _HANDLE.sub(_SOMEBODY, _LINK.sub(" ", _with_people(text, people)))
    own = _QUOTED.sub(" ", bare)
    lists = _lists()
    words = _words(bare)
    mine = words if own == bare else _words(own)
    attributed = _SAID_BY.search(bare) is not None or (len(bare) - len(own)) * _MOSTLY > len(bare)
    evidence = (
        _TALK * min(_TALKS, lists["talks"].among(words))
        + _TOPIC * min(_TOPICS, lists["topics"].among(words))
        + _VERB * min(1, lists["verbs"].among(words))
        + _ATTRIBUTED * attributed
        + _ON_STAGE * (_STAGED.search(bare) is not None)
        + _TAG * (_HASHTAG.search(text) is not None)
        + _EVENT_TAG * (_OF_EVENT.search(text) is not None)
        + _LINK_TO * (_LINK.search(text) is not None)
        + _TRAILS * ("..." in bare)
    )
    return Sense(
        evidence=evidence,
        slights=lists["slights"].among(mine),
        doubts=lists["doubts"].among(mine) + sum(word.endswith("n't") for word in mine),
        attributed=attributed,
    )


def _with_people(text: str, people: Iterable[Span]) -> str:
    for span in sorted(people, reverse=True):
        text = f"{text[: span.start]}{_SOMEBODY}{text[span.end :]}"
    return text


def _words(text: str) -> list[str]:
    words = [word.replace("’", "'") for word in _WORD.findall(text.lower())]
    pairs = [f"{one}_{two}" for one, two in pairwise(words)]
    return [*words, *pairs, *(f"{pair}_{word}" for pair, word in zip(pairs, words[2:], strict=False))]


class _Words:
    """One list: whole words, words that go together (with _ between), and beginnings of words."""

    def __init__(self, words: Iterable[str]) -> None:
        listed = list(words)
        self._whole = frozenset(word for word in listed if not word.endswith("*"))
        self._stems = tuple(word[:-1] for word in listed if word.endswith("*"))

    def among(self, words: Iterable[str]) -> int:
        """Count the different words that are on the list."""
        return len({word for word in words if word in self._whole or (self._stems and word.startswith(self._stems))})


@cache
def _lists() -> Mapping[str, _Words]:
    text = (resources.files("app.domain") / "judging_words.txt").read_text("utf-8")
    lists: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.splitlines():
        if line.startswith("["):
            current = lists.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            current.extend(line.split())
    return {name: _Words(words) for name, words in lists.items()}
