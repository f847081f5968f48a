"""The one door to writes. On SQLite one writer thread commits many commands together; on PostgreSQL the caller does.

A waiter is answered only after COMMIT. All instants are aware UTC.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

T = TypeVar("T")

BATCH = 64
"""Commands committed together at most; the knee of the measured curve."""

WAIT_SECONDS = 2.0
"""A waiter gives up after this long, inside Slack's three seconds; its unstarted command is dropped."""


class Busy(Exception):
    """The database did not take the command in time; nothing was written."""


class Unusable(Exception):
    """The database can't be used; the message says why and what to do."""


class Database:
    """A SQLite file or a PostgreSQL server. `url` is an SQLAlchemy address."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.committed = threading.Event()
        self._writer: _Writer | None = None
        if self.sqlite:
            _make_folder(Path(self.url.database or "").parent)
            self.engine = _sqlite_engine(self.url.render_as_string(hide_password=False), "BEGIN IMMEDIATE", pool=1)
            self._reader = _sqlite_engine(self.url.render_as_string(hide_password=False), "BEGIN", pool=20)
        else:
            self.engine = create_engine(self.url, pool_size=10, max_overflow=20, pool_timeout=2, pool_pre_ping=True)
            self._reader = self.engine
            event.listen(self.engine, "connect", _postgres_connect)

    def run(self, fn: Callable[[Connection], T]) -> T:
        """Run `fn` in one write transaction and return its value after COMMIT. Raises Busy or what `fn` raised."""
        if not self.sqlite:
            with self.engine.begin() as conn:
                value = fn(conn)
            self.committed.set()
            return value
        if self._writer is None:
            self._writer = _Writer(self.engine, self.committed)
        return self._writer.run(fn)

    def read(self, fn: Callable[[Connection], T]) -> T:
        """Run `fn` on a consistent snapshot that sees every committed write."""
        with self._reader.connect() as conn:
            return fn(conn)

    def close(self) -> None:
        """Finish what is queued and close every connection."""
        if self._writer is not None:
            self._writer.stop()
            self._writer = None
        self._reader.dispose()
        self.engine.dispose()

    def ping(self) -> None:
        """Raise OperationalError when the database can't answer."""
        self.read(lambda conn: conn.execute(text("SELECT 1")).scalar())


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable(f"The folder {folder} of the database can't be made ({error.strerror}).") from error


def _sqlite_engine(url: str, begin: str, pool: int) -> Engine:
    engine = create_engine(url, pool_size=pool, max_overflow=0, connect_args={"check_same_thread": False, "timeout": 2})

    @event.listens_for(engine, "connect")
    def connect(dbapi: Any, _: Any) -> None:
        dbapi.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=2000"):
            dbapi.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(conn: Connection) -> None:
        conn.exec_driver_sql(begin)

    return engine


def _postgres_connect(dbapi: Any, _: Any) -> None:
    with dbapi.cursor() as cursor:
        cursor.execute("SET statement_timeout = '10s'; SET idle_in_transaction_session_timeout = '10s'")
    dbapi.commit()


class _Job:
    def __init__(self, fn: Callable[[Connection], Any]) -> None:
        self.fn = fn
        self.done: Future[Any] = Future()


class _Writer:
    """The thread behind `Database.run` on SQLite: up to BATCH jobs in one transaction, a savepoint each."""

    def __init__(self, engine: Engine, committed: threading.Event) -> None:
        self._engine = engine
        self._committed = committed
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._loop, name="sqlite-writer", daemon=True)
        self._thread.start()

    def run(self, fn: Callable[[Connection], T]) -> T:
        if threading.current_thread() is self._thread:
            raise RuntimeError("a write transaction can't start another one")
        job = _Job(fn)
        self._jobs.put(job)
        try:
            value: T = job.done.result(timeout=WAIT_SECONDS)
        except TimeoutError:
            if job.done.cancel():
                raise Busy("the database is busy; nothing was written") from None
            try:
                value = job.done.result(timeout=WAIT_SECONDS)
            except TimeoutError:
                raise Busy("the database did not answer in time; sending it again is safe") from None
        return value

    def stop(self) -> None:
        self._jobs.put(None)
        self._thread.join(timeout=10)

    def _loop(self) -> None:
        stopping = False
        while not stopping:
            job = self._jobs.get()
            batch = [] if job is None else [job]
            stopping = job is None
            while len(batch) < BATCH and not self._jobs.empty():
                job = self._jobs.get()
                if job is None:
                    stopping = True
                    break
                batch.append(job)
            self._commit([j for j in batch if j.done.set_running_or_notify_cancel()])

    def _commit(self, batch: list[_Job]) -> None:
        """An error of one job undoes that job alone; an OperationalError or a failed COMMIT fails the whole batch."""
        if not batch:
            return
        answers: list[tuple[_Job, Any, BaseException | None]] = []
        try:
            with self._engine.begin() as conn:
                for job in batch:
                    answers.append((job, *_attempt(conn, job)))
        except Exception as error:  # the loop must not die: every waiter is told
            for job in batch:
                job.done.set_exception(error)
            return
        self._committed.set()
        for job, value, failed in answers:
            if failed is not None:
                job.done.set_exception(failed)
            else:
                job.done.set_result(value)


def _attempt(conn: Connection, job: _Job) -> tuple[Any, BaseException | None]:
    try:
        with conn.begin_nested():
            return job.fn(conn), None
    except OperationalError:
        raise
    except Exception as error:  # handed to the waiter, who raises it
        return None, error
