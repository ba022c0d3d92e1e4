"""Weight files: sorted, readable, diffable, and headed by everything that is needed to make them again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from sklearn.metrics import roc_auc_score

from app.domain.appraisal_weights import BIAS, SCALE
from app.domain.judging_reports import MODELS
from app.training.corpus import DEBATED, EMOTIONS, SAID, Corpus, read_corpus, read_invented, read_streams
from app.training.fit import FOLDS, MIN_DF, MIN_INVENTED, SEED, Fitted, Trainer
from app.training.reports import LIGHTEST, PENALTY, STRENGTH, gather
from app.training.reports import fitted as fitted_report
from app.training.score import Score

_ABOUT = {
    "calm": "that a post hurts nobody: invented posts, and posts of streams, which hardly ever are critical",
    "event": "that it is about a talk: the same against critical comments (GoEmotions) and everyday posts"
    " (Broad Twitter Corpus and WNUT-17, CC BY 4.0)",
}


def rendered(head: str, fitted: Fitted, train: Corpus, dev: Corpus, ours: tuple[Corpus, Corpus]) -> str:
    """Return the text of a weight file. It says nothing about the day or the machine, so that it can be compared."""
    recipe = fitted.recipe
    header = [
        f"{head}: weights of a dictionary model, made by `python -m app.training`; do not edit by hand",
        "from GoEmotions (CC BY 4.0): " + (", ".join(sorted(EMOTIONS[head])) or "none of its emotions"),
        f"train sha256 {train.sha256}",
        f"dev sha256 {dev.sha256}",
        f"invented posts sha256 {ours[0].sha256}, {len(ours[0].texts)} posts",
        f"labels of streams sha256 {ours[1].sha256}, {len(ours[1].texts)} posts",
        f"each counts {recipe.comments}, {recipe.invented}, {recipe.streams}",
        f"seed {SEED}, min_df {MIN_DF} ({MIN_INVENTED} among the invented), L1 with C {recipe.strength}",
        f".5 stands at {fitted.threshold:.2f} of the probability ({FOLDS} folds)",
        f"dev at .5: {_told(fitted.dev)}",
        *([f"invented posts and streams at .5, {FOLDS} folds: {_told(fitted.within)}"] if fitted.within else ()),
        "keys: word | <kind> | !word and !<kind> after a negation | one two | <one> two; . begins and ends a sentence",
    ]
    keys = [BIAS, *sorted(key for key in fitted.weights if key != BIAS)]
    lines = [f"# {line}" for line in header] + [f"{key}\t{fitted.weights[key] / SCALE:.3f}" for key in keys]
    return "\n".join(lines) + "\n"


def rendered_report(model: str, weights: Mapping[str, int], told: str, sources: Sequence[Corpus]) -> str:
    """Return the text of the file of a model that judging_reports reads."""
    penalty = "L1" if PENALTY[model] else "L2"
    header = [
        f"{model}: weights of a dictionary model of the verdict, made by `python -m app.training`; do not edit by hand",
        _ABOUT[model],
        *(f"sha256 {source.sha256}" for source in sources),
        f"seed {SEED}, C {STRENGTH[model]}, {penalty}; weights below {LIGHTEST[model]} thousandths are left out",
        f"invented posts, {FOLDS} folds: {told}",
        "keys: as in the other files | [list2] two words of a list | [8] eight words",
    ]
    keys = [BIAS, *sorted(key for key in weights if key != BIAS)]
    lines = [f"# {line}" for line in header] + [f"{key}\t{weights[key] / SCALE:.3f}" for key in keys]
    return "\n".join(lines) + "\n"


def written(data: Path, out: Path, heads: Iterable[str], said: Path = SAID) -> Iterator[tuple[Path, str]]:
    """Train and write one file after the other; yields each file with how it does. Raises BadInput."""
    train, dev = read_corpus(data, "train"), read_corpus(data, "dev")
    ours = read_invented(said), read_streams(data, said)
    debated = read_invented(said, DEBATED)
    trainer = Trainer(train, dev, *ours)
    out.mkdir(parents=True, exist_ok=True)
    for head in heads:
        fitted = trainer.fit(head)
        path = out / f"{head}.txt"
        path.write_text(rendered(head, fitted, train, dev, ours), encoding="utf-8", newline="\n")
        yield path, _told(fitted.within or fitted.dev)
    reports = gather(data, train, ours[0], debated, ours[1])
    for model in MODELS:
        weights, logits = fitted_report(model, reports)
        told = (
            f"area under the curve for criticism {roc_auc_score(reports.calm[0].said, logits):.3f}"
            if model == "calm"
            else f"{(logits > 0).mean():.3f} are of an event"
        )
        path = out / f"{model}.txt"
        path.write_text(
            rendered_report(model, weights, told, (train, ours[0], debated, ours[1])), encoding="utf-8", newline="\n"
        )
        yield path, told


def _told(score: Score) -> str:
    return f"precision {score.precision:.3f}, recall {score.recall:.3f}, F1 {score.f1:.3f}"
