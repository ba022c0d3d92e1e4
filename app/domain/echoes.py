"""Echoes: others' words said again by somebody else, and a hashtag borrowed for reach."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.copies import same_text, signature
from app.domain.network import Network
from app.domain.phrase import Phrase, phrase
from app.domain.post import Post
from app.domain.reading import Reading
from app.domain.text import folded

_ENOUGH = 60  # letters: "thank you so much for this wonderful talk" is said by many, and each of them means it
_MANY = 6  # hashtags of one post about nobody who speaks here


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstSaid:
    """Who said some words first at an event, under which name, and when."""

    network: Network
    account: str
    voice: int | None
    name: str  # `signature` of the display name then
    at: datetime


def may_echo(post: Post) -> bool:
    """Whether a post says enough that two people would hardly say it alike by themselves."""
    return post.is_original and len(same_text(post.text, post.entities) or "") >= _ENOUGH


def is_echo(post: Post, first: FirstSaid | None) -> bool:
    """Whether somebody else said the same words before; who has the same name is taken for the same person."""
    if first is None or not may_echo(post):
        return False
    author = post.author
    if (author.network, author.key) == (first.network, first.account):
        return False
    if author.voice is not None and author.voice == first.voice:
        return False
    return not first.name or signature(author.name) != first.name


def borrowed(post: Post, reading: Reading) -> Phrase | None:
    """Return why a post may be using the event's hashtag for something else; None when it does not look so."""
    tags = {folded(tag.tag) for tag in post.entities.hashtags}
    if len(tags) < _MANY or reading.mentions or reading.candidates:
        return None
    return phrase("{n} hashtags, and about nobody who speaks here: may be using ours", n=len(tags))
