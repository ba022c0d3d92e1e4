"""Scores Ovation against people's labels: reads whole archives, and compares the posts that were labelled."""

import gzip
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from app.domain.errors import BadInput
from app.domain.labelled import Answer, Compared, Half, Heard, Label
from app.domain.mention import Evidence
from app.domain.scoring import Scores, kappas, scores
from app.domain.tone import Tone
from app.domain.verdict import Verdict
from app.domain.wording import counted
from app.networks.archive.roster import Roster
from app.services.labels import read_labels
from app.services.read_archive import Line, read_archive

_NOBODY = Roster(speakers=(), talks=(), doubts=(), roster_ids={})
_NAMED = 5  # ids in a sentence
_GZIP = b"\x1f\x8b"


class _Mention(msgspec.Struct):
    speaker: str | int
    evidence: Evidence
    appreciates: bool


class _Tone(msgspec.Struct):
    appreciation: float
    celebration: float
    question: float
    promotion: float
    criticism: float


class _Read(msgspec.Struct):
    """A line of `ovation read`; one of a deleted or unreadable post has no tone."""

    id: str | int | None = None
    speakers: list[_Mention] = []
    candidates: list[_Mention] = []
    tone: _Tone | None = None
    verdict: Verdict = Verdict.HOLD


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """What came out: `found` of `labelled` posts stand in the archives; `kappas` are of all that were labelled."""

    scores: Scores
    kappas: Sequence[tuple[str, int, float]]
    labelled: int
    found: int
    problems: Sequence[str]


def score(  # noqa: PLR0913 - one for each option of the command
    labels: Path,
    archives: Sequence[Path],
    *,
    roster: Roster | None = None,
    hashtags: Sequence[str] = (),
    half: Half = Half.ALL,
    jobs: int = 1,
) -> Scoring:
    """Score what `ovation read` says of each archive, so that replies, quotes and answers count as they do there."""
    told = read_labels(labels, roster)
    problems = list(told.problems)
    wanted = {label.post: label for label in told.labels if half.holds(label.post)}
    answers: dict[str, Answer] = {}
    for archive in archives:
        try:
            read, bad = _answers(_lines(archive, wanted, roster or _NOBODY, hashtags, jobs))
            answers = read | answers
            problems += [f"{archive}: {counted(bad, 'line', 'lines')} could not be read"] if bad else []
        except BadInput as error:
            problems.append(str(error))
    problems += _missing(wanted, answers)
    return Scoring(
        scores=scores([Compared(label.opinion, answers[post]) for post, label in wanted.items() if post in answers]),
        kappas=list(kappas(wanted.values())),
        labelled=len(wanted),
        found=len(answers),
        problems=problems,
    )


def _answers(lines: Iterable[Line]) -> tuple[dict[str, Answer], int]:
    """Return what is read in each post, of one told twice what was told last, and how many lines were bad."""
    answers: dict[str, Answer] = {}
    bad = 0
    for line in lines:
        read = msgspec.json.decode(line.json, type=_Read)
        if read.tone is not None:
            answers[str(read.id)] = _answer(read, read.tone)
        else:
            answers.pop(str(read.id), None)  # deleted
        bad += line.bad
    return answers, bad


def _lines(
    archive: Path, wanted: Collection[str], roster: Roster, hashtags: Sequence[str], jobs: int
) -> Iterator[Line]:
    try:
        with archive.open("rb") as file:
            is_packed = file.read(2) == _GZIP
            file.seek(0)
            stream = cast("BinaryIO", gzip.GzipFile(fileobj=file)) if is_packed else file
            yield from read_archive(stream, roster, hashtags=hashtags, jobs=jobs, only=wanted)
    except OSError as error:
        raise BadInput(f"{archive} cannot be read: {error.strerror or error}") from error


def _answer(read: _Read, tone: _Tone) -> Answer:
    return Answer(
        heard={str(mention.speaker): Heard(mention.evidence, mention.appreciates) for mention in read.speakers},
        asked=frozenset(str(mention.speaker) for mention in read.candidates),
        tone=Tone(**msgspec.structs.asdict(tone)),
        verdict=read.verdict,
    )


def _missing(wanted: Mapping[str, Label], answers: Mapping[str, Answer]) -> Iterator[str]:
    missing = [post for post in wanted if post not in answers]
    if missing:
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        yield f"{len(missing)} of the labelled posts not found: {', '.join(missing[:_NAMED])}{more}"
