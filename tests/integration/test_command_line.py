"""The command line, as a person meets it: what it says, what it stores, and how it fails."""

import csv
import gzip
import io
import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.archive import ROSTER, Line, deleted, edited, post, written
from tests.support.command import Answer, environment, ovation, ovation_process
from tests.support.shared_data import shared_data

CREATE = (
    "event",
    "create",
    "harbour",
    "--name",
    "Harbour Day",
    "--hashtag",
    "harbourday",
    "--timezone",
    "Europe/Lisbon",
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an event with a programme, for copies."""
    folder = tmp_path_factory.mktemp("made")
    assert ovation(*CREATE, data=folder / "data").code == 0
    roster = str(written(folder / "speakers.jsonl", ROSTER))
    done = ovation("event", "import", "harbour", roster, data=folder / "data")
    assert done.code == 0, done.err
    return folder / "data"


@pytest.fixture
def event(made: Path, data: Path, tmp_path: Path) -> Path:
    """An event with a programme; returns the data folder, of this test's own."""
    written(tmp_path / "speakers.jsonl", ROSTER)
    return shutil.copytree(made, data)


def _rows(answer: Answer) -> list[dict[str, str]]:
    assert answer.code == 0, answer.err
    assert answer.out.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.out.decode("utf-8-sig"), newline="")))


def _reports(data: Path) -> list[bytes]:
    return [
        ovation("report", which, "harbour", "--format", form, data=data).out
        for which in ("mentions", "undelivered")
        for form in ("csv", "json")
    ]


def _letter(data: Path, form: str) -> bytes:
    return ovation("digest", "harbour", "--speaker", "Oskar Lindqvist", "--format", form, data=data).out


def test_help_names_every_command(data: Path) -> None:
    text = ovation_process("--help", data=data).text
    for command in ("demo", "serve", "invite", "event", "replay", "read", "report", "digest"):
        assert command in text


def test_an_import_says_what_it_took_and_a_second_one_what_changed(event: Path, tmp_path: Path) -> None:
    roster = written(tmp_path / "again.jsonl", [ROSTER[0] | {"organisation": "Tidewater Museum"}])
    answer = ovation("event", "import", "harbour", str(roster), data=event)
    assert "1 speakers, 1 with a handle and 0 without; 1 talks" in answer.text
    assert "changed: Amélie Strand" in answer.text
    assert "kept, though not in this file: Oskar Lindqvist" in answer.text


def test_a_replay_counts_and_twice_adds_nothing(event: Path, tmp_path: Path) -> None:
    first = post(1, "Thank you @amelie@tide.example, that was a wonderful talk")
    lines = [
        first,
        post(2, "Oskar Lindqvist was brilliant, I loved it", by="b@dijk.example"),
        edited(first, "Thank you so much @amelie@tide.example"),
    ]
    lines += [post(3, "gone soon", by="c@dijk.example"), deleted(post(3, ""))]
    archive = written(tmp_path / "posts.jsonl.gz", lines)
    assert (
        ovation("replay", "harbour", str(archive), data=event).text
        == "4 posts, 4 originals, 3 new, 1 deleted, 0 lost\n"
    )
    again = ovation("replay", "harbour", str(archive), data=event)
    assert again.text == "4 posts, 4 originals, 0 new, 0 lost\n"


def test_the_undelivered_report_names_whom_nobody_could_tag(event: Path, tmp_path: Path) -> None:
    lines = [
        post(31, "Oskar Lindqvist was brilliant, I loved every minute of his talk"),
        post(32, "Thank you @amelie@tide.example, wonderful talk", by="b@dijk.example"),
        post(
            33,
            "Thank you Amélie Strand, wonderful talk",
            by="iris.example",
            network="bluesky",
            id="at://did:plc:a/app.bsky.feed.post/1",
        ),
    ]
    ovation("replay", "harbour", str(written(tmp_path / "posts.jsonl", lines)), data=event)
    rows = _rows(ovation("report", "undelivered", "harbour", data=event))
    assert [(row["speaker"], row["evidence"], row["reason"], row["talk"]) for row in rows] == [
        ("Oskar Lindqvist", "name", "no_handle", "The quay that remembers"),
        ("Amélie Strand", "name", "other_network", "Salt and paper"),
    ]
    mentions = _rows(ovation("report", "mentions", "harbour", data=event))
    assert [row["delivered"] for row in mentions] == ["no", "tagged", "no"]


