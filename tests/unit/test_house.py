"""Keeps the house in the order that CONTRIBUTING.md promises; each rule is one sentence and one test."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from typer.main import get_command

from app.cli import app as command_line
from app.config import Settings
from tests.support.shared_data import ROOT

LONGEST = 300  # lines; a file that outgrows it is usually two nouns
ALLOWED_AT_THE_TOP = {
    *(".ci", ".dockerignore", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "Dockerfile", "LICENSE", "Makefile"),
    *("README.md", "SECURITY.md", "app", "compose.yaml", "docs", "migrations", "pyproject.toml"),
    *("requirements.build.lock", "requirements.lock", "tests", "web"),
}
# brackets keep these patterns from finding themselves
REGISTRY = re.compile(
    r"files[.]pythonhosted|pypi[.]org|registry[.]npmjs|deb[.]debian[.]org|ghcr[.]io|docker[.]io", re.IGNORECASE
)
MACHINE_PATH = re.compile(r"(^|[^A-Za-z0-9._/-])/(work|root|home/\w+|Users/\w+)/")
SILENCED_WITH_REASON = re.compile(r"(?:: [A-Z]+\d+(?:, ?[A-Z]+\d+)*|\[[a-z, -]+\])\s*(?:--?|#)\s*\S.{3,}")
PINNED = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?P<marker> ; .+)?(?: \\)?")
# … and what waits with a deadline: it fails when what it waits for does not come
PROVE = ("raises", "expect", "check", "assert", "fail", "until", "hear", "loses", "settles", "stops_at_once", "_round")


def tracked(*patterns: str) -> list[Path]:
    """The files that git knows, by pattern."""
    listed = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def text_files() -> list[tuple[str, str]]:
    """Name and text of every tracked file that is text."""
    found = []
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content[:8000]:
            found.append((path.relative_to(ROOT).as_posix(), content.decode()))
    return found


def project() -> dict[str, object]:
    """The table `project` of pyproject.toml."""
    return dict(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"])


def wanted() -> list[str]:
    """The names of the packages that Ovation depends on by itself."""
    return [Requirement(str(line)).name for line in list(project()["dependencies"])]  # type: ignore[call-overload] # TOML


def locked(name: str) -> dict[tuple[str, str], str]:
    """Package and marker → version, of a lock file."""
    return {
        (match["name"], match["marker"] or ""): match["version"]
        for line in (ROOT / name).read_text().splitlines()
        if (match := PINNED.fullmatch(line))
    }


def test_no_python_file_of_the_app_is_longer_than_three_hundred_lines() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in tracked("app/*.py")
        if (lines := len(path.read_text().splitlines())) > LONGEST
    }
    assert not long


def test_every_module_opens_with_a_sentence() -> None:
    mute = []
    for path in tracked("app/*.py", "migrations/*.py", "tests/*.py"):
        opening = ast.get_docstring(ast.parse(path.read_text()))
        if path.read_text().strip() and not (opening and re.search(r"[.:?]$", opening.split("\n\n")[0].strip())):
            mute.append(path.relative_to(ROOT).as_posix())
    assert not mute


def test_the_top_of_the_repository_holds_only_what_belongs_there() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} <= ALLOWED_AT_THE_TOP


def test_no_file_names_a_package_registry() -> None:
    assert not [name for name, text in text_files() if REGISTRY.search(text)]


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    assert not [
        f"{name}: {line.strip()[:80]}"
        for name, text in text_files()
        for line in text.splitlines()
        if MACHINE_PATH.search(line)
    ]


def unexplained(lines: list[str]) -> list[int]:
    """Numbers of lines that silence a check without a reason: on them, in a comment above, or on their like above."""
    bare = []
    explained = False  # by the line above
    for number, line in enumerate(lines, 1):
        silenced = re.findall(r"#\s*(?:noqa|type:\s*ignore).*", line)
        if silenced and not explained and not all(SILENCED_WITH_REASON.search(one) for one in silenced):
            bare.append(number)
        explained = line.lstrip().startswith("#") or (bool(silenced) and number not in bare)
    return bare


def test_every_silenced_check_says_which_and_why() -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked("app/*.py", "migrations/*.py", "tests/*.py")
        if path != Path(__file__)
        for number in unexplained(path.read_text().splitlines())
    ]
    assert not bare
    named = [
        line.strip()
        for path in tracked("app/*.py", "migrations/*.py", "tests/*.py")
        if path != Path(__file__)
        for line in path.read_text().splitlines()
        if re.search(r"#\s*(noqa(?!: ?[A-Z])|type:\s*ignore(?!\[))", line)
    ]
    assert not named, "a silenced check says which one it is"


def test_what_is_not_part_of_make_test_stands_where_test_peers_looks_for_it() -> None:
    recipe = (ROOT / "Makefile").read_text()
    for mark, folder in (("wide", "tests/e2e"), ("peers", "tests/peers")):
        assert re.search(rf"-m {mark} .*{folder}\b", recipe)
        marked = [path for path in tracked("tests/*.py") if f"pytest.mark.{mark}" in path.read_text()]
        assert [path for path in marked if not path.is_relative_to(ROOT / folder) and path != Path(__file__)] == []


def test_every_skip_has_a_reason() -> None:
    bare = []
    for path in tracked("tests/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Attribute | ast.Call):
                continue
            said = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if said.endswith((".mark.skip", ".mark.skipif", ".mark.xfail")) and isinstance(node, ast.Call):
                explained = any(keyword.arg == "reason" for keyword in node.keywords)
            elif said == "pytest.skip" and isinstance(node, ast.Call):
                explained = bool(node.args) and "not run: " in ast.unparse(node.args[0])
            else:
                continue
            if not explained:
                bare.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not bare


def test_every_test_asserts_something() -> None:
    idle = []
    for path in tracked("tests/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or not node.name.startswith("test_"):
                continue
            proves = any(
                isinstance(inner, ast.Assert)
                or (isinstance(inner, ast.Call) and any(word in ast.unparse(inner.func) for word in PROVE))
                for inner in ast.walk(node)
            )
            if not proves:
                idle.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not idle


@pytest.mark.parametrize("name", ["requirements.lock", "requirements.build.lock", "tests/requirements.lock"])
def test_a_lock_holds_versions_and_hashes_and_nothing_else(name: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text().strip())
    assert entries
    for entry in entries:
        first, *rest = entry.splitlines()
        assert PINNED.fullmatch(first), first
        assert rest, f"{first} has no hash"
        assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?", line) for line in rest), entry


def test_the_locks_agree_and_hold_what_the_project_asks_for() -> None:
    runs, tests = locked("requirements.lock"), locked("tests/requirements.lock")
    assert runs.items() <= tests.items()
    assert locked("requirements.build.lock").items() <= tests.items()
    names = {name for name, _ in runs}
    assert {name.lower().replace("_", "-") for name in wanted()} <= names
    assert not names & {"pytest", "hatchling", "mypy", "ruff", "playwright", "hypothesis", "scikit-learn", "uv"}


def test_every_dependency_says_why_it_is_there() -> None:
    explained = (ROOT / "docs" / "dependencies.md").read_text()
    assert not [name for name in wanted() if f"| {name} |" not in explained]


def test_the_makefile_has_the_promised_targets() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {"setup", "demo", "test", "check", "bench", "test-peers", "test-long", "clean"} <= targets


def test_readme_shows_every_command() -> None:
    shown = (ROOT / "README.md").read_text()
    root = get_command(command_line)
    names = []
    for name, command in getattr(root, "commands", {}).items():
        names += [f"{name} {inner}" for inner in getattr(command, "commands", {})] or [name]
    assert names
    assert not [name for name in names if f"`ovation {name}" not in shown]


def test_links_between_documents_lead_somewhere() -> None:
    dead = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in tracked("*.md", "docs/*.md")
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text())
        if "://" not in target and not target.startswith("mailto:") and not (path.parent / target).exists()
    ]
    assert not dead


def test_the_changelog_says_what_is_not_released_yet() -> None:
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text()


def test_the_container_runs_without_root_with_its_data_in_a_volume_and_a_health_check() -> None:
    """What can be read off the file; no container engine runs where this was written."""
    instructions = re.sub(r"\\\n\s*", " ", (ROOT / "Dockerfile").read_text())
    last = instructions.split("\nFROM ")[-1]
    assert re.search(r"^USER (?!root|0)\w+$", last, re.MULTILINE)
    assert re.search(r"^VOLUME /data$", last, re.MULTILINE)
    assert re.search(r"OVATION_DATA_DIR=/data\b", last)
    assert re.search(r"^HEALTHCHECK .*python.*/healthz", last, re.MULTILINE)
    assert "--require-hashes" in instructions
    assert "fonts-noto-core" in last
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for sources in re.findall(r"^COPY (?!--from)(.+) \S+$", instructions, re.MULTILINE):
        for source in sources.split():
            assert (ROOT / source).exists(), source
            assert source in kept, f"{source} is ignored by .dockerignore"


def test_compose_starts_ovation_alone_and_more_only_when_asked() -> None:
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text())
    services = composed["services"]
    assert [name for name, service in services.items() if "profiles" not in service] == ["ovation"]
    assert {name for name, service in services.items() if service.get("profiles") == ["large"]} == {"postgres", "nats"}
    used = {mount.split(":")[0] for service in services.values() for mount in service.get("volumes", ())}
    assert used == set(composed["volumes"])


def test_every_setting_is_explained_and_can_be_given_to_the_container() -> None:
    settings = {f"OVATION_{name.upper()}" for name in Settings.model_fields}
    explained = set(re.findall(r"^\| `(OVATION_[A-Z_]+)`", (ROOT / "docs" / "operate.md").read_text(), re.MULTILINE))
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text())
    assert explained == settings
    assert set(composed["services"]["ovation"]["environment"]) == settings - {"OVATION_DATA_DIR"}  # the image's own
