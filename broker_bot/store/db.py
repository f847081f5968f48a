"""The one door to writes. On SQLite one writer thread commits many commands together; on PostgreSQL the caller does.

A waiter is answered only after COMMIT. All instants are aware UTC.
"""

from __future__ import annotations

import logging
import queue
import random
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from broker_bot.store.watching import CHANNEL, Watcher

T = TypeVar("T")

log = logging.getLogger(__name__)

BATCH = 64
"""Commands committed together at most; the knee of the measured curve."""

WAIT_SECONDS = 2.0
"""A waiter gives up after this long, inside Slack's three seconds; its unstarted command is dropped."""

LOCK_MS = 1400
"""How long PostgreSQL waits for a lock: longer than its deadlock_timeout (1 s), and twice it is still in Slack's time,
for whoever queues for a row waits for the one before and then for the row."""

READERS = 20
POOL_SIZE, OVERFLOW = 10, 20
TRIES = 3

AGAIN = ("40001", "40P01")
"""SQLSTATE of a serialisation failure and of a deadlock: PostgreSQL undid everything, a second try may go well."""

IN_THE_WAY = ("55P03", "57014")
"""SQLSTATE of lock_timeout and of statement_timeout. https://www.postgresql.org/docs/current/errcodes-appendix.html"""


class Busy(Exception):
    """The database did not take the command in time; nothing was written."""


class Unusable(Exception):
    """The database can't be used; the message says why and what to do."""


class Database:
    """A SQLite file or a PostgreSQL server. `url` is an SQLAlchemy address.

    `committed` is set after each commit with something to deliver; once `watch` was called, other processes' too.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.committed = threading.Event()
        self._lock = threading.Lock()
        self._closed = False
        self._writer: _Writer | None = None
        self._watcher: Watcher | None = None
        if self.sqlite:
            _make_folder(Path(self.url.database or "").parent)
            address = self.url.render_as_string(hide_password=False)
            self.engine = _sqlite_engine(address, "BEGIN IMMEDIATE", pool=1)
            self._reader = _sqlite_engine(address, "BEGIN", pool=READERS, last="query_only=ON")
        else:
            self.engine = create_engine(
                self.url,
                hide_parameters=True,
                pool_size=POOL_SIZE,
                max_overflow=OVERFLOW,
                pool_timeout=WAIT_SECONDS,
                pool_pre_ping=True,
            )
            event.listen(self.engine, "connect", _postgres_connect)
            self._reader = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        event.listen(self.engine, "after_cursor_execute", _note_intents)

    def run(self, fn: Callable[[Connection], T]) -> T:
        """Run `fn` in one write transaction and return its value after COMMIT. Raises Busy or what `fn` raised.

        After a deadlock `fn` runs again, so it may do nothing but use its connection.
        """
        if self._closed:
            raise RuntimeError("the database is closed")
        return self._sqlite_writer().run(fn) if self.sqlite else self._run_postgres(fn)

    def _sqlite_writer(self) -> _Writer:
        with self._lock:
            if self._writer is None:
                self._writer = _Writer(self.engine, self.committed)
            return self._writer

    def _run_postgres(self, fn: Callable[[Connection], T]) -> T:
        started = time.monotonic()
        for tries in range(1, TRIES + 1):
            try:
                return self._run_once(fn)
            except PoolTimeout:
                raise Busy("every connection to the database is in use; nothing was written") from None
            except DBAPIError as error:
                state = getattr(error.orig, "sqlstate", None)
                late = tries == TRIES or time.monotonic() - started > WAIT_SECONDS
                if state in IN_THE_WAY or (state in AGAIN and late):
                    raise Busy("the database is busy; nothing was written") from error
                if state not in AGAIN:
                    raise
            # Whoever it crossed with goes first; at once, it would take the same lock again before the other wakes.
            time.sleep(random.uniform(0.02, 0.06))
        raise AssertionError("the last try returns or raises")

    def _run_once(self, fn: Callable[[Connection], T]) -> T:
        with self.engine.begin() as conn:
            conn.info.pop(_INTENTS, None)
            value = fn(conn)
            told = conn.info.pop(_INTENTS, False)
            if told:
                conn.exec_driver_sql(f"NOTIFY {CHANNEL}")
        if told:
            self.committed.set()
        return value

    def read(self, fn: Callable[[Connection], T]) -> T:
        """Run `fn` on a consistent snapshot that sees every committed write; it can't write. Raises Busy."""
        try:
            with self._reader.connect() as conn:
                return fn(conn)
        except PoolTimeout:
            raise Busy("every connection to the database is in use") from None

    def watch(self) -> None:
        """Set `committed` also after other processes' commits, from now until `close`."""
        with self._lock:
            if self._watcher is None and not self._closed:
                self._watcher = Watcher(self.engine, self.committed.set)

    def close(self) -> None:
        """Finish what is queued and close every connection. Nothing can be written afterwards."""
        with self._lock:
            self._closed = True
            writer, watcher = self._writer, self._watcher
            self._writer = self._watcher = None
        if watcher is not None:
            watcher.stop()
        if writer is not None:
            writer.stop()
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


