"""What a piece of a post weighs: trained models where they know the language, lexicons and emoji beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.appraisal_features import tokens
from app.domain.appraisal_lexicon import ENGLISH
from app.domain.appraisal_lexicons import Lexicons, is_english, split
from app.domain.appraisal_weights import HEADS, Sums, Weights, probability
from app.domain.appraisal_words import FORWARD, anticipates, looks_forward, sentences
from app.domain.text import folded

_FEW_WORDS = 4  # up to here, emoji are what the post says; beyond, they only colour it
_COLOUR = 800  # thousandths of a logit that a sure emoji adds to words
_NOT_YET = 0.45  # what is left of praise for something that has not happened
_JOY = 0.7
_CHEERS = 0.6  # "… 👏👏": praise in emoji, whatever the words say
_TAGGED = 350  # thousandths of a logit that praise gains where somebody or an event is tagged, as comments never do
_UNSURE = (-2200, 2200)  # thousandths of a logit
_APPRECIATION = HEADS[0]


@dataclass(frozen=True, slots=True)
class Weighed:
    """How a piece sounds, each 0..1 and not rounded."""

    appreciation: float
    celebration: float
    criticism: float
    promotion: float = 0.0


class Piece:
    """A text, or a part of one, taken apart once: for the models (`tokens`), and folded for the lexicons (`words`).

    `tagged` says that the whole text tags somebody or an event.
    """

    __slots__ = ("folded", "tagged", "text", "tokens", "words")

    def __init__(self, text: str, *, tagged: bool) -> None:
        self.text = text
        self.tagged = tagged
        self.tokens = tokens(text)
        self.folded = folded(text)
        self.words: Sequence[str] = self.tokens if text.isascii() else split(self.folded)


class Scales:
    """Weighs pieces of text in which links and handles are masked."""

    def __init__(self, weights: Weights, lexicons: Lexicons) -> None:
        self._weights = weights
        self._lexicons = lexicons

    def languages(self, piece: Piece, hint: str | None) -> frozenset[str]:
        """Tell which languages a whole text may be in; see Lexicons.languages."""
        return self._lexicons.languages(piece.text, piece.words, hint)

    def weigh(self, piece: Piece, languages: frozenset[str]) -> Weighed:
        """Weigh a text in one of these languages: as a whole and by sentences, whichever says more."""
        english = is_english(languages)
        if (english and FORWARD.isdisjoint(piece.tokens)) or not looks_forward(piece.text):
            return self._judged(piece, languages)
        # What is looked forward to and what has happened stand in different sentences.
        parts = [Piece(span.of(piece.text), tagged=piece.tagged) for span in sentences(piece.text)]
        weighed = [self._expected(part, languages) for part in parts]
        return Weighed(*(max(getattr(one, head) for one in weighed) for head in HEADS))

    def _expected(self, piece: Piece, languages: frozenset[str]) -> Weighed:
        weighed = self._judged(piece, languages)
        if not anticipates(piece.text):
            return weighed
        return Weighed(
            weighed.appreciation * _NOT_YET, max(weighed.celebration, _JOY), weighed.criticism, weighed.promotion
        )

    def _judged(self, piece: Piece, languages: frozenset[str]) -> Weighed:
        sums = self._weights.sums(piece.tokens)
        if piece.tagged:
            sums = Sums(sums[0] + _TAGGED, sums[1], sums[2], sums[3])
        english = is_english(languages)
        emoji = {} if piece.text.isascii() else self._lexicons.emoji(piece.text)
        if emoji:
            sums = Sums(*(one + round(_COLOUR * emoji.get(head, 0.0)) for head, one in zip(HEADS, sums, strict=True)))
            if sum(word[0].isalpha() for word in piece.words) > _FEW_WORDS:
                emoji = {_APPRECIATION: _CHEERS} if self._lexicons.cheers(piece.text) else {}
        # English words of praise live in every language; "die" and "bad" are other words there.
        modelled = [probability(one) for one in sums] if english else [probability(sums[0]), 0.0, 0.0, 0.0]
        # Where the model is sure of an English text the lexicon has nothing to add, but for an event's own words.
        sure = ENGLISH in languages and piece.text.isascii() and not _UNSURE[0] <= sums.appreciation <= _UNSURE[1]
        said = {} if sure else self._lexicons.heads(piece.folded, piece.words, languages)
        if said or emoji:
            modelled = [
                max(value, said.get(head, 0.0), emoji.get(head, 0.0))
                for head, value in zip(HEADS, modelled, strict=True)
            ]
        return Weighed(*modelled)
