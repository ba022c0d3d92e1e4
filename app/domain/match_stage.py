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
    r"|(?:dieser|dem|diesem|dieser) (?:vortrag|talk)|die(?:se)?r? keynote|diese präsentation"
    r"|esta (?:charla|ponencia|keynote|presentación|sesión)|este (?:talk|ponente|taller)"
    r"|cette (?:conférence|présentation|keynote|session)|ce talk|(?:esta|essa) (?:palestra|apresentação|keynote)"
    r"|quest[oa] (?:talk|intervento|keynote|presentazione)|de(?:ze)? (?:talk|lezing|keynote|presentatie)"
    r"|t[ae]j? (?:prelekcj[aię]|prezentacj[aię])|ten wykład|tym wykładzie|aquesta (?:xerrada|ponència|presentació)"
    r"|(?:det här|detta|dette) (?:föredraget|foredraget|foredrag)|den (?:här|her) (?:keynoten|talken)"
    r"|t(?:ato|uto|éhle) přednášk[auoy]|tämä (?:puhe|esitys)|этот доклад|этом докладе|этого доклада|ця доповідь"
    r"|bu (?:konuşma|sunum|oturum)|هذه المحاضرة|هذا العرض|هذه الجلسة|यह (?:टॉक|सत्र|भाषण))\b"
    r"|この(?:発表|講演|セッション|話|トーク)|这(?:个|場|场)?(?:演讲|分享|报告)|這(?:個|場)?(?:演講|分享)|이(?:번)?\s?(?:발표|강연|세션)",
    re.IGNORECASE,
)
_KEYNOTE = "keynote"


def clues(post: Post, times: Times) -> Iterator[Clue]:
    """Yield who is on stage when a post speaks of this talk, if one talk alone runs."""
    talks = times.on_stage(post.created_at)
    if len(talks) > 1 and _KEYNOTE in post.text.casefold():  # of all that run at once, one may be the keynote
        talks = [talk for talk in talks if _KEYNOTE in (talk.kind or "").casefold()]
    if len(talks) != 1 or len(set(talks[0].speakers)) > _MOST:
        return
    said = _THIS_TALK.search(post.text)
    if said is not None:
        for speaker in sorted(set(talks[0].speakers)):
            yield Clue((speaker,), Evidence.STAGE, _LIKELY, Span(*said.span()), doubtful=True)
