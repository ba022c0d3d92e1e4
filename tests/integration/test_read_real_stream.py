"""A real event's stream, read whole: the labelled speakers are found, and what is held is what should be."""

import gzip
import io
import json
from collections import Counter
from functools import cache
from typing import Any

from app.networks.archive.roster import read_roster
from app.services.read_archive import read_archive
from tests.support.shared_data import shared_data


@cache
def readings() -> dict[str, dict[str, Any]]:
    roster = read_roster(shared_data("speakers", "rstudioconf2018.jsonl"))
    packed = shared_data("events", "rstudioconf2018.jsonl.gz").read_bytes()
    lines = [
        line
        for line in gzip.decompress(packed).splitlines(keepends=True)
        if not any(key.startswith("repost_") for key in json.loads(line))
    ]
    read = read_archive(io.BytesIO(b"".join(lines)), roster, hashtags=("rstudioconf",))
    return {answer["id"]: answer for answer in (json.loads(line.json) for line in read)}


def labels() -> list[dict[str, Any]]:
    with shared_data("labels", "appreciation", "dev.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def test_nearly_every_labelled_speaker_is_found_by_handle_or_name() -> None:
    found: Counter[tuple[str, bool]] = Counter()
    for label in labels():
        speakers = {one["name"] for one in readings()[label["id"]]["speakers"]}
        found[label["via"], label["speaker"] in speakers] += 1
    for via in ("handle", "name"):
        assert found[via, True] >= 0.95 * (found[via, True] + found[via, False]), found


def test_most_appreciation_is_heard_and_little_else_is_taken_for_it() -> None:
    judged: Counter[tuple[bool, bool]] = Counter()
    for label in labels():
        mention = next((one for one in readings()[label["id"]]["speakers"] if one["name"] == label["speaker"]), None)
        if mention is not None and label["label"] != "borderline":
            judged[label["label"] == "appreciates", mention["appreciates"]] += 1
    right = judged[True, True]
    assert 2 * right / (2 * right + judged[False, True] + judged[True, False]) >= 0.65, judged


def test_hundreds_of_mentions_are_found_and_none_of_them_outside_the_text() -> None:
    found = Counter(one["evidence"] for answer in readings().values() for one in answer["speakers"])
    assert found["handle"] >= 700
    assert found["name"] >= 80
    for answer in readings().values():
        assert all(one["span"] is None or one["span"][0] < one["span"][1] for one in answer["speakers"])


def test_nothing_about_a_speaker_is_shown_that_is_not_surely_kind_or_a_plain_report() -> None:
    for answer in readings().values():
        if (
            answer["verdict"] == "show"
            and answer["speakers"]
            and not answer["why"].startswith(("by ", "a plain report"))
        ):
            tone = answer["tone"]
            assert max(tone["appreciation"], tone["celebration"]) >= 0.5
            assert tone["criticism"] < 0.7