_INTENTS = "broker_bot.intents"


def _note_intents(conn: Connection, _cursor: Any, statement: str, *_: Any) -> None:
    """Mark the transaction as one that leaves something to deliver."""
    if statement.startswith("INSERT INTO outbox"):
        conn.info[_INTENTS] = True


def _sqlite_engine(url: str, begin: str, pool: int, last: str = "busy_timeout=2000") -> Engine:
    """`last` is a pragma set after the others."""
    waits = {"check_same_thread": False, "timeout": WAIT_SECONDS}
    engine = create_engine(
        url, hide_parameters=True, pool_size=pool, max_overflow=0, pool_timeout=WAIT_SECONDS, connect_args=waits
    )

    @event.listens_for(engine, "connect")
    def connect(dbapi: Any, _: Any) -> None:
        dbapi.isolation_level = None
        _write_ahead(dbapi)
        for pragma in ("synchronous=FULL", "foreign_keys=ON", last):
            dbapi.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(conn: Connection) -> None:
        conn.exec_driver_sql(begin)

    return engine


def _write_ahead(dbapi: Any) -> None:
    """Turn the write-ahead log on. The first of several processes may be in the way, and SQLite doesn't wait here."""
    give_up = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            dbapi.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > give_up:
                raise
        time.sleep(0.01)


def _postgres_connect(dbapi: Any, _: Any) -> None:
    with dbapi.cursor() as cursor:
        cursor.execute(
            f"SET statement_timeout = '10s'; SET lock_timeout = {LOCK_MS}; "
            "SET idle_in_transaction_session_timeout = '10s'"
        )
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
            value = self._late(job)
        return value

    def _late(self, job: _Job) -> Any:
        try:
            return job.done.result(timeout=WAIT_SECONDS)
        except TimeoutError:
            if job.done.done():
                raise
            raise Busy("the database did not answer in time; sending it again is safe") from None

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
            if batch:
                self._commit(batch)

    def _commit(self, batch: list[_Job]) -> None:
        """An error of one job undoes that job alone; an OperationalError or a failed COMMIT fails the whole batch.

        Waiters may give up until the write lock is held, so nobody waits for another process longer than WAIT_SECONDS.
        """
        started: list[_Job] | None = None
        try:
            with self._engine.begin() as conn:
                conn.info.pop(_INTENTS, None)
                started = [job for job in batch if job.done.set_running_or_notify_cancel()]
                answers = [(job, *_attempt(conn, job)) for job in started]
                told = conn.info.pop(_INTENTS, False)
        except Exception as error:  # the loop must not die: every waiter is told
            if started is None:
                started = [job for job in batch if job.done.set_running_or_notify_cancel()]
            said = _said(error)
            for job in started:
                job.done.set_exception(said)
            return
        if told:
            self._committed.set()
        for job, value, failed in answers:
            if failed is not None:
                job.done.set_exception(failed)
            else:
                job.done.set_result(value)


def _said(error: Exception) -> Exception:
    """What a waiter is told about a batch that failed; a full disk also goes to the log in plain words."""
    code = getattr(getattr(error, "orig", error), "sqlite_errorname", "")
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        busy = Busy("another process is writing to the database; nothing was written")
        busy.__cause__ = error
        return busy
    if code == "SQLITE_FULL":
        log.error("The disk is full: the database can't be written until there is space again.")
    return error


def _attempt(conn: Connection, job: _Job) -> tuple[Any, BaseException | None]:
    """The savepoint goes straight to the driver: SQLAlchemy's own costs more than three of a command's statements."""
    driver = conn.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute("SAVEPOINT job")
    try:
        value = job.fn(conn)
        driver.execute("RELEASE job")
    except (OperationalError, sqlite3.OperationalError):  # SQLite may have undone everything, the savepoint too
        raise
    except Exception as error:  # handed to the waiter, who raises it
        driver.execute("ROLLBACK TO job")
        driver.execute("RELEASE job")
        return None, error
    return value, None
