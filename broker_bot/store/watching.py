"""Notices what other processes commit: LISTEN on PostgreSQL, the file's change counter on SQLite.

The driver of PostgreSQL is imported where it is used: without it a bot on SQLite holds 9 MB less.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable

from sqlalchemy import Engine

log = logging.getLogger(__name__)

CHANNEL = "broker_bot"
"""What PostgreSQL's NOTIFY and LISTEN name."""

LOOK_SECONDS = 0.2
"""On SQLite only short commands write beside the one server; looking more often would cost an idle bot CPU."""

AGAIN_SECONDS = 1.0


class Watcher:
    """A thread that calls `seen` after each commit that somebody may have to deliver; `stop` ends it."""

    def __init__(self, engine: Engine, seen: Callable[[], object]) -> None:
        self._engine, self._seen = engine, seen
        self._stopping = threading.Event()
        self._watching = threading.Event()
        look = self._look if engine.dialect.name == "sqlite" else self._listen
        self._thread = threading.Thread(target=look, name="commit-watcher", daemon=True)
        self._thread.start()
        self._watching.wait(2)

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(timeout=5)

    def _look(self) -> None:
        conn = sqlite3.connect(self._engine.url.database or "", isolation_level=None)
        last = 0
        while not self._stopping.wait(LOOK_SECONDS if last else 0):
            (now,) = conn.execute("PRAGMA data_version").fetchone()
            if now != last:
                self._seen()
            last = now
            self._watching.set()
        conn.close()

    def _listen(self) -> None:
        import psycopg

        while not self._stopping.is_set():
            try:
                self._listen_until_broken()
            except psycopg.OperationalError as error:
                log.warning("not listening to the database (%s); trying again", str(error).strip())
                self._stopping.wait(AGAIN_SECONDS)

    def _listen_until_broken(self) -> None:
        import psycopg

        args, options = self._engine.dialect.create_connect_args(self._engine.url)
        with psycopg.connect(*args, **{"connect_timeout": 5, **options}, autocommit=True) as conn:
            conn.execute(f"LISTEN {CHANNEL}".encode())
            self._watching.set()
            self._seen()
            while not self._stopping.is_set():
                for _ in conn.notifies(timeout=0.5, stop_after=1):
                    self._seen()
