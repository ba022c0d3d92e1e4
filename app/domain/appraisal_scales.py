"""What one piece of a post weighs: the trained models where they know the language, the lexicons and emoji beside them."""

from dataclasses import dataclass

from app.domain.appraisal_features import features, plain, tokens
from app.domain.appraisal_lexicons import Lexicons, is_english, split
from app.domain.appraisal_weights import HEADS, Weights, probability
from app.domain.appraisal_words import anticipates
from app.domain.text import folded

_FEW_WORDS = 4  # up to here, emoji are what the post says; beyond, they only colour it
_COLOUR = 800  # thousandths of a logit that a sure emoji adds to words
_LOOKING_FORWARD = 0.45  # what is left of praise for something that has not happened yet


@dataclass(frozen=True, slots=True)
class Weighed:
    """How a piece sounds, each 0..1 and not rounded."""

    appreciation: float
    celebration: float
    criticism: float


class Scales:
    """Weighs pieces of text from which `appraisal_words` has taken what is not meant."""

    def __init__(self, weights: Weights, lexicons: Lexicons) -> None:
        self._weights = weights
        self._lexicons = lexicons

    def languages(self, text: str, hint: str | None) -> frozenset[str]:
        """Tell which languages a whole text may be in; see Lexicons.languages."""
        return self._lexicons.languages(text, split(folded(text)), hint)

    def weigh(self, piece: str, languages: frozenset[str]) -> Weighed:
        """Weigh one piece of a text in one of these languages."""
        plain_text = folded(piece)
        words = split(plain_text)
        emoji = self._lexicons.emoji(piece)
        sums = self._weights.sums(features(tokens(plain(piece))))
        if emoji:
            colours = tuple(round(_COLOUR * emoji[head]) for head in HEADS)
            sums = (sums[0] + colours[0], sums[1] + colours[1], sums[2] + colours[2])
            if sum(word[0].isalpha() for word in words) > _FEW_WORDS:
                emoji = {}
        said = self._lexicons.heads(plain_text, words, languages)
        english = is_english(languages)
        # English words of praise live in every language; "die" and "bad" are other words there.
        modelled = [
            probability(one) if english or head == "appreciation" else 0.0
            for head, one in zip(HEADS, sums, strict=True)
        ]
        values = [
            max(value, said.get(head, 0.0), emoji.get(head, 0.0)) for head, value in zip(HEADS, modelled, strict=True)
        ]
        if anticipates(piece):
            values[0] *= _LOOKING_FORWARD
            values[1] = max(values[1], 0.7)
        return Weighed(*values)
