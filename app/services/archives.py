"""Files that people hand in: archives of posts, and rosters of speakers."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from app.domain.errors import BadInput
from app.domain.event import Programme
from app.domain.files import RosterFormat
from app.domain.post import Change
from app.networks.archive.read import lines
from app.networks.archive.roster import Roster, read_roster


def archive_lines(path: Path) -> Iterator[tuple[int, Change | BadInput]]:
    """Yield the numbered changes of an archive; BadInput at once when there is no such file."""
    _check(path, "an archive: a .jsonl or .jsonl.gz file of posts")
    return iter(lines(path))


def roster_of(path: Path, form: RosterFormat, zone: ZoneInfo | None) -> Roster:
    """Read a roster of speakers; BadInput when nobody in it could be read."""
    _check(path, f"a roster: a .jsonl file with a speaker a line ({form})")
    roster = read_roster(path, zone=zone)
    if not roster.speakers:
        first = f": line {roster.doubts[0].line}, {roster.doubts[0].text}" if roster.doubts else ""
        raise BadInput(f"{path} names no speaker that could be read{first}")
    return roster


def programme_of(roster: Roster) -> Programme:
    """Return who speaks when, without what was doubtful about it."""
    return Programme(speakers=roster.speakers, talks=roster.talks)


def _check(path: Path, wanted: str) -> None:
    if not path.exists():
        raise BadInput(f"there is no file {path}; hand in {wanted}")
    if path.is_dir():
        raise BadInput(f"{path} is a folder; hand in {wanted}")
