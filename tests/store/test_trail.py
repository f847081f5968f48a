"""The trail: only ever longer, and no word of it changes unseen."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from broker_bot.domain.model import Event, Reply
from broker_bot.store import trail
from broker_bot.store.db import Database
from tests.make import NOW, minutes
from tests.store.together import together

DROP = {
    "sqlite": ["DROP TRIGGER event_no_update", "DROP TRIGGER event_no_delete"],
    "postgresql": ["DROP TRIGGER event_append_only ON event"],
}
STORY = (
    Event("opened", "p@school.example", {"route": "facilities.hvac", "urgent": False, "schools": ["birch", "élan"]}),
    Event("taken", "frank@office.example"),
    Event("answered", "frank@office.example", {"words": "On our way: 🔧 'quoted' \\ \u2028 line", "number": 7}),
    Event("closed", "clock", {"outcome": None}),
)


def tell(database: Database, aggregate: int = 1, kind: str = "request") -> None:
    def one_by_one(conn: Connection) -> None:
        trail.append(conn, kind, aggregate, STORY[:1], NOW)
        trail.append(conn, kind, aggregate, STORY[1:3], minutes(1.5))
        trail.append(conn, kind, aggregate, STORY[3:], minutes(2))
        trail.append(conn, kind, aggregate, (), minutes(3))

    database.run(one_by_one)


def broken_at(database: Database, aggregate: int = 1) -> int | None:
    return database.read(lambda conn: trail.broken_at(conn, "request", aggregate))


def behind_its_back(database: Database, statement: str) -> None:
    def act(conn: Connection) -> None:
        for drop in DROP[conn.dialect.name]:
            conn.execute(text(drop))
        assert conn.execute(text(statement)).rowcount

    database.run(act)


def test_a_trail_is_read_as_it_was_told(database: Database) -> None:
    tell(database)
    tell(database, 2)
    tell(database, 1, kind="mandate")
    lines = database.read(lambda conn: trail.lines(conn, "request", 1))
    assert [Event(what, actor, data) for _, what, actor, data in lines] == list(STORY)
    assert [at for at, *_ in lines] == [NOW, minutes(1.5), minutes(1.5), minutes(2)]
    rows = database.read(lambda conn: trail.read(conn, "request", 1))
    assert [row.seq for row in rows] == [1, 2, 3, 4]
    assert broken_at(database) is None
    assert broken_at(database, 3) is None, "an empty trail is whole"


def test_the_chain_holds_whatever_zone_an_instant_was_given_in(database: Database) -> None:
    there = NOW.astimezone(timezone(timedelta(hours=-5)))
    database.run(lambda conn: trail.append(conn, "request", 1, STORY[:1], there))
    assert broken_at(database) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET actor = 'nobody' WHERE aggregate = 1 AND seq = 2",
        "DELETE FROM event WHERE aggregate = 1 AND seq = 4",
        "DELETE FROM event",
    ],
)
def test_the_database_refuses_to_change_what_was_told(database: Database, statement: str) -> None:
    tell(database)
    with pytest.raises(DBAPIError, match="append-only"):
        database.run(lambda conn: conn.execute(text(statement)))
    assert broken_at(database) is None
    assert len(database.read(lambda conn: trail.read(conn, "request", 1))) == 4


@pytest.mark.parametrize(
    ("statement", "at"),
    [
        ("UPDATE event SET actor = 'nobody' WHERE aggregate = 1 AND seq = 2", 2),
        ("UPDATE event SET what = 'refused' WHERE aggregate = 1 AND seq = 3", 3),
        ("UPDATE event SET data = '{}' WHERE aggregate = 1 AND seq = 1", 1),
        ("UPDATE event SET at = '2026-10-06 14:00:00+00:00' WHERE aggregate = 1 AND seq = 4", 4),
        ("UPDATE event SET hash = 'abc' WHERE aggregate = 1 AND seq = 2", 2),
        ("DELETE FROM event WHERE aggregate = 1 AND seq = 1", 1),
        ("DELETE FROM event WHERE aggregate = 1 AND seq = 3", 3),
        ("UPDATE event SET seq = 5 WHERE aggregate = 1 AND seq = 3", 3),
        ("UPDATE event SET aggregate = 9 WHERE aggregate = 1 AND seq = 2", 2),
    ],
)
def test_an_edit_behind_its_back_is_found_where_it_was_made(database: Database, statement: str, at: int) -> None:
    tell(database)
    tell(database, 2)
    behind_its_back(database, statement)
    assert broken_at(database, 1) == at
    assert broken_at(database, 2) is None


def test_a_trail_written_by_two_at_once_loses_neither_and_stays_whole(database: Database) -> None:
    """Without the lock a command holds, the second of two on PostgreSQL is refused; its caller tries again."""

    def one(number: int) -> None:
        for _ in range(20):
            while True:
                try:
                    database.run(lambda conn: trail.append(conn, "request", 1, [Event("said", str(number))], NOW))
                    break
                except IntegrityError:
                    continue

    together(4, one)
    rows = database.read(lambda conn: trail.read(conn, "request", 1))
    assert [row.seq for row in rows] == list(range(1, 81))
    assert broken_at(database) is None


def test_a_delivery_that_comes_twice_gets_the_answer_of_the_first(database: Database) -> None:
    answer = Reply("Done.", errors={"text": "too long"}, refused=True)
    assert database.read(lambda conn: trail.seen(conn, "key")) is None
    database.run(lambda conn: trail.remember(conn, "key", answer, NOW))
    with pytest.raises(IntegrityError):
        database.run(lambda conn: trail.remember(conn, "key", Reply("Again."), NOW))
    assert database.read(lambda conn: trail.seen(conn, "key")) == answer


def test_of_eight_deliveries_at_once_one_is_accepted(database: Database) -> None:
    def one(number: int) -> bool:
        try:
            database.run(lambda conn: trail.remember(conn, "key", Reply(str(number)), NOW))
        except IntegrityError:
            return False
        return True

    won = together(8, one)
    assert sum(won) == 1
    assert database.read(lambda conn: trail.seen(conn, "key")) == Reply(str(won.index(True)))
