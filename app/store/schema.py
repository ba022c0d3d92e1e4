"""The schema's own history: what Alembic's migrations make, and which of them a database has."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from app import assets
from app.domain.errors import SchemaMismatch

_LOCK = 0x4F564154  # "OVAT": two processes that start at once must not both migrate


def upgrade(connection: Connection) -> None:
    """Bring a database to the newest schema that this program knows; SchemaMismatch when it has a newer one."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = Config()
    config.set_main_option("script_location", str(assets.migrations()).replace("%", "%%"))
    config.attributes["connection"] = connection
    script = ScriptDirectory.from_config(config)
    has = MigrationContext.configure(connection).get_current_revision()
    newest = script.get_current_head()
    if has == newest:
        return
    if has is not None and has not in {revision.revision for revision in script.walk_revisions()}:
        raise SchemaMismatch(
            f"the database has schema {has}, and this version of Ovation knows {newest} at most: use a newer Ovation"
        )
    command.upgrade(config, "head")
