"""`ovation score`: labels and archives in, figures out, from files as an organizer has them."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import Answer, ovation

ROSTER: list[dict[str, Any]] = [
    {"name": "Ingrid Sølvberg", "handles": {"twitter": "ingrid_tides"}},
    {"name": "Tadeusz Żółkiewski", "handles": None, "id": "tz"},
    {"name": "Kofi Asante-Mensah", "handles": {"twitter": "kofi"}},
]


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
    post(2, "Tadeusz Zolkiewski begins at ten", lang="en"),
    post(3, "My slides are up", by="kofi"),
    post(4, "So good, thank you so much", reply_to="3"),
    post(5, "Where is the coffee?"),
    post(6, "Gracias, una charla maravillosa"),
    post(7, "Thank you @ingrid_tides"),
]
LABELS: list[dict[str, Any]] = [
    {"id": "1", "appreciates": "yes", "language": "en", "about": [[3, "handle", "appreciates"]], "question": False},
    {"id": "2", "appreciates": "no", "language": "en", "about": [["tz", "name", "no"]], "question": "no"},
    {"id": 4, "appreciates": True, "language": "en", "about": [["Kofi Asante-Mensah", "thread", True]]},
    {"id": "5", "appreciates": "no", "language": "en", "about": [], "question": "yes", "promotion": "no"},
    {"id": "6", "appreciates": "borderline", "language": "es", "about": []},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "roster.jsonl", ROSTER)
    write(tmp_path / "posts.jsonl", POSTS)
    write(tmp_path / "labels.jsonl", LABELS)
    return tmp_path


def write(path: Path, lines: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def scored(folder: Path, *words: str) -> Answer:
    return ovation("score", "labels.jsonl", *words, data=folder / "data")


def rows(answer: Answer) -> dict[str, list[str]]:
    """The figures of each row, under its title and name; of a name that comes twice in a table, the first."""
    found: dict[str, list[str]] = {}
    title = ""
    for line in answer.text.splitlines():
        if line.startswith("  "):
            found.setdefault(f"{title}/{line[:28].strip()}", line[28:].split())
        else:
            title = line[:28].strip()
    return found


def test_an_organizer_scores_their_own_event(folder: Path) -> None:
    answer = scored(folder, "--posts", "posts.jsonl", "--speakers", "roster.jsonl", "--hashtag", "longshore26")
    assert (answer.code, answer.err) == (0, "")
    assert answer.text.startswith("5 of 5 labelled posts found\n")
    found = rows(answer)
    assert found["who is meant/handle"][:2] == ["1", "1.000"]
    assert found["who is meant/name"][:2] == ["1", "1.000"]
    assert found["who is meant/thread"] == ["1", *["1.000", "1.00–1.00"] * 3]  # a reply to what Kofi wrote
    assert found["who is meant/together"] == ["3", *["1.000", "1.00–1.00"] * 3]
    assert found["appreciation of a speaker/together"] == ["3", "2", *["1.000", "1.00–1.00"] * 3]
    assert found["appreciation, whole posts/together"] == ["4", "2", *["1.000", "1.00–1.00"] * 3]
    assert found["other heads/questions"][0] == "3"
    assert found["held for a person/appreciates: yes"][:2] == ["2", "0.000"]
    assert "  borderline, left out: 1" in answer.text.splitlines()
    assert "kappa" not in answer.text


def test_a_packed_archive_gives_the_same(folder: Path) -> None:
    with gzip.open(folder / "posts.jsonl.gz", "wb") as packed:
        packed.write((folder / "posts.jsonl").read_bytes())
    plain = scored(folder, "--posts", "posts.jsonl", "--speakers", "roster.jsonl")
    assert scored(folder, "--posts", "posts.jsonl.gz", "--speakers", "roster.jsonl").out == plain.out


def test_what_cannot_be_divided_is_a_dash_and_what_readers_doubt_is_left_out(folder: Path) -> None:
    doubted = {"id": "1", "appreciates": "borderline", "about": [[3, "handle", "borderline"]], "promotion": "no"}
    nobody_found = {"id": "5", "appreciates": "no", "about": [[1, "talk", "no"]], "promotion": "yes"}
    write(folder / "labels.jsonl", [doubted, nobody_found])
    answer = scored(folder, "--posts", "posts.jsonl", "--speakers", "roster.jsonl")
    found = rows(answer)
    assert found["who is meant/talk"] == ["1", "-", "0.000", "0.00–0.00", "0.000", "0.00–0.00"]
    assert found["appreciation of a speaker/together"] == ["1", "0", "-", "-", "-"]
    assert answer.text.count("  borderline, left out: 1\n") == 2
    assert found["precision at recall 0.7/promotion"][0] == "2"


def test_halves_share_the_posts_between_them(folder: Path) -> None:
    report = scored(folder, "--posts", "posts.jsonl", "--speakers", "roster.jsonl", "--half", "report")
    choose = scored(folder, "--posts", "posts.jsonl", "--speakers", "roster.jsonl", "--half", "choose")
    assert report.text.startswith("4 of 4 labelled posts found, the half to report\n")
    assert choose.text.startswith("1 of 1 labelled posts found, the half to choose\n")


def test_two_readers_are_compared(folder: Path) -> None:
    one: dict[str, Any] = {"appreciates": "yes", "about": []}
    other = {**one, "appreciates": "no"}
    settled = {"id": "5", "one": one, "two": other, "settled": other}
    write(folder / "labels.jsonl", [{"id": "1", "one": one}, settled, {"id": "2", "one": other}])
    answer = scored(folder, "--posts", "posts.jsonl")
    assert "two readers, posts: kappa 0.40 (n 3)" in answer.text
    assert rows(answer)["appreciation, whole posts/together"] == ["3", "1", *["1.000", "1.00–1.00"] * 3]


def test_without_a_roster_only_the_tone_is_scored(folder: Path) -> None:
    answer = scored(folder, "--posts", "posts.jsonl")
    assert answer.code == 0
    assert "who is meant" not in answer.text
    assert rows(answer)["appreciation, whole posts/together"][0] == "4"


def test_another_events_posts_say_nothing_about_the_rosters_speakers(folder: Path) -> None:
    """Its labels are for the tone; nobody looked for the roster's speakers in them."""
    other = {"id": "7", "event": "another", "appreciates": "yes", "about": []}
    write(folder / "labels.jsonl", [*LABELS, other])
    found = rows(scored(folder, "--posts", "posts.jsonl", "--speakers", "roster.jsonl"))
    assert found["who is meant/together"] == ["3", *["1.000", "1.00–1.00"] * 3]
    assert found["appreciation, whole posts/together"][0] == "5"


