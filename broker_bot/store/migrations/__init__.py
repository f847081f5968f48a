"""Alembic scripts: `env` is what Alembic runs, `versions` holds one module a migration."""
