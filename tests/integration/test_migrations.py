"""The migrations make exactly the tables that the program uses, on both engines, from any state they can meet."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from app import assets
from app.domain.errors import BadInput, SchemaMismatch, Unavailable
from app.store.columns import metadata
from app.store.database import Database
from app.store.schema import newest_revision
from tests.support.databases import Server
from tests.support.stored import a_post, an_event, key


def differences(connection: Connection) -> list[object]:
    options = {"compare_type": True, "compare_server_default": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


async def test_migrations_and_tables_say_the_same(empty_url: str) -> None:
    database = await Database.open(empty_url)
    await database.migrate()
    async with database._engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await database.close()


async def test_partial_indexes_and_checks_are_made_as_the_tables_have_them(tmp_path: Path) -> None:
    """What Alembic does not compare: SQLite keeps the words of every statement, so those are compared."""
    migrated, made = tmp_path / "migrated.db", tmp_path / "made.db"
    database = await Database.open(f"sqlite:///{migrated}")
    await database.migrate()
    await database.close()
    other = await Database.open(f"sqlite:///{made}")
    async with other._engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await other.close()
    assert statements(migrated) == statements(made)


def statements(path: Path) -> dict[str, str]:
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'")
    words = {
        name: " ".join(sorted(sql.replace("(", " ( ").replace(")", " ) ").replace(",", " ").split()))
        for name, sql in rows
    }
    connection.close()
    return words


async def test_migrating_again_changes_nothing_and_keeps_what_is_there(empty_url: str) -> None:
    database = await Database.open(empty_url)
    await database.migrate()
    event_id = await an_event(database)
    async with database.begin() as tx:
        await tx.posts.add(event_id, [a_post(1)])
    await database.migrate()
    async with database.read() as tx:
        assert await tx.posts.keys(event_id) == [key(1)]
    await database.close()


async def test_two_processes_that_start_at_once_migrate_once(empty_url: str) -> None:
    one, two = await Database.open(empty_url), await Database.open(empty_url)
    await asyncio.gather(one.migrate(), two.migrate())
    async with two.begin() as tx:
        assert await tx.events.all() == []
    await one.close()
    await two.close()


async def test_a_newer_schema_is_refused_in_one_sentence(database: Database) -> None:
    async with database._engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaMismatch, match=r"has schema 9999, and this version of Ovation knows \d{4} at most"):
        await database.migrate()


async def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("no database " * 200)
    with pytest.raises(Unavailable, match=r"notes\.txt cannot be used: file is not a database"):
        await Database.open(f"sqlite:///{path}")


async def test_a_folder_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"nowhere/ovation\.db cannot be used: unable to open database file"):
        await Database.open(f"sqlite:///{tmp_path}/nowhere/ovation.db")


async def test_a_server_that_does_not_answer_is_unavailable_and_its_password_stays_unsaid() -> None:
    with pytest.raises(Unavailable, match=r"the database localhost:1/ovation cannot be reached") as refused:
        await Database.open("postgresql://ovation:tide-table@localhost:1/ovation")
    assert "tide-table" not in str(refused.value)


async def test_a_database_that_a_server_does_not_have_is_unavailable(postgres: Server) -> None:
    with pytest.raises(Unavailable, match='"elsewhere" does not exist'):
        await Database.open(postgres.url("elsewhere"))


@pytest.mark.parametrize("url", ["ovation.db", "oracle://host/name", "postgresql+nonsense://host/name"])
async def test_an_address_of_something_else_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match="use sqlite:///FILE or postgresql://HOST/NAME"):
        await Database.open(url)


def test_a_wheel_keeps_its_migrations_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (assets.migrations() / "env.py").is_file()
    assert assets.web().name == "web"
    (tmp_path / "_migrations").mkdir()
    (tmp_path / "_web").mkdir()
    monkeypatch.setattr(assets, "_PACKAGE", tmp_path)
    assert assets.migrations() == tmp_path / "_migrations"
    assert assets.web() == tmp_path / "_web"


def test_the_newest_schema_is_the_one_that_alembic_would_reach() -> None:
    config = Config()
    config.set_main_option("script_location", str(assets.migrations()))
    assert newest_revision() == ScriptDirectory.from_config(config).get_current_head()
