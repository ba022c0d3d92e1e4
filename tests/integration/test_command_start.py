"""What a command loads before it has anything to do: whoever asks for help waits for no database and no network."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command import environment

# one process after all of these: whatever any of them loads is seen
_RUN = """
import sys
from app.cli import main

for words in {commands!r}:
    sys.argv = ["ovation", *words]
    try:
        main()
    except SystemExit as end:
        print("code", end.code, *words)
print("loaded", *sorted(sys.modules))
"""
# not pydantic: typer asks it to read options where it is installed
_SLOW = {"alembic", "asyncio", "fastapi", "httpx", "jinja2", "msgspec", "rich", "sqlalchemy", "uvicorn"}
_OURS = {"app.bus", "app.config", "app.house", "app.main", "app.networks", "app.outlets", "app.services", "app.store"}


def _loaded(data: Path, *commands: tuple[str, ...]) -> tuple[list[str], set[str]]:
    """The exit code of every command, and every module that stands loaded after the last one."""
    run = [sys.executable, "-c", _RUN.format(commands=commands)]
    done = subprocess.run(run, env=environment(data), capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    codes = [line[1] for line in lines if line[:1] == ["code"]]
    (modules,) = [set(line[1:]) for line in lines if line[:1] == ["loaded"]]
    return codes, modules


def test_help_and_what_is_typed_wrongly_load_neither_database_nor_network(tmp_path: Path) -> None:
    helped = [("--help",), ("replay", "--help"), ("source", "add", "--help"), ("words", "--help"), ("score", "--help")]
    wrong = [("nonsense",), ("event", "create"), ("invite", "harbour", "king"), ("replay", "a", "b", "--speed", "0")]
    codes, modules = _loaded(tmp_path / "data", *helped, *wrong)
    assert codes == ["0"] * len(helped) + ["2"] * len(wrong)
    assert "app.cli_sources" in modules
    assert modules & (_SLOW | _OURS) == set()


@pytest.mark.parametrize("words", [("read", "--speakers", "missing.jsonl"), ("score", "missing.jsonl", "--posts", "x")])
def test_reading_a_file_loads_no_database_and_no_network(tmp_path: Path, words: tuple[str, ...]) -> None:
    codes, modules = _loaded(tmp_path / "data", words)
    assert codes == ["2"]
    assert "app.services.archives" in modules or "app.services.score" in modules
    assert modules & {"alembic", "app.house", "app.store", "fastapi", "httpx", "jinja2", "sqlalchemy"} == set()
