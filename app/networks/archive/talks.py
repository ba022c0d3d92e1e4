"""Talks as rosters tell them: once for each of their speakers, with times as good or bad as they come."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from app.domain.errors import BadInput
from app.domain.speaker import SpeakerKey
from app.domain.talk import Talk, TalkKey
from app.domain.text import folded, slug
from app.networks.archive import fields
from app.networks.archive.fields import Fields

_DATE_LENGTH = len("2026-06-12")


@dataclass(frozen=True, slots=True)
class _Time:
    """When a talk begins or ends: a moment, or only a day, or neither."""

    moment: datetime | None = None
    day: date | None = None


class Talks:
    """The talks of a roster, each once, however many of its speakers name it."""

    def __init__(self, zone: ZoneInfo | None) -> None:
        self._zone = zone
        self._talks: dict[tuple[str, datetime | date | None], Talk] = {}

    def add(self, session: object, speaker: SpeakerKey) -> Iterator[str]:
        """Add a session of a speaker; yield what is doubtful about it."""
        told: Fields = session if isinstance(session, dict) else {}
        title = fields.name(told, "title")
        if title is None:
            yield "a session has no title; left out"
            return
        begins, ends = _Time(), _Time()
        for name in ("starts_at", "ends_at"):
            try:
                time = self._time(told.get(name))
            except BadInput as error:
                yield f"{name} of {title!r}: {error.args[0]}; left out"
                continue
            begins, ends = (time, ends) if name == "starts_at" else (begins, time)
        if begins.moment and ends.moment and ends.moment <= begins.moment:
            yield f"{title!r} ends before it begins; its end is left out"
            ends = _Time()
        self._add(told, title, speaker, begins, ends)

    def _add(self, told: Fields, title: str, speaker: SpeakerKey, begins: _Time, ends: _Time) -> None:
        known = self._talks.setdefault(
            (folded(title), begins.moment or begins.day),
            Talk(
                key=TalkKey(""),
                title=title,
                speakers=(),
                starts_at=begins.moment,
                ends_at=ends.moment if begins.moment else None,
                day=begins.day,
                room=fields.name(told, "room"),
                kind=fields.name(told, "type"),
            ),
        )
        if speaker not in known.speakers:
            self._talks[folded(title), begins.moment or begins.day] = replace(
                known, speakers=(*known.speakers, speaker)
            )

    def _time(self, told: object) -> _Time:
        if told is None or told == "":
            return _Time()
        if not isinstance(told, str):
            raise BadInput("not a time")
        try:
            if len(told.strip()) <= _DATE_LENGTH:
                return _Time(day=date.fromisoformat(told.strip()))
            parsed = datetime.fromisoformat(told.strip())
            if parsed.tzinfo is None and self._zone is None:
                raise BadInput(f"{told!r} has no offset, and the event's timezone is not known")
            return _Time(moment=(parsed if parsed.tzinfo else parsed.replace(tzinfo=self._zone)).astimezone(UTC))
        except (ValueError, OverflowError) as error:
            raise BadInput(f"{told[:60]!r} is no time such as 2026-06-12T09:30:00+02:00") from error

    def programme(self) -> tuple[Talk, ...]:
        """Return the talks in the order of the programme; those of which no time is known stand last."""
        times: dict[str, int] = {}
        for title, _ in self._talks:
            times[title] = times.get(title, 0) + 1
        taken: set[str] = set()
        keyed = [
            replace(talk, key=_free_key(talk, taken, repeated=times[title] > 1))
            for (title, _), talk in self._talks.items()
        ]
        return tuple(sorted(keyed, key=_when))


def _free_key(talk: Talk, taken: set[str], *, repeated: bool) -> TalkKey:
    """Return a key that a re-import finds again: the title, with the time where a title is given several times."""
    wanted = slug(talk.title) or "talk"
    when = talk.starts_at or talk.day
    if repeated and when is not None:
        wanted = f"{wanted[:60]}-{when:%Y%m%dt%H%M}" if isinstance(when, datetime) else f"{wanted[:60]}-{when:%Y%m%d}"
    key, number = wanted, 2
    while key in taken:
        key, number = f"{wanted[:75]}-{number}", number + 1
    taken.add(key)
    return TalkKey(key)


def _when(talk: Talk) -> tuple[bool, datetime]:
    if talk.starts_at is not None:
        return False, talk.starts_at
    if talk.day is not None:
        return False, datetime.combine(talk.day, datetime.min.time(), tzinfo=UTC)
    return True, datetime.min.replace(tzinfo=UTC)
