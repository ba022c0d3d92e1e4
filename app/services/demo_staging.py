"""What the demo shows beside its posts: the event's look, its sponsors, and scenes that change by themselves."""

from pathlib import Path

import msgspec

from app.domain.errors import OvationError
from app.domain.scene import EVERY_WALL, Announcement, Scene
from app.services.looks import Looks
from app.services.shows import ShowControl

_BY = "the demo"


class _Announced(msgspec.Struct, frozen=True):
    title: str
    text: str = ""
    language: str | None = None


class _Cue(msgspec.Struct, frozen=True):
    at: float  # 0..1 of what is played
    scene: str | None = None
    announcement: _Announced | None = None


class _Sponsor(msgspec.Struct, frozen=True):
    name: str
    line: str = ""
    logo: str | None = None


class _StagingFile(msgspec.Struct, frozen=True):
    colour: str | None = None
    screen: float | None = None
    farthest: float | None = None
    logo: str | None = None
    sponsors: tuple[_Sponsor, ...] = ()
    scenes: tuple[_Cue, ...] = ()


class Staging:
    """Dresses the demo's event and turns its scenes, until a person takes the remote; the next round is its own."""

    def __init__(self, *, control: ShowControl, looks: Looks, slug: str, folder: Path) -> None:
        self._control = control
        self._looks = looks
        self._slug = slug
        self._folder = folder
        file = folder / "staging.json"
        body = file.read_bytes() if file.is_file() else b"{}"
        self._given = msgspec.json.decode(body, type=_StagingFile)
        self._cues: list[_Cue] = []

    async def dress(self) -> None:
        """Give the event its look and its sponsors."""
        given = self._given
        sight = None if given.screen is None or given.farthest is None else (given.screen, given.farthest)
        await self._looks.choose(self._slug, colour=given.colour, lettering="serif", language="en", sight=sight)
        if given.logo is not None:
            await self._looks.hang(self._slug, "logo", self._picture(given.logo))
        for one in given.sponsors:
            logo = None if one.logo is None else self._picture(one.logo)
            await self._looks.add_sponsor(self._slug, name=one.name, line=one.line, logo=logo)

    async def begin(self) -> None:
        """Begin the round: the stream, and every cue ahead."""
        self._cues = sorted(self._given.scenes, key=lambda cue: cue.at)
        await self._control.clear(self._slug, EVERY_WALL, by=_BY)

    async def reach(self, played: float) -> None:
        """Turn to what is due when so much, 0..1, is played; nothing once a person has turned something."""
        due = [cue for cue in self._cues if cue.at <= played]
        self._cues = self._cues[len(due) :]
        if due and await self._is_left_alone():
            await self._turn(due[-1])

    async def _is_left_alone(self) -> bool:
        shows = (await self._control.view(self._slug)).shows
        return all(show.by == _BY for show in shows.values())

    async def _turn(self, cue: _Cue) -> None:
        try:
            if cue.announcement is not None:
                told = Announcement(
                    title=cue.announcement.title, text=cue.announcement.text, language=cue.announcement.language
                )
                await self._control.announce(self._slug, EVERY_WALL, told, by=_BY)
            elif cue.scene is not None:
                await self._control.turn_to(self._slug, EVERY_WALL, Scene(cue.scene), by=_BY)
        except OvationError:  # somebody was faster: the room is theirs
            self._cues = []

    def _picture(self, name: str) -> bytes:
        return (self._folder / name).read_bytes()
