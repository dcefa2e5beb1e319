"""Alembic's entry. Runs on the connection it is given; there is no alembic.ini."""

from alembic import context

from storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    transaction_per_migration=True,  # as far as the connection has none yet, see storage.migrate
)
with context.begin_transaction():
    context.run_migrations()