def test_what_is_missing_is_said_and_the_rest_is_scored(folder: Path) -> None:
    absent = [{"id": str(number), "appreciates": "no"} for number in range(100, 107)]
    write(folder / "labels.jsonl", [*LABELS, *absent])
    answer = scored(folder, "--posts", "posts.jsonl", "--posts", "absent.jsonl", "--speakers", "roster.jsonl")
    assert answer.code == 0
    assert answer.err.splitlines() == [
        "absent.jsonl cannot be read: No such file or directory",
        "7 of the labelled posts not found: 100, 101, 102, 103, 104 and 2 more",
    ]
    assert answer.text.startswith("5 of 12 labelled posts found\n")


def test_nothing_to_score_is_an_error(folder: Path) -> None:
    answer = scored(folder, "--posts", "absent.jsonl")
    assert answer.code == 2
    assert answer.err.splitlines()[-1] == "nothing could be scored"
    answer = ovation("score", "absent.jsonl", "--posts", "posts.jsonl", data=folder / "data")
    assert (answer.code, answer.err) == (2, "ovation: absent.jsonl: there is no such file\n")


def test_deleted_and_broken_posts_are_not_scored(folder: Path) -> None:
    gone = {"network": "twitter", "id": "1", "deleted_at": "2026-11-19T12:00:00Z"}
    broken = {"network": "twitter", "id": "2"}
    write(folder / "posts.jsonl", [*POSTS[:1], *POSTS[2:], gone, broken])
    answer = scored(folder, "--posts", "posts.jsonl")
    assert answer.err.splitlines() == [
        "posts.jsonl: one line could not be read",
        "2 of the labelled posts not found: 1, 2",
    ]
    assert answer.text.startswith("3 of 5 labelled posts found\n")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ({"appreciates": "no"}, "missing required field `id`"),
        ({"id": "9", "appreciates": "perhaps"}, "'perhaps' is no label: yes, borderline or no"),
        ({"id": "9", "about": [[99, "handle", "no"]]}, "the roster has no speaker 99: name one as it does"),
        ({"id": "9", "about": [[1, "rumour", "no"]]}, "'rumour' is no way to be meant: handle, name, first_name"),
        ({"id": "1", "appreciates": "no"}, "1 has been labelled before"),
    ],
)
def test_a_label_that_cannot_be_used_is_told_with_its_line(folder: Path, line: dict[str, Any], problem: str) -> None:
    write(folder / "labels.jsonl", [*LABELS, line])
    answer = scored(folder, "--posts", "posts.jsonl", "--speakers", "roster.jsonl")
    assert answer.err.startswith("labels.jsonl line 6: ")
    assert problem in answer.err
    assert answer.text.startswith("5 of 5 ")


def test_a_line_that_is_no_json_is_told_too(folder: Path) -> None:
    with (folder / "labels.jsonl").open("a") as file:
        file.write("{\n")
    assert scored(folder, "--posts", "posts.jsonl").err.startswith("labels.jsonl line 6: not JSON: ")
