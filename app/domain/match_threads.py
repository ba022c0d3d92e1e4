"""Threads: what a post says that names nobody is about whom the post speaks that it quotes or goes on from."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from app.domain.entities import Entities, Span, Tagged
from app.domain.match_clues import Clue
from app.domain.mention import Evidence
from app.domain.name_cues import CHEERING, TALKS, TO_WHOM_IT_ANSWERS
from app.domain.post import Post
from app.domain.reading import Context
from app.domain.speaker import SpeakerKey
from app.domain.text import folded

_QUOTED = 0.7
_WENT_ON = 0.75  # the author's own thread
_JOINED_IN = 0.55  # who cheers at what somebody else tells of a speaker
_MAY_BE_FOR_THE_AUTHOR = 0.4  # any other answer may be for whom it answers
_MOST = 3  # of a quoted list of ten no one in particular is meant

_FEW = 16  # words, with the handles that an answer begins with
_WORD = re.compile(r"[^\W_]+")
_ASKS = re.compile("[?？؟]")
_APPLAUSE = re.compile("[👏🔥😍🤩🥰❤💯🙌💖💜💙💚🎉🏆]")
_TAGGED = re.compile(r"(?<![\w@/])@\w+(?![\w@.]*@)")


def clues(post: Post, context: Context, about: Callable[[Post], Iterable[SpeakerKey]]) -> Iterator[Clue]:
    """Yield whom the post around this one speaks of; `about` tells it of a post by its own words."""
    parent = context.parent_post
    if parent is not None:
        speakers = sorted(set(about(parent)))
        if parent.author.key == post.author.key:
            yield from _all_of(speakers, Evidence.REPLY, _WENT_ON, doubtful=False)
        elif len(speakers) == 1 and _cheers(post):
            yield from _all_of(speakers, Evidence.REPLY, _JOINED_IN, doubtful=False)
        else:
            yield from _all_of(speakers, Evidence.REPLY, _MAY_BE_FOR_THE_AUTHOR, doubtful=True)
    quoted = context.quoted_post or _as_told(post)
    if quoted is not None:
        yield from _all_of(about(quoted), Evidence.QUOTE, _QUOTED, doubtful=False)


def _cheers(post: Post) -> bool:
    """Whether an answer says in few words how good somebody was, and not to the one whom it answers."""
    words = set(_WORD.findall(folded(post.text)))
    return (
        len(words) <= _FEW
        and words.isdisjoint(TO_WHOM_IT_ANSWERS)
        and not _ASKS.search(post.text)
        and (not words.isdisjoint(CHEERING) or not words.isdisjoint(TALKS) or _APPLAUSE.search(post.text) is not None)
    )


def _all_of(speakers: Iterable[SpeakerKey], evidence: Evidence, confidence: float, *, doubtful: bool) -> Iterator[Clue]:
    found = sorted(set(speakers))
    if len(found) <= _MOST:
        yield from (Clue((speaker,), evidence, confidence, doubtful=doubtful) for speaker in found)


def _as_told(post: Post) -> Post | None:
    """The quoted post as the quoting one tells it, when we do not hold it."""
    reference = post.quote_of
    if reference is None or not reference.text:
        return None
    tagged = (Tagged(hit[0], Span(*hit.span())) for hit in _TAGGED.finditer(reference.text))
    return replace(
        post, text=reference.text, entities=Entities(mentions=tuple(tagged)), reply_to=None, quote_of=None, media=()
    )
