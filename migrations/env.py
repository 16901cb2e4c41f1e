"""How Alembic reaches the database: over the connection that `app.migrate` gives it."""

from alembic import context

from casework.records import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=Base.metadata, compare_type=True, compare_server_default=True
)
with context.begin_transaction():
    context.run_migrations()
