"""What scenes ask for beside the frames, as JSON; described for other clients in docs/wall-protocol.md."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from app.domain.event import Event, Programme
from app.domain.look import Look, Sponsor
from app.domain.network import Network
from app.domain.speaker import Speaker
from app.domain.talk import Talk
from app.outlets.faces import initials, own_face, tint
from app.outlets.painting import direction
from app.outlets.times import rfc3339


class Giver(Protocol):
    """A voice as a scene draws it: `account` is the canonical handle, `face` a path on our own host."""

    @property
    def voice(self) -> str: ...
    @property
    def network(self) -> Network: ...
    @property
    def name(self) -> str: ...
    @property
    def account(self) -> str: ...
    @property
    def face(self) -> str | None: ...


def programme_json(  # noqa: PLR0913 - a programme as walls have it has these parts
    event: Event,
    programme: Programme,
    sponsors: Sequence[Sponsor],
    look: Look,
    *,
    say: str,
    language: Callable[[str], str | None] = lambda _: None,
) -> dict[str, Any]:
    """Rooms, talks, speakers, sponsors and the look: all that stays as it is while the event runs.

    `language` tells the language of a title (BCP 47), None where nobody can say.
    """
    rooms = dict.fromkeys(talk.room for talk in programme.talks if talk.room)
    return {
        "rooms": list(rooms),
        "talks": [_talk(talk, language(talk.title)) for talk in programme.talks],
        "speakers": [speaker_json(speaker) for speaker in programme.speakers],
        "sponsors": [{"name": one.name, "logo": one.logo, "line": one.line} for one in sponsors],
        "look": {
            "logo": look.logo,
            "colour": look.colour,
            "background": look.background,
            "language": look.language.value,
            "qr": f"/say/{event.slug}/qr.svg",
            "say": say,
        },
    }


def _talk(talk: Talk, language: str | None) -> dict[str, Any]:
    return {
        "key": talk.key,
        "title": talk.title,
        "lang": language,
        "dir": direction(talk.title, language),
        "room": talk.room,
        "day": None if talk.day is None else talk.day.isoformat(),
        "starts_at": None if talk.starts_at is None else rfc3339(talk.starts_at),
        "ends_at": None if talk.ends_at is None else rfc3339(talk.ends_at),
        "speakers": list(talk.speakers),
    }


def speaker_json(speaker: Speaker) -> dict[str, Any]:
    """A speaker; `reachable` says whether anybody could address them on any network."""
    return {
        "key": speaker.key,
        "name": speaker.name,
        "face": own_face(speaker.photo),
        "initials": initials(speaker.name),
        "tint": tint(speaker.key),
        "organisation": speaker.organisation,
        "reachable": any(not handle.dead for handle in speaker.handles),
    }


def giver_json(giver: Giver) -> dict[str, Any]:
    """A voice; `name` is empty for somebody who gave none."""
    return {
        "voice": giver.voice,
        "name": giver.name,
        "face": giver.face,
        "initials": initials(giver.name) if giver.name else "",
        "tint": tint(giver.account),
    }


def sentence_json(  # noqa: PLR0913 - a sentence has these parts
    giver: Giver, *, card: str, text: str, language: str | None, first: bool, speaker: str
) -> dict[str, Any]:
    """One sentence of a post, with whoever said it and whom it is for."""
    said = {"id": card, "text": text, "lang": language, "dir": direction(text, language), "speaker": speaker}
    return said | giver_json(giver) | {"network": giver.network.value, "first": first}


def in_room(programme: Programme, room: str | None) -> frozenset[str]:
    """The keys of those who speak in a room; of everybody, where no room is asked for."""
    if not room:
        return frozenset(speaker.key for speaker in programme.speakers)
    return frozenset(key for talk in programme.talks if talk.room == room for key in talk.speakers)


def unreachable(speakers: Iterable[Speaker]) -> list[str]:
    """Whoever among them nobody can address anywhere."""
    return [speaker.key for speaker in speakers if not speaker_json(speaker)["reachable"]]
