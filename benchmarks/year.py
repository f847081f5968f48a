"""A simulated school year of Cedar Grove, audited at its end: python -m benchmarks.year [--requests 10000] [--weeks 40]

Requests, answers, hand-overs, calls for help, absences, snow days, protected time and restarts go through the bot's own
service, clock, wakes and courier. Slack is a door that takes everything; cards and Homes are not drawn, for nobody's
phone sounds for them. How people behave is drawn at random with a seed (`year_people.py`).
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time as machine
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import text

from benchmarks.seeded import service
from benchmarks.year_engine import QUIET_KINDS, Year
from benchmarks.year_people import People
from broker_bot.audit import Report, audit
from broker_bot.clock import FakeClock
from broker_bot.domain.district import District
from broker_bot.store.db import Database

FIRST_DAY = date(2026, 8, 24)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a year came to. `weekly` are non-safety messages of each director in each week."""

    requests: int
    report: Report
    weekly: tuple[int, ...]
    restarts: int
    stuck: int

    @property
    def median(self) -> float:
        return statistics.median(self.weekly)

    @property
    def p95(self) -> float:
        return sorted(self.weekly)[min(len(self.weekly) - 1, int(len(self.weekly) * 0.95))]


def simulate(
    wanted: int, weeks: int, seed: int, folder: Path, say: Callable[[str], None], first: date = FIRST_DAY
) -> tuple[Figures, Database, datetime]:
    """Run it in a fresh SQLite file; the caller closes the database."""
    db = Database(f"sqlite:///{folder / 'year.sqlite3'}")
    zone = ZoneInfo("America/Chicago")
    clock = FakeClock(datetime.combine(first, time(5), zone).astimezone(UTC))
    made, district = service(db, clock)
    year = Year(db, clock, made, district, random.Random(seed))
    year.start()
    People(year, first, weeks, wanted)
    end = clock.now() + timedelta(weeks=weeks)
    year.run(end, say)
    say("auditing")
    report = db.read(lambda conn: audit(conn, clock.now()))
    return (
        Figures(_count(db, "request"), report, _weekly(db, district, zone, first, weeks), year.restarts, _stuck(db)),
        db,
        clock.now(),
    )


def _count(db: Database, table: str) -> int:
    return int(db.read(lambda conn: conn.execute(text(f"SELECT count(*) FROM {table}")).scalar()) or 0)


def _stuck(db: Database) -> int:
    wake = "SELECT count(*) FROM wake WHERE parked"
    rows = "SELECT count(*) FROM outbox WHERE state NOT IN ('sent', 'dropped')"
    return sum(int(db.read(lambda conn, q=q: conn.execute(text(q)).scalar()) or 0) for q in (wake, rows))  # type: ignore[misc]


def _weekly(db: Database, district: District, zone: ZoneInfo, first: date, weeks: int) -> tuple[int, ...]:
    """Messages that made a director's phone sound, danger left out, for each director and week."""
    query = f"SELECT recipient, created_at FROM outbox WHERE state = 'sent' AND priority > 0 AND NOT {QUIET_KINDS}"
    found = {(ild, n): 0 for ild in set(district.networks.values()) for n in range(weeks)}
    for row in db.read(lambda conn: conn.execute(text(query)).all()):
        at = datetime.fromisoformat(str(row.created_at)).replace(tzinfo=UTC).astimezone(zone)
        key = (row.recipient, (at.date() - first).days // 7)
        if key in found:
            found[key] += 1
    return tuple(found.values())


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.year", description=__doc__)
    asked.add_argument("--requests", type=int, default=10_000)
    asked.add_argument("--weeks", type=int, default=40)
    asked.add_argument("--seed", type=int, default=2026)
    given = asked.parse_args()
    began = machine.monotonic()
    os.environ.setdefault("BROKER_MODEL", "off")

    def say(words: str) -> None:
        sys.stderr.write(f"{machine.monotonic() - began:6.0f} s  {words}\n")

    with tempfile.TemporaryDirectory(prefix="broker-year-") as folder:
        figures, db, _ = simulate(given.requests, given.weeks, given.seed, Path(folder), say)
        db.close()
    sys.stdout.write(words_of(figures))
    raise SystemExit(1 if figures.report.findings else 0)


def words_of(figures: Figures) -> str:
    """The figures, a line each."""
    kinds = {
        what: sum(f.what == what for f in figures.report.findings)
        for what in ("early", "doubled", "missing", "wrong person")
    }
    lines = [
        f"requests: {figures.requests}",
        f"restarts: {figures.restarts}",
        *(f"{what} escalations: {count}" for what, count in kinds.items()),
        f"messages of a director in a week, danger left out: median {figures.median:g}, p95 {figures.p95:g}",
        f"rows left open or parked: {figures.stuck}",
        *(str(finding) for finding in figures.report.findings[:20]),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
