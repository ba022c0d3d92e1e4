"""Runs the `ovation` command as a person does: a process of its own, its words and its exit code."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from app.cli import main

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


def ovation(*words: str, data: Path, stdin: bytes = b"", **more: str) -> Answer:
    """Run `ovation WORDS` to its end within this process, which is a second faster each time."""
    out, err = _Stream(), _Stream()
    with ExitStack() as stack:
        stack.enter_context(patch.object(sys, "argv", ["ovation", *words]))
        stack.enter_context(patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin))))
        stack.enter_context(patch.object(sys, "stdout", out))
        stack.enter_context(patch.object(sys, "stderr", err))
        stack.enter_context(patch.dict(os.environ, environment(data, **more), clear=True))  # noqa: TID251 - a command's
        stack.enter_context(chdir(data.parent))
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        else:
            code = 0
    return Answer(code=code, out=out.told, err=err.told.decode())


def ovation_process(*words: str, data: Path, stdin: bytes = b"", **more: str) -> Answer:
    """Run `ovation WORDS` to its end in a process of its own, as a person does."""
    done = subprocess.run(
        [sys.executable, "-m", "app", *words],
        input=stdin,
        capture_output=True,
        env=environment(data, **more),
        cwd=data.parent,
        timeout=120,
        check=False,
    )
    return Answer(code=done.returncode, out=done.stdout, err=done.stderr.decode())


class _Stream(io.TextIOWrapper):
    """Standard output or error that can be looked at afterwards; it is no terminal."""

    def __init__(self) -> None:
        self._bytes = io.BytesIO()
        super().__init__(self._bytes, encoding="utf-8", write_through=True)

    @property
    def told(self) -> bytes:
        """What was written."""
        self.flush()
        return self._bytes.getvalue()


@contextmanager
def serving(data: Path, *, port: str = "0", **more: str) -> Iterator[subprocess.Popen[str]]:
    """Run `ovation serve` beside a test; what it prints can be read from `stdout`."""
    words = [sys.executable, "-m", "app", "serve", "--port", port]
    server = subprocess.Popen(words, env=environment(data, **more), stdout=subprocess.PIPE, text=True)
    try:
        yield server
    finally:
        server.terminate()
        server.communicate(timeout=60)
