"""A small invented archive: lines as a source would tell them, with time and wit enough for every rule."""

import gzip
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

START = datetime(2026, 5, 7, 9, 0, tzinfo=UTC)
Line = dict[str, Any]


def at(minutes: float) -> str:
    """A moment of the event, as archives write it."""
    return (START + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def post(
    number: int, text: str, *, by: str = "noor@dijk.example", name: str | None = "Noor Dijkstra", **more: Any
) -> Line:
    """A line of an archive; number is its id and its minute."""
    line: Line = {
        "network": "mastodon",
        "id": f"https://dijk.example/posts/{number}",
        "created_at": at(number),
        "author": {"handle": by, "name": name, "followers": None},
        "text": text,
        "lang": "en",
    }
    return line | more


def edited(line: Mapping[str, Any], text: str, *, after: float = 1) -> Line:
    """A later version of a line."""
    when = datetime.fromisoformat(line["created_at"]) + timedelta(minutes=after)
    return {**line, "text": text, "edited_at": when.strftime("%Y-%m-%dT%H:%M:%SZ")}


def deleted(line: Mapping[str, Any], *, after: float = 2) -> Line:
    """The news that a line's post is gone."""
    when = datetime.fromisoformat(line["created_at"]) + timedelta(minutes=after)
    return {"network": line["network"], "id": line["id"], "deleted_at": when.strftime("%Y-%m-%dT%H:%M:%SZ")}


def written(path: Path, lines: Iterable[Line | bytes]) -> Path:
    """Write an archive; `.gz` is packed. A line of bytes is written as it is."""
    content = b"".join(
        (line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode()) + b"\n" for line in lines
    )
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


ROSTER: list[Line] = [
    {
        "name": "Amélie Strand",
        "organisation": "Tidewater Archive",
        "handles": {"mastodon": "amelie@tide.example", "x": "ameliestrand"},
        "sessions": [{"title": "Salt and paper", "starts_at": at(0), "ends_at": at(30), "room": "Quay"}],
    },
    {
        "name": "Oskar Lindqvist",
        "handles": None,
        "sessions": [{"title": "The quay that remembers", "starts_at": at(30), "ends_at": at(60), "room": "Quay"}],
    },
]
