"""For whom one can say thanks: who is on stage comes first, and everybody else is found by a few letters."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from app.domain.event import Programme
from app.domain.speaker import Speaker, SpeakerKey
from app.domain.talk import Talk
from app.domain.text import folded

_LATELY = timedelta(minutes=45)
_LISTED = 6  # without a search: a list that is read on a phone
_FOUND = 12
_TALK, _SPEAKER = "talk:", "speaker:"


class When(StrEnum):
    """Why somebody is offered."""

    PICKED = "picked"
    NOW = "now"
    LATELY = "lately"
    NEXT = "next"
    FOUND = "found"


class Whom(NamedTuple):
    """One choice: the speakers of a talk, or one speaker alone. `value` names it in a form."""

    value: str
    speakers: tuple[Speaker, ...]
    talk: Talk | None = None

    @property
    def names(self) -> str:
        """Their names, as a sentence lists them."""
        *before, last = (speaker.name for speaker in self.speakers)
        return f"{', '.join(before)} and {last}" if before else last


class Offer(NamedTuple):
    """A choice, and why it is offered."""

    whom: Whom
    when: When


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """What a page offers; `more` is how many others a search would also have found."""

    listed: tuple[Offer, ...]
    picked: Whom | None
    more: int = 0


def meant(programme: Programme, value: str) -> Whom | None:
    """Return the choice that a value names; None when there is nobody (any more)."""
    if value.startswith(_TALK):
        talk = next((one for one in programme.talks if f"{_TALK}{one.key}" == value), None)
        return None if talk is None else _of_talk(_known(programme), talk)
    if value.startswith(_SPEAKER):
        return next((_alone(one) for one in programme.speakers if f"{_SPEAKER}{one.key}" == value), None)
    return None


def value_of(*, talk: str | None, speaker: str | None) -> str:
    """Return the value that an address means: `?talk=KEY` or `?speaker=KEY`; empty when neither was given."""
    if talk:
        return f"{_TALK}{talk}"
    return f"{_SPEAKER}{speaker}" if speaker else ""


def offers(programme: Programme, clock: datetime, *, room: str = "", search: str = "", value: str = "") -> Offers:
    """Return what a page offers: whom was picked, what a search finds, else who is on stage, was, and comes next."""
    picked = meant(programme, value)
    if search.strip():
        found = list(_found(programme, search))
        listed = [Offer(whom, When.FOUND) for whom in found[:_FOUND]]
        more = len(found) - len(listed)
    else:
        listed, more = list(_around(programme, clock, room)), 0
    if picked is not None and all(one.whom.value != picked.value for one in listed):
        listed.insert(0, Offer(picked, When.PICKED))
    return Offers(listed=tuple(listed), picked=picked, more=more)


def _around(programme: Programme, clock: datetime, room: str) -> Iterator[Offer]:
    """Yield who is on stage, all of them; then, up to six in all, who was and who comes next."""
    known = _known(programme)
    here = sorted(programme.talks, key=lambda talk: bool(room) and talk.room not in {room, None})  # first of this room
    now = [talk for talk in here if talk.runs_at(clock)]
    past = sorted(
        ((talk.ends_at, talk.key, talk) for talk in here if talk.ends_at is not None and talk.ends_at <= clock),
        key=lambda one: one[:2],
        reverse=True,
    )
    coming = sorted(
        ((talk.starts_at, talk.key, talk) for talk in here if talk.starts_at is not None and talk.starts_at > clock),
        key=lambda one: one[:2],
    )
    lately = [talk for ended, _, talk in past if clock - ended <= _LATELY] or [talk for *_, talk in past[:3]]
    untimed = [talk for talk in here if talk.starts_at is None] if len(here) <= _FOUND else []
    ahead = [] if now or past else [talk for *_, talk in coming]
    told = 0
    for when, talks in ((When.NOW, now), (When.LATELY, lately), (When.NEXT, ahead), (When.FOUND, untimed)):
        for talk in talks:
            whom = _of_talk(known, talk)
            if whom is not None and (when is When.NOW or told < _LISTED):
                told += 1
                yield Offer(whom, when)


def _found(programme: Programme, search: str) -> Iterator[Whom]:
    """Yield talks, and speakers alone, that hold every word of a search; whoever is called so comes first."""
    wanted = folded(search).split()[:8]
    known = _known(programme)
    people = [one for one in programme.speakers if _holds([one.name, *one.aliases, one.organisation], wanted)]
    named = {one.key for one in people}
    talks = [whom for talk in programme.talks if (whom := _of_talk(known, talk)) is not None]
    heard = [whom for whom in talks if any(one.key in named for one in whom.speakers)]
    yield from heard
    yield from map(_alone, _with_others(people, heard))
    for whom in talks:
        title = "" if whom.talk is None else whom.talk.title
        others = named.isdisjoint(one.key for one in whom.speakers)
        if others and _holds([title, *(one.name for one in whom.speakers)], wanted):
            yield whom


def _with_others(people: Iterable[Speaker], heard: Iterable[Whom]) -> Iterator[Speaker]:
    """Yield those who also speak with others, or not at all: a talk of several is for all of them."""
    alone: dict[SpeakerKey, bool] = {}
    for whom in heard:
        for one in whom.speakers:
            alone[one.key] = alone.get(one.key, True) and len(whom.speakers) == 1
    return (one for one in people if not alone.get(one.key, False))


def _holds(texts: Iterable[str | None], wanted: Iterable[str]) -> bool:
    held = folded(" ".join(text for text in texts if text))
    return all(word in held for word in wanted)


def _known(programme: Programme) -> dict[SpeakerKey, Speaker]:
    return {speaker.key: speaker for speaker in programme.speakers}


def _of_talk(known: Mapping[SpeakerKey, Speaker], talk: Talk) -> Whom | None:
    speakers = tuple(known[key] for key in talk.speakers if key in known)
    return Whom(f"{_TALK}{talk.key}", speakers, talk) if speakers else None


def _alone(speaker: Speaker) -> Whom:
    return Whom(f"{_SPEAKER}{speaker.key}", (speaker,))
