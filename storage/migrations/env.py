"""Alembic's entry point: runs the migrations on the connection that `storage.opening` hands over."""

from alembic import context
from sqlalchemy import Connection

from storage.tables import metadata
from storage.words import is_model

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter most of a table in place
    compare_type=True,
    include_name=lambda name, *_: is_model(name),
)
with context.begin_transaction():
    context.run_migrations()
