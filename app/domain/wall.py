"""What a wall may show, and nothing else: no reach, no held post, no remote address."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from app.domain.entities import Span
from app.domain.network import Network
from app.domain.post import Media

TEXT_AT_MOST = 1_000  # code points: two or three turns of a wall; what is longer can be read where it was said
WARNING_AT_MOST = 500  # as many as Mastodon takes

WALLS = "walls"  # the bus topic that wakes whoever tells walls
CardId = NewType("CardId", str)  # opaque; the same for every edit of a post


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSpeaker:
    """Whom a card's words are for."""

    key: str
    name: str
    face: str | None  # a path on our own host


@dataclass(frozen=True, slots=True, kw_only=True)
class CardCopy:
    """Another network on which the same was said, and where it can be read there."""

    network: Network
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One voice on a wall. `lit` are the spans of the text that name a speaker.

    Text is never altered; what is longer than a wall can show ends in "…".
    """

    id: CardId
    network: Network
    url: str | None
    name: str
    handle: str | None  # as people write it, with its @; None on the thanks page
    account: str  # canonical handle: chooses the colour of the initials
    face: str | None  # a path on our own host; None means initials
    text: str
    language: str | None
    lit: tuple[Span, ...]
    speakers: tuple[CardSpeaker, ...]
    at: datetime
    first: bool
    edited: bool
    warning: str | None
    media: tuple[Media, ...]
    voice: str = ""  # the same for all that one person says, whatever account says it; empty: the account is the voice
    also: tuple[CardCopy, ...] = ()  # each other network once

    @property
    def who(self) -> str:
        """Who speaks, to tell one voice from another."""
        return self.voice or f"{self.network}:{self.account}"


class ChangeKind(StrEnum):
    """What happened to a post, as far as walls are concerned."""

    SHOWN = "shown"  # new on the wall, or edited: the card follows
    GONE = "gone"  # leaves at once, without ceremony
    SHOW = "show"  # no post's: walls are told to show something else


@dataclass(frozen=True, slots=True, kw_only=True)
class WallChange:
    """One row of the change log, with what a wall may show now. `card` is None exactly when the post must be gone."""

    seq: int
    id: CardId
    card: Card | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything that a wall shows at one moment. Cards are the newest first."""

    epoch: str
    seq: int
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnStage:
    """What the strip says: who is on stage in a room, and who is next."""

    room: str | None
    speakers: tuple[str, ...]
    title: str
    starts_at: datetime
