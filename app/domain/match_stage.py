"""The stage: "this talk", said while one talk runs, is likely about who gives it: enough to ask, never to say."""

import re
from collections.abc import Iterator

from app.domain.entities import Span
from app.domain.match_clues import Clue
from app.domain.match_times import Times
from app.domain.mention import Evidence
from app.domain.post import Post

_LIKELY = 0.35
_MOST = 3  # people on one stage; of a panel of ten no one in particular is meant

_THIS_TALK = re.compile(
    r"\b(?:th(?:is|e (?:current|opening|closing)) (?:\w+ )?(?:talk|session|presentation|lecture|panel|speaker|keynote)"
    r"|the (?:keynote|speaker)\b(?! s)"
    r"|(?:dieser|dem|diesem) vortrag|die(?:ser)? keynote|esta (?:charla|ponencia|keynote)|este (?:talk|ponente)"
    r"|cette (?:conférence|présentation|keynote)|esta palestra|questo (?:talk|intervento)|questa keynote"
    r"|deze (?:talk|lezing|keynote)|ta prelekcja|ten wykład|tej prelekcji|aquesta xerrada|этот доклад|этом докладе"
    r"|bu (?:konuşma|sunum))\b|この(?:発表|講演|セッション|話)|这(?:个|場|场)?(?:演讲|分享)|이\s?(?:발표|강연|세션)",
    re.IGNORECASE,
)


def clues(post: Post, times: Times) -> Iterator[Clue]:
    """Yield who is on stage when a post speaks of this talk, if one talk alone runs."""
    talks = times.on_stage(post.created_at)
    if len(talks) != 1 or len(set(talks[0].speakers)) > _MOST:
        return
    said = _THIS_TALK.search(post.text)
    if said is not None:
        for speaker in sorted(set(talks[0].speakers)):
            yield Clue((speaker,), Evidence.STAGE, _LIKELY, Span(*said.span()), doubtful=True)
