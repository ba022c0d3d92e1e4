"""When a talk landed: how many different people wrote in each minute of it, and in the five minutes after."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.said import Said
from app.domain.talk import Talk
from app.domain.voices import people, when

_AFTER = timedelta(minutes=5)
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 240)  # minutes of a bar: what people read off an axis
_MOST_BARS = 60
_SEVERAL = 2  # one person in a minute is no moment
_SENTENCE = re.compile(r"[^.!?…。！？\n]+[.!?…。！？]*")
_SHORTEST, _LONGEST = 8, 34  # code points that fit over a bar


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Different people who wrote from `starts_at` to `ends_at`; `after` says that the talk was over."""

    starts_at: datetime
    ends_at: datetime
    people: int
    after: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A bar that stands out. `words` is one whole sentence of somebody who wrote then, when a short one exists."""

    bar: Bar
    words: str | None
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """One talk's bars, each `step` minutes wide (the last before the end may be shorter)."""

    talk: Talk
    step: int
    bars: tuple[Bar, ...]
    moments: tuple[Moment, ...]


def build_landing(talk: Talk, said: Sequence[Said]) -> Landing | None:
    """Lay what was said over a talk; None when its times are unknown or nobody wrote while it ran."""
    if talk.starts_at is None or talk.ends_at is None or talk.ends_at <= talk.starts_at:
        return None
    minutes = (talk.ends_at - talk.starts_at + _AFTER) / timedelta(minutes=1)
    step = next((step for step in _STEPS if minutes / step <= _MOST_BARS), _STEPS[-1])
    within = [one for one in said if talk.starts_at <= one.post.created_at < talk.ends_at + _AFTER]
    if not within:
        return None
    bars = tuple(
        Bar(starts_at=start, ends_at=end, people=people(_between(within, start, end)), after=start >= talk.ends_at)
        for start, end in _slots(talk.starts_at, talk.ends_at, step)
    )
    return Landing(talk=talk, step=step, bars=bars, moments=tuple(_moments(bars, within)))


def _slots(starts_at: datetime, ends_at: datetime, step: int) -> Iterator[tuple[datetime, datetime]]:
    for first, last in ((starts_at, ends_at), (ends_at, ends_at + _AFTER)):
        start = first
        while start < last:
            end = min(start + timedelta(minutes=step), last)
            yield start, end
            start = end


def _between(said: Sequence[Said], start: datetime, end: datetime) -> list[Said]:
    return [one for one in said if start <= one.post.created_at < end]


def _moments(bars: Sequence[Bar], said: Sequence[Said]) -> Iterator[Moment]:
    for after in (False, True):
        bar = max((bar for bar in bars if bar.after is after), key=lambda bar: bar.people, default=None)
        if bar is not None and bar.people >= _SEVERAL:
            words, language = _words(_between(said, bar.starts_at, bar.ends_at))
            yield Moment(bar=bar, words=words, language=language)


def _words(said: Sequence[Said]) -> tuple[str | None, str | None]:
    best: tuple[str | None, str | None] = (None, None)
    for one in sorted(said, key=when):
        if one.post.warning is not None or not one.mention.appreciates:
            continue
        for sentence in map(str.strip, _SENTENCE.findall(one.post.text)):
            short = _SHORTEST <= len(sentence) <= _LONGEST and not re.search(r"[@#＃]|://|www\.", sentence)
            if short and len(sentence) > len(best[0] or ""):
                best = sentence, one.language
    return best
