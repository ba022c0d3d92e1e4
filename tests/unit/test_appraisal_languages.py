"""Appreciation in each language, on sentences by somebody who had not seen the lexicons; what is promised is kept."""

from pathlib import Path

import pytest

from app.domain.appraisal import READ, Appraiser
from app.training.score import Score, scored

FOLDER = Path(__file__).parents[1] / "data" / "languages"
WRITTEN = sorted(path.stem for path in FOLDER.glob("*.tsv"))
CARD = Path(__file__).parents[2] / "docs" / "model-card.md"


def heard(language: str, hint: str | None) -> Score:
    rows = [line.split("\t") for line in (FOLDER / f"{language}.tsv").read_text("utf-8").splitlines()]
    assert len(rows) == 40
    values = [Appraiser.shipped().tone(text, language=hint).appreciation for text, _ in rows]
    return scored([said == "yes" for _, said in rows], values)


def is_good(score: Score) -> bool:
    return score.precision >= 0.9 and score.recall >= 0.7


@pytest.mark.parametrize("language", WRITTEN)
def test_a_language_is_promised_where_its_sentences_bear_it_out_and_only_there(language: str) -> None:
    """Both ways: with the network's tag; a language that has become good enough must be added to READ."""
    assert is_good(heard(language, language)) == (language in READ)


@pytest.mark.parametrize("language", sorted(READ))
def test_a_promised_language_keeps_its_precision_without_the_networks_tag(language: str) -> None:
    assert heard(language, None).precision >= 0.9


def test_the_model_card_names_the_languages_that_are_not_read_yet() -> None:
    line = next(line for line in CARD.read_text("utf-8").splitlines() if line.startswith("Not read yet:"))
    assert set(line.removeprefix("Not read yet:").rstrip(".").replace(",", " ").split()) == set(WRITTEN) - READ
