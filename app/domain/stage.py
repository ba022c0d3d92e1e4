"""The stage: what time it is at an event, who is on stage then, and who is next."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.domain.event import Programme
from app.domain.speaker import SpeakerKey
from app.domain.talk import Talk
from app.domain.wall import OnStage

_APPLAUDED = timedelta(minutes=2)  # people begin to clap, and whoever has the remote to look for the button
_AROUND = timedelta(hours=12)  # doors open before the first talk, and people write after the last


def event_clock(programme: Programme, now: datetime, last_heard: datetime | None) -> datetime:
    """Return the event's own time: now while it runs; in a replay or a rehearsal, when it was last heard of."""
    opens, closes = programme.opens_at, programme.closes_at
    if opens is not None and closes is not None and opens - _AROUND <= now <= closes + _AROUND:
        return now
    return last_heard or now


def on_stage(programme: Programme, moment: datetime) -> tuple[OnStage, ...]:
    """Return the talks that run at a moment, then those that begin next; each in order of start, room and title."""
    timed = [talk for talk in programme.talks if talk.starts_at is not None]
    ahead = [talk.starts_at for talk in timed if talk.starts_at is not None and talk.starts_at > moment]
    soonest = min(ahead, default=None)
    shown = [talk for talk in timed if talk.runs_at(moment) or (soonest is not None and talk.starts_at == soonest)]
    names = {speaker.key: speaker.name for speaker in programme.speakers}
    told = [_told(talk, names) for talk in shown]
    return tuple(sorted(told, key=lambda one: (one.starts_at, one.room or "", one.title)))


def talk_heard(programme: Programme, moment: datetime, room: str = "") -> Talk | None:
    """Return the talk whose letters are read now, of a room or of all: the last that ended, or is about to."""
    heard = [
        talk
        for talk in programme.talks
        if talk.ends_at is not None and talk.ends_at - _APPLAUDED <= moment and (not room or talk.room == room)
    ]
    return max(heard, key=lambda talk: (talk.ends_at, talk.key), default=None)


def _told(talk: Talk, names: Mapping[SpeakerKey, str]) -> OnStage:
    assert talk.starts_at is not None
    speakers = tuple(names[key] for key in talk.speakers if key in names)
    return OnStage(room=talk.room, speakers=speakers, title=talk.title, starts_at=talk.starts_at)
