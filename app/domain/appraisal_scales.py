"""What a piece of a post weighs: trained models where they know the language, lexicons and emoji beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.appraisal_features import lowered, tokens
from app.domain.appraisal_lexicons import Lexicons, is_english, split
from app.domain.appraisal_praise import praise
from app.domain.appraisal_weights import HEADS, Sums, Weights, probability
from app.domain.appraisal_words import anticipates, looks_forward, sentences
from app.domain.text import folded

_FEW_WORDS = 4  # up to here, emoji are what the post says; beyond, they only colour it
_COLOUR = 800  # thousandths of a logit that a sure emoji adds to words
_NOT_YET = 0.45  # what is left of praise for something that has not happened
_JOY = 0.7
_CHEERS = 0.6  # "… 👏👏": praise in emoji, whatever the words say
_APPRECIATION = HEADS[0]


@dataclass(frozen=True, slots=True)
class Weighed:
    """How a piece sounds, each 0..1 and not rounded."""

    appreciation: float
    celebration: float
    criticism: float


class Piece:
    """A text, or a part of one, taken apart once: for the models (`tokens`), and folded for the lexicons (`words`)."""

    __slots__ = ("folded", "text", "tokens", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(lowered(text))
        self.folded = folded(text)
        self.words = self.tokens if text.isascii() else split(self.folded)


class Scales:
    """Weighs pieces of text from which `appraisal_words` has taken what is not meant."""

    def __init__(self, weights: Weights, lexicons: Lexicons) -> None:
        self._weights = weights
        self._lexicons = lexicons

    def languages(self, piece: Piece, hint: str | None) -> frozenset[str]:
        """Tell which languages a whole text may be in; see Lexicons.languages."""
        return self._lexicons.languages(piece.text, piece.words, hint)

    def weigh(self, piece: Piece, languages: frozenset[str]) -> Weighed:
        """Weigh a text in one of these languages: as a whole and by sentences, whichever says more."""
        if not looks_forward(piece.text):
            return self._judged(piece, languages)
        # What is looked forward to and what has happened stand in different sentences.
        parts = [Piece(span.of(piece.text)) for span in sentences(piece.text)]
        weighed = [self._expected(part, languages) for part in parts]
        return Weighed(
            max(one.appreciation for one in weighed),
            max(one.celebration for one in weighed),
            max(one.criticism for one in weighed),
        )

    def _expected(self, piece: Piece, languages: frozenset[str]) -> Weighed:
        weighed = self._judged(piece, languages)
        if not anticipates(piece.text):
            return weighed
        return Weighed(weighed.appreciation * _NOT_YET, max(weighed.celebration, _JOY), weighed.criticism)

    def _judged(self, piece: Piece, languages: frozenset[str]) -> Weighed:
        sums = self._weights.sums(piece.tokens)
        emoji = self._lexicons.emoji(piece.text)
        if emoji:
            sums = Sums(*(one + round(_COLOUR * emoji[head]) for head, one in zip(HEADS, sums, strict=True)))
            if sum(word[0].isalpha() for word in piece.words) > _FEW_WORDS:
                emoji = {_APPRECIATION: _CHEERS} if self._lexicons.cheers(piece.text) else {}
        modelled: Sequence[float] = [probability(one) for one in sums]
        if not is_english(languages):
            # English words of praise live in every language; "die" and "bad" are other words there.
            modelled = [modelled[0], 0.0, 0.0]
        said = self._lexicons.heads(piece.folded, piece.words, languages)
        if is_english(languages) and (shaped := praise(piece.text)) > said.get(_APPRECIATION, 0.0):
            said = {**said, _APPRECIATION: shaped}
        if said or emoji:
            modelled = [
                max(value, said.get(head, 0.0), emoji.get(head, 0.0))
                for head, value in zip(HEADS, modelled, strict=True)
            ]
        return Weighed(*modelled)
