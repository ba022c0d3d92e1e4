"""How the moderator's desk says things: evidence, sureness and marks in the text."""

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from app.domain.desk import Meant
from app.domain.entities import Span
from app.domain.event_words import Meaning
from app.domain.mention import Evidence
from app.domain.reading import Reading
from app.domain.verdict import Verdict
from app.outlets.painting import lit
from app.outlets.pulse_chart import FILTERS as PULSE

_BY = {
    Evidence.CHOSEN: "chosen on the thanks page",
    Evidence.HANDLE: "by handle",
    Evidence.REPLY: "by the post it answers",
    Evidence.QUOTE: "by the post it quotes",
    Evidence.LINK: "by a link to the profile",
    Evidence.NAME: "by name",
    Evidence.NAME_TAG: "by name, as a hashtag",
    Evidence.FIRST_NAME: "by one name alone",
    Evidence.TALK: "by the talk’s title",
    Evidence.STAGE: "on stage when it was said",
}
_SAME = {
    Evidence.HANDLE: "same handle",
    Evidence.LINK: "same link",
    Evidence.NAME: "same name",
    Evidence.NAME_TAG: "same hashtag",
    Evidence.FIRST_NAME: "same name",
    Evidence.TALK: "same talk",
}
_MEANINGS = {
    Meaning.PRAISE: "praise",
    Meaning.THANK: "thanks",
    Meaning.CONGRATULATE: "congratulations",
    Meaning.CRITICISE: "criticism",
    Meaning.PROMOTE: "promotion",
    Meaning.NEUTRAL: "nothing, whatever it sounds like",
}
_VERDICTS = {Verdict.SHOW: "goes up", Verdict.HOLD: "waits", Verdict.HIDE: "stays off"}
_SURE, _LIKELY = 0.9, 0.7


def marked(text: str, evidence: Iterable[Span], critical: Iterable[Span] = ()) -> Markup:
    """Return a text as HTML, evidence in `<mark>`, critical words under a wavy line."""
    light, wave = _flags(text, evidence), _flags(text, critical)
    edges = sorted(
        {0, len(text), *(at for at in range(1, len(text)) if (light[at], wave[at]) != (light[at - 1], wave[at - 1]))}
    )
    parts = []
    for start, end in pairwise(edges):
        piece = lit(text[start:end])
        if wave[start]:
            piece = Markup('<span class="crit">{}</span>').format(piece)
        parts.append(Markup("<mark>{}</mark>").format(piece) if light[start] else piece)
    return Markup().join(parts)


def evidence(one: Meant) -> str:
    """Say why a speaker may be meant, and how sure that is."""
    return f"{_BY[one.evidence]}, {sureness(one)}"


def equality(one: Meant) -> str:
    """Say what an equal post has in common with the one about which it was decided."""
    return _SAME.get(one.evidence, "same thread")


def sureness(one: Meant) -> str:
    """Say how sure it is, in a word."""
    if one.word is not None:
        return "ruled out" if one.candidate else "confirmed"
    if one.candidate:
        return "not sure"
    return "sure" if one.confidence >= _SURE else "likely" if one.confidence >= _LIKELY else "perhaps"


def _flags(text: str, spans: Iterable[Span]) -> list[bool]:
    flags = [False] * (len(text) + 1)
    for start, end in spans:
        flags[start:end] = [True] * (min(end, len(text)) - start)
    return flags


def meaning(one: Meaning) -> str:
    """Say what a word means at an event."""
    return _MEANINGS[one]


def verdict(reading: Reading) -> str:
    """Say what becomes of a post that is read so, and why."""
    return f"{_VERDICTS[reading.verdict]}: {reading.why}"


FILTERS: Mapping[str, Callable[..., Any]] = {
    **PULSE,
    "equality": equality,
    "evidence": evidence,
    "marked": marked,
    "meaning": meaning,
    "verdict": verdict,
}
