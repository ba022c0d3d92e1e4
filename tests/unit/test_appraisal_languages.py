"""Appreciation in each language: what is promised is borne out by sentences that nobody saw who chose words."""

from pathlib import Path

import pytest

from app.domain.appraisal import READ, Appraiser
from app.training.score import Score, scored

FOLDER = Path(__file__).parents[1] / "data" / "languages"
UNSEEN = sorted(path.stem for path in (FOLDER / "unseen").glob("*.tsv"))
WRITTEN = sorted(path.stem for path in FOLDER.glob("*.tsv"))
CARD = Path(__file__).parents[2] / "docs" / "model-card.md"


def heard(language: str, hint: str | None, folder: Path = FOLDER) -> Score:
    rows = [line.split("\t") for line in (folder / f"{language}.tsv").read_text("utf-8").splitlines()]
    assert len(rows) >= 40
    values = [Appraiser.shipped().tone(text, language=hint).appreciation for text, _ in rows]
    return scored([said == "yes" for _, said in rows], values)


def is_good(score: Score) -> bool:
    return score.precision >= 0.9 and score.recall >= 0.7


@pytest.mark.parametrize("language", UNSEEN)
def test_a_language_is_promised_where_unseen_sentences_bear_it_out_and_only_there(language: str) -> None:
    """With the network's tag, as networks mostly give it."""
    assert is_good(heard(language, language, FOLDER / "unseen")) == (language in READ)


def test_what_is_promised_was_measured() -> None:
    assert set(UNSEEN) >= READ


@pytest.mark.parametrize("language", sorted(READ))
@pytest.mark.parametrize("tag", ["its own", "none", "en"])
def test_a_promised_language_is_heard_whatever_the_network_says_about_it(language: str, tag: str) -> None:
    """Many networks say "en" of whatever nobody set. On the sentences that words were developed on."""
    score = heard(language, {"its own": language, "none": None}.get(tag, tag))
    assert score.precision >= 0.85
    assert score.recall >= 0.8


def test_the_model_card_names_the_languages_that_are_not_read_yet() -> None:
    line = next(line for line in CARD.read_text("utf-8").splitlines() if line.startswith("Not read yet:"))
    assert set(line.removeprefix("Not read yet:").rstrip(".").replace(",", " ").split()) == set(WRITTEN) - READ
