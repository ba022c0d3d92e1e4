"""Longshore 2026 as its files tell it, for the tests that hold it to its promises."""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from app.assets import demo

LONGSHORE = demo() / "longshore"
OSLO = ZoneInfo("Europe/Oslo")
Line = dict[str, Any]


@cache
def told() -> tuple[Line, ...]:
    """Every line of the archive."""
    return tuple(json.loads(line) for line in (LONGSHORE / "posts.jsonl").read_text("utf-8").splitlines())


@cache
def posts() -> tuple[Line, ...]:
    """The lines that say something, later versions among them."""
    return tuple(line for line in told() if "deleted_at" not in line)


@cache
def originals() -> tuple[Line, ...]:
    """What people said themselves, in its first version."""
    return tuple(line for line in posts() if "repost_of" not in line and "edited_at" not in line)


@cache
def speakers() -> tuple[Line, ...]:
    """Every line of the roster."""
    return tuple(json.loads(line) for line in (LONGSHORE / "speakers.jsonl").read_text("utf-8").splitlines())


def talks() -> dict[str, Line]:
    """The sessions of all speakers, each once, by title."""
    return {session["title"]: session for speaker in speakers() for session in speaker["sessions"]}


def own_handles() -> set[tuple[str, str]]:
    """The speakers' own accounts."""
    return {
        (network, handle.lstrip("@"))
        for speaker in speakers()
        for network, handle in (speaker["handles"] or {}).items()
    }


def voice(line: Line) -> tuple[str, str]:
    """Whose line it is."""
    return line["network"], line["author"]["handle"]


def arrival(line: Line) -> datetime:
    """When a line came."""
    return datetime.fromisoformat(line.get("deleted_at") or line.get("edited_at") or line["created_at"])


def having(key: str) -> list[Line]:
    """The lines that have something, such as a warning."""
    return [line for line in told() if key in line]


def own_paths() -> Iterator[str]:
    """Every picture that the demo shows."""
    yield from (speaker["photo"] for speaker in speakers() if "photo" in speaker)
    yield from (line["author"]["avatar"] for line in posts() if line["author"]["avatar"])
    yield from (media["url"] for line in posts() for media in line.get("media", ()))
