"""Servers as processes: what they print, how they stop, and what they leave behind."""

import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.command import environment, ovation, serving

_LINK = re.compile(r"http://\S+")


@contextmanager
def demo(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """Run the demo with a temporary folder of this test's own; yields it and the lines that it told."""
    told: list[str] = []
    words = [sys.executable, "-m", "app", "demo", "--port", "0", "--no-browser", "--speed", "40"]
    own = environment(tmp_path / "data", TMPDIR=str(tmp_path))
    server = subprocess.Popen(words, env=own, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        while not any("Tadeusz" in line for line in told):
            line = server.stdout.readline()
            assert line, "the demo ended before it had told its links"
            told.append(line.rstrip("\n"))
        yield server, told
    finally:
        server.kill()
        server.communicate()


def test_the_demo_prints_links_that_open_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with demo(tmp_path) as (server, told):
        links = {line.split("  ")[0]: _LINK.findall(line)[0] for line in told if _LINK.search(line)}
        assert {"The wall", "Organizer (once)", "The ledger", "Tadeusz Żółkiewski"} <= set(links)
        invitation = links.pop("Organizer (once)")
        with httpx.Client() as browser:  # the desk and the look are for whoever came in
            assert browser.get(invitation).status_code == 200
            assert browser.post(invitation, data={"name": "Rosa"}).status_code == 303
            for name, link in links.items():
                assert browser.get(link).status_code == 200, name
        assert list(tmp_path.glob("ovation-demo-*"))
        server.send_signal(signal.SIGTERM)
        assert server.wait(60) == 128 + signal.SIGTERM
    assert list(tmp_path.glob("ovation-demo-*")) == []
    assert not (tmp_path / "data").exists()


def test_serve_prints_the_owners_invitation_until_there_is_an_owner(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for has_owner in (False, False, True):
        with serving(data) as server:
            assert server.stdout is not None
            base = _LINK.findall(server.stdout.readline())[0]
            assert "OVATION_PUBLIC_URL is not set" in server.stdout.readline()
            if has_owner:
                continue
            assert "works once" in server.stdout.readline()
            link = server.stdout.readline().strip()
            assert link.startswith(f"{base}/join/")
            if (data / "looked").exists():
                assert httpx.post(link, data={"name": "Rosa"}).status_code == 303
            (data / "looked").touch()
            assert httpx.get(f"{base}/healthz").json()["status"] == "ok"


def test_a_public_address_is_the_base_of_links_and_plain_http_is_remarked(tmp_path: Path) -> None:
    with serving(tmp_path / "data", OVATION_PUBLIC_URL="http://wall.example/") as server:
        assert server.stdout is not None
        assert server.stdout.readline() == "Ovation is at http://wall.example\n"
        assert "plain http" in server.stdout.readline()
        server.stdout.readline()
        assert server.stdout.readline().startswith("http://wall.example/join/")


def test_a_taken_port_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        answer = ovation("serve", "--port", str(other.getsockname()[1]), data=tmp_path / "data")
    assert answer.code == 2
    assert "choose another with --port" in answer.err


def test_a_newer_schema_is_refused_in_one_line(tmp_path: Path) -> None:
    data = tmp_path / "data"
    ovation("event", "create", "a", "--name", "A", "--hashtag", "a", "--timezone", "UTC", data=data)
    with sqlite3.connect(data / "ovation.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    answer = ovation("event", "create", "b", "--name", "B", "--hashtag", "b", "--timezone", "UTC", data=data)
    assert answer.code == 2
    assert "9999" in answer.err
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("OVATION_PUBLIC_URL", "ftp://x", "OVATION_PUBLIC_URL must be an address"),
        ("OVATION_SECRET_KEY", "short", "OVATION_SECRET_KEY is too short"),
        ("OVATION_DATABASE_URL", "mysql://u:hush@h/x", "OVATION_DATABASE_URL is not the address"),
        ("OVATION_BUS_URL", "amqp://u:hush@h", "OVATION_BUS_URL is not the address"),
        ("OVATION_DATA_DIR", "/proc/nowhere", "can’t make the folder /proc/nowhere"),
    ],
)
def test_a_setting_that_cannot_be_used_is_one_line_without_its_secret(
    tmp_path: Path, setting: str, value: str, says: str
) -> None:
    words = ("event", "create", "a", "--name", "A", "--hashtag", "a", "--timezone", "UTC")
    changed: Any = {setting: value}
    answer = ovation(*words, data=tmp_path / "data", **changed)
    assert answer.code == 2
    assert says in answer.err
    assert "hush" not in answer.err
    assert answer.err.count("\n") == 1


def test_a_database_that_does_not_answer_is_our_failure_and_names_no_password(tmp_path: Path) -> None:
    words = ("event", "create", "a", "--name", "A", "--hashtag", "a", "--timezone", "UTC")
    address = "postgresql://someone:hush@127.0.0.1:1/x"
    answer = ovation(*words, data=tmp_path / "data", OVATION_DATABASE_URL=address)
    assert answer.code == 1
    assert "cannot be reached" in answer.err
    assert "hush" not in answer.err
