"""What people say about a post, and what Ovation read in it: the two sides of a score."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from app.domain.mention import Evidence
from app.domain.tone import Tone
from app.domain.verdict import Verdict


class Half(StrEnum):
    """Which labels count: those to choose thresholds with, those for the report, or all."""

    CHOOSE = "choose"
    REPORT = "report"
    ALL = "all"

    def holds(self, post: str) -> bool:
        """Whether a post's id belongs here; the SHA-256 of those for the report is odd."""
        return self is Half.ALL or (self is Half.REPORT) == bool(sha256(post.encode()).digest()[-1] & 1)


class Said(StrEnum):
    """What a reader says to a question."""

    YES = "yes"
    BORDERLINE = "borderline"
    NO = "no"


class How(StrEnum):
    """What points to the speaker, as a reader sees it."""

    HANDLE = "handle"
    NAME = "name"
    FIRST_NAME = "first_name"
    TALK = "talk"
    THREAD = "thread"


HOW: Mapping[Evidence, How] = {
    Evidence.HANDLE: How.HANDLE,
    Evidence.LINK: How.HANDLE,
    Evidence.NAME: How.NAME,
    Evidence.NAME_TAG: How.NAME,
    Evidence.FIRST_NAME: How.FIRST_NAME,
    Evidence.TALK: How.TALK,
    Evidence.STAGE: How.TALK,
    Evidence.REPLY: How.THREAD,
    Evidence.QUOTE: How.THREAD,
}  # a choice on our own thanks page is not read from a post


class About(NamedTuple):
    """That a post is about a speaker, by what, and whether it appreciates this one."""

    how: How
    appreciates: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What one reader says about a post; None where the reader was not asked. Speakers are by their roster id."""

    appreciates: Said | None = None
    about: Mapping[str, About] | None = None
    question: Said | None = None
    promotion: Said | None = None
    criticism: Said | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What readers say about a post: the settled opinion, and those of the two who read it where there were two."""

    post: str
    event: str | None
    opinion: Opinion
    readers: tuple[Opinion, Opinion] | None = None


class Heard(NamedTuple):
    """That Ovation attributes a post to a speaker, by what, and whether the appreciation is for this one."""

    evidence: Evidence
    appreciates: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What Ovation read in a post; `asked` are speakers of whom a person is to decide."""

    heard: Mapping[str, Heard]
    asked: Collection[str]
    tone: Tone
    verdict: Verdict


class Compared(NamedTuple):
    """A label and the answer to the same post."""

    label: Opinion
    answer: Answer
