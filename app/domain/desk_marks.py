"""Which words of a post are critical, as far as that can be told: clause by clause, for the moderator's eye."""

import re
from collections.abc import Callable

from app.domain.entities import Span
from app.domain.tone import Tone

_CLAUSE = re.compile(r"[^.!?;,\n。！？、，；—–]+")
_CRITICAL = 0.35  # as in judging: from here on a post is not surely kind
_SHORTEST = 8  # letters; less says nothing by itself


def critical_spans(text: str, whole: Tone, appraise: Callable[[str], Tone]) -> tuple[Span, ...]:
    """Return the clauses that sound critical; all of a critical text when no clause does so by itself."""
    if whole.criticism < _CRITICAL:
        return ()
    found = []
    for clause in _CLAUSE.finditer(text):
        words = clause[0].strip()
        tone = appraise(words) if len(words) >= _SHORTEST else None
        if tone is not None and tone.criticism >= _CRITICAL:
            start = clause.start() + clause[0].index(words)
            found.append(Span(start, start + len(words)))
    return tuple(found) or (Span(0, len(text)),)
