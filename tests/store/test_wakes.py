"""Time in rows: each due row is taken once, and one that can't be handled never stops the others."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection

from broker_bot.store import wakes
from broker_bot.store.db import Database
from tests.make import NOW, minutes
from tests.store.together import together


def put(database: Database, ident: str, at: float | None, kind: str = "request") -> None:
    database.run(lambda conn: wakes.put(conn, kind, ident, None if at is None else minutes(at)))


def due(database: Database, at: float = 0, limit: int = 100) -> list[tuple[str, str]]:
    return database.read(lambda conn: wakes.due(conn, minutes(at), limit))


def claim(database: Database, ident: str, at: float = 0) -> bool:
    return database.run(lambda conn: wakes.claim(conn, "request", ident, minutes(at)))


def fail(database: Database, ident: str, at: float = 0) -> bool:
    return database.run(lambda conn: wakes.failed(conn, "request", ident, minutes(at)))


def test_wakes_fall_due_oldest_first(database: Database) -> None:
    for ident, at in [("3", 3), ("1", 1), ("2", 2)]:
        put(database, ident, at)
    assert due(database, 0.9) == []
    assert due(database, 2) == [("request", "1"), ("request", "2")]
    assert due(database, 9, limit=1) == [("request", "1")]
    assert database.read(wakes.next_due) == minutes(1)


def test_an_aggregate_has_one_wake_that_moves_and_goes(database: Database) -> None:
    put(database, "1", 10)
    put(database, "1", 5)
    assert database.read(wakes.counts) == {"waiting": 1, "parked": 0}
    assert due(database, 5) == [("request", "1")]
    put(database, "1", 20, kind="draft")
    put(database, "1", None)
    assert database.read(wakes.next_due) == minutes(20)


def test_a_wake_that_moved_or_is_not_due_is_not_claimed(database: Database) -> None:
    put(database, "1", 0)
    put(database, "1", 10)
    assert not claim(database, "1", 9)
    assert not claim(database, "2", 9)
    assert claim(database, "1", 10)
    assert not claim(database, "1", 10), "taken once"
    assert database.read(wakes.next_due) is None


def test_four_workers_take_each_of_two_hundred_due_rows_once(database: Database) -> None:
    for ident in range(200):
        put(database, str(ident), 0)

    def work(_: int) -> list[str]:
        return [ident for _, ident in due(database, limit=200) if claim(database, ident)]

    found = Counter(ident for some in together(4, work) for ident in some)
    assert len(found) == 200
    assert set(found.values()) == {1}


def test_processes_that_set_the_same_wake_at_once_leave_one(database: Database) -> None:
    together(8, lambda number: put(database, "1", number))
    assert database.read(wakes.counts) == {"waiting": 1, "parked": 0}


def test_a_wake_whose_work_fails_is_still_there(database: Database) -> None:
    put(database, "1", 0)

    def work(conn: Connection) -> None:
        assert wakes.claim(conn, "request", "1", NOW)
        raise ZeroDivisionError

    try:
        database.run(work)
    except ZeroDivisionError:
        assert due(database) == [("request", "1")]


def test_poison_is_put_off_twice_and_then_parked_while_others_go_on(database: Database) -> None:
    put(database, "poison", 0)
    put(database, "good", 0)
    assert not fail(database, "poison")
    assert due(database) == [("request", "good")]
    assert not fail(database, "poison", 1)
    assert ("request", "poison") not in due(database, 2.9)
    assert ("request", "poison") in due(database, 3)
    assert fail(database, "poison", 3), "parked the third time"
    assert due(database, 9999) == [("request", "good")]
    assert not claim(database, "poison", 9999)
    assert database.read(wakes.counts) == {"waiting": 1, "parked": 1}


def test_a_parked_wake_counts_from_zero_when_it_is_set_again(database: Database) -> None:
    put(database, "1", 0)
    for at in (0, 1, 3):
        fail(database, "1", at)
    put(database, "1", 10)
    assert due(database, 10) == [("request", "1")]
    assert not fail(database, "1", 10)


def test_a_failure_of_a_wake_that_is_gone_changes_nothing(database: Database) -> None:
    assert not fail(database, "1")
    assert database.read(wakes.counts) == {"waiting": 0, "parked": 0}
