"""Runs migrations on the connection that ``storage.schema`` hands over, within its transaction."""

from __future__ import annotations

from alembic import context

from queue_server.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=False
)
context.run_migrations()
