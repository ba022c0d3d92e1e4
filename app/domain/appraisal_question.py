"""Whether a post asks something that wants an answer: a rule does as well as a model (shared/appraisal.md)."""

import re

from app.domain.appraisal_features import HANDLE, unlinked
from app.domain.appraisal_words import without_quotations

_MARKS = re.compile(r"[?？؟⁇⁈⁉՞]")
_GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]\s*[;\u037e]")  # in Greek the semicolon asks
_LEADING = re.compile(
    r"\W*(?:(?:who|what|when|where|why|which|whose|how)(?:'s|’s| is| are| was| were| do| does| did| can| could"
    r"| would| will| should| about| much| many| long| often| come| not)\b"
    r"|(?:does|did|is|are|was|were|will|would|could|can|should|has|have|do) (?:you|we|i|anyone|anybody|someone"
    r"|there)\b"
    r"|any(?:one|body) (?:know|knows|else|have|has|got|going|here)\b|(?:quick |my )?question (?:for|to)\b"
    r"|quick question\b|q (?:for|to)\b|asking for a friend\b"
    r"|(?:i(?:'m|’m| am)? |just )?(?:wonder|wondering|curious) (?:whether|if|why|how|what|when|where|who|about)\b"
    r"|(?:i )?would like to know\b|(?:i'd|i’d) (?:like|love|be interested) to know\b"
    r"|(?:please |pls )?(?:could|can) (?:somebody|someone|anybody|anyone|you)\b|(?:please|pls|plz),? (?:share"
    r"|post)\b)",
    re.IGNORECASE,
)
# What tells of a question instead of asking it: a title, a slide, what somebody asks on stage or from the floor.
_TOLD = re.compile(
    r"^\W*(?:slide|title|poll|quiz|next(?: up)?|up next|coming up|now|today|tonight|topic|theme|panel|session|talk"
    r"|keynote|workshop|paper|poster|q\s?&\s?a|from the (?:q\s?&\s?a|floor|audience)|show of hands|caption contest)\b"
    r"[^.?!]{0,60}:|(?<!\w)@\s*:(?!\w)"
    r"|(?<!\w)@\s*(?:\w+\s){0,3}(?:asks|asked|asking|wonders|wondered|raises|poses|starts|opens|ends|closes"
    r"|begins)\b[^.?!]*[:,]"
    r"|\b(?:asks|asked|wonders|poses)\b(?: (?:us|the (?:room|audience)|everyone))?\s*[:,]"
    r"|\b(?:question|questions)\b(?: [^.?!:]{0,50})?(?:from|for the audience|of the day|remains|is|was"
    r"|by)\b[^.?!:]{0,30}:",
    re.IGNORECASE,
)
_RHETORICALLY = re.compile(
    r"^\W*(?:(?:wait,? )?what|and then|with what|says who|seriously|right|really|ok|okay|no|eh|huh|anyone"
    r"|honestly|so what"
    r"|informed consent|anything|(?:who|what) (?:else|now)|where has .*|maybe .*|was that it|who knew"
    r"|guess (?:what|who))\W*$"
    r"|\b(?:who (?:vetted|let|cares|knew|approved|thought|invited|needs|wouldn['’]?t|doesn['’]?t|hasn['’]?t)"
    r"|why (?:is|does|do|was|did|are|has)n?['’]?t? (?:nobody|no one|everyone|everybody|speakers|people"
    r"|we (?:still|always|keep))"
    r"|why (?:was|is|does|did|do|are) @ (?!not)|how (?:is|was|does|did|can|could) @ (?:still|even|get|ever)"
    r"|did (?:nobody|no one|you really)\b|what (?:was|were|is|are) @ thinking|what (?:were|are) you thinking"
    r"|what are we doing here|does @ (?:even|ever|actually|really|know|realise|realize)|has (?:he|she) ever"
    r"|(?:has|did) anyone (?:told|tell)"
    r"|(?:is|was)n['’]?t (?:he|she|@)\b|how (?:good|great|cool|awesome|amazing|lovely|beautiful|brilliant|lucky"
    r"|wonderful) (?:is|was|are|were)\b"
    r"|how (?:on earth|does (?:he|she) do)|can (?:we|i) (?:please )?(?:clone|retire|stop|all|just|have @|agree)"
    r"|would (?:a|one) single|have killed|what would we do without|who else is (?:still|in awe)|am i the only one"
    r"|i can['’]?t be the only one"
    r"|so (?:we|you)(?:['’]re| are) (?:just|now|letting|not)|is there a fan club|what could (?:possibly )?go wrong"
    r"|have you ever (?:wanted|wondered)|who would have thought|why do speakers)\b"
    r"|^\W*(?:want|looking|need|ready|tired|struggling) (?:to|of|with)\b"
    r"|^\W*(?:why|how) (?!do|does|did|is|are|was|were|can|could|would|will|should|has|have|many|much|long|come|not"
    r"|about|often|far|big|old|late|early|to|the|much)\w+ \w"
    r"|(?:is|are|does|do|did|was|were|wo|have|has|ca|could)n['’]?t (?:it|they|we|he|she|that)\W*$"
    r"|, (?:right|no|eh)\W*$",
    re.IGNORECASE,
)
# What answers, or tells how the room did.
_ANSWER = re.compile(
    r"^\W*(?:yes|no|nope|yep|yeah|not yet|nobody|none|everybody|everyone|both|neither|never|always|of course"
    r"|about \w+ hands"
    r"|\w+ hands|most of|answer|a:|spoiler|exactly|me too|in awe|unacceptable|unbelievable|ok then|find out"
    r"|you (?:can|should)|it (?:does|did|depends)|they (?:do|did|don|are)|@ (?:explains|says|shows|knows|counted"
    r"|:|is|has|tells|answers|replies|will)|that['’]s"
    r"|(?:use|see|try|check|look at|go to|watch|pick|read|join|likely|probably|because|when you|turns out|here['’]s"
    r"|according to)\b)",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\([^()?]{0,40}\?+\)")
_TAG = re.compile(r"[#＃]\w+")
_TO_SOMEBODY = re.compile(r"\bquestion (?:for|to) @", re.IGNORECASE)
_TOLD_QUIETLY = re.compile(r"\W*(?:how (?:not )?to|how i|curious about)\b", re.IGNORECASE)
_PIECE = re.compile(r"[^.!?？؟;…\n]*(?:[.!?？؟;…\n]+|$)")
_FIRST = re.compile(r"[^\w@＠/>\"'“„‟”«»「『‘’]*(\w+)")
# The first words of _LEADING, and of handles without a mark (u/jane).
_LEADS = frozenset(
    [
        *("who", "what", "when", "where", "why", "which", "whose", "how", "does", "did", "is", "are", "was", "were"),
        *("will", "would", "could", "can", "should", "has", "have", "do", "any", "anyone", "anybody", "quick", "my"),
        *("question", "q", "asking", "i", "just", "wonder", "wondering", "curious", "please", "pls", "plz", "u", "r"),
    ]
)
_UNWANTED = 0.4


def question(text: str, *, rhetorical: bool = False) -> float:
    """Return 0..1: a mark that is no part of a link asks; what wants no answer (quoted, told of, answered) asks less.

    A `rhetorical` post praises, sells or scolds so plainly that only a question in a sentence of its own is one.
    """
    bare = unlinked(text)[0] if "/" in text else text
    if not _asks(bare):
        if not _may_lead(bare):
            return 0.0
        told = HANDLE.sub("@", without_quotations(bare))
        if "!" in bare or not _LEADING.match(told.replace("@", " ")):
            return 0.0
        return _UNWANTED if rhetorical or _RHETORICALLY.search(told) or _TOLD_QUIETLY.match(told) else 0.6
    own = without_quotations(bare)
    if not _asks(own):
        return _UNWANTED
    return 0.95 if _wants_an_answer(own, rhetorical=rhetorical) else _UNWANTED


def _may_lead(bare: str) -> bool:
    """Whether a text may begin as questions do; where a handle or a quotation comes first, nobody knows yet."""
    first = _FIRST.match(bare)
    return first is None or not first[1].isascii() or first[1].lower() in _LEADS


def _at(handle: re.Match[str]) -> str:
    return "@." if handle[0].endswith(".") else "@"


def _wants_an_answer(own: str, *, rhetorical: bool) -> bool:
    plain = _ASIDE.sub(" ", _TAG.sub(" ", HANDLE.sub(_at, own))).strip()
    if (":" in plain or "," in plain) and _TOLD.search(plain) and not _TO_SOMEBODY.search(plain):
        return False
    pieces = [piece for piece in _PIECE.findall(plain) if any(map(str.isalpha, piece))]
    places = [place for place, piece in enumerate(pieces) if _asks(piece)]
    if not places:
        return not rhetorical and not _ASIDE.search(own)
    behind = " ".join(pieces[places[-1] + 1 :])
    if _ANSWER.match(behind):
        return False
    wanted = [place for place in places if not _RHETORICALLY.search(pieces[place])]
    if not wanted:
        return False
    return not rhetorical or wanted[0] > 0


def _asks(text: str) -> bool:
    if text.isascii():
        return "?" in text
    return _MARKS.search(text) is not None or _GREEK.search(text) is not None
