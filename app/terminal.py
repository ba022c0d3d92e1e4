"""How a command talks: answers on standard output, a line at once; everything else on standard error."""

import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import typer

from app.domain.errors import BadInput


def progress(stack: ExitStack, name: str) -> Callable[[int], None]:
    """Return what is told how many posts are done; it draws on a terminal, and nowhere else."""
    if not sys.stderr.isatty():
        return lambda _: None
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.completed} posts"),
        TimeElapsedColumn(),
    )
    bar = stack.enter_context(Progress(*columns, console=console, transient=True))
    task = bar.add_task(name, total=None)
    return lambda posts: bar.update(task, completed=posts)


def writable(path: Path) -> BinaryIO:
    """Open a file to write; BadInput when that cannot be."""
    try:
        return path.open("wb")
    except OSError as error:
        raise BadInput(f"can’t write {path}: {error.strerror}") from error


def positive(value: float, option: str) -> None:
    """Refuse what is no number above 0."""
    if not 0 < value < float("inf"):
        raise BadInput(f"{option} takes a number above 0")


def tell(line: str) -> None:
    """Print a line of the answer, at once."""
    typer.echo(line)
    sys.stdout.flush()


def say(line: str) -> None:
    """Print a line beside the answer, to standard error."""
    typer.echo(line, err=True)
