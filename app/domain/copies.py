"""Copies: when the same words of one person stand on several networks, they are one card and one appreciation."""

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import chain
from typing import NamedTuple

from app.domain.entities import Entities, Span
from app.domain.network import Network
from app.domain.post import PostKey
from app.domain.text import folded

WITHIN = timedelta(minutes=15)  # between two posts under one name, when nothing else says that it is one person
_ENOUGH = 120  # letters; networks and bridges cut what is longer, each at its own place
_LOOKED_AT = 24  # cards of the same name: a flood of one text must not be compared with itself
_KEY_BYTES = 12
_HANDLE = re.compile(r"(?<![\w.])[@＠][\w.@:-]+")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_NO_LETTER = re.compile(r"[\W_]+")


class Copy(NamedTuple):
    """Where else the same was said, and by whom there (canonical handle)."""

    network: Network
    uri: str
    url: str | None
    handle: str

    @property
    def key(self) -> PostKey:
        """Network and uri."""
        return PostKey(self.network, self.uri)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of several posts with the same words. `account` and `voice` are whatever tells two of them apart."""

    key: PostKey
    at: datetime
    account: Hashable
    voice: Hashable
    name: str  # `signature` of the author's display name when it was said
    words: str | None  # `same_text`; only for posts under one name it must be alike to the end
    second_hand: bool = False  # written by a bridge or a bot: leads only where nobody else does


def same_text(text: str, entities: Entities = Entities()) -> str | None:
    """What two copies of a text have in common: folded letters and digits without handles, links and closing hashtags.

    Of a text without letters whatever can be seen counts. None when nothing is left.
    """
    own = _own_words(text, entities)
    if "@" in own or "＠" in own:
        own = _HANDLE.sub(" ", own)
    if "://" in own:
        own = _ADDRESS.sub(" ", own)
    seen = folded(own)
    return _NO_LETTER.sub("", seen) or "".join(seen.split()) or None


def sameness(text: str, entities: Entities = Entities()) -> str | None:
    """A short key under which copies are found: of the first letters alone, for networks cut long texts short."""
    words = same_text(text, entities)
    if words is None:
        return None
    return blake2b(words[:_ENOUGH].encode("utf-8", "replace"), digest_size=_KEY_BYTES).hexdigest()


def signature(name: str | None) -> str:
    """A display name as it is compared; empty when there is none."""
    return "" if name is None else "".join(folded(name).split())


def leaders(members: Iterable[Member]) -> dict[PostKey, PostKey | None]:
    """Which post each of these is a copy of; None for those that lead a card.

    The members have one `sameness`. Their order makes no difference: cards are dealt in the order of (created_at,
    network, uri), and on each the first leads that is neither a bridge's nor a bot's.
    """
    cards: list[list[Member]] = []
    of_voice: dict[Hashable, list[list[Member]]] = {}
    of_name: dict[str, list[list[Member]]] = {}
    for one in sorted(members, key=_order):
        voices, names = of_voice.setdefault(one.voice, []), of_name.setdefault(one.name, [])
        latest = chain(reversed(voices[-_LOOKED_AT:]), reversed(names[-_LOOKED_AT:]) if one.name else ())
        card = next((card for card in latest if _belongs(one, card)), None)
        if card is None:
            card = []
            cards.append(card)
        card.append(one)
        for known in (voices, names):
            if not any(card is other for other in known[-_LOOKED_AT:]):
                known.append(card)
    found: dict[PostKey, PostKey | None] = {}
    for card in cards:
        first = min(card, key=lambda one: (one.second_hand, *_order(one)))
        found.update((one.key, None if one is first else first.key) for one in card)
    return found


def _order(one: Member) -> tuple[datetime, Network, str]:
    return one.at, one.key.network, one.key.uri


def _belongs(one: Member, card: Iterable[Member]) -> bool:
    """Whether a post is the same said once more: by one voice, or under one name soon after, on another network.

    Who says a thing twice on one network means it twice; and two accounts of one name there are two people.
    """
    belongs = False
    for other in card:
        same_voice = one.voice == other.voice
        if one.key.network is other.key.network:
            if not same_voice or one.account == other.account:
                return False
        else:
            belongs = belongs or same_voice or _under_one_name(one, other)
    return belongs


def _under_one_name(one: Member, other: Member) -> bool:
    return bool(one.name) and one.name == other.name and one.words == other.words and abs(one.at - other.at) <= WITHIN


def _own_words(text: str, entities: Entities) -> str:
    """The text without what differs between networks: mentions, links, and the hashtags behind the last word."""
    cut = [one.span for kind in (entities.mentions, entities.links) for one in kind if one.span is not None]
    tags = [tag.span for tag in entities.hashtags if tag.span is not None]
    if not cut and not tags:
        return text
    end = len(text)
    for span in sorted((*cut, *tags), reverse=True):
        if span.end > end or text[span.end : end].strip(" \t\n\r.,;:!?…"):
            break
        end = span.start
    return _without(text[:end], cut)


def _without(text: str, spans: Iterable[Span]) -> str:
    pieces = []
    at = 0
    for span in sorted(spans):
        if at <= span.start < len(text):
            pieces.append(text[at : span.start])
            at = span.end
    return " ".join((*pieces, text[at:]))
