"""Taking what is due: oldest first, each row once, and past the rows that another worker has in hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from broker_bot.clock import FakeClock
from broker_bot.service import Service
from broker_bot.store import wakes
from broker_bot.store.db import Database
from tests.make import NOW
from tests.store.together import together

DUE = 60


def due(database: Database) -> tuple[Service, list[str]]:
    """DUE rows, a second between each two, and what is taken of them in this order."""
    taken: list[str] = []

    def take(_: Service, conn: Connection, ident: str, now: object) -> None:
        taken.append(ident)

    def land(conn: Connection) -> None:
        for number in range(DUE):
            wakes.put(conn, "probe", f"{number:02}", NOW - timedelta(seconds=DUE - number))

    database.run(land)
    return Service(database, FakeClock(NOW), {}, {"probe": take}), taken


def test_one_worker_takes_the_oldest_first(database: Database) -> None:
    service, taken = due(database)
    assert service.wake_due() == DUE
    assert taken == [f"{number:02}" for number in range(DUE)]
    assert service.wake_due() == 0


@pytest.mark.only_on("postgres", why="several workers need it")
def test_rows_that_another_worker_has_are_passed_and_come_again(database: Database) -> None:
    service, taken = due(database)
    with database.engine.begin() as other:
        other.execute(text("SELECT id FROM wake WHERE id IN ('00', '07', '59') FOR UPDATE"))
        assert service.wake_due() == DUE - 3
    assert set(taken) == {f"{n:02}" for n in range(DUE)} - {"00", "07", "59"}
    assert service.wake_due() == 3
    assert sorted(taken) == [f"{number:02}" for number in range(DUE)]


@pytest.mark.only_on("postgres", why="several workers need it")
def test_four_workers_take_each_row_once(database: Database) -> None:
    service, taken = due(database)
    woken = together(4, lambda _: service.wake_due())
    assert sum(woken) == DUE and sorted(taken) == [f"{number:02}" for number in range(DUE)]


def test_a_request_that_fails_is_put_off_and_those_taken_with_it_go_on(database: Database) -> None:
    """Requests are taken ten in a transaction; the ten with the bad one are undone together and taken singly."""
    taken: list[str] = []

    def take(_: Service, conn: Connection, ident: str, now: object) -> None:
        taken.append(ident)
        wakes.put(conn, "was taken", ident, NOW + timedelta(days=1))
        if ident == "07":
            raise ValueError("a bad row")

    def land(conn: Connection) -> None:
        for number in range(25):
            wakes.put(conn, "request", f"{number:02}", NOW - timedelta(seconds=25 - number))

    database.run(land)
    service = Service(database, FakeClock(NOW), {}, {"request": take})
    assert service.wake_due() == 25
    rest = [f"{number:02}" for number in range(25)]
    assert taken == [*rest[:8], *rest[:10], *rest[10:]]
    done = database.read(lambda conn: wakes.of_kind(conn, "was taken"))
    assert done == set(rest) - {"07"}
    assert database.read(lambda conn: wakes.of_kind(conn, "request")) == {"07"}
    assert service.wake_due() == 0, "put off for a minute"
