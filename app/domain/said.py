"""One thing that was said about one speaker: the record that digests, ledgers and reports are made from."""

from dataclasses import dataclass

from app.domain.mention import Mention
from app.domain.post import Post
from app.domain.speaker import Speaker
from app.domain.talk import Talk
from app.domain.tone import Tone
from app.domain.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A post, and what it says about one speaker. `first` marks the voice's first post at the event."""

    post: Post
    speaker: Speaker
    mention: Mention
    talk: Talk | None
    tone: Tone
    verdict: Verdict
    why: str
    language: str | None
    first: bool
