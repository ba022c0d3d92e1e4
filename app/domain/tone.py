"""Tone: how a post sounds, five probabilities."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """Each 0..1. A post appreciates from .5 of `appreciation` on (GoEmotions admiration, gratitude or love)."""

    appreciation: float = 0.0
    celebration: float = 0.0
    question: float = 0.0
    promotion: float = 0.0
    criticism: float = 0.0
