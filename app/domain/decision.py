"""Decisions: what a person said about a post or an author: rows of one log, from which everything else follows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import NewType

from app.domain.mention import Evidence
from app.domain.post import Post, PostKey
from app.domain.speaker import SpeakerKey

DecisionId = NewType("DecisionId", int)
_PRINT_BYTES = 12


class Deed(StrEnum):
    """What was decided: about whom a post is, what becomes of it, or what holds for all posts from now on."""

    MEANT = "meant"
    SHOW = "show"
    HOLD = "hold"
    HIDE = "hide"
    PIN = "pin"
    LETTER = "letter"  # off the walls, and still for the speaker
    BLOCK = "block"  # an author
    RULE = "rule"
    MODE = "mode"
    SAFE = "safe"
    WORDS = "words"  # of the event: what they mean there
    ACCOUNT = "account"  # that it is a speaker's, or not: organizers decide and take back on a page of their own

    @property
    def is_ruling(self) -> bool:
        """Whether it says what becomes of one post."""
        return self in {Deed.SHOW, Deed.HOLD, Deed.HIDE, Deed.PIN, Deed.LETTER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of a person: which of these speakers something in a post means.

    `form` is what stands there, as it is compared; empty where no words of the post say it. `occasion` is the talk of
    one of them that had begun last when it was said.
    """

    asked: frozenset[SpeakerKey]
    evidence: Evidence
    form: str
    occasion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """What one author goes on about: the network, the author's key, and the first of the posts that hang together."""

    network: str
    author: str
    root: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a person answered to a question; `chosen` is empty for none of them.

    `said` is the print of the text that the person saw.
    """

    decision: DecisionId
    post: PostKey
    question: Question
    chosen: frozenset[SpeakerKey]
    said: str
    thread: Thread | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a person said is to become of a post; `said` is the print of the text that the person saw."""

    decision: DecisionId
    deed: Deed
    by: str
    at: datetime
    said: str


def print_of(post: Post) -> str:
    """What tells one version of a post from another: a short hash of its words, its warning and its pictures."""
    shown = "\0".join([post.text, post.warning or "", *(f"{item.url} {item.alt or ''}" for item in post.media)])
    return blake2b(shown.encode("utf-8", "replace"), digest_size=_PRINT_BYTES).hexdigest()
