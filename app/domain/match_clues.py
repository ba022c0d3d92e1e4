"""Clues: what points to speakers in and around a post, and how several of them settle into one finding a speaker."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from app.domain.entities import Span
from app.domain.mention import Evidence, Found
from app.domain.speaker import SpeakerKey

_STRENGTH = {evidence: rank for rank, evidence in enumerate(Evidence)}
_CLASHING = 0.6


class Clue(NamedTuple):
    """One thing that points to a speaker; certain, unless it fits several equally or may mean nobody (`doubtful`)."""

    speakers: tuple[SpeakerKey, ...]
    evidence: Evidence
    confidence: float
    span: Span | None = None
    doubtful: bool = False

    @property
    def is_certain(self) -> bool:
        """Whether no person needs to decide."""
        return len(self.speakers) == 1 and not self.doubtful


def settle(clues: Iterable[Clue], *, own: Collection[SpeakerKey] = ()) -> tuple[Found, ...]:
    """Make at most one finding a speaker, the strongest evidence first; `own` are the author's own speakers.

    A speaker with certain clues is found by those alone, and explains the ambiguous ones: "@ana … John Smith" means
    the John Smith who is @ana. The result is in order of appearance, then of key, whatever the order of the clues.
    """
    heard = list(clues)
    if len(heard) == 1 and heard[0].is_certain:  # nearly always
        clue = heard[0]
        (speaker,) = clue.speakers
        return (
            ()
            if speaker in own
            else (Found(speaker=speaker, evidence=clue.evidence, confidence=clue.confidence, span=clue.span),)
        )
    heard = _weighed(heard)
    certain: dict[SpeakerKey, list[Clue]] = {}
    for clue in heard:
        if clue.is_certain:
            certain.setdefault(clue.speakers[0], []).append(clue)
    unclear: dict[SpeakerKey, list[Clue]] = {}
    for clue in heard:
        if not clue.is_certain and not any(speaker in certain for speaker in clue.speakers):
            for speaker in clue.speakers:
                unclear.setdefault(speaker, []).append(clue)
    found = [_found(speaker, own_clues, certain=True) for speaker, own_clues in certain.items() if speaker not in own]
    found += [_found(speaker, shared, certain=False) for speaker, shared in unclear.items() if speaker not in own]
    return tuple(sorted(found, key=_place))


def _weighed(clues: list[Clue]) -> list[Clue]:
    """Be less sure that a post is about whom it quotes where its text means another speaker."""
    meant = {clue.speakers[0] for clue in clues if clue.is_certain and clue.span is not None}
    return [
        clue._replace(confidence=_CLASHING)
        if clue.evidence is Evidence.QUOTE and clue.is_certain and meant and clue.speakers[0] not in meant
        else clue
        for clue in clues
    ]


def _found(speaker: SpeakerKey, clues: Iterable[Clue], *, certain: bool) -> Found:
    ranked = sorted(clues, key=_rank)
    best = ranked[0]
    return Found(
        speaker=speaker,
        evidence=best.evidence,
        confidence=max(clue.confidence / len(clue.speakers) for clue in ranked),
        span=next((clue.span for clue in ranked if clue.span is not None), None),  # a reply has no place, a name has
        certain=certain,
    )


def _rank(clue: Clue) -> tuple[int, float, bool, Span]:
    return _STRENGTH[clue.evidence], -clue.confidence, clue.span is None, clue.span or Span(0, 0)


def _place(found: Found) -> tuple[bool, Span, SpeakerKey]:
    return found.span is None, found.span or Span(0, 0), found.speaker
