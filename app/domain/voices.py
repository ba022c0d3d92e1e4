"""Who said something, counted as people: what a digest and a ledger may count, and in which order."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from unicodedata import category, east_asian_width

from app.domain.network import Network
from app.domain.post import Post
from app.domain.said import Said

CRITICAL = 0.5  # from here on a post criticises; letters never carry it
PROMOTES = 0.5
ASKS = 0.5
_ENOUGH = 200  # letters; beyond them a longer post says no more
_WIDE = 3  # a CJK character says about as much as three letters


class VoiceKey(NamedTuple):
    """One person, as far as we can tell: an account of a network, or all accounts that are known to be theirs."""

    network: Network | None  # None: of a person with several
    account: str  # Account.key, or what the store calls the person


def voice_of(post: Post) -> VoiceKey:
    """Who wrote a post."""
    author = post.author
    return VoiceKey(post.network, author.key) if author.voice is None else VoiceKey(None, str(author.voice))


def people(said: Iterable[Said]) -> int:
    """How many different people wrote."""
    return len({voice_of(one.post) for one in said})


def by_people(said: Iterable[Said]) -> Iterable[Said]:
    """Leave out what no person wrote: accounts that say of themselves that they are bots."""
    return (one for one in said if not one.post.author.bot)


def when(said: Said) -> tuple[datetime, Network, str, str]:
    """The order of everything that is about several posts: (created_at, network, uri, speaker)."""
    return said.post.created_at, said.post.network, said.post.uri, said.speaker.name


def by_voice(said: Sequence[Said]) -> dict[VoiceKey, list[Said]]:
    """What each voice said, voices in order of arrival, their posts in order of time."""
    voices: dict[VoiceKey, list[Said]] = {}
    for one in sorted(said, key=when):
        voices.setdefault(voice_of(one.post), []).append(one)
    return voices


def substance(post: Post) -> int:
    """How much a post says, in letters: entities apart, a CJK character for three, and no more than 200."""
    entities = post.entities
    spans = [*(tag.span for tag in entities.mentions), *(tag.span for tag in entities.hashtags)]
    spans += (link.span for link in entities.links)
    covered = {place for span in spans if span is not None for place in range(*span)}
    letters = 0
    for place, char in enumerate(post.text):
        if place not in covered and category(char)[0] in "LN":
            letters += _WIDE if east_asian_width(char) in "WF" else 1
        if letters >= _ENOUGH:
            return _ENOUGH
    return letters
