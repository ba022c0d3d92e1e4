"""Appraisal: how a post sounds, and for whom its appreciation is. Trained dictionary models, with conference rules."""

from collections.abc import Sequence
from functools import cache
from importlib import resources

from app.domain.appraisal_features import features, plain, tokens
from app.domain.appraisal_promotion import promotion, promotion_signs
from app.domain.appraisal_question import question
from app.domain.appraisal_weights import HEADS, Weights, parse_weights, probability
from app.domain.entities import Entities
from app.domain.mention import Found
from app.domain.post import Post
from app.domain.speaker import SpeakerKey
from app.domain.tone import Tone

__all__ = ["Appraiser", "promotion_signs"]


class Appraiser:
    """Appraises texts; a pure function of the text, its language and its entities."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights

    @classmethod
    def shipped(cls) -> "Appraiser":
        """Return the one that comes with the package; read once, downloads nothing."""
        return _shipped()

    def tone(self, text: str, *, language: str | None = None, entities: Entities = Entities()) -> Tone:
        """Return how a text sounds, rounded to three decimals. `language` is a hint (BCP 47)."""
        appreciation, celebration, criticism = self._weights.sums(features(tokens(plain(text))))
        return Tone(
            appreciation=round(probability(appreciation), 3),
            celebration=round(probability(celebration), 3),
            criticism=round(probability(criticism), 3),
            question=round(question(text), 3),
            promotion=round(promotion(promotion_signs(text, entities)), 3),
        )

    def directed(self, post: Post, found: Sequence[Found], tone: Tone) -> dict[SpeakerKey, float]:
        """Return how much of the tone's appreciation is for each speaker found, 0..1."""
        return {one.speaker: tone.appreciation for one in found}


@cache
def _shipped() -> Appraiser:
    folder = resources.files("app.domain") / "weights"
    return Appraiser(
        Weights.of({head: parse_weights(f"{head}.txt", (folder / f"{head}.txt").read_text("utf-8")) for head in HEADS})
    )
