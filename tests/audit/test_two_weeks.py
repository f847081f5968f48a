"""Two weeks of a simulated school year: the auditor finds nothing; with twenty faults planted it names all of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from benchmarks.year import Figures, simulate
from broker_bot.audit import Books, Finding, examine, read_books, trails
from broker_bot.domain.model import Request
from broker_bot.matching import encoder
from broker_bot.store.db import Database

REQUESTS = 110
EACH = 5
Lines = list[tuple[datetime, str, Any]]


@dataclass(frozen=True, slots=True)
class Weeks:
    """What two weeks left behind."""

    figures: Figures
    books: Books
    trails: list[tuple[Request, Lines]]
    db: Database
    now: datetime


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weeks]:
    """November 16 to 29, 2026: an early closing on the 19th, a half day and a holiday."""
    before = os.environ.get("BROKER_MODEL")
    os.environ["BROKER_MODEL"] = "off"
    encoder.forget()
    folder = tmp_path_factory.mktemp("weeks")
    figures, db, now = simulate(REQUESTS, 2, 11, folder, lambda words: None, date(2026, 11, 16))
    books = db.read(lambda conn: read_books(conn, now - timedelta(days=16), now))
    yield Weeks(figures, books, db.read(lambda conn: [(r, list(t)) for r, t in trails(conn, 0, 1000)]), db, now)
    db.close()
    os.environ.pop("BROKER_MODEL")
    if before is not None:
        os.environ["BROKER_MODEL"] = before
    encoder.forget()


def test_nothing_is_early_doubled_missing_or_for_the_wrong_person(weeks: Weeks) -> None:
    assert weeks.figures.report.findings == ()
    assert weeks.figures.report.examined == weeks.figures.requests >= REQUESTS * 0.9
    assert weeks.figures.restarts >= 2 and weeks.figures.stuck == 0
    steps = [what for _, lines in weeks.trails for _, what, _ in lines if what.startswith("ladder.")]
    assert {"ladder.contact", "ladder.lead", "ladder.ild"} <= set(steps) and len(steps) > 40


def planted(weeks: Weeks) -> tuple[list[tuple[Request, Lines]], set[tuple[int, str, str]]]:
    """The trails with five faults of each kind, one a request, and what they are."""
    faults: set[tuple[int, str, str]] = set()
    wanted = [what for what in ("early", "doubled", "missing", "wrong person") for _ in range(EACH)]
    changed = []
    for request, lines in weeks.trails:
        place = next((n for n, (_, what, facts) in enumerate(lines) if suits(what, facts) and alone(lines, n)), None)
        if place is None or not wanted:
            changed.append((request, lines))
            continue
        what = wanted.pop(0)
        at, kind, facts = lines[place]
        fresh = {
            "early": [(at - timedelta(minutes=3), kind, facts)],
            "doubled": [lines[place], (at + timedelta(minutes=2), kind, facts)],
            "missing": [],
            "wrong person": [(at, kind, {**facts, "to": ["somebody.else@cedargrove.example"]})],
        }[what]
        changed.append((request, [*lines[:place], *fresh, *lines[place + 1 :]]))
        faults.add((request.id, kind.removeprefix("ladder."), what))
    assert not wanted, "the two weeks have too few steps to plant all faults"
    return changed, faults


def suits(what: str, facts: Any) -> bool:
    return what in ("ladder.contact", "ladder.lead") and facts["how"] == "sent"


def alone(lines: Lines, place: int) -> bool:
    """Whether nothing happened to the request for a quarter of an hour after the step."""
    after = [at for at, _, _ in lines[place + 1 :]]
    return bool(after) and after[0] - lines[place][0] > timedelta(minutes=15)


def test_twenty_planted_faults_are_all_named_and_nothing_else_is(weeks: Weeks) -> None:
    changed, faults = planted(weeks)
    found = examine(weeks.books, changed)
    assert {(f.request, f.rung, f.what) for f in found} == faults
    assert len(found) == len(faults) == 4 * EACH


@pytest.mark.parametrize("rung", ["ild", "last"])
def test_a_packet_that_went_to_nobody_is_missing_and_one_sent_twice_is_doubled(weeks: Weeks, rung: str) -> None:
    kind = {"ild": "packet", "last": "last_step"}[rung]
    request, lines, facts = next(
        (request, lines, facts)
        for request, lines in weeks.trails
        for _, what, facts in lines
        if what == f"ladder.{rung}" and facts["how"] == "sent"
    )
    key = (request.id, kind, facts["to"][0], facts["clock"])
    assert key in weeks.books.delivered
    lost = Books(**{**vars(weeks.books), "delivered": weeks.books.delivered - {key}})
    twice = Books(**{**vars(weeks.books), "doubled": frozenset({key})})
    assert [(f.rung, f.what) for f in examine(lost, [(request, lines)])] == [(rung, "missing")]
    assert [(f.rung, f.what) for f in examine(twice, [(request, lines)])] == [(rung, "doubled")]


def test_a_finding_says_what_was_due_and_what_was_done() -> None:
    at = datetime.fromisoformat("2026-11-17T15:00+00:00")
    found = Finding(12, "lead", "early", at + timedelta(minutes=30), at, "")
    assert str(found) == "R-12 lead: early, due 2026-11-17 15:30 UTC, taken 2026-11-17 15:00 UTC"
