"""The one door to writes: nothing is lost, nothing is half done, and nobody waits longer than Slack does."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from broker_bot.store import config, db, outbox
from broker_bot.store.db import Busy, Database
from tests import make
from tests.store.together import together


def count(conn: Connection) -> int:
    return config.serials(conn).get("counter", 0)


def add_one(conn: Connection) -> int:
    """Read, then write: what two transactions must not do at the same time."""
    lock = "" if conn.dialect.name == "sqlite" else " FOR UPDATE"
    n = conn.execute(text("SELECT n FROM serial WHERE name = 'counter'" + lock)).scalar_one()
    conn.execute(text("UPDATE serial SET n = :n WHERE name = 'counter'"), {"n": n + 1})
    return int(n + 1)


def start_counting(database: Database) -> None:
    database.run(lambda conn: conn.execute(text("INSERT INTO serial (name, n) VALUES ('counter', 0)")))


def add_one_and_much_more(conn: Connection) -> None:
    add_one(conn)
    config.know_people(conn, [("U1", "x" * 100_000, "", False)])


@contextmanager
def somebody_writes(database: Database) -> Iterator[None]:
    """Another process holds SQLite's write lock, or the very row that is wanted on PostgreSQL."""
    if database.sqlite:
        conn = sqlite3.connect(str(database.url.database), isolation_level=None, check_same_thread=False)
        conn.execute("BEGIN IMMEDIATE")
        yield
        conn.execute("ROLLBACK")
        conn.close()
    else:
        url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url) as other:
            other.execute("SELECT n FROM serial WHERE name = 'counter' FOR UPDATE")
            yield


def test_sixteen_threads_that_read_then_write_lose_nothing(database: Database) -> None:
    start_counting(database)
    answers = together(16, lambda _: [database.run(add_one) for _ in range(100)])
    assert database.read(count) == 1600
    assert sorted(n for some in answers for n in some) == list(range(1, 1601))


def test_an_error_undoes_its_own_job_and_no_other(database: Database) -> None:
    start_counting(database)

    def one(number: int) -> str:
        def job(conn: Connection) -> None:
            add_one(conn)
            if number % 4 == 0:
                raise ValueError(f"job {number}")

        try:
            database.run(job)
        except ValueError as error:
            return str(error)
        return ""

    said = together(32, one)
    assert [text for text in said if text] == [f"job {n}" for n in range(0, 32, 4)]
    assert database.read(count) == 24


def test_a_broken_constraint_is_told_to_its_own_caller_only(database: Database) -> None:
    def insert(conn: Connection) -> None:
        conn.execute(text("INSERT INTO serial (name, n) VALUES ('one', 1)"))

    def one(_: int) -> bool:
        try:
            database.run(insert)
        except IntegrityError:
            return False
        return True

    assert sum(together(8, one)) == 1
    assert database.read(config.serials) == {"one": 1}


def test_a_savepoint_inside_a_job_can_be_undone_alone(database: Database) -> None:
    start_counting(database)

    def job(conn: Connection) -> None:
        add_one(conn)
        with pytest.raises(ZeroDivisionError), conn.begin_nested():
            add_one(conn)
            with conn.begin_nested():
                add_one(conn)
            raise ZeroDivisionError
        with conn.begin_nested():
            add_one(conn)

    database.run(job)
    assert database.read(count) == 2


def test_a_reader_sees_what_was_committed_and_nothing_else(database: Database) -> None:
    start_counting(database)
    inside, go_on = threading.Event(), threading.Event()

    def slow(conn: Connection) -> None:
        add_one(conn)
        inside.set()
        go_on.wait(5)

    thread = threading.Thread(target=database.run, args=(slow,))
    thread.start()
    assert inside.wait(5)
    before = database.read(count)
    go_on.set()
    thread.join()
    assert (before, database.read(count)) == (0, 1)


def test_a_reader_sees_one_moment_even_while_others_write(database: Database) -> None:
    start_counting(database)

    def twice(conn: Connection) -> tuple[int, int]:
        first = count(conn)
        database.run(add_one)
        return first, count(conn)

    assert database.read(twice) == (0, 0)
    assert database.read(count) == 1


def test_a_reader_can_not_write(database: Database) -> None:
    start_counting(database)
    with pytest.raises(DBAPIError, match=r"read-?only"):
        database.read(add_one)
    assert database.run(add_one) == 1


def test_somebody_else_s_write_lock_gives_busy_before_slack_gives_up(database: Database) -> None:
    start_counting(database)
    started = time.monotonic()
    with somebody_writes(database), pytest.raises(Busy):
        database.run(add_one)
    assert time.monotonic() - started < 3
    assert database.read(count) == 0
    assert database.run(add_one) == 1


def test_everybody_who_waits_for_the_lock_is_told_in_time(database: Database) -> None:
    start_counting(database)

    def one(number: int) -> float:
        threading.Event().wait(number * 0.15)  # some queue up behind a transaction that waits already
        started = time.monotonic()
        with pytest.raises(Busy):
            database.run(add_one)
        return time.monotonic() - started

    with somebody_writes(database):
        waits = together(10, one)
    assert max(waits) < 3
    assert database.read(count) == 0


