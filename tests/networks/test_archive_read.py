"""Archives from disk: every line is read or reported, and none costs another."""

import gzip
import io
import json
import re
import tracemalloc
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.domain.errors import BadInput
from app.domain.post import Deleted, Posted
from app.networks.archive.read import LINE_LIMIT, Numbered, lines, records, records_of
from app.networks.archive.roster import to_programme
from tests.support.shared_data import shared_data


def _line(number: int, text: str = "hello") -> str:
    return json.dumps(
        {
            "network": "x",
            "id": str(number),
            "created_at": "2026-06-12T09:30:00Z",
            "author": {"handle": "ann"},
            "text": text,
        }
    )


def _written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def _example(kind: str) -> str:
    """The lines that docs/files.md shows."""
    shown = (Path(__file__).parents[2] / "docs" / "files.md").read_text(encoding="utf-8")
    found = re.search(rf"^```jsonl {kind}\n(.*?)^```$", shown, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def _told(path: Path) -> list[tuple[int, str]]:
    return [(number, _summary(change)) for number, change in lines(path)]


def _summary(change: object) -> str:
    return change.post.text if isinstance(change, Posted) else str(change)


def test_lines_come_with_their_numbers_and_blank_ones_are_passed_over(tmp_path: Path) -> None:
    archive = _written(tmp_path / "a.jsonl", f"\ufeff{_line(1, 'one')}\r\n\n  \n{_line(2, 'two')}")
    assert _told(archive) == [(1, "one"), (4, "two")]


def test_gzip_is_known_by_its_bytes_whatever_the_name(tmp_path: Path) -> None:
    packed = gzip.compress(_line(1, "one").encode()) + gzip.compress(f"\n{_line(2, 'two')}\n".encode())
    assert _told(_written(tmp_path / "a.jsonl", packed)) == [(1, "one"), (2, "two")]
    assert _told(_written(tmp_path / "b.jsonl.gz", _line(1, "plain"))) == [(1, "plain")]
    assert _told(_written(tmp_path / "empty.jsonl", b"")) == []


def test_a_bad_line_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    bad = [b"{", b"[1]", b"null", b'{"network":"x"}', b'"\xff"', b'{"a":' + b"[" * 100_000, b"id,text", b'{"a":1}x']
    archive = _written(tmp_path / "a.jsonl", b"\n".join([*bad, _line(9, "after").encode()]))
    told = _told(archive)
    assert [number for number, _ in told] == list(range(1, 10))
    assert told[0][1].startswith("line 1: not JSON: ")
    assert told[1][1] == "line 2: not a JSON object but list"
    assert told[3][1] == "line 4: the line has no id"
    assert told[4][1] == "line 5: not UTF-8 (byte 2 of the line)"
    assert told[8][1] == "after"


def test_half_a_surrogate_pair_costs_one_character(tmp_path: Path) -> None:
    archive = _written(tmp_path / "a.jsonl", _line(1).replace("hello", r"a\ud83db \ud83d\udc4f"))
    assert _told(archive) == [(1, "a\ufffdb 👏")]


def test_a_line_that_is_too_long_is_passed_over(tmp_path: Path) -> None:
    archive = _written(
        tmp_path / "a.jsonl", f"{_line(1, 'x' * 3 * LINE_LIMIT)}\n{_line(2, 'two')}\n" + "y" * LINE_LIMIT * 2
    )
    assert _told(archive) == [
        (1, "line 1: longer than 4,194,304 bytes"),
        (2, "two"),
        (3, "line 3: longer than 4,194,304 bytes"),
    ]


def test_a_cut_gzip_gives_what_it_can_and_one_complaint(tmp_path: Path) -> None:
    whole = gzip.compress("\n".join(_line(n, f"text {n * 7919 % 1000}") for n in range(1, 5000)).encode())
    told = list(lines(_written(tmp_path / "a.jsonl.gz", whole[: len(whole) // 2])))
    last = told.pop()
    assert len(told) > 1000
    assert all(isinstance(change, Posted) for _, change in told)
    assert isinstance(last.change, BadInput)
    assert "the file is cut or damaged" in str(last.change)
    assert last.number == told[-1].number + 1


def test_a_damaged_gzip_is_reported(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(f"{_line(1)}\n".encode() * 50))
    packed[-6] ^= 1
    told = list(lines(_written(tmp_path / "a.gz", bytes(packed))))
    assert isinstance(told[-1].change, BadInput)


@pytest.mark.parametrize(
    ("start", "advice"),
    [
        (b"PK\x03\x04", "zip"),
        (b"BZh9", "bzip2"),
        (b"\xfd7zXZ\x00", "xz"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b"\xff\xfe{", "UTF-16"),
    ],
)
def test_other_files_are_refused_with_advice(tmp_path: Path, start: bytes, advice: str) -> None:
    with pytest.raises(BadInput, match=advice):
        list(lines(_written(tmp_path / "a", start)))


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no such file"):
        list(lines(tmp_path / "none.jsonl"))
    with pytest.raises(BadInput, match="cannot be read"):
        list(lines(tmp_path))


def test_records_can_be_read_from_a_stream() -> None:
    assert [record.line for record in records_of(io.BytesIO(b'{"a":1}\n{"b":2}'))] == [{"a": 1}, {"b": 2}]


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    archive = tmp_path / "a.jsonl.gz"
    with gzip.open(archive, "wt") as file:
        for number in range(600):
            file.write(_line(number, "x" * 5_000) + "\n")
    tracemalloc.start()
    count = sum(1 for _ in lines(archive))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 600
    assert peak < 1_000_000  # of 3 MB unpacked


@pytest.mark.parametrize(
    ("name", "posts", "originals"),
    [("rstudioconf2018", 7422, 1926), ("aeetmed2017", 1338, 540), ("vizbi2017", 880, 449), ("sbrs2017", 212, 140)],
)
def test_real_streams_are_read_whole_and_their_spans_are_exact(name: str, posts: int, originals: int) -> None:
    told: list[Numbered] = list(lines(shared_data("events", f"{name}.jsonl.gz")))
    read = [one.change.post for one in told if isinstance(one.change, Posted)]
    assert (len(told), len(read)) == (posts, posts)
    assert sum(post.is_original for post in read) == originals
    for post in read:
        tagged, tags, shown = post.entities.mentions, post.entities.hashtags, post.entities.links
        placed = [*((one.span, one.text) for one in tagged), *((one.span, one.text) for one in tags)]
        placed.extend((one.span, one.text) for one in shown)
        assert all(span is None or span.of(post.text) == text for span, text in placed)
        # reposts are told with entities of the original that their cut text lacks
        assert not (post.is_original and any(span is None for span, _ in placed))


def test_the_archive_that_the_docs_show_is_read_whole(tmp_path: Path) -> None:
    changes = [change for _, change in lines(_written(tmp_path / "posts.jsonl", _example("archive")))]
    first, answer, gone = changes
    assert isinstance(first, Posted)
    assert isinstance(answer, Posted)
    assert answer.post.reply_to is not None
    assert answer.post.reply_to.author is not None
    assert isinstance(gone, Deleted)
    assert gone.key == first.post.key


def test_the_roster_that_the_docs_show_is_read_without_a_doubt(tmp_path: Path) -> None:
    roster = to_programme(records(_written(tmp_path / "speakers.jsonl", _example("roster"))), zone=ZoneInfo("UTC"))
    assert roster.doubts == ()
    assert [(speaker.name, len(speaker.handles)) for speaker in roster.speakers] == [
        ("Oskar Lindqvist", 2),
        ("Amélie Strand", 0),
    ]
    assert [talk.title for talk in roster.talks] == ["Salt and paper", "The quay that remembers"]
