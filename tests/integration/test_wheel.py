"""A wheel is the whole of Ovation: installed elsewhere, without this repository, it serves the wall."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.support.shared_data import ROOT


@dataclass(frozen=True)
class Elsewhere:
    """A folder far from the repository, with an environment in which only the wheel is Ovation."""

    folder: Path
    wheel: Path

    @property
    def _environment(self) -> dict[str, str]:
        ours = ("OVATION_", "PYTHONPATH", "VIRTUAL_ENV", "COVERAGE_")  # coverage is of the repository's app
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}  # noqa: TID251 - a child's
        return kept | {"OVATION_DATA_DIR": str(self.folder / "data")}

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.folder / "venv" / "bin" / "python"

    def run(self, *words: str) -> str:
        """What `ovation WORDS` prints, from outside the repository."""
        command = [str(self.python.with_name("ovation")), *words]
        done = subprocess.run(
            command, cwd=self.folder, env=self._environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def serving(self) -> Iterator[str]:
        """`ovation serve`, and the address at which it answers."""
        command = [str(self.python.with_name("ovation")), "serve", "--port", "0"]
        with subprocess.Popen(
            command, cwd=self.folder, env=self._environment, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            try:
                first = process.stdout.readline()
                assert first.startswith("Ovation is at "), first
                yield first.split()[-1]
            finally:
                process.terminate()
                process.stdout.read()


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Elsewhere:
    folder = tmp_path_factory.mktemp("elsewhere")
    venv = folder / "venv"
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder], cwd=ROOT, check=True
    )
    (wheel,) = folder.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    into_it = [sys.executable, "-m", "pip", "--quiet", "--python", str(venv / "bin" / "python")]
    subprocess.run([*into_it, "install", "--no-index", "--no-deps", wheel], check=True)
    # its dependencies are those of the tests: nothing comes over the network. A path in a .pth doesn't run the .pth
    # files that it leads to, so the repository's own editable install stays out of reach.
    (packages,) = (venv / "lib").glob("python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return Elsewhere(folder, wheel)


def test_the_wheel_is_called_ovation_wall_and_holds_templates_styles_migrations_and_the_demo(
    elsewhere: Elsewhere,
) -> None:
    assert elsewhere.wheel.name.startswith("ovation_wall-")
    names = zipfile.ZipFile(elsewhere.wheel).namelist()
    for path in ("app/_web/templates/", "app/_web/static/css/", "app/_migrations/versions/", "app/demo/longshore/"):
        assert any(name.startswith(path) for name in names), f"nothing of {path} is in the wheel"
    assert "app/_migrations/env.py" in names
    assert not [name for name in names if name.startswith(("tests/", "web/")) or name.endswith(".pyc")]


def test_only_the_wheel_is_used_and_not_the_repository(elsewhere: Elsewhere) -> None:
    found = subprocess.run(
        [elsewhere.python, "-c", "import app; print(app.__file__)"],
        cwd=elsewhere.folder,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert Path(found.strip()).is_relative_to(elsewhere.folder)


def test_the_wheel_serves_the_wall_from_another_folder(elsewhere: Elsewhere) -> None:
    elsewhere.run(
        *("event", "create", "harbour", "--name", "Harbour Day", "--hashtag", "harbourday"),
        *("--timezone", "Europe/Lisbon"),
    )
    with elsewhere.serving() as base, httpx.Client(base_url=base) as client:
        health = client.get("/healthz")
        assert (health.status_code, health.json()["status"]) == (200, "ok")
        wall = client.get("/wall/harbour")
        assert wall.status_code == 200
        assert "Harbour Day" in wall.text
        styles = [part.split('"')[0] for part in wall.text.split('href="')[1:] if ".css" in part.split('"')[0]]
        assert styles
        assert {client.get(style).headers["content-type"] for style in styles} == {"text/css; charset=utf-8"}
