"""Whether a post asks something: a rule does as well as a model (shared/appraisal.md)."""

import re

from app.domain.appraisal_features import HANDLE, LINK

_MARK = re.compile(r"[?？؟;⁇⁈]")  # Latin, full-width, Arabic, Greek; the Greek one counts only in Greek text
_GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]\s*;")
_QUOTED = re.compile(r"[“„\"«「『][^”“\"»」』]{2,}[”“\"»」』]")
_LEADING = re.compile(
    r"^\W*(?:(?:who|what|when|where|why|which|whose|how)(?:'s|’s| is| are| was| were| do| does| did| can| could"
    r"| would| will| should| about| much| many| long| often)\b"
    r"|(?:does|did|is|are|was|were|will|would|could|can|should|has|have|do) (?:you|we|i|anyone|anybody|someone|there)\b"
    r"|(?:anyone|anybody) (?:know|knows|else|have|has|got|going|here)\b|question (?:for|to)\b|quick question\b)",
    re.IGNORECASE,
)
_EXCLAIMED = re.compile(r"^\W*(?:what a|what an|how (?:cool|great|nice|lovely|amazing))\b", re.IGNORECASE)


def question(text: str) -> float:
    """Return 0..1: a mark that is no part of a link asks; one inside a quotation asks less; a question word hints."""
    bare = HANDLE.sub(" ", LINK.sub(" ", text))
    own = _QUOTED.sub(" ", bare)
    if _asks(own):
        return 0.95
    if _asks(bare):
        return 0.4
    if _LEADING.match(own) and not _EXCLAIMED.match(own) and "!" not in own:
        return 0.6
    return 0.0


def _asks(text: str) -> bool:
    return any(mark != ";" for mark in _MARK.findall(text)) or _GREEK.search(text) is not None
