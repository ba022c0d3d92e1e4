"""A mention: that a post is about a speaker, why we think so, and how sure we are."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.delivery import Delivered, Reason
from app.domain.entities import Span
from app.domain.speaker import SpeakerKey


class Evidence(StrEnum):
    """What in a post, or around it, points to the speaker; the strongest comes first."""

    CHOSEN = "chosen"  # on our own thanks page
    HANDLE = "handle"
    REPLY = "reply"
    QUOTE = "quote"
    LINK = "link"
    NAME = "name"
    NAME_TAG = "name_tag"  # #JaneDoe
    FIRST_NAME = "first_name"
    TALK = "talk"
    STAGE = "stage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A speaker that the matcher found. `certain` is False when a person must decide: then it is a candidate."""

    speaker: SpeakerKey
    evidence: Evidence
    confidence: float
    span: Span | None = None
    certain: bool = True
    decision: int | None = None  # by which a person confirmed it, or ruled it out


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A post → speaker, appraised. `appreciates` says that the tone is directed at this speaker."""

    speaker: SpeakerKey
    evidence: Evidence
    confidence: float
    span: Span | None
    appreciates: bool
    appreciation: float
    delivered: Delivered
    reason: Reason | None
    decision: int | None = None  # by which a person confirmed it, or ruled it out

    @property
    def is_confirmed(self) -> bool:
        """Whether a person said that this speaker is meant (of an attributed mention)."""
        return self.decision is not None
