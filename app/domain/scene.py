"""Scenes and shows: what the walls of an event, or of one of its rooms, are told to show."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.domain.errors import BadInput
from app.domain.phrase import phrase
from app.domain.talk import TalkKey
from app.domain.wall import CardId

EVERY_WALL = ""  # the room of the show that holds wherever a room has none of its own
LONGEST_TITLE = 80
LONGEST_TEXT = 280


class Scene(StrEnum):
    """What a wall can be."""

    STREAM = "stream"
    STAGE = "stage"
    APPLAUSE = "applause"
    LETTERS = "letters"
    CREDITS = "credits"
    PROGRAMME = "programme"
    ANNOUNCEMENT = "announcement"
    SPONSORS = "sponsors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What the organizers tell the room; `language` is BCP 47, None where nobody said."""

    title: str
    text: str = ""
    language: str | None = None

    def __post_init__(self) -> None:
        """Refuse what could not be read from the last row."""
        if not self.title.strip():
            raise BadInput(phrase("an announcement needs a title"))
        if (n := len(self.title)) > LONGEST_TITLE:
            most = LONGEST_TITLE
            raise BadInput(phrase("the title has {n} characters; {most} can be read from the last row", n=n, most=most))
        if (n := len(self.text)) > LONGEST_TEXT:
            most = LONGEST_TEXT
            raise BadInput(phrase("the text has {n} characters; {most} can be read from the last row", n=n, most=most))


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """What walls are told to show. `pinned` stays lit until it is let go; `talk` is whose letters are read.

    `resting` is a card that is pinned and may not be shown just now: should it be shown again, it is pinned as before.
    `before` is the scene to go back to when an announcement is over. `changed_at` None: nobody has touched it yet.
    """

    scene: Scene = Scene.STREAM
    paused: bool = False
    blank: bool = False
    pinned: CardId | None = None
    resting: CardId | None = None
    announcement: Announcement | None = None
    talk: TalkKey | None = None
    before: Scene | None = None
    changed_at: datetime | None = None
    by: str = ""

    @property
    def held(self) -> CardId | None:
        """The card that somebody pinned, whether it may be shown just now or not."""
        return self.pinned or self.resting

    def pinning(self, card: CardId | None) -> "Show":
        """The same with another card pinned, or none."""
        return replace(self, pinned=card, resting=None)

    def goes_along(self, card: CardId | None, before: CardId | None) -> bool:
        """Whether this room goes along with a pin for every wall: nobody pinned another, or let one go, here alone.

        `before` is what every wall held until now. A new pin is a new word, for rooms without any pin too.
        """
        return self.held == before or (card is not None and self.held is None)

    def announcing(self, announcement: Announcement) -> "Show":
        """The same, telling this first; a blank wall lights up for it."""
        before = self.before if self.scene is Scene.ANNOUNCEMENT else self.scene
        return replace(self, scene=Scene.ANNOUNCEMENT, announcement=announcement, before=before, blank=False)

    def same_as(self, other: "Show") -> bool:
        """Whether a wall would show the same, whoever said so and when."""
        return replace(self, changed_at=None, by="") == replace(other, changed_at=None, by="")

    def turned_to(self, scene: Scene, talk: TalkKey | None = None) -> "Show":
        """The same in another scene; what was announced is over, unless that is the scene."""
        if scene is Scene.ANNOUNCEMENT and self.announcement is None:
            raise BadInput(phrase("there is nothing to announce yet; write it first"))
        announced = self.announcement if scene is Scene.ANNOUNCEMENT else None
        before = self.before if scene is Scene.ANNOUNCEMENT else None
        return replace(self, scene=scene, talk=talk, announcement=announced, before=before)

    def after_announcing(self) -> "Show":
        """The same once the announcement is over: as it was before, if nobody has chosen otherwise since."""
        if self.scene is not Scene.ANNOUNCEMENT:
            return replace(self, announcement=None, before=None)
        return self.turned_to(self.before or Scene.STREAM)

    def cleared(self) -> "Show":
        """The stream as it comes: nothing is pinned, announced, paused or dark."""
        return Show(changed_at=self.changed_at, by=self.by)


Shows = Mapping[str, Show]  # by room; EVERY_WALL is always among them


def show_of(shows: Shows, room: str) -> Show:
    """The show of a room's wall: its own, else the event's."""
    return shows.get(room) or shows.get(EVERY_WALL) or Show()


def scene_named(name: str) -> Scene:
    """Return the scene of a name, or say which there are."""
    try:
        return Scene(name)
    except ValueError as error:
        raise BadInput(
            phrase("there is no scene {name}; there are {all}", name=repr(name), all=", ".join(Scene))
        ) from error
