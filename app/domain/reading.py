"""A reading: all that Ovation understood of one post."""

from dataclasses import dataclass, field

from app.domain.account import Account
from app.domain.decision import Answer, DecisionId, Thread
from app.domain.mention import Mention
from app.domain.phrase import Phrase
from app.domain.post import Post
from app.domain.speaker import SpeakerKey
from app.domain.tone import Tone
from app.domain.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """The same said once more elsewhere, and who wrote what that one replies to and quotes."""

    post: Post
    parent: Account | None = None
    quoted: Account | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What other posts of the event say about this one. A reading is a function of the post, the programme and this."""

    parent: Account | None = None  # who wrote what it replies to, when we hold that post
    quoted: Account | None = None
    parent_post: Post | None = None  # what it replies to, and quotes, when we hold that and it may be read
    quoted_post: Post | None = None
    answered_by: frozenset[SpeakerKey] = field(default_factory=frozenset)  # speakers who replied to it, or to a copy
    copies: tuple[Copied, ...] = ()  # where else the same was said, when this one leads the card
    answers: tuple[Answer, ...] = ()  # what people said about whom this post, or another of the event, means
    thread: Thread | None = None  # what its author goes on about; known only where there are answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """`mentions` are attributed, `candidates` wait for a person, `dismissed` are those whom a person ruled out.

    Each speaker stands at most once in all three together. `decision` is the one that the verdict stands on.
    """

    mentions: tuple[Mention, ...]
    candidates: tuple[Mention, ...]
    tone: Tone
    verdict: Verdict
    why: Phrase
    language: str | None
    dismissed: tuple[Mention, ...] = ()
    decision: DecisionId | None = None
