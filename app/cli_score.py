"""`ovation score`: how right Ovation is, on posts that people have labelled."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.domain.estimates import Estimate
from app.domain.files import RosterFormat
from app.domain.labelled import Half
from app.domain.scoring import RECALL, Row, Scores, Share
from app.terminal import say, tell

if TYPE_CHECKING:
    from app.services.score import Scoring

_NAME, _NUMBER, _FIGURE = 28, 6, 18  # letters of a column


def score(  # noqa: PLR0913, PLR0917 - each is an option
    labels: Annotated[Path, typer.Argument(metavar="LABELS", help="A labelled post a line: docs/scoring.md.")],
    posts: Annotated[
        list[Path], typer.Option(metavar="ARCHIVE", help="Whole streams as .jsonl or .jsonl.gz; several times.")
    ],
    speakers: Annotated[
        Path | None, typer.Option(metavar="ROSTER", help="The roster that the labels speak of.")
    ] = None,
    hashtag: Annotated[
        list[str] | None, typer.Option(metavar="TAG", help="The event's; may be given several times.")
    ] = None,
    half: Annotated[Half, typer.Option(help="choose: to tune with; report: to report on; by a hash of the id.")] = (
        Half.ALL
    ),
    jobs: Annotated[int, typer.Option(metavar="N", min=1, help="How many processes read.")] = 1,
) -> None:
    """Print how right Ovation is on posts that people have labelled: precision, recall, F1, with 95 % intervals."""
    from app.services.archives import roster_of
    from app.services.score import score as score_labels

    roster = None if speakers is None else roster_of(speakers, RosterFormat.AUTO, None)
    done = score_labels(labels, posts, roster=roster, hashtags=tuple(hashtag or ()), half=half, jobs=jobs)
    for problem in done.problems:
        say(problem)
    for line in _told(done, half):
        tell(line)
    if not done.found:
        say("nothing could be scored")
        raise typer.Exit(2)


def _told(done: "Scoring", half: Half) -> Iterator[str]:
    which = "" if half is Half.ALL else f", the half to {half}"
    yield f"{done.found} of {done.labelled} labelled posts found{which}"
    for name, n, value in done.kappas:
        yield f"two readers, {name}: kappa {value:.2f} (n {n})"
    yield from _tables(done.scores)


def _tables(scores: Scores) -> Iterator[str]:
    yield from _table("who is meant", scores.attribution)
    yield from _table("appreciation of a speaker", scores.speakers, "yes")
    if scores.borderline_pairs:
        yield f"  borderline, left out: {scores.borderline_pairs}"
    yield from _table("appreciation, whole posts", scores.posts, "yes")
    if scores.borderline_posts:
        yield f"  borderline, left out: {scores.borderline_posts}"
    yield from _table("other heads", [] if scores.questions is None else [scores.questions], "yes")
    if scores.promotion is not None:
        yield from _shares(f"precision at recall {RECALL:.1f}", [scores.promotion])
    yield from _shares("held for a person", scores.held)
    yield from _shares("hidden", scores.hidden)


def _table(title: str, rows: Sequence[Row], yes: str = "") -> Iterator[str]:
    """Lay out a table; with `yes`, a column of that title says how many of `n` people said yes to."""
    if rows:
        yield ""
        figures = "".join(f"{name:{_FIGURE}}" for name in ("precision", "recall", "F1"))
        yield f"{title:{_NAME}}{'n':>{_NUMBER}}{yes and f'{yes:>{_NUMBER}}'}  {figures}".rstrip()
    for row in rows:
        found = row.scored
        figures = "".join(f"{_figure(one):{_FIGURE}}" for one in (found.precision, found.recall, found.f1))
        said = yes and f"{found.tally.said:>{_NUMBER}}"
        asked = f"asks a person: {row.asked}" if row.asked else ""
        yield f"  {row.name:{_NAME - 2}}{row.n:>{_NUMBER}}{said}  {figures}{asked}".rstrip()


def _shares(title: str, rows: Sequence[Share]) -> Iterator[str]:
    if rows:
        yield ""
        yield f"{title:{_NAME}}{'n':>{_NUMBER}}  share"
    for row in rows:
        yield f"  {row.name:{_NAME - 2}}{row.n:>{_NUMBER}}  {_figure(row.share)}"


def _figure(estimate: Estimate | None) -> str:
    if estimate is None:
        return "-"
    return f"{estimate.value:.3f} {estimate.low:.2f}–{estimate.high:.2f}"
