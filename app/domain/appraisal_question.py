"""Whether a post asks something: a rule does as well as a model (shared/appraisal.md)."""

import re

from app.domain.appraisal_features import HANDLE, LINK
from app.domain.appraisal_words import without_quotations

_MARKS = re.compile(r"[?？؟⁇⁈⁉՞]")
_GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]\s*[;\u037e]")  # in Greek the semicolon asks
_LEADING = re.compile(
    r"\W*(?:(?:who|what|when|where|why|which|whose|how)(?:'s|’s| is| are| was| were| do| does| did| can| could"
    r"| would| will| should| about| much| many| long| often)\b"
    r"|(?:does|did|is|are|was|were|will|would|could|can|should|has|have|do) (?:you|we|i|anyone|anybody|someone|there)\b"
    r"|any(?:one|body) (?:know|knows|else|have|has|got|going|here)\b|question (?:for|to)\b|quick question\b)",
    re.IGNORECASE,
)


def question(text: str) -> float:
    """Return 0..1: a mark that is no part of a link asks; one inside a quotation asks less; a question word hints."""
    bare = LINK.sub(" ", text) if "/" in text else text
    own = without_quotations(bare)
    if _asks(own):
        return 0.95
    if _asks(bare):
        return 0.4
    if "!" not in own and _LEADING.match(HANDLE.sub(" ", own)):
        return 0.6
    return 0.0


def _asks(text: str) -> bool:
    if text.isascii():
        return "?" in text
    return _MARKS.search(text) is not None or _GREEK.search(text) is not None
