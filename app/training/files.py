"""Weight files: sorted, readable, diffable, and headed by everything that is needed to make them again."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from app.domain.appraisal_weights import BIAS, SCALE
from app.training.corpus import EMOTIONS, Corpus, read_corpus
from app.training.fit import FOLDS, MIN_DF, SEED, Fitted, Trainer
from app.training.score import Score


def rendered(head: str, fitted: Fitted, train: Corpus, dev: Corpus) -> str:
    """Return the text of a weight file. It says nothing about the day or the machine, so that it can be compared."""
    score = fitted.dev
    header = [
        f"{head}: weights of a dictionary model, made by `python -m app.training`; do not edit by hand",
        "from GoEmotions (CC BY 4.0): " + ", ".join(sorted(EMOTIONS[head])),
        f"train sha256 {train.sha256}",
        f"dev sha256 {dev.sha256}",
        f"seed {SEED}, min_df {MIN_DF}, L1 with C {fitted.strength}",
        f".5 stands at {fitted.threshold:.2f} of the probability ({FOLDS} folds of train)",
        f"dev at .5: precision {score.precision:.3f}, recall {score.recall:.3f}, F1 {score.f1:.3f}",
        "keys: word | one two | one _ three | !word after a negation | ^first | last$",
    ]
    keys = [BIAS, *sorted(key for key in fitted.weights if key != BIAS)]
    lines = [f"# {line}" for line in header] + [f"{key}\t{fitted.weights[key] / SCALE:.3f}" for key in keys]
    return "\n".join(lines) + "\n"


def written(data: Path, out: Path, heads: Iterable[str]) -> Iterator[tuple[Path, Score]]:
    """Train and write one file after the other; yields each file with its score on dev. Raises BadInput."""
    train, dev = read_corpus(data, "train"), read_corpus(data, "dev")
    trainer = Trainer(train, dev)
    out.mkdir(parents=True, exist_ok=True)
    for head in heads:
        fitted = trainer.fit(head)
        path = out / f"{head}.txt"
        path.write_text(rendered(head, fitted, train, dev), encoding="utf-8", newline="\n")
        yield path, fitted.dev
