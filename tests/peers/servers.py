"""Real servers for as long as a block lasts: `async with real_pds() as pds:`, `async with second_relay() as url:`."""

import asyncio
import json
import os
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.peers.pds import Network
from tests.peers.setup import HERE, PDS, RELAY, Missing, Peer, node_home

_START = 60.0  # seconds until a server that says nothing is given up
_STOP = 10.0


@asynccontextmanager
async def real_pds() -> AsyncIterator[Network]:
    """Run PLC, PDS and a double of Jetstream in front of them; skips where they cannot be had."""
    folder = await _provided(PDS)
    home = node_home(folder)
    shutil.copy(HERE / "pds.mjs", folder)
    with tempfile.TemporaryDirectory(prefix="ovation-pds-") as temporary:
        environment = {"PATH": f"{home / 'bin'}:/usr/bin:/bin", "TMPDIR": temporary, "HOME": temporary}
        # what a Node.js behind a registry's own certificates may need
        environment |= {name: value for name, value in os.environ.items() if name == "NODE_EXTRA_CA_CERTS"}  # noqa: TID251 -- see above
        servers = _running([home / "bin" / "node", folder / "pds.mjs"], folder, environment)
        async with servers as told:
            address = str(told["pds"]).replace("http://", "ws://").replace("localhost", "127.0.0.1")
            bridge = _running([PDS.python, HERE / "jetstream_bridge.py", address], folder, environment)
            async with bridge as bridged, httpx.AsyncClient(trust_env=False, timeout=30) as client:
                yield Network(
                    client=client,
                    plc=told["plc"].replace("localhost", "127.0.0.1"),
                    pds=told["pds"].replace("localhost", "127.0.0.1"),
                    jetstream=f"ws://127.0.0.1:{bridged['port']}",
                    admin=told["admin"],
                )


@asynccontextmanager
async def second_relay(*, kept_in: Path | None = None, port: int | None = None) -> AsyncIterator[str]:
    """Run a Nostr relay that is not the one of nostr-sdk, and give its address; skips where it cannot be had.

    With a folder and a port that it had before, it is the same relay that comes back.
    """
    folder = await _provided(RELAY)
    port = port or _free_port()
    with tempfile.TemporaryDirectory(prefix="ovation-relay-") as temporary:
        kept = kept_in or Path(temporary)
        config = Path(temporary) / "relay.yaml"
        config.write_text(
            f"storage:\n"
            f"  sqlalchemy.url: sqlite+aiosqlite:///{kept}/notes.sqlite3\n"
            f"  validators: [nostr_relay.validators.is_not_too_large, nostr_relay.validators.is_signed]\n"
            f"gunicorn:\n  bind: 127.0.0.1:{port}\n  workers: 1\n  loglevel: warning\n"
        )
        command: list[str | Path] = [folder / "python" / "bin" / "nostr-relay", "--config", config, "serve"]
        environment = {"PATH": f"{folder / 'python' / 'bin'}:/usr/bin:/bin", "HOME": temporary}
        async with _process(command, Path(temporary), environment) as process:
            await _listening(process, port)
            yield f"ws://127.0.0.1:{port}"


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])  # nobody is likely to take it in the next second


async def _provided(peer: Peer) -> Path:
    try:
        return await asyncio.to_thread(peer.provide)
    except Missing as error:
        pytest.skip(f"not run: {peer.what.partition(',')[0]}, because {error}")


@asynccontextmanager
async def _running(
    command: Sequence[str | Path], folder: Path, environment: dict[str, str]
) -> AsyncIterator[dict[str, Any]]:
    """Run a program that prints a line of JSON when it is ready, and give what it printed."""
    async with _process(command, folder, environment) as process:
        assert process.stdout is not None
        async with asyncio.timeout(_START):
            while line := await process.stdout.readline():
                if line.startswith(b"{"):
                    break
        assert line, f"{Path(command[1]).name} ended before it was ready"
        yield json.loads(line)


@asynccontextmanager
async def _process(
    command: Sequence[str | Path], folder: Path, environment: dict[str, str]
) -> AsyncIterator[asyncio.subprocess.Process]:
    with tempfile.TemporaryFile() as errors:
        process = await asyncio.create_subprocess_exec(
            *map(str, command),
            cwd=folder,
            env=environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
                try:
                    async with asyncio.timeout(_STOP):
                        await process.communicate()
                except TimeoutError:
                    process.kill()
                    await process.communicate()


async def _listening(process: asyncio.subprocess.Process, port: int) -> None:
    async with asyncio.timeout(_START):
        while process.returncode is None:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                await writer.wait_closed()
                return
    raise AssertionError(f"the relay ended with {process.returncode}")
