"""The schema's own history: what Alembic's migrations make, and which of them a database has."""

from sqlalchemy import Connection, inspect, text

from app import assets
from app.domain.errors import SchemaMismatch

_LOCK = 0x4F564154  # "OVAT": two processes that start at once must not both migrate


def upgrade(connection: Connection) -> None:
    """Bring a database to the newest schema that this program knows; SchemaMismatch when it has a newer one."""
    if _revision_of(connection) == newest_revision():
        return
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    _migrate(connection)


def newest_revision() -> str:
    """Return the newest schema that this program knows: migrations are named by their number."""
    return max(path.name.split("_")[0] for path in (assets.migrations() / "versions").glob("[0-9]*.py"))


def _revision_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


def _migrate(connection: Connection) -> None:
    # Alembic takes as long to import as all the rest, and is needed once in a database's life
    from alembic import command  # noqa: PLC0415 - as said
    from alembic.config import Config  # noqa: PLC0415 - as said
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as said

    config = Config()
    config.set_main_option("script_location", str(assets.migrations()).replace("%", "%%"))
    config.attributes["connection"] = connection
    script = ScriptDirectory.from_config(config)
    has = _revision_of(connection)
    if has == newest_revision():  # another process was faster
        return
    if has is not None and has not in {revision.revision for revision in script.walk_revisions()}:
        raise SchemaMismatch(
            f"the database has schema {has}, and this version of Ovation knows {newest_revision()} at most: "
            "use a newer Ovation"
        )
    command.upgrade(config, "head")