@pytest.mark.only_on("sqlite", why="one thread writes there, and jobs queue for it")
def test_a_job_given_up_by_its_caller_is_never_done(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    start_counting(database)
    monkeypatch.setattr(db, "WAIT_SECONDS", 0.2)
    inside, go_on = threading.Event(), threading.Event()

    def slow(conn: Connection) -> None:
        inside.set()
        go_on.wait(5)

    def impatient() -> None:
        with suppress(Busy):
            database.run(slow)

    thread = threading.Thread(target=impatient)
    thread.start()
    assert inside.wait(5)
    with pytest.raises(Busy, match="nothing was written"):
        database.run(add_one)
    go_on.set()
    thread.join()
    assert database.run(add_one) == 1


def test_a_timeout_raised_by_a_job_is_not_taken_for_a_busy_database(database: Database) -> None:
    def job(conn: Connection) -> None:
        raise TimeoutError("its own")

    with pytest.raises(TimeoutError, match="its own"):
        database.run(job)


@pytest.mark.only_on("sqlite", why="one thread writes there, and would wait for itself")
def test_a_job_can_not_open_the_door_again(database: Database) -> None:
    with pytest.raises(RuntimeError, match="can't start another one"):
        database.run(lambda conn: database.run(add_one))


@pytest.mark.only_on("sqlite", why="the file's own limit of pages stands for a full disk")
def test_a_full_disk_is_said_once_and_writing_goes_on_when_there_is_space(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    start_counting(database)

    def limit(pages: int) -> None:
        with database.engine.connect() as conn:
            driver = conn.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.execute(f"PRAGMA max_page_count={pages}")

    limit(1)
    with pytest.raises(OperationalError, match="full"):
        database.run(add_one_and_much_more)
    assert "The disk is full" in caplog.text
    assert database.read(count) == 0
    limit(1_000_000)
    assert database.run(add_one) == 1


def test_two_transactions_that_cross_both_get_done(database: Database) -> None:
    start_counting(database)
    database.run(lambda conn: config.raise_serial(conn, "other"))
    met = threading.Barrier(2)

    def one(number: int) -> None:
        first_time = [True]

        def job(conn: Connection) -> None:
            names = ["counter", "other"] if number else ["other", "counter"]
            for name in names:
                config.raise_serial(conn, name)
                if first_time and not database.sqlite:
                    first_time.clear()
                    met.wait(5)

        database.run(job)

    together(2, one)
    assert database.read(config.serials) == {"counter": 2, "other": 3}


def test_an_exhausted_pool_is_told_at_once(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "WAIT_SECONDS", 0.2)
    monkeypatch.setattr(db, "READERS", 1)
    monkeypatch.setattr(db, "POOL_SIZE", 1)
    monkeypatch.setattr(db, "OVERFLOW", 0)
    small = Database(database_url)

    def inner(conn: Connection) -> None:
        conn.execute(text("SELECT 1"))
        with pytest.raises(Busy):
            small.read(count)

    small.read(inner)
    assert small.read(count) == 0
    small.close()


@pytest.mark.only_on("postgres", why="a file has no connections to cut")
def test_a_server_that_cut_the_connections_is_found_again(database: Database) -> None:
    start_counting(database)
    with database.engine.connect() as conn:
        conn.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                          " AND pid <> pg_backend_pid()"))  # fmt: skip
    assert [database.run(add_one) for _ in range(3)] == [1, 2, 3]


def test_nothing_is_written_after_close(database_url: str) -> None:
    opened = Database(database_url)
    start_counting(opened)
    opened.close()
    with pytest.raises(RuntimeError, match="closed"):
        opened.run(add_one)


def test_many_first_writers_share_one_writer(database_url: str) -> None:
    opened = Database(database_url)
    names = together(8, lambda _: opened.run(lambda conn: threading.current_thread().ident))
    assert len(set(names)) == (1 if opened.sqlite else 8)
    opened.close()


def tell(conn: Connection) -> None:
    outbox.enqueue(conn, "request", 1, make.notice(), make.NOW)


def test_delivery_is_woken_by_a_commit_that_left_something_to_deliver(database: Database) -> None:
    start_counting(database)
    assert not database.committed.is_set()
    database.run(tell)
    assert database.committed.is_set()


def test_a_commit_with_nothing_to_deliver_wakes_nobody(database: Database) -> None:
    database.run(tell)
    database.committed.clear()
    start_counting(database)
    database.run(add_one)
    database.read(count)
    assert not database.committed.is_set()


def test_delivery_is_woken_by_another_process_that_commits(database: Database, database_url: str) -> None:
    database.watch()
    database.committed.clear()
    other = Database(database_url)
    other.run(tell)
    assert database.committed.wait(5)
    other.close()


@pytest.mark.only_on("postgres", why="only there another process is heard by LISTEN")
def test_a_watcher_that_was_cut_off_listens_again(database: Database, database_url: str) -> None:
    database.watch()
    other = Database(database_url)
    listening = text(
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"
    )
    cut = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND"
               " datname = current_database()")  # fmt: skip
    other.run(lambda conn: conn.execute(cut).all())
    database.committed.clear()
    assert database.committed.wait(10), "it listens again and looks whether it missed something"
    assert other.read(lambda conn: conn.execute(listening).scalar()) == 1
    database.committed.clear()
    other.run(tell)
    assert database.committed.wait(5)
    other.close()


def test_a_database_in_a_folder_with_odd_characters_works(tmp_path: Path) -> None:
    folder = tmp_path / "50% of it's & naïve"
    opened = Database(f"sqlite:///{folder}/broker.sqlite3")
    opened.run(lambda conn: conn.execute(text("CREATE TABLE here (n INTEGER)")))
    opened.close()
    assert (folder / "broker.sqlite3").is_file()
