"""Appraisal: how a post sounds, and for whom its appreciation is. Trained dictionary models, with conference rules."""

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources

from app.domain.appraisal_direction import directed, people_of
from app.domain.appraisal_hearing import is_english
from app.domain.appraisal_lexicon import parse_lexicon
from app.domain.appraisal_lexicons import Lexicons
from app.domain.appraisal_promotion import crowded, promotion, promotion_signs
from app.domain.appraisal_question import question
from app.domain.appraisal_scales import Piece, Scales, Weighed
from app.domain.appraisal_weights import HEADS, Weights, parse_weights
from app.domain.appraisal_words import (
    blanked,
    masked,
    meant,
    names_organizers,
    sarcastic,
    without_credited,
    without_quotations,
)
from app.domain.entities import Entities, Span
from app.domain.event_words import entries_of
from app.domain.languages import READ
from app.domain.mention import Evidence, Found
from app.domain.post import Post
from app.domain.speaker import SpeakerKey
from app.domain.tone import Tone

__all__ = ["READ", "Appraiser", "promotion_signs"]

_DIGITS = 3
_IRONY = 0.3  # what is left of praise that carries a mark of sarcasm
_IRONIC = 0.6
_ANSWERED = 0.7  # so sure praise or promotion asks nothing: "how good was that?"
_HINTED = 0.004  # of promotion, by the model
_LATIN = re.compile("[A-Za-zÀ-ɏ]")
_WORD = re.compile(r"\w+")
_TELLING = 3  # words of a title
_DOUBTED = 0.3  # from here on praise is looked at twice: whether it is the author's own, and meant


class Appraiser:
    """Appraises texts; a pure function of the text, its language and its entities."""

    def __init__(self, scales: Scales) -> None:
        self._scales = scales

    @classmethod
    def shipped(cls) -> "Appraiser":
        """Return the one that comes with the package; read once, downloads nothing."""
        return _shipped()

    def language(self, title: str, *, hint: str) -> str | None:
        """Return the one language (BCP 47) that a title is surely in; None where a few words tell too little.

        A script of its own tells with one word, Latin letters with three. `hint` is what the house speaks there.
        """
        told = self._scales.languages(Piece(title, tagged=False), hint)
        is_told = len(told) == 1 and (not _LATIN.search(title) or len(_WORD.findall(title)) >= _TELLING)
        return next(iter(told)) if is_told else None

    def tone(self, text: str, *, language: str | None = None, entities: Entities = Entities()) -> Tone:
        """Return how a text sounds, rounded to three decimals. `language` is a hint (BCP 47)."""
        bare = masked(text, entities)
        tagged = is_tagged(text)
        piece = Piece(bare, tagged=tagged)
        languages = self._scales.languages(piece, language)
        weighed = self._scales.weigh(piece, languages)
        appreciation, celebration, criticism = weighed.appreciation, weighed.celebration, weighed.criticism
        if appreciation >= _DOUBTED:
            # What is quoted or only polite is not the author's praise; a quoted slight may still hurt when projected.
            meant = self._again(own_words(text, entities, bare), piece, weighed, languages)
            appreciation, celebration = min(appreciation, meant.appreciation), meant.celebration
        if sarcastic(text, praises=appreciation >= _DOUBTED):
            appreciation *= _IRONY
            criticism = max(criticism, _IRONIC)
        # The model knows more words than the signs do, but in English only, and none of an event's own.
        may_promote = weighed.promotion >= _HINTED or not text.isascii() or not is_english(languages)
        signs = promotion_signs(text, entities) if may_promote or crowded(text, entities) else ()
        return Tone(
            appreciation=round(appreciation, _DIGITS),
            celebration=round(celebration, _DIGITS),
            question=round(question(text, rhetorical=max(appreciation, weighed.promotion) >= _ANSWERED), _DIGITS),
            promotion=round(promotion(signs, weighed.promotion), _DIGITS),
            criticism=round(criticism, _DIGITS),
        )

    def _again(self, own: str, piece: Piece, weighed: Weighed, languages: frozenset[str]) -> Weighed:
        """Weigh what is left of a text, unless that is what was weighed already."""
        if own == piece.text:
            return weighed
        left = piece.emptied(own)
        return weighed if weighed.plain and left.lines == piece.lines else self._scales.weigh(left, languages)

    def directed(self, post: Post, found: Sequence[Found], tone: Tone) -> dict[SpeakerKey, float]:
        """Return how much of the tone's appreciation is for each speaker found, 0..1, never more than the tone's."""
        people = people_of(found, post.entities)
        own = own_words(post.text, post.entities)
        if (
            len(found) == 1
            and len(people) <= 1
            and found[0].evidence is not Evidence.TALK
            and not names_organizers(own)
        ):
            return {found[0].speaker: tone.appreciation}
        tagged = is_tagged(post.text)
        languages = self._scales.languages(Piece(own, tagged=tagged), post.language)
        own = blanked(own, [one.span for one in found if one.span is not None])

        @cache
        def praise(span: Span) -> float:
            return min(
                tone.appreciation, self._scales.weigh(Piece(span.of(own), tagged=tagged), languages).appreciation
            )

        values = directed(own, found, people, praise) if found else {}
        chosen = {one.speaker for one in found if one.evidence is Evidence.CHOSEN}  # said on our own page, to this one
        return {
            speaker: tone.appreciation if speaker in chosen else round(value, _DIGITS)
            for speaker, value in values.items()
        }


def own_words(text: str, entities: Entities, bare: str | None = None) -> str:
    """Return a text at its full length with everything emptied that is not meant or not the author's own.

    `bare` is the text masked, where that is known.
    """
    credited = without_credited(text)
    return without_quotations(meant(bare if bare is not None and credited == text else masked(credited, entities)))


def is_tagged(text: str) -> bool:
    """Whether a text tags somebody or an event."""
    return "#" in text or "@" in text or "＠" in text or "＃" in text


@cache
def _shipped() -> Appraiser:
    package = resources.files("app.domain")
    weights = {
        head: parse_weights(f"{head}.txt", (package / "weights" / f"{head}.txt").read_text("utf-8")) for head in HEADS
    }
    lexicons = {
        (name := file.name.removesuffix(".txt")): parse_lexicon(name, file.read_text("utf-8") + entries_of(name))
        for file in sorted((package / "lexicons").iterdir(), key=lambda file: file.name)
        if file.name.endswith(".txt")
    }
    return Appraiser(Scales(Weights(weights), Lexicons(lexicons)))
