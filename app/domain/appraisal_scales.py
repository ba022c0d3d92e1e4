"""What a piece of a post weighs: trained models where they know the language, lexicons and emoji beside them."""

from collections.abc import Sequence
from typing import NamedTuple

from app.domain.appraisal_hearing import is_english
from app.domain.appraisal_lexicon import ENGLISH, split
from app.domain.appraisal_lexicons import Lexicons
from app.domain.appraisal_tokens import flat, line_sentences, token_lines
from app.domain.appraisal_weights import HEADS, Sums, Weights, probability
from app.domain.appraisal_words import FORWARD, anticipates, looks_forward, sentences
from app.domain.text import folded

_FEW_WORDS = 4  # up to here, emoji are what the post says; beyond, they only colour it
_COLOUR = 800  # thousandths of a logit that a sure emoji adds to words
_NOT_YET = 0.45  # what is left of praise for something that has not happened
_JOY = 0.7
_CHEERS = 0.6  # "… 👏👏": praise in emoji, whatever the words say
_TAGGED = 350  # thousandths of a logit that praise gains where somebody or an event is tagged, as comments never do
_BESIDE_A_TAG = ("-#", "#-", "'#", "#'")  # where a blank makes another mark of what stands beside it
_UNSURE = (-2200, 2200)  # thousandths of a logit
_APPRECIATION = HEADS[0]


class Weighed(NamedTuple):
    """How a piece sounds, each 0..1 and not rounded. `plain` says that nothing but its tokens made it so."""

    appreciation: float
    celebration: float
    criticism: float
    promotion: float = 0.0
    plain: bool = False


class Piece:
    """A text, or a part of one, taken apart once: for the models (`sentences`), and folded for the lexicons (`words`).

    `tagged` says that the whole text tags somebody or an event.
    """

    __slots__ = ("_folded", "_words", "is_ascii", "lines", "sums", "tagged", "text", "tokens")

    def __init__(self, text: str, *, tagged: bool, like: "Piece | None" = None) -> None:
        """Take a text apart, unless it has the words and marks of another piece, which is `like` it."""
        self.text = text
        self.tagged = tagged
        self.is_ascii = text.isascii()
        self.lines: list[list[str]] = token_lines(text) if like is None else like.lines
        self.tokens: frozenset[str] = frozenset().union(*self.lines) if like is None else like.tokens  # each once
        self.sums: Sums | None = None if like is None else like.sums  # what the models add up, once they have
        self._folded: str | None = None
        self._words: Sequence[str] | None = None if like is None else like.words

    def emptied(self, text: str) -> "Piece":
        """Return the piece that is left with some characters emptied; those of tags alone change no word."""
        is_alike = text == self.text.replace("#", " ") and not any(map(self.text.__contains__, _BESIDE_A_TAG))
        return Piece(text, tagged=self.tagged, like=self if is_alike else None)

    @property
    def folded(self) -> str:
        """The text as it is compared."""
        if self._folded is None:
            self._folded = folded(self.text)
        return self._folded

    @property
    def words(self) -> Sequence[str]:
        """Its words and marks, folded, in order."""
        if self._words is None:
            self._words = flat(self.lines) if self.is_ascii else split(self.folded)
        return self._words


class Scales:
    """Weighs pieces of text in which links and handles are masked."""

    def __init__(self, weights: Weights, lexicons: Lexicons) -> None:
        self._weights = weights
        self._lexicons = lexicons

    def languages(self, piece: Piece, hint: str | None) -> frozenset[str]:
        """Tell which languages a whole text may be in; see Lexicons.languages."""
        return self._lexicons.languages(piece.text, piece.tokens if piece.is_ascii else frozenset(piece.words), hint)

    def weigh(self, piece: Piece, languages: frozenset[str]) -> Weighed:
        """Weigh a text in one of these languages: as a whole and by sentences, whichever says more."""
        english = is_english(languages)
        if (english and FORWARD.isdisjoint(piece.tokens)) or not looks_forward(piece.text):
            return self._judged(piece, languages)
        # What is looked forward to and what has happened stand in different sentences.
        parts = [Piece(span.of(piece.text), tagged=piece.tagged) for span in sentences(piece.text)]
        weighed = [self._expected(part, languages) for part in parts]
        return Weighed(
            max(one.appreciation for one in weighed),
            max(one.celebration for one in weighed),
            max(one.criticism for one in weighed),
            max(one.promotion for one in weighed),
        )

    def _expected(self, piece: Piece, languages: frozenset[str]) -> Weighed:
        weighed = self._judged(piece, languages)
        if not anticipates(piece.text):
            return weighed
        return Weighed(
            weighed.appreciation * _NOT_YET, max(weighed.celebration, _JOY), weighed.criticism, weighed.promotion
        )

    def _judged(self, piece: Piece, languages: frozenset[str]) -> Weighed:
        if piece.sums is None:
            piece.sums = self._weights.of_sentences(line_sentences(piece.lines))
        sums = piece.sums
        if piece.tagged:
            sums = Sums(sums[0] + _TAGGED, sums[1], sums[2], sums[3])
        english = is_english(languages)
        emoji = {} if piece.is_ascii else self._lexicons.emoji(piece.text)
        if emoji:
            sums = Sums(*(one + round(_COLOUR * emoji.get(head, 0.0)) for head, one in zip(HEADS, sums, strict=True)))
            if sum(word[0].isalpha() for word in piece.words) > _FEW_WORDS:
                emoji = {_APPRECIATION: _CHEERS} if self._lexicons.cheers(piece.text) else {}
        # English words of praise live in every language; "die" and "bad" are other words there.
        modelled = [probability(one) for one in sums] if english else [probability(sums[0]), 0.0, 0.0, 0.0]
        # Where the model is sure of an English text the lexicon has nothing to add, but for an event's own words.
        if ENGLISH in languages and piece.is_ascii and not _UNSURE[0] <= sums.appreciation <= _UNSURE[1]:
            return Weighed(modelled[0], modelled[1], modelled[2], modelled[3], plain=True)
        said = self._lexicons.heads(piece.folded, piece.words, languages)
        if said or emoji:
            each = zip(HEADS, modelled, strict=True)
            modelled = [max(value, said.get(head, 0.0), emoji.get(head, 0.0)) for head, value in each]
        return Weighed(modelled[0], modelled[1], modelled[2], modelled[3])
