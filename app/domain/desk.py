"""The moderator's desk: what waits, why, whom it may mean, and what people decided about it so far."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b

from app.domain.decision import DecisionId, Deed, print_of
from app.domain.entities import Span
from app.domain.mention import Evidence
from app.domain.network import Network
from app.domain.phrase import Phrase
from app.domain.post import Post
from app.domain.speaker import SpeakerKey
from app.domain.tone import Tone
from app.domain.verdict import Verdict

_STAMP_BYTES = 9


class Tab(StrEnum):
    """The lists of the desk."""

    WAITING = "waiting"
    MEANT = "meant"  # whatever asks whom it means, on a wall or not
    SHOWN = "shown"
    HELD = "held"  # by a person
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Who decided what, and when: `deed` None is the mode of the event or a rule of the house."""

    decision: DecisionId
    deed: Deed
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """A speaker whom a post means, may mean, or was said not to mean, with the evidence.

    `open` waits for a person; `word` is what was decided, and `equal` says that it was decided about an equal post.
    """

    speaker: SpeakerKey
    name: str
    organisation: str | None
    photo: str | None
    evidence: Evidence
    confidence: float
    span: Span | None
    appreciates: bool
    candidate: bool
    word: Word | None = None
    equal: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it waits for a person."""
        return self.candidate and self.word is None

    @property
    def is_dismissed(self) -> bool:
        """Whether a person said that this speaker is not meant."""
        return self.candidate and self.word is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One question of a post: where it stands, what stands there, and who it could be."""

    span: Span | None
    form: str
    fits: tuple[Meant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A post as a moderator sees it. `id` is its card's; `word` is the decision that the verdict stands on."""

    id: int
    post: Post
    verdict: Verdict
    why: Phrase
    tone: Tone
    language: str | None
    first: bool
    face: str | None
    pinned: bool = False
    meant: tuple[Meant, ...] = ()
    word: Word | None = None
    also: tuple[Network, ...] = ()

    @property
    def stamp(self) -> str:
        """What a moderator saw: an action that names another stamp than this comes too late."""
        told = [
            print_of(self.post),
            self.verdict.value,
            str(self.pinned),
            "" if self.word is None else str(self.word.decision),
            *(f"{one.speaker} {one.candidate} {one.word and one.word.decision}" for one in self.meant),
        ]
        return blake2b("\0".join(told).encode("utf-8", "replace"), digest_size=_STAMP_BYTES).hexdigest()

    @property
    def places(self) -> tuple[Place, ...]:
        """What it asks, one after the other."""
        groups: dict[tuple[Span | None, Evidence | None], list[Meant]] = {}
        for one in self.meant:
            if one.is_open:
                groups.setdefault((one.span, one.evidence if one.span is None else None), []).append(one)
        return tuple(
            Place(span=span, form="" if span is None else span.of(self.post.text), fits=tuple(fits))
            for (span, _), fits in groups.items()
        )

    @property
    def answers(self) -> tuple[Word, ...]:
        """The decisions about whom it means, each once."""
        return tuple({one.word.decision: one.word for one in self.meant if one.word is not None}.values())

    @property
    def sure(self) -> tuple[Meant, ...]:
        """The speakers whom it means."""
        return tuple(one for one in self.meant if not one.candidate)

    @property
    def lit(self) -> tuple[Span, ...]:
        """Where the evidence stands."""
        return tuple(sorted({one.span for one in self.meant if one.span is not None and not one.is_dismissed}))
