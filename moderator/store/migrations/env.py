"""Alembic runs this. The connection is the caller's, already inside the transaction that will commit everything."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
