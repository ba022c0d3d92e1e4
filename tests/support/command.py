"""Runs the `ovation` command as a person does: a process of its own, its words and its exit code."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """Standard output as text."""
        return self.out.decode()


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment of a command whose data stands in a folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OVATION_")}  # noqa: TID251 - a child's
    return kept | {"OVATION_DATA_DIR": str(data), "PYTHONPATH": str(_ROOT)} | more


def ovation(*words: str, data: Path, stdin: bytes = b"", cwd: Path | None = None, **more: str) -> Answer:
    """Run `ovation WORDS` to its end."""
    done = subprocess.run(
        [sys.executable, "-m", "app", *words],
        input=stdin,
        capture_output=True,
        env=environment(data, **more),
        cwd=cwd or data.parent,
        timeout=120,
        check=False,
    )
    return Answer(code=done.returncode, out=done.stdout, err=done.stderr.decode())


@contextmanager
def serving(data: Path, *, port: str = "0", **more: str) -> Iterator[subprocess.Popen[str]]:
    """Run `ovation serve` beside a test; what it prints can be read from `stdout`."""
    words = [sys.executable, "-m", "app", "serve", "--port", port]
    server = subprocess.Popen(words, env=environment(data, **more), stdout=subprocess.PIPE, text=True)
    try:
        yield server
    finally:
        server.terminate()
        server.communicate(timeout=10)
