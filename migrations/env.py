"""Where Alembic begins: `Database.migrate()` hands in its own connection; nothing else calls this."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    render_as_batch=True,  # SQLite alters a table by copying it
)
# the caller's transaction is the migration's: all of it or nothing
context.run_migrations()
