"""Finds the real streams, rosters and conformance suites that tests read but that this repository may not hold."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def data_root() -> Path:
    """The folder of real data: `$OVATION_TEST_DATA`, else `../shared/data` beside the repository."""
    chosen = os.environ.get("OVATION_TEST_DATA")  # noqa: TID251 -- a switch of the tests, no setting of the app
    return Path(chosen) if chosen else ROOT.parent / "shared" / "data"


def shared_data(*parts: str) -> Path:
    """The path of a real file or folder, as `shared_data("events", "vizbi2017.jsonl.gz")`; skips where it is absent."""
    path = data_root().joinpath(*parts)
    if not path.exists():
        pytest.skip(f"not run: reads real data that is not here ({'/'.join(parts)}); see CONTRIBUTING.md")
    return path