def test_the_order_of_import_and_replay_makes_no_difference(data: Path, tmp_path: Path) -> None:
    roster = str(written(tmp_path / "speakers.jsonl", ROSTER))
    lines = [post(n, f"Thank you Oskar Lindqvist, {n} wonderful tides", by=f"v{n}@dijk.example") for n in range(1, 9)]
    archive = str(written(tmp_path / "posts.jsonl", lines))
    taken_back = str(written(tmp_path / "deletions.jsonl", [deleted(lines[2])]))
    gone = ("replay", "harbour", taken_back)  # before anybody knows whom it was about, or after
    other = tmp_path / "other"
    for folder, commands in (
        (data, (("event", "import", "harbour", roster), ("replay", "harbour", archive), gone)),
        (other, (("replay", "harbour", archive), gone, ("event", "import", "harbour", roster))),
    ):
        ovation(*CREATE, data=folder)
        for words in commands:
            assert ovation(*words, data=folder).code == 0
    assert _reports(data) == _reports(other)
    assert b"Oskar Lindqvist" in _reports(data)[2]
    letters = [_letter(folder, form) for form in ("json", "html") for folder in (data, other)]
    assert letters[0] == letters[1]
    assert letters[2] == letters[3]
    assert json.loads(letters[0])["appreciations"] == 7


def test_killed_at_any_moment_and_replayed_again_gives_the_same_reports(event: Path, tmp_path: Path) -> None:
    lines = []
    for n in range(1, 1501):
        line = post(n % 300, f"Thank you Oskar Lindqvist for tide number {n}", by=f"v{n % 97}@dijk.example")
        line["id"] = f"https://dijk.example/posts/{n}"
        if n % 7 == 0:
            line["reply_to"] = f"https://dijk.example/posts/{n + 1}"  # an answer that comes before what it answers
        lines.append(line)
        if n % 11 == 0:
            lines.append(edited(line, f"Thank you Amélie Strand for tide number {n}"))
        if n % 13 == 0:
            lines.append(deleted(line))
    archive = str(written(tmp_path / "posts.jsonl.gz", lines))
    whole = tmp_path / "whole"
    ovation(*CREATE, data=whole)
    ovation("event", "import", "harbour", str(tmp_path / "speakers.jsonl"), data=whole)
    assert ovation("replay", "harbour", archive, data=whole).code == 0

    for wait in (0.7, 0.9, 1.2):  # somewhere within the replay; whatever moment it is, the end is the same
        replay = subprocess.Popen(
            [sys.executable, "-m", "app", "replay", "harbour", archive],
            env=environment(event),
            stdout=subprocess.DEVNULL,
        )
        try:
            replay.wait(wait)
        except subprocess.TimeoutExpired:
            replay.send_signal(signal.SIGKILL)
            replay.wait()
    assert ovation("replay", "harbour", archive, data=event).code == 0
    assert _reports(event) == _reports(whole)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("replay", "nowhere", "x.jsonl"), "there is no event 'nowhere'"),
        (("replay", "harbour", "missing.jsonl"), "there is no file missing.jsonl"),
        (("replay", "harbour", "."), "is a folder"),
        (("replay", "harbour", "x.jsonl", "--speed", "0"), "--speed takes a number above 0"),
        (("event", "import", "harbour", "missing.jsonl"), "there is no file missing.jsonl"),
        (("event", "import", "nowhere", "missing.jsonl"), "there is no event 'nowhere'"),
        (("report", "mentions", "nowhere"), "there is no event 'nowhere'"),
        (("digest", "harbour"), "say where to write"),
        (("digest", "harbour", "--speaker", "Nobody"), "no speaker is called 'Nobody'"),
        (("invite", "harbour", "king"), "unknown role 'king'"),
        (("invite", "nowhere", "organizer"), "there is no event 'nowhere'"),
        (("event", "create", "harbour", "--name", "B", "--hashtag", "b", "--timezone", "UTC"), "harbour"),
        (("event", "create", "Bad Slug", "--name", "B", "--hashtag", "b", "--timezone", "UTC"), "is not a slug"),
        (("event", "create", "b", "--name", "B", "--hashtag", "b", "--timezone", "Mars/Base"), "unknown timezone"),
        (("read", "--speakers", "missing.jsonl"), "there is no file missing.jsonl"),
        (("nonsense",), "nonsense"),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_code_2(event: Path, words: tuple[str, ...], says: str) -> None:
    answer = ovation(*words, data=event)
    assert answer.code == 2
    assert says in answer.err
    assert "Traceback" not in answer.err


def test_bad_lines_are_counted_by_number_and_cost_nothing_else(event: Path, tmp_path: Path) -> None:
    lines: list[Line | bytes] = [
        post(1, "Oskar Lindqvist was brilliant, I loved it"),
        b"this is no JSON",
        {
            "network": "mastodon",
            "created_at": "2026-05-07T09:00:00Z",
            "author": {"handle": "a@b.example"},
            "text": "no id",
        },
        b"\xff\xfe\x00",
        post(5, "Oskar Lindqvist, thank you", by="b@dijk.example"),
    ]
    answer = ovation("replay", "harbour", str(written(tmp_path / "posts.jsonl", lines)), data=event)
    assert answer.code == 0
    assert answer.text == "2 posts, 2 originals, 2 new, 3 unreadable\n"
    for number in (2, 3, 4):
        assert f"line {number}:" in answer.err


