"""Fitting one head: L1 logistic regression over readable keys, and the point from which on it says yes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from app.domain.appraisal_features import features, plain, tokens
from app.domain.appraisal_weights import BIAS, SCALE, probability
from app.training.corpus import Corpus, name_like, without_names
from app.training.score import Score, scored

SEED = 20260
MIN_DF = 5
FOLDS = 5
# Inverse strength of the L1 penalty: the best F1 of 5-fold cross-validation on train.
STRENGTH = {"appreciation": 0.4, "celebration": 0.3, "criticism": 0.5}


@dataclass(frozen=True, slots=True)
class Fitted:
    """A head's weights in thousandths, bias included, and how it does on texts that it has not seen."""

    weights: Mapping[str, int]
    strength: float
    threshold: float
    dev: Score


def keys_of(text: str) -> list[str]:
    """Return the feature keys of a raw text, exactly as the product reads a post."""
    return list(features(tokens(plain(text))))


class Trainer:
    """Turns texts into counts once, and fits as many heads on them as wanted."""

    def __init__(self, train: Corpus, dev: Corpus) -> None:
        self._train = train
        self._dev = dev
        counter = CountVectorizer(analyzer=keys_of, binary=True, min_df=MIN_DF)
        counts = counter.fit_transform(train.texts)
        keys = [str(key) for key in counter.get_feature_names_out()]
        allowed = np.array(without_names(keys, name_like(train.texts)))
        self._keys = [key for key, kept in zip(keys, allowed, strict=True) if kept]
        self._counts = counts[:, allowed]
        self._dev_counts = counter.transform(dev.texts)[:, allowed]

    def fit(self, head: str) -> Fitted:
        """Fit one head. Its bias is moved so that .5 is where cross-validation on train found the best F1."""
        said = np.array(self._train.heads[head])
        strength = STRENGTH[head]
        threshold = self._threshold(said, strength)
        model = _regression(strength).fit(self._counts, said)
        bias = float(model.intercept_[0]) - float(np.log(threshold / (1 - threshold)))
        rounded = np.rint(model.coef_[0] * SCALE).astype(int)
        weights = {key: int(weight) for key, weight in zip(self._keys, rounded, strict=True) if weight}
        weights[BIAS] = round(bias * SCALE)
        sums = self._dev_counts @ rounded + weights[BIAS]
        dev = scored(self._dev.heads[head], [probability(int(one)) for one in sums])
        return Fitted(weights, strength, threshold, dev)

    def _threshold(self, said: "np.ndarray[tuple[int], np.dtype[np.bool_]]", strength: float) -> float:
        """Find the probability, in steps of .01, with the best F1 over texts that each fold has not seen."""
        guessed = np.zeros(len(said))
        for learn, check in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(self._counts, said):
            model = _regression(strength).fit(self._counts[learn], said[learn])
            guessed[check] = model.predict_proba(self._counts[check])[:, 1]
        steps = [step / 100 for step in range(10, 91)]
        return max(steps, key=lambda step: (_f1(said, guessed, step), -abs(step - 0.5)))


def _regression(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, l1_ratio=1, solver="liblinear", random_state=SEED, max_iter=300)


def _f1(said: Sequence[bool], guessed: Sequence[float], threshold: float) -> float:
    return scored(said, guessed, threshold).f1
