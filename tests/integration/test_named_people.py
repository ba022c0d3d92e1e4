"""Who is meant without a handle: an invented, international roster, and the half of its posts that nobody tuned on."""

from pathlib import Path

import pytest

from app.domain.estimates import Estimate
from app.domain.files import RosterFormat
from app.domain.labelled import Half
from app.domain.scoring import Row
from app.services.archives import roster_of
from app.services.score import score

FOLDER = Path(__file__).parents[1] / "data" / "named"


@pytest.fixture(scope="module")
def rows() -> dict[str, Row]:
    roster = roster_of(FOLDER / "speakers.jsonl", RosterFormat.AUTO, None)
    done = score(
        FOLDER / "labels.jsonl", [FOLDER / "posts.jsonl"], roster=roster, hashtags=["longshore26"], half=Half.REPORT
    )
    assert done.found == done.labelled
    assert not done.problems
    return {row.name: row for row in done.scores.attribution}


def told(estimate: Estimate | None) -> float:
    assert estimate is not None
    return estimate.value


def test_names_in_every_spelling_are_found(rows: dict[str, Row]) -> None:
    assert rows["name"].n > 40
    assert told(rows["name"].scored.recall) >= 0.9


def test_first_names_and_talks_are_found_where_the_time_and_the_talk_say_who_is_meant(rows: dict[str, Row]) -> None:
    assert rows["first name, talk, thread"].n > 20
    assert told(rows["first name, talk, thread"].scored.recall) >= 0.4


def test_nobody_else_is_named(rows: dict[str, Row]) -> None:
    assert told(rows["together"].scored.precision) >= 0.98