def test_a_cut_archive_keeps_what_came_before_the_cut(event: Path, tmp_path: Path) -> None:
    lines = [
        post(n % 60, f"Thank you Oskar Lindqvist {n} {n * 7919}", by=f"v{n}@dijk.example")
        | {"id": f"https://dijk.example/{n}"}
        for n in range(2000)
    ]
    whole = written(tmp_path / "posts.jsonl.gz", lines).read_bytes()
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(whole[: len(whole) // 2])
    answer = ovation("replay", "harbour", str(cut), data=event)
    assert answer.code == 2
    assert "Traceback" not in answer.err
    kept = int(answer.text.split(" posts")[0])
    assert 100 < kept < 2000
    assert len(_rows(ovation("report", "mentions", "harbour", data=event))) == kept


def test_a_roster_with_the_same_speaker_twice_says_so(event: Path, tmp_path: Path) -> None:
    roster = written(tmp_path / "twice.jsonl", [ROSTER[1], ROSTER[0], ROSTER[1] | {"handles": {"x": "oskarl"}}])
    answer = ovation("event", "import", "harbour", str(roster), data=event)
    assert answer.code == 0
    assert "Oskar Lindqvist" in answer.err
    assert "in doubt" in answer.err


def test_a_digest_is_written_for_every_speaker(event: Path, tmp_path: Path) -> None:
    ovation(
        "replay",
        "harbour",
        str(written(tmp_path / "p.jsonl", [post(31, "Oskar Lindqvist was brilliant, I loved it")])),
        data=event,
    )
    out = tmp_path / "letters"
    assert ovation("digest", "harbour", "-o", str(out), data=event).code == 0
    pages = {path.name: path.read_text() for path in out.iterdir()}
    assert len(pages) == 2
    oskars = next(text for name, text in pages.items() if "oskar" in name)
    assert "was brilliant" in oskars
    assert "<script" not in oskars
    assert 'src="/' not in oskars  # it needs nothing beside it
    answer = ovation("digest", "harbour", "--speaker", "oskar lindqvist", "--format", "json", data=event)
    assert json.loads(answer.out)["people"] == 1


def test_an_invitation_is_printed_as_one_link(event: Path) -> None:
    answer = ovation(
        "invite",
        "harbour",
        "organizer",
        "--mail",
        "rosa@dijk.example",
        data=event,
        OVATION_PUBLIC_URL="https://wall.example",
    )
    assert answer.code == 0
    assert answer.text.startswith("https://wall.example/join/")
    assert answer.text.count("\n") == 1
    assert (event / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_real_stream_is_replayed_whole(data: Path) -> None:
    roster, stream = shared_data("speakers", "rstudioconf2018.jsonl"), shared_data("events", "rstudioconf2018.jsonl.gz")
    ovation(
        "event",
        "create",
        "rstudio",
        "--name",
        "rstudio::conf 2018",
        "--hashtag",
        "rstudioconf",
        "--timezone",
        "America/Los_Angeles",
        data=data,
    )
    assert ovation("event", "import", "rstudio", str(roster), data=data).code == 0
    answer = ovation("replay", "rstudio", str(stream), "--at-once", data=data)
    assert answer.text == "7422 posts, 1926 originals, 7422 new, 0 lost\n"
    roster_lines = [json.loads(line) for line in roster.read_text().splitlines()]
    silent = {line["name"] for line in roster_lines if not line["handles"]}
    rows = _rows(ovation("report", "undelivered", "rstudio", data=data))
    named = {row["speaker"] for row in rows if row["reason"] == "no_handle" and row["evidence"] == "name"}
    assert named
    assert named <= silent
    assert [tuple(row[k] for k in ("created_at", "network", "uri", "speaker")) for row in rows] == sorted(
        tuple(row[k] for k in ("created_at", "network", "uri", "speaker")) for row in rows
    )


def test_read_prints_a_line_for_every_line_in_the_same_order(data: Path, tmp_path: Path) -> None:
    roster = written(tmp_path / "speakers.jsonl", ROSTER)
    posts: list[Line | bytes] = [
        post(31, "Oskar Lindqvist was brilliant, I loved it"),
        b"{broken",
        post(32, "Coffee by the quay"),
    ]
    given = written(tmp_path / "posts.jsonl", posts).read_bytes()
    answer = ovation_process("read", "--speakers", str(roster), "--hashtag", "harbourday", data=data, stdin=given)
    assert answer.code == 0
    readings = [json.loads(line) for line in answer.out.splitlines()]
    assert [reading.get("id") for reading in readings] == [
        f"https://dijk.example/posts/{n}" if n else None for n in (31, 0, 32)
    ]
    found = readings[0]["speakers"][0]
    assert (found["name"], found["speaker"], found["evidence"], found["appreciates"]) == (
        "Oskar Lindqvist",
        2,
        "name",
        True,
    )
    assert (found["delivered"], found["reason"]) == ("no", "no_handle")
    assert not data.exists()


def test_an_archive_is_known_by_its_bytes_not_by_its_name(event: Path, tmp_path: Path) -> None:
    odd = tmp_path / "posts.txt"
    odd.write_bytes(gzip.compress(json.dumps(post(1, "Oskar Lindqvist, thank you")).encode()))
    assert "1 posts" in ovation("replay", "harbour", str(odd), data=event).text
