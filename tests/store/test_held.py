"""Reminders held for a person's hourly batch: at most one message an hour, and none lost."""

from __future__ import annotations

from datetime import timedelta
from itertools import count, pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from broker_bot.domain.model import Held, Rung
from broker_bot.store import held, wakes
from broker_bot.store.db import Database
from tests.make import minutes
from tests.store.together import together

_numbers = count()
FRANK = "frank@office.example"


def one(request: int, rung: Rung = Rung.CONTACT, clock: int = 1, person: str = FRANK) -> Held:
    return Held(person, request, rung, clock)


def hold(database: Database, at: float, *reminders: Held) -> None:
    database.run(lambda conn: held.hold(conn, reminders, minutes(at)))


def take(database: Database, at: float, person: str = FRANK) -> list[Held]:
    return database.run(lambda conn: held.take(conn, person, minutes(at)))


def woken(database: Database, person: str, at: float) -> bool:
    return database.run(lambda conn: wakes.claim(conn, "batch", person, minutes(at)))


def due(database: Database, at: float) -> list[tuple[str, str]]:
    return database.read(lambda conn: wakes.due(conn, minutes(at)))


def test_the_first_reminder_goes_at_once(database: Database) -> None:
    hold(database, 0, one(1))
    assert due(database, 0) == [("batch", FRANK)]
    assert take(database, 0) == [one(1)]
    assert take(database, 0) == []


def test_within_the_hour_reminders_wait_and_go_together_oldest_first(database: Database) -> None:
    hold(database, 0, one(1))
    take(database, 0)
    assert woken(database, FRANK, 0)
    hold(database, 10, one(3))
    hold(database, 50, one(2, Rung.LEAD))
    assert due(database, 59.9) == []
    assert due(database, 60) == [("batch", FRANK)]
    assert take(database, 60) == [one(3), one(2, Rung.LEAD)]


def test_after_a_quiet_hour_the_next_one_goes_at_once(database: Database) -> None:
    hold(database, 0, one(1))
    take(database, 0)
    hold(database, 61, one(2))
    assert due(database, 61) == [("batch", FRANK)]


def test_the_same_step_of_the_same_request_is_held_once_with_the_newest_clock(database: Database) -> None:
    hold(database, 0, one(1), one(1), one(1, Rung.LEAD))
    hold(database, 1, one(1, clock=2))
    assert take(database, 2) == [one(1, Rung.LEAD), one(1, clock=2)]


def test_everybody_has_an_hour_of_their_own(database: Database) -> None:
    grace = one(1, person="grace@office.example")
    hold(database, 0, one(1), grace)
    assert take(database, 0) == [one(1)]
    hold(database, 5, one(2))
    assert due(database, 5) == [("batch", grace.person)]
    assert take(database, 5, grace.person) == [grace]


def test_of_reminders_held_while_a_batch_is_taken_none_is_lost_or_told_twice(database: Database) -> None:
    def work(number: int) -> list[Held]:
        if number:
            for request in range(number * 100, number * 100 + 25):
                hold(database, 0, one(request))
            return []
        return [reminder for _ in range(40) for reminder in take(database, 0)]

    told = [reminder for some in together(4, work) for reminder in some] + take(database, 0)
    wanted = [one(request) for number in (1, 2, 3) for request in range(number * 100, number * 100 + 25)]
    assert sorted(r.request for r in told) == [r.request for r in wanted]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(arrivals=some.lists(some.integers(0, 30).map(lambda n: n * 10), min_size=1, max_size=12).map(sorted))
def test_a_person_gets_at_most_one_batch_an_hour_and_waits_at_most_one(database: Database, arrivals: list[int]) -> None:
    """Reminders arrive at these minutes; a tick comes every ten."""
    person = f"p{next(_numbers)}@office.example"
    batches, waited = [], []
    for minute in range(0, 370, 10):
        for request, at in enumerate(arrivals):
            if at == minute:
                hold(database, minute, one(request, person=person))
        if woken(database, person, minute):
            batches.append(minute)
            waited += [minute - arrivals[reminder.request] for reminder in take(database, minute, person)]
    assert all(later - earlier >= held.EVERY / timedelta(minutes=1) for earlier, later in pairwise(batches))
    assert len(waited) == len(arrivals)
    assert max(waited) <= 60
