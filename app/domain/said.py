"""One thing that was said about one speaker: the record that digests, ledgers and reports are made from."""

from dataclasses import dataclass

from app.domain.copies import Copy
from app.domain.delivery import Reason
from app.domain.mention import Mention
from app.domain.network import Network
from app.domain.phrase import Phrase
from app.domain.post import Post, PostKey
from app.domain.speaker import Speaker
from app.domain.talk import Talk
from app.domain.tone import Tone
from app.domain.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A post, and what it says about one speaker. `first` marks the voice's first post at the event.

    `also` are its copies: the same said once more on other networks, in order of time.
    """

    post: Post
    speaker: Speaker
    mention: Mention
    talk: Talk | None
    tone: Tone
    verdict: Verdict
    why: Phrase
    language: str | None
    first: bool
    also: tuple[Copy, ...] = ()

    @property
    def keys(self) -> tuple[PostKey, ...]:
        """The post and its copies."""
        return self.post.key, *(copy.key for copy in self.also)

    @property
    def networks(self) -> tuple[Network, ...]:
        """Where it was said, each network once."""
        return tuple(dict.fromkeys(key.network for key in self.keys))

    @property
    def missed_on(self) -> tuple[Network, ...]:
        """The networks that its reason is about: of several, those on which the speaker was nearest to hearing it."""
        here = [(network, self.speaker.on(network)) for network in self.networks]
        match self.mention.reason:
            case Reason.UNTAGGED:
                near = [network for network, handles in here if any(not handle.dead for handle in handles)]
            case Reason.DEAD_HANDLE:
                near = [network for network, handles in here if handles]
            case _:
                near = []
        return tuple(near) or self.networks
