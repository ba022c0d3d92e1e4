"""Fits a head: L1 logistic regression over readable keys, and the point from which on it says yes."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import vstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from app.domain.appraisal_features import features, kinds, plain, tokens
from app.domain.appraisal_weights import BIAS, HEADS, SCALE, Weights, probability
from app.training.corpus import Corpus, name_like, without_names
from app.training.score import Score, scored

SEED = 20260
MIN_DF = 5  # comments, and authors of a stream, in which a key must stand
MIN_INVENTED = 2
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a head is made: how strong its penalty is not, and what a text of each corpus counts."""

    strength: float
    comments: float
    invented: float = 0.0
    streams: float = 0.0


# By cross-validation on each corpus, and the choosing half of tests/data/labels; where two tie, the sparser one.
RECIPES = {
    "appreciation": Recipe(0.3, 1, 3, 5),
    "celebration": Recipe(0.3, 1),
    "criticism": Recipe(0.3, 1, 4, 2),
    "promotion": Recipe(2, 0.02, 1, 0.5),
}
_TAG = re.compile(r"[#＃]\w+")

Array = np.ndarray[Any, np.dtype[Any]]
Words = list[str]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A head's weights in thousandths, bias included, and how it does on texts that it has not seen.

    `within` is the score on invented posts and streams by cross-validation, where the head is trained on them.
    """

    weights: Mapping[str, int]
    recipe: Recipe
    threshold: float
    dev: Score
    within: Score | None


class Trainer:
    """Turns texts into counts once, and fits as many heads on them as wanted."""

    def __init__(self, train: Corpus, dev: Corpus, invented: Corpus, streams: Corpus) -> None:
        self._corpora = (train, invented, streams)
        self._dev = dev
        # Taken apart exactly as the product takes posts apart; the tags of events say nothing elsewhere.
        self._tokens = [
            [tokens(plain(text)) for text in train.texts],
            *([tokens(plain(_TAG.sub(" ", text))) for text in corpus.texts] for corpus in (invented, streams)),
        ]
        self._dev_tokens = [tokens(plain(text)) for text in dev.texts]
        keys = sorted(self._keys(name_like(train.texts) | name_like(streams.texts)))
        counter = CountVectorizer(analyzer=_features, vocabulary=keys)
        self._keys_in_order = keys
        self._counts = [counter.transform(texts) for texts in self._tokens]

    def _keys(self, names: frozenset[str]) -> set[str]:
        comments, invented, streams = self._tokens
        found = _frequent(comments, range(len(comments)), MIN_DF)
        found |= _frequent(invented, range(len(invented)), MIN_INVENTED)
        found |= _frequent(streams, self._corpora[2].authors, MIN_DF)
        keys = sorted(found)
        return {key for key, allowed in zip(keys, without_names(keys, names), strict=True) if allowed}

    def fit(self, head: str) -> Fitted:
        """Fit one head. Its bias is moved so that .5 is where cross-validation found the best F1."""
        recipe = RECIPES[head]
        said, weight, texts, counts, home = self._rows(head, recipe)
        guessed = np.zeros(len(said))
        for learn, check in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(counts, said):
            weights = self._weights(recipe, said[learn], weight[learn], counts[learn])
            guessed[check] = _guesses(head, weights, (texts[row] for row in check))
        # Comments decide where there are labels; of what is sold, nobody but the invented posts speaks.
        main = home == (0 if EMOTIONAL[head] else 1)
        steps = [step / 100 for step in range(10, 91)]
        threshold = max(steps, key=lambda step: (_f1(said[main], guessed[main], step), -abs(step - 0.5)))
        weights = self._weights(recipe, said, weight, counts)
        weights[BIAS] -= round(float(np.log(threshold / (1 - threshold))) * SCALE)
        within = scored(said[home > 0].tolist(), guessed[home > 0].tolist(), threshold) if recipe.invented else None
        dev = scored(self._dev.heads[head], _guesses(head, weights, self._dev_tokens))
        return Fitted(weights, recipe, threshold, dev, within)

    def _rows(self, head: str, recipe: Recipe) -> tuple[Array, Array, list[Words], Any, Array]:
        """Return labels, weights, tokens, counts and the number of the corpus for all texts that count for a head."""
        used = [
            (place, share)
            for place, share in enumerate((recipe.comments, recipe.invented, recipe.streams))
            if share and head in self._corpora[place].heads and self._corpora[place].texts
        ]
        said = np.concatenate([np.array(self._corpora[place].heads[head], dtype=bool) for place, _ in used])
        weight = np.concatenate([np.full(len(self._tokens[place]), share) for place, share in used])
        home = np.concatenate([np.full(len(self._tokens[place]), place) for place, _ in used])
        texts = [words for place, _ in used for words in self._tokens[place]]
        return said, weight, texts, vstack([self._counts[place] for place, _ in used]).tocsr(), home

    def _weights(self, recipe: Recipe, said: Array, weight: Array, counts: Any) -> dict[str, int]:
        model = LogisticRegression(
            C=recipe.strength, l1_ratio=1, solver="liblinear", random_state=SEED, max_iter=300
        ).fit(counts, said, weight)
        rounded = np.rint(model.coef_[0] * SCALE).astype(int)
        weights = {key: int(value) for key, value in zip(self._keys_in_order, rounded, strict=True) if value}
        return {**weights, BIAS: round(float(model.intercept_[0]) * SCALE)}


EMOTIONAL = {"appreciation": True, "celebration": True, "criticism": True, "promotion": False}


def _features(words: Words) -> list[str]:
    return list(features(words))


def _frequent(texts: Iterable[Words], sources: Iterable[object], least: int) -> set[str]:
    """Return the keys that stand in texts of so many different sources; kinds are nobody's words."""
    seen: Counter[str] = Counter()
    for key, _ in {(key, source) for words, source in zip(texts, sources, strict=True) for key in features(words)}:
        seen[key] += 1
    named = set(kinds().values())
    return {key for key, count in seen.items() if count >= least or key.lstrip("!") in named}


def _guesses(head: str, weights: Mapping[str, int], texts: Iterable[Words]) -> list[float]:
    """Read texts with the product's own reader, which takes the best sentence where that says more."""
    model = Weights({other: weights if other == head else {} for other in HEADS})
    place = HEADS.index(head)
    return [probability(model.sums(words)[place]) for words in texts]


def _f1(said: Array, guessed: Array, threshold: float) -> float:
    found = guessed >= threshold
    return float(2 * (said & found).sum() / max(1, said.sum() + found.sum()))
