"""The weekly page: one a principal a week, whatever stops in between, and only with what applies to the reader."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection

from broker_bot.domain.district import District
from broker_bot.service import weekly
from broker_bot.service.demands import arm
from broker_bot.store import demands, wakes
from broker_bot.store.db import Database
from tests.service.gate import DUPREE, Gate, large

WEEK = date(2026, 12, 7)
SEND = "2026-12-07 06:30"


@pytest.fixture
def gate(database: Database, district: District) -> Gate:
    return Gate(database, district)


def of_level(gate: Gate, *levels: str) -> set[str]:
    return {s.principal for s in gate.district.schools.values() if set(levels) & set(s.levels)}


def test_each_of_24_principals_gets_one_page_with_only_what_applies(gate: Gate) -> None:
    gate.submit(title="For all", minutes="5")
    gate.submit(title="For high schools", levels=("high",))
    gate.submit(title="For English learner programs", programs=("ell",))
    gate.submit(title="For new principals", new_only=True)
    gate.submit(title="Never decided")
    for number, tier in enumerate(("must", "must", "brief", "fyi"), start=1):
        gate.decide_everywhere(number, tier)
    gate.go_to(SEND)
    readers = {s.principal: s for s in gate.district.schools.values()}
    assert len(readers) == 24
    assert Counter(row.recipient for row in gate.rows("digest")) == Counter(list(readers))
    titles = {principal: gate.titles(principal) for principal in readers}
    assert {p for p, seen in titles.items() if "For all" in seen} == set(readers)
    assert {p for p, seen in titles.items() if "For high schools" in seen} == of_level(gate, "high")
    ell = {p for p, s in readers.items() if "ell" in s.programs}
    assert {p for p, seen in titles.items() if "For English learner programs" in seen} == ell
    new = {
        p.id for p in gate.district.people.values() if p.id in readers and p.started and p.started > date(2024, 12, 7)
    }
    assert new and {p for p, seen in titles.items() if "For new principals" in seen} == new
    assert not any("Never decided" in seen for seen in titles.values())


def test_an_empty_week_is_one_line(gate: Gate) -> None:
    gate.go_to(SEND)
    drawn = gate.drawn(gate.rows("digest")[0])
    assert drawn is not None and len(drawn.message.blocks) == 1
    assert drawn.message.blocks[0]["text"]["text"] == "*Nothing for you this week. Enjoy your classrooms.*"


def test_a_second_wake_of_a_page_or_of_the_week_sends_nothing(gate: Gate) -> None:
    gate.submit()
    gate.decide_everywhere(1, "must")
    gate.go_to(SEND)
    before = gate.page()

    def again(conn: Connection) -> None:
        wakes.put(conn, "week", "2026-12-07", gate.clock.now())
        for issue in range(1, 25):
            wakes.put(conn, "issue", str(issue), gate.clock.now())

    gate.submit(title="Too late for this one")
    gate.decide_everywhere(2, "must")
    gate.db.run(again)
    gate.go_to("2026-12-07 12:00")
    assert (gate.pages(WEEK), len(gate.rows("digest"))) == (24, 24)
    assert gate.page() == before


def test_a_page_is_frozen_when_it_is_sent(gate: Gate) -> None:
    gate.submit()
    gate.decide_everywhere(1, "must")
    gate.go_to(SEND)
    gate.decide_everywhere(1, "declined", reason="Settled otherwise.")
    assert gate.titles() == ["Send your bell schedule"]


def test_a_process_that_dies_between_two_chunks_leaves_the_rest_to_the_next(
    database_url: str, district: District
) -> None:
    first = Gate(Database(database_url), large(district, 250), datetime(2026, 12, 7, 12, 29, tzinfo=UTC))
    first.submit()
    first.decide(1, "must")
    first.clock.advance(minutes=1)
    first.service.wake_due()
    assert len(first.db.read(lambda conn: wakes.due(conn, first.clock.now(), 1000))) == 101
    first.db.close()

    second = Gate(Database(database_url), large(district, 250), first.clock.now())
    arm(second.service)
    second.go_to("2026-12-07 12:00")
    sent = Counter(row.recipient for row in second.rows("digest"))
    assert set(sent) == {p for p, _ in weekly.readers(second.district)} and set(sent.values()) == {1}
    assert second.pages(WEEK) == 250
    second.db.close()


class Killed(Exception):
    """Stands for a process that ends here."""


def test_a_chunk_that_was_not_committed_is_done_again(gate: Gate) -> None:
    gate.clock.jump_to(datetime(2026, 12, 7, 12, 30, tzinfo=UTC))

    def dies(conn: Connection) -> None:
        assert wakes.claim(conn, "week", "2026-12-07", gate.clock.now())
        weekly.week_woke(gate.service, conn, "2026-12-07", gate.clock.now())
        raise Killed

    with pytest.raises(Killed):
        gate.db.run(dies)
    assert gate.pages(WEEK) == 0
    gate.go_to(SEND)
    assert (gate.pages(WEEK), len(gate.rows("digest"))) == (24, 24)


def test_the_week_wakes_itself_again_also_over_a_clock_change(database: Database, district: District) -> None:
    gate = Gate(database, district, datetime(2027, 3, 5, 18, 0, tzinfo=UTC))
    gate.go_to("2027-03-15 06:30")
    assert (gate.pages(date(2027, 3, 8)), gate.pages(date(2027, 3, 15))) == (24, 24)
    composed = gate.page().composed_at
    assert composed == datetime(2027, 3, 15, 11, 30, tzinfo=UTC)


def test_a_week_that_was_slept_over_is_not_sent_after_the_next_one(gate: Gate) -> None:
    gate.clock.jump_to(datetime(2026, 12, 16, 15, 0, tzinfo=UTC))
    arm(gate.service)
    gate.go_to("2026-12-16 12:00")
    assert (gate.pages(WEEK), gate.pages(date(2026, 12, 14))) == (0, 24)


def test_a_break_has_no_page_and_loses_nothing(gate: Gate) -> None:
    gate.submit()
    gate.go_to("2026-12-22 10:00")
    gate.decide(1, "fyi")
    gate.go_to("2027-01-02 10:00")
    assert gate.titles() == []
    gate.go_to("2027-01-04 06:30")
    assert gate.titles() == ["Send your bell schedule"]
    gate.go_to("2027-01-11 06:30")
    assert gate.titles() == []


def test_arming_again_changes_nothing_and_follows_the_files(gate: Gate) -> None:
    first = gate.db.read(demands.week_wakes)
    arm(gate.service)
    assert gate.db.read(demands.week_wakes) == first == [("2026-12-07", datetime(2026, 12, 7, 12, 30, tzinfo=UTC))]


def test_somebody_who_is_no_principal_any_more_gets_no_page(gate: Gate) -> None:
    gate.clock.jump_to(datetime(2026, 12, 7, 12, 30, tzinfo=UTC))
    gate.db.run(lambda conn: demands.open_issues(conn, WEEK, [("left@cedargrove.example", "north")]))
    gate.db.run(lambda conn: wakes.put(conn, "issue", "1", gate.clock.now()))
    gate.go_to(SEND)
    assert gate.pages(WEEK) == 24
    assert "left@cedargrove.example" not in {row.recipient for row in gate.rows("digest")}
    assert DUPREE in {row.recipient for row in gate.rows("digest")}


def test_a_second_page_of_a_week_is_not_opened(gate: Gate) -> None:
    opened = gate.db.run(lambda conn: demands.open_issues(conn, WEEK, [(DUPREE, "north")]))
    assert len(opened) == 1
    assert gate.db.run(lambda conn: demands.open_issues(conn, WEEK, [(DUPREE, "north")])) == []
