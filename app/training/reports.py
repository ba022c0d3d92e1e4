"""Trains the two models of the verdict: what hurts nobody at an event, and what is about an event at all."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import vstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from app.domain.appraisal_weights import BIAS, SCALE
from app.domain.judging_reports import report_features, report_tokens
from app.training.corpus import Corpus, name_like, without_names
from app.training.fit import FOLDS, MIN_DF, SEED
from app.training.tweets import read_tweets

STRENGTH = {"calm": 0.3, "event": 1.0}
PENALTY = {"calm": 0, "event": 1}  # of L1 against L2
_LEAST_INVENTED = 2
LIGHTEST = {"calm": 60, "event": 20}  # thousandths; what weighs less is left out
_TAGGED, _LINKED = 0.8, 0.2  # how often a comment is made to look like a post

Array = np.ndarray[Any, np.dtype[Any]]
Words = Sequence[str]


@dataclass(frozen=True, slots=True)
class Rows:
    """Texts of one origin: their tokens, labels for one model, and what each counts."""

    words: list[list[str]]
    said: Array
    weight: float


@dataclass(frozen=True, slots=True)
class Reports:
    """All texts for both models; the first of `calm` and of `event` are the invented posts."""

    calm: tuple[Rows, ...]
    event: tuple[Rows, ...]
    keys: frozenset[str]


def gather(data: Path, train: Corpus, invented: Corpus, debated: Corpus, streams: Corpus) -> Reports:
    """Bring together what the models learn from. Raises BadInput."""
    draw = random.Random(SEED)  # noqa: S311 - no secret
    ours = [report_tokens(text) for text in invented.texts]
    hard = [report_tokens(text) for text in debated.texts]
    theirs = [report_tokens(text) for text in streams.texts]
    cross = [text for text, said in zip(train.texts, train.heads["criticism"], strict=True) if said]
    comments = [report_tokens(_as_post(text, draw)) for text in cross]
    tweets = [report_tokens(_as_post(text, draw)) for text in read_tweets(data)]
    kind, kind_too = (~np.array(corpus.heads["criticism"], dtype=bool) for corpus in (invented, debated))
    yes, no = (np.full, True), (np.full, False)
    calm = (Rows(ours, kind, 1.0), Rows(hard, kind_too, 0.5), Rows(theirs, yes[0](len(theirs), yes[1]), 2.0))
    event = (
        Rows(ours, yes[0](len(ours), yes[1]), 1.0),
        Rows(theirs, yes[0](len(theirs), yes[1]), 3.0),
        Rows(comments, no[0](len(comments), no[1]), 0.3),
        Rows(tweets, no[0](len(tweets), no[1]), 1.0),
    )
    names = name_like(train.texts) | name_like(streams.texts)
    keys = _frequent([*ours, *hard], range(len(ours) + len(hard)), _LEAST_INVENTED) | _frequent(
        theirs, streams.authors, MIN_DF
    )
    keys |= _frequent([*comments, *tweets], range(len(comments) + len(tweets)), 2 * MIN_DF)
    kept = sorted(keys)
    return Reports(
        calm, event, frozenset(key for key, fine in zip(kept, without_names(kept, names), strict=True) if fine)
    )


def fitted(model: str, reports: Reports) -> tuple[dict[str, int], Array]:
    """Fit "calm" or "event"; also return the logits of the invented posts, each by a fold that has not seen it."""
    rows = reports.calm if model == "calm" else reports.event
    counter = CountVectorizer(analyzer=_features, binary=True, vocabulary=sorted(reports.keys))
    counts = [counter.transform(one.words) for one in rows]
    strata = reports.calm[0].said
    logits = np.zeros(len(strata))
    for learn, check in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(counts[0], strata):
        part = _fit(model, rows, [counts[0][learn], *counts[1:]], learn)
        logits[check] = part.decision_function(counts[0][check])
    whole = _fit(model, rows, counts, np.arange(len(strata)))
    rounded = np.rint(whole.coef_[0] * SCALE).astype(int)
    weights = {
        str(key): int(value)
        for key, value in zip(counter.get_feature_names_out(), rounded, strict=True)
        if abs(value) >= LIGHTEST[model]
    }
    return {**weights, BIAS: round(float(whole.intercept_[0]) * SCALE)}, logits


def _fit(model: str, rows: Sequence[Rows], counts: Sequence[Any], first: Array) -> LogisticRegression:
    said = np.concatenate([rows[0].said[first], *(one.said for one in rows[1:])])
    weight = np.concatenate(
        [np.full(len(first), rows[0].weight), *(np.full(len(one.said), one.weight) for one in rows[1:])]
    )
    return LogisticRegression(
        C=STRENGTH[model], l1_ratio=PENALTY[model], solver="liblinear", random_state=SEED, max_iter=300
    ).fit(vstack(counts), said, weight)


def _as_post(text: str, draw: random.Random) -> str:
    """Make a comment look like a post: somebody is tagged, and there may be a link."""
    words = text.split(" ")
    if "@" not in text and draw.random() < _TAGGED:
        words.insert(draw.randrange(len(words) + 1), "@x")
    return " ".join([*words, "https://x.example"] if draw.random() < _LINKED else words)


def _features(words: Words) -> list[str]:
    return list(report_features(words))


def _frequent(texts: Iterable[Words], sources: Iterable[object], least: int) -> set[str]:
    seen: dict[str, set[object]] = {}
    for words, source in zip(texts, sources, strict=True):
        for key in report_features(words):
            seen.setdefault(key, set()).add(source)
    return {key for key, found in seen.items() if len(found) >= least}
