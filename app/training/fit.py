"""Fitting one head: L1 logistic regression over readable keys, and the point from which on it says yes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from app.domain.appraisal_features import features, plain, tokens
from app.domain.appraisal_weights import BIAS, HEADS, SCALE, Weights, probability
from app.training.corpus import Corpus, name_like, without_names
from app.training.score import Score, scored

SEED = 20260
MIN_DF = 5
FOLDS = 5
# Inverse strength of the L1 penalty: the best F1 of cross-validation on train; where two tie, the sparser one.
STRENGTH = {"appreciation": 0.4, "celebration": 0.3, "criticism": 0.5}

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A head's weights in thousandths, bias included, and how it does on texts that it has not seen."""

    weights: Mapping[str, int]
    strength: float
    threshold: float
    dev: Score


class Trainer:
    """Turns texts into counts once, and fits as many heads on them as wanted."""

    def __init__(self, train: Corpus, dev: Corpus) -> None:
        self._train = train
        self._dev = dev
        # Taken apart exactly as the product takes posts apart.
        self._tokens = [tokens(plain(text)) for text in train.texts]
        self._dev_tokens = [tokens(plain(text)) for text in dev.texts]
        counter = CountVectorizer(analyzer=lambda words: list(features(words)), binary=True, min_df=MIN_DF)
        counts = counter.fit_transform(self._tokens)
        keys = [str(key) for key in counter.get_feature_names_out()]
        allowed = np.array(without_names(keys, name_like(train.texts)))
        self._keys = [key for key, kept in zip(keys, allowed, strict=True) if kept]
        self._counts = counts[:, allowed]

    def fit(self, head: str) -> Fitted:
        """Fit one head. Its bias is moved so that .5 is where cross-validation on train found the best F1."""
        said = np.array(self._train.heads[head])
        threshold = self._threshold(head, said)
        weights = self._weights(head, said, np.arange(len(said)))
        weights[BIAS] -= round(float(np.log(threshold / (1 - threshold))) * SCALE)
        dev = scored(self._dev.heads[head], _guesses(head, weights, self._dev_tokens))
        return Fitted(weights, STRENGTH[head], threshold, dev)

    def _weights(self, head: str, said: Array, rows: Array) -> dict[str, int]:
        model = LogisticRegression(
            C=STRENGTH[head], l1_ratio=1, solver="liblinear", random_state=SEED, max_iter=300
        ).fit(self._counts[rows], said[rows])
        rounded = np.rint(model.coef_[0] * SCALE).astype(int)
        weights = {key: int(weight) for key, weight in zip(self._keys, rounded, strict=True) if weight}
        return {**weights, BIAS: round(float(model.intercept_[0]) * SCALE)}

    def _threshold(self, head: str, said: Array) -> float:
        """Find the probability, in steps of .01, with the best F1 over texts that each fold has not seen."""
        guessed = np.zeros(len(said))
        for learn, check in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(self._counts, said):
            weights = self._weights(head, said, learn)
            guessed[check] = _guesses(head, weights, (self._tokens[row] for row in check))
        steps = [step / 100 for step in range(10, 91)]
        return max(steps, key=lambda step: (_f1(said, guessed, step), -abs(step - 0.5)))


def _guesses(head: str, weights: Mapping[str, int], texts: Iterable[Sequence[str]]) -> list[float]:
    """Read texts with the product's own reader, which takes the best sentence where that says more."""
    model = Weights({other: weights if other == head else {} for other in HEADS})
    place = HEADS.index(head)
    return [probability(model.sums(words)[place]) for words in texts]


def _f1(said: Array, guessed: Array, threshold: float) -> float:
    found = guessed >= threshold
    return float(2 * (said & found).sum() / max(1, said.sum() + found.sum()))
