"""How the moderator's desk says things: evidence, sureness and marks in the text."""

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from app.domain.desk import Meant
from app.domain.entities import Span
from app.domain.event_words import Meaning
from app.domain.mention import Evidence
from app.domain.phrase import phrase
from app.domain.reading import Reading
from app.domain.verdict import Verdict
from app.outlets.languages import as_filter, say
from app.outlets.painting import lit
from app.outlets.pulse_chart import FILTERS as PULSE

_BY = {
    Evidence.CHOSEN: phrase("chosen on the thanks page"),
    Evidence.HANDLE: phrase("by handle"),
    Evidence.REPLY: phrase("by the post it answers"),
    Evidence.QUOTE: phrase("by the post it quotes"),
    Evidence.LINK: phrase("by a link to the profile"),
    Evidence.NAME: phrase("by name"),
    Evidence.NAME_TAG: phrase("by name, as a hashtag"),
    Evidence.FIRST_NAME: phrase("by one name alone"),
    Evidence.TALK: phrase("by the talk’s title"),
    Evidence.STAGE: phrase("on stage when it was said"),
}
_SAME = {
    Evidence.HANDLE: phrase("same handle"),
    Evidence.LINK: phrase("same link"),
    Evidence.NAME: phrase("same name"),
    Evidence.NAME_TAG: phrase("same hashtag"),
    Evidence.FIRST_NAME: phrase("same name"),
    Evidence.TALK: phrase("same talk"),
}
_MEANINGS = {
    Meaning.PRAISE: phrase("praise"),
    Meaning.THANK: phrase("thanks"),
    Meaning.CONGRATULATE: phrase("congratulations"),
    Meaning.CRITICISE: phrase("criticism"),
    Meaning.PROMOTE: phrase("promotion"),
    Meaning.NEUTRAL: phrase("nothing, whatever it sounds like"),
}
_VERDICTS = {
    Verdict.SHOW: phrase("goes up: {why}", why=""),
    Verdict.HOLD: phrase("waits: {why}", why=""),
    Verdict.HIDE: phrase("stays off: {why}", why=""),
}
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
    return f"{say(_BY[one.evidence])}, {sureness(one)}"


def equality(one: Meant) -> str:
    """Say what an equal post has in common with the one about which it was decided."""
    return say(_SAME.get(one.evidence, phrase("same thread")))


def sureness(one: Meant) -> str:
    """Say how sure it is, in a word."""
    if one.word is not None:
        return say(phrase("ruled out") if one.candidate else phrase("confirmed"))
    if one.candidate:
        return say(phrase("not sure"))
    likely = phrase("likely") if one.confidence >= _LIKELY else phrase("perhaps")
    return say(phrase("sure") if one.confidence >= _SURE else likely)


def _flags(text: str, spans: Iterable[Span]) -> list[bool]:
    flags = [False] * (len(text) + 1)
    for start, end in spans:
        flags[start:end] = [True] * (min(end, len(text)) - start)
    return flags


def meaning(one: Meaning) -> str:
    """Say what a word means at an event."""
    return say(_MEANINGS[one])


def verdict(reading: Reading) -> str:
    """Say what becomes of a post that is read so, and why."""
    return say(_VERDICTS[reading.verdict].filled(why=reading.why))


def bdis(names: Iterable[str]) -> list[Markup]:
    """Return names as HTML, each of its own direction, for a sentence or a row."""
    return [Markup("<bdi>{}</bdi>").format(name) for name in names]


FILTERS: Mapping[str, Callable[..., Any]] = {
    **PULSE,
    "bdis": bdis,
    "equality": as_filter(equality),
    "evidence": as_filter(evidence),
    "marked": marked,
    "meaning": as_filter(meaning),
    "verdict": as_filter(verdict),
}
