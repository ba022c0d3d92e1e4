"""A server that is measured, in a process of its own, its viewers in another, and what it costs the kernel."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from time import monotonic_ns, sleep
from typing import Self

from tests.bench.judge import Judge

PEERS = Path(__file__).parent / "peers"
_SETTLED = 1.0  # seconds after the last one has come, for whatever a server does then


class Missing(Exception):
    """Something cannot be had here; the message says why, in a few words."""


class Workshop:
    """A folder for what is compiled and installed here."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="ovation-bench-")
        self._made: dict[str, Path] = {}

    def compiled(self, name: str) -> Path:
        """A program of ours in C."""
        if name not in self._made:
            compiler = shutil.which("gcc") or shutil.which("cc")
            if compiler is None:
                raise Missing("there is no C compiler for the programs to measure with")
            made = Path(self._folder.name) / name
            subprocess.run([compiler, "-O2", "-o", made, PEERS / f"{name}.c"], check=True)
            self._made[name] = made
        return self._made[name]

    def npm_ws(self) -> Sequence[str]:
        """The command of a server with npm's ws, which is installed first; peers/package-lock.json pins it."""
        node, npm = shutil.which("node"), shutil.which("npm")
        if node is None or npm is None:
            raise Missing("there is no node with npm")
        folder = Path(self._folder.name) / "ws"
        folder.mkdir()
        for name in ("package.json", "package-lock.json", ".npmrc", "ws.mjs"):
            shutil.copy(PEERS / name, folder)
        done = subprocess.run(
            [npm, "ci", "--no-audit", "--no-fund"], cwd=folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Missing("npm can't install ws here")
        return (node, str(folder / "ws.mjs"))

    def close(self) -> None:
        """Throw everything away."""
        self._folder.cleanup()


def viewers_in(stack: ExitStack) -> tuple[Workshop, Path]:
    """Return a workshop that is open as long as the stack, and the viewers to measure with. Raises Missing."""
    if sys.platform != "linux":
        raise Missing("it reads clocks that only Linux has")
    workshop = Workshop()
    stack.callback(workshop.close)
    return workshop, workshop.compiled("viewers")


class Side:
    """One server with `count` viewers and a judge. `used` is CPU in µs a delivery, one figure a round."""

    def __init__(self, name: str, command: Sequence[str], *, viewers: Path, count: int, packed: bool) -> None:
        self.name, self.count = name, count
        self.used: list[float] = []
        self.last: list[float] = []  # ms from the command to the last viewer
        self._told: list[str] = []
        self._server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        port = int(self._line().strip())
        self.judge = Judge(port, "/live", packed=packed)
        empty = self._resident()
        mode = "deflate" if packed else "plain"
        self._viewers = subprocess.Popen(
            [viewers, str(port), "/live", str(count), mode], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        if self._answer() != "ready":
            raise AssertionError(f"{name}: not everyone was let in")
        sleep(_SETTLED)
        self.resident = (self._resident() - empty) / count  # bytes a viewer

    @classmethod
    def python(cls, which: str, name: str, *, viewers: Path, count: int, packed: bool) -> Self:
        """A server of tests/bench/fanout_servers.py."""
        command = (sys.executable, "-m", "tests.bench.fanout_servers", which)
        return cls(name, command, viewers=viewers, count=count, packed=packed)

    @property
    def cost(self) -> float:
        """CPU in µs a delivery: the median of the rounds."""
        return median(self.used)

    def send(self, messages: Sequence[str]) -> float:
        """Send each after everyone has had the one before; CPU in µs a delivery."""
        begun = self._cpu()
        for message in messages:
            sent = monotonic_ns()
            self._command(b"", message)
            self._told.append(message)
            last, behind = self._ask(f"wait {len(self._told)}").split()
            if behind != "0":
                raise AssertionError(f"{self.name}: {behind} viewers did not get everything")
            self.last.append((int(last) - sent) / 1e6)
        return (self._cpu() - begun) / 1e3 / len(messages) / self.count

    def round(self, messages: Sequence[str]) -> None:
        """One round of the contest."""
        self.used.append(self.send(messages))

    def blocked(self, message: str) -> float:
        """How long the loop was held up by sending in turns, in times of sending in one go."""
        self._command(b"?", message)
        self._told += [message, message]
        in_turns, at_once = map(int, self._line().split())
        return in_turns / at_once

    def listen(self) -> None:
        """Have the judge read all that was sent."""
        self.judge.read(len(self._told))

    def check(self) -> None:
        """The gate: every viewer had the same bytes as the judge, who unpacked from them what was sent."""
        self._ask(f"wait {len(self._told)}")
        if self.judge.read(len(self._told)) != self._told:
            raise AssertionError(f"{self.name}: what the judge read is not what was sent")
        different, heard, size, gone = self._ask("sum").split()
        if (different, int(heard, 16), int(size), gone) != ("1", self.judge.hash, self.judge.size, "0"):
            raise AssertionError(f"{self.name}: {different} histories, {gone} viewers cut off")

    def close(self) -> None:
        """End both processes."""
        self.judge.close()
        for process in (self._viewers, self._server):
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()

    def _command(self, kind: bytes, message: str) -> None:
        assert self._server.stdin is not None
        payload = message.encode()
        self._server.stdin.write(b"%b%d\n%b" % (kind, len(payload), payload))
        self._server.stdin.flush()

    def _line(self) -> str:
        assert self._server.stdout is not None
        return self._server.stdout.readline().decode()

    def _ask(self, question: str) -> str:
        assert self._viewers.stdin is not None
        self._viewers.stdin.write(f"{question}\n")
        self._viewers.stdin.flush()
        return self._answer()

    def _answer(self) -> str:
        assert self._viewers.stdout is not None
        return self._viewers.stdout.readline().strip()

    def _cpu(self) -> int:
        tasks = Path(f"/proc/{self._server.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks)

    def _resident(self) -> int:
        pages = int(Path(f"/proc/{self._server.pid}/statm").read_text().split()[1])
        return pages * 4_096
