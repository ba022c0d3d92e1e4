"""Archives are read without a database: a line out for every line in, and the whole input is one event."""

import gzip
import io
import json
import random
from typing import Any, BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typing_extensions import override

from app.networks.archive.read import records_of
from app.networks.archive.roster import Roster, to_programme
from app.services.read_archive import read_archive

ROSTER_LINES: list[dict[str, Any]] = [
    {"name": "Ingrid Sølvberg", "handles": {"mastodon": "@ingrid@tidewater.example"}},
    {"name": "Tadeusz Żółkiewski", "handles": None, "id": "tz"},
    {"name": "Kofi Asante-Mensah", "handles": {"twitter": "kofi"}},
]


def packed(lines: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def roster_of(lines: list[dict[str, Any]]) -> Roster:
    return to_programme(records_of(io.BytesIO(packed(lines))))


ROSTER = roster_of(ROSTER_LINES)


def post(number: int, text: str, by: str = "ola", **more: Any) -> dict[str, Any]:
    return {
        "network": "twitter",
        "id": str(number),
        "created_at": f"2026-11-19T10:{number:02}:00Z",
        "author": {"handle": by},
        "text": text,
        **more,
    }


POSTS = [
    post(1, "Thank you @Kofi, what a wonderful talk! #longshore26"),
    post(2, "How deep is it?", reply_to="3"),
    post(3, "My slides are up", by="kofi"),
    post(4, "Nine metres.", by="kofi", reply_to="2"),
    post(5, "Tadeusz Zolkiewski, thank you so much", quote_of="3"),
    post(6, "RT @kofi: My slides are up", repost_of="3", repost_of_handle="kofi"),
    post(7, "Ingrid Sølvberg, can we have the notebooks?"),
    post(7, "Ingrid Sølvberg, can we have the maps?", edited_at="2026-11-19T11:00:00Z"),
    {"network": "twitter", "id": "9", "deleted_at": "2026-11-19T12:00:00Z"},
    post(9, "I am Kofi Asante-Mensah", by="kofi"),
    post(10, "lovely", reply_to="9"),
    post(11, "Tadeusz Żółkiewski reads the tides"),
    post(12, "So good!", by="ida", reply_to="11"),
    post(13, "Tomorrow at ten", edited_at="2026-11-19T11:00:00Z"),
    post(13, "Kofi Asante-Mensah, tomorrow at ten"),
    post(14, "Not to be missed", by="per", quote_of="13"),
]


class Pipe(io.BytesIO):
    """A stream that cannot be rewound, as standard input often is."""

    @override
    def seekable(self) -> bool:
        return False


def answers(raw: bytes | BinaryIO, roster: Roster = ROSTER, *, jobs: int = 1) -> list[dict[str, Any]]:
    stream = io.BytesIO(raw) if isinstance(raw, bytes) else raw
    return [json.loads(line.json) for line in read_archive(stream, roster, hashtags=("longshore26",), jobs=jobs)]


def test_a_reading_has_the_shape_that_the_documentation_promises() -> None:
    (answer,) = answers(packed(POSTS[:1]))
    appreciation = answer["tone"].pop("appreciation")
    assert appreciation > 0.9
    assert set(answer.pop("tone")) == {"celebration", "question", "promotion", "criticism"}
    assert answer == {
        "id": "1",
        "entities": {
            "mentions": [{"text": "@Kofi", "start": 10, "end": 15}],
            "hashtags": [{"text": "#longshore26", "start": 40, "end": 52}],
            "links": [],
        },
        "speakers": [
            {
                "name": "Kofi Asante-Mensah",
                "speaker": 3,
                "evidence": "handle",
                "span": [10, 15],
                "confidence": 0.99,
                "appreciates": True,
                "appreciation": answer["speakers"][0]["appreciation"],
                "delivered": "tagged",
                "reason": None,
            }
        ],
        "candidates": [],
        "verdict": "show",
        "why": "kind to Kofi Asante-Mensah",
    }


def test_what_other_lines_say_is_evidence_wherever_they_stand() -> None:
    by_id = {answer["id"]: answer for answer in answers(packed(POSTS))}
    (replied,) = by_id["2"]["speakers"]
    assert (replied["evidence"], replied["span"], replied["delivered"]) == ("reply", None, "answered")
    quoted = {one["name"]: one for one in by_id["5"]["speakers"]}
    assert quoted["Kofi Asante-Mensah"]["evidence"] == "quote"
    assert (quoted["Tadeusz Żółkiewski"]["speaker"], quoted["Tadeusz Żółkiewski"]["reason"]) == ("tz", "no_handle")
    assert by_id["3"]["speakers"] == by_id["4"]["speakers"] == []


def test_an_answer_to_a_post_about_a_speaker_is_about_the_speaker_as_long_as_that_post_is() -> None:
    by_id = {answer["id"]: answer for answer in answers(packed(POSTS))}
    (cheered,) = by_id["12"]["speakers"]
    assert (cheered["speaker"], cheered["evidence"], cheered["span"]) == ("tz", "reply", None)
    assert by_id["14"]["speakers"] == by_id["14"]["candidates"] == []  # the last version of 13 names nobody


def test_a_repost_is_hidden_and_about_nobody() -> None:
    (answer,) = answers(packed(POSTS[5:6]))
    assert (answer["speakers"], answer["verdict"]) == ([], "hide")


def test_every_version_of_a_post_is_read_by_its_own_text_and_a_deletion_says_so() -> None:
    read = answers(packed(POSTS))
    assert [answer["entities"]["links"] for answer in read[6:8]] == [[], []]
    assert [answer["id"] for answer in read[6:9]] == ["7", "7", "9"]
    assert read[8] == {"id": "9", "deleted": True}


def test_a_deleted_post_is_evidence_for_nothing() -> None:
    assert answers(packed(POSTS))[10]["speakers"] == []
    assert answers(packed(POSTS[9:]))[1]["speakers"][0]["evidence"] == "reply"


@settings(max_examples=10)  # each reads whole archives
@given(st.randoms(use_true_random=False))
def test_the_order_of_lines_never_changes_a_reading(chance: random.Random) -> None:
    order = chance.sample(range(len(POSTS)), len(POSTS))
    shuffled = answers(packed([POSTS[at] for at in order]))
    assert shuffled == [answers(packed(POSTS))[at] for at in order]


def test_a_shuffled_roster_gives_the_same_readings_but_for_its_line_numbers() -> None:
    turned = roster_of([{"id": line["name"], **line} for line in reversed(ROSTER_LINES)])
    straight = roster_of([{"id": line["name"], **line} for line in ROSTER_LINES])
    assert answers(packed(POSTS), turned) == answers(packed(POSTS), straight)


def test_several_processes_answer_as_one() -> None:
    raw = packed(POSTS * 50) + b"nonsense\n"
    assert answers(raw, jobs=2) == answers(raw)


def test_a_bad_line_gets_its_answer_too_and_costs_nothing_else() -> None:
    raw = b'{"network": "twitter"}\nnonsense\n\n' + packed(POSTS[:1]) + b"\xff\n[]\n"
    lines = list(read_archive(io.BytesIO(raw), ROSTER))
    assert [line.bad for line in lines] == [True, True, True, False, True, True]
    read = [json.loads(line.json) for line in lines]
    assert [answer.get("line") for answer in read] == [1, 2, 3, None, 5, 6]
    assert read[0]["error"] == "the line has no id"
    assert read[2]["error"] == "the line is empty"
    assert all(answer["error"] for answer in read if "line" in answer)


def test_a_stream_that_cannot_be_rewound_is_read_all_the_same() -> None:
    assert answers(Pipe(packed(POSTS))) == answers(packed(POSTS))


def test_a_number_is_an_id_too_and_is_given_back_as_it_came() -> None:
    assert answers(packed([post(1, "hello", id=12)]))[0]["id"] == 12
    assert answers(packed([{**post(1, "hello"), "id": None, "uri": "abc"}]))[0]["id"] == "abc"


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_nothing_in_is_nothing_out(raw: bytes) -> None:
    assert answers(raw) == []


def test_an_archive_may_come_compressed_from_a_file() -> None:
    with gzip.open(io.BytesIO(gzip.compress(packed(POSTS)))) as unpacked:
        assert len(answers(unpacked)) == len(POSTS)  # type: ignore[arg-type]  # GzipFile reads bytes, says IO[Any]
