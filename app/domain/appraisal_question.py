"""Whether a post asks something: a rule does as well as a model (shared/appraisal.md)."""

import re

from app.domain.appraisal_features import HANDLE, unlinked
from app.domain.appraisal_words import without_quotations

_MARKS = re.compile(r"[?？؟⁇⁈⁉՞]")
_GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]\s*[;\u037e]")  # in Greek the semicolon asks
_LEADING = re.compile(
    r"\W*(?:(?:who|what|when|where|why|which|whose|how)(?:'s|’s| is| are| was| were| do| does| did| can| could"
    r"| would| will| should| about| much| many| long| often| come| not)\b"
    r"|(?:does|did|is|are|was|were|will|would|could|can|should|has|have|do) (?:you|we|i|anyone|anybody|someone|there)\b"
    r"|any(?:one|body) (?:know|knows|else|have|has|got|going|here)\b|(?:quick |my )?question (?:for|to)\b"
    r"|quick question\b|q (?:for|to)\b|asking for a friend\b"
    r"|(?:i(?:'m|’m| am)? |just )?(?:wonder|wondering|curious) (?:whether|if|why|how|what|when|where|who|about)\b"
    r"|(?:i )?would like to know\b|(?:i'd|i’d) like to know\b"
    r"|(?:please |pls )?(?:could|can) (?:somebody|someone|anybody|anyone|you)\b|(?:please|pls|plz),? (?:share|post)\b)",
    re.IGNORECASE,
)
_RHETORICAL = 0.4


def question(text: str, *, rhetorical: bool = False) -> float:
    """Return 0..1: a mark that is no part of a link asks; one inside a quotation asks less; a question word hints.

    A `rhetorical` one wants no answer.
    """
    bare = unlinked(text)[0] if "/" in text else text
    value = _value(bare)
    return min(value, _RHETORICAL) if rhetorical else value


def _value(bare: str) -> float:
    asks = _asks(bare)
    if asks:
        return 0.95 if _asks(without_quotations(bare)) else 0.4
    if "!" not in bare and _LEADING.match(HANDLE.sub(" ", without_quotations(bare))):
        return 0.6
    return 0.0


def _asks(text: str) -> bool:
    if text.isascii():
        return "?" in text
    return _MARKS.search(text) is not None or _GREEK.search(text) is not None
