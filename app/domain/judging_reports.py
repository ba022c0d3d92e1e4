"""Whether a post may go up though it is not surely kind: two models say how calm it is, and how much of an event."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

from app.domain.appraisal_features import HANDLE, LINK, SOMEBODY, features, tokens
from app.domain.appraisal_weights import BIAS, SCALE, parse_weights
from app.domain.entities import Span
from app.domain.judging_forms import is_reported, is_told, plain_form
from app.domain.judging_lists import LISTS, MOST_COUNTED, listed
from app.domain.tone import Tone

MODELS = ("calm", "event")
# How much counts beside being calm; together they make the points that are _ENOUGH: docs/adr/0005.
_EVENT_SHARE, _EVENT_MOST = 1.2, 1.0
_TOLD = 5.0  # what somebody said is told
_REPORTED = 2.0  # what somebody does is reported, with no word that slights
_PRAISE = 0.8  # of each logit of praise
_ENOUGH = 3.5
_SURE = 0.98  # praise counts up to here
_FAMILIAR = 1 / 3  # of its words that a model knows: of English posts nearly all have more, of others nearly none
_STRONG = 0.75  # thanks and high praise by a list of another language, of which the models cannot tell more
_SLIGHTED = "[slights1]"
_HARSH = 0.95  # a post that sounds so critical is no report, unless it tells what somebody else said

_LENGTHS = (4, 8, 14, 20)
_QUOTED = re.compile(r"[“„‟\"«]([^“”„‟\"«»]{16,})(?:[“”‟\"»]|$)")
_CREDIT = re.compile(r"\s[-–—~]+\s*\.?@\w*\s*(?:[\s,.]+(?:at|in|during|on)?\s*[#@]\S*|\s*https?://\S+)*\s*$")
_LONG_ENOUGH = 25
# What else is heard by its place alone, as letters that no word has. Tags are not: every post of an event has them.
_MARKED = (
    (re.compile(r"[#＃]\w+"), ""),
    (re.compile(r"\d+"), "nnn"),
    (re.compile(r":"), "ccc"),
    (re.compile(r"(?<=\s)[-–—~|]+(?=\s)"), "ddd"),
    (re.compile(r"[\"“”„«»]"), "sss"),
)
QUOTATION = "qqq"  # stands for somebody else's words
ADDRESS = "lll"  # stands for a link
_STAND_INS = frozenset({QUOTATION, ADDRESS, *(name.strip() for _, name in _MARKED)})


@dataclass(frozen=True, slots=True)
class Sense:
    """What two models say, in logits: `calm` that a post hurts nobody, `event` that it is about a talk at all."""

    calm: float
    event: float
    told: bool = False  # it only tells what somebody said
    reported: bool = False  # it begins as a report, and has no word that is hard to say kindly
    foreign: bool = False  # it is in words that neither model knows, so that what they say of it is little

    @property
    def points(self) -> float:
        """How far it may be shown; what is not about an event counts against it, as nobody knows what it means."""
        formed = _TOLD if self.told else _REPORTED if self.reported else 0.0
        return self.calm + _EVENT_SHARE * min(self.event, _EVENT_MOST) + formed

    def is_report(self, tone: Tone) -> bool:
        """Whether it is plainly a report, given how it sounds."""
        return self.points >= _ENOUGH and (self.told or tone.criticism < _HARSH)

    def backs(self, praise: float) -> bool:
        """Whether it does not speak against praise of this value, .5 to 1, that is heard in it."""
        if self.foreign and praise >= _STRONG:
            return True
        sure = min(praise, _SURE)
        return self.points + _PRAISE * math.log(sure / (1 - sure)) >= _ENOUGH


def sense(text: str, people: Iterable[Span] = ()) -> Sense:
    """Read a text for reports; `people` are the spans in which somebody is named."""
    text = _with_people(text, people)
    words = report_tokens(text)
    keys = list(report_features(words))
    calm, event = (_added(weights, keys) for weights in _models())
    form = plain_form(text)
    return Sense(
        calm,
        event,
        told=is_told(form),
        reported=_SLIGHTED not in keys and is_reported(form),
        foreign=_is_foreign(words),
    )


def report_tokens(text: str) -> list[str]:
    """Split a post into what the models look at: people, links, quotations and tags have lost their words."""
    text = HANDLE.sub(SOMEBODY, LINK.sub(f" {ADDRESS} ", text))
    text = _QUOTED.sub(f" {QUOTATION} ", text)
    credit = _CREDIT.search(text)
    if credit is not None and credit.start() > _LONG_ENOUGH and QUOTATION not in text:
        text = f" {QUOTATION} {text[credit.start() :]}"
    for pattern, name in _MARKED:
        text = pattern.sub(f" {name} ", text)
    return tokens(text)


def _with_people(text: str, people: Iterable[Span]) -> str:
    for span in sorted(people, reverse=True):
        text = f"{text[: span.start]} {SOMEBODY} {text[span.end :]}"
    return text


def report_features(words: Sequence[str]) -> Iterator[str]:
    """Yield the keys of a post's tokens, each once: those of `features`, `[list2]` for the lists, `[8]` for lengths."""
    yield from set(features(words))
    spoken = [word for word in words if word[0].isalpha()]
    pairs = [f"{one}_{two}" for one, two in pairwise(spoken)]
    threes = [f"{pair}_{word}" for pair, word in zip(pairs, spoken[2:], strict=False)]
    counts = listed({*spoken, *pairs, *threes})
    for name in LISTS:
        for count in range(1, min(counts[name], MOST_COUNTED) + 1):
            yield f"[{name}{count}]"
    if not counts["doubts"] and not counts["slights"]:
        yield "[clean]"
    for length in _LENGTHS:
        if len(spoken) >= length:
            yield f"[{length}]"


def _is_foreign(words: Iterable[str]) -> bool:
    spoken = {word for word in words if word[0].isalpha()} - _STAND_INS
    calm, event = _models()
    known = sum(word in calm or word in event for word in spoken)
    return known < _FAMILIAR * len(spoken)


def _added(weights: Mapping[str, int], keys: Iterable[str]) -> float:
    return (weights[BIAS] + sum(weights.get(key, 0) for key in keys)) / SCALE


@cache
def _models() -> tuple[Mapping[str, int], ...]:
    folder = resources.files("app.domain") / "weights"
    return tuple(parse_weights(f"{name}.txt", (folder / f"{name}.txt").read_text("utf-8")) for name in MODELS)
