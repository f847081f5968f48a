"""How late escalations are: at the pace of ten thousand an hour, sixty times as fast, and two thousand in a second.

`python -m benchmarks.lagging 10000 3600 1 PostgreSQL` measures any other number within so many seconds of a clock of
that speed, on one database or, without its name, on one after the other.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path

from sqlalchemy import Connection, text

from benchmarks.figures import Part, Target, percentile, say, shown, table
from benchmarks.intake import postgres_server
from benchmarks.process import ROOT, cores, stand_aside
from benchmarks.seeded import fill
from broker_bot.clock import FakeClock, machine_time
from broker_bot.domain import ladder
from broker_bot.domain.model import Rung
from broker_bot.matching.encoder import OFF, VARIABLE
from broker_bot.service import Service
from broker_bot.service.registry import HANDLERS, WAKERS
from broker_bot.store import queries, wakes
from broker_bot.store.db import Database

SPEED = 60
"""In the second run the clock goes so many times as fast as the machine's: an hour passes in a minute."""


@dataclass(frozen=True, slots=True)
class Run:
    """So many rows due within a time, on a clock of that speed, and what of it may be at most `bound` seconds late.

    Without a bound it only shows what happens beyond the goal.
    """

    due: int
    within: timedelta
    speed: int
    bounds: str = ""
    bound: float = 0.0

    @property
    def when(self) -> str:
        seconds = self.within.total_seconds() / self.speed
        known = {3600.0: "in an hour", 60.0: "in a minute", 1.0: "in a second"}
        return known.get(seconds, f"in {seconds:.0f} seconds")

    @property
    def file(self) -> str:
        return f"{self.when.replace(' ', '_')}.sqlite3"


RUNS = (
    Run(500, timedelta(minutes=3), 1, "p99", 5.0),
    Run(10_000, timedelta(hours=1), SPEED),
    Run(2_000, timedelta(seconds=1), 1, "the last", 30.0),
)
SMALL = (
    Run(30, timedelta(seconds=11), 1, "p99", 5.0),
    Run(300, timedelta(hours=1), SPEED),
    Run(200, timedelta(seconds=1), 1, "the last", 30.0),
)

KINDS = 100
"""Requests that are filed; the others are copies of them, in turn."""

COPIES = """
INSERT INTO request (school, unit, route, status, requester, served_by, answered, urgent, opened_at, closed_at,
                     version, body)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {times})
SELECT school, unit, route, status, requester, served_by, answered, urgent, opened_at, closed_at, version, body
FROM n CROSS JOIN (SELECT * FROM request ORDER BY id LIMIT {kinds}) AS one
"""


@dataclass(frozen=True, slots=True)
class Late:
    """One run: how many were due, how late each was committed (machine seconds), posts to Slack and CPU s by then."""

    due: int
    late: tuple[float, ...]
    posts: int
    cpu: float

    def at(self, share: float) -> float:
        return percentile(self.late, share)


def measure(small: bool) -> Part:
    return _measured(SMALL if small else RUNS)


def _measured(runs: Sequence[Run], only: str = "") -> Part:
    rows: list[list[object]] = []
    targets: list[Target] = []
    with tempfile.TemporaryDirectory(prefix="broker-bench-") as name, postgres_server() as running:
        fresh: dict[str, Callable[[Run], str]] = {"SQLite": lambda run: f"sqlite:///{Path(name) / run.file}"}
        if running is not None:
            fresh["PostgreSQL"] = lambda run: running.create()
        for where, run in product([one for one in fresh if only in ("", one)], runs):
            found = _ran(fresh[where](run), run)
            middle, nearly, last = found.at(0.5), found.at(0.99), max(found.late)
            what = f"{where}: {run.due:,} due {run.when}"
            say(f"  {what}: p99 {nearly:.2f} s, the last {last:.2f} s")
            shares = [f"{shown(seconds)} s" for seconds in (middle, nearly, last)]
            counted = [f"{found.posts:,}", f"{shown(found.cpu)} s"]
            rows.append([where, f"{run.due:,} {run.when}", f"{len(found.late):,}", *shares, *counted])
            targets.append(Target(f"{what}, taken", len(found.late), run.due, at_least=True))
            if run.bounds:
                how_late = nearly if run.bounds == "p99" else last
                targets.append(Target(f"{what}, {run.bounds} after its time", how_late, run.bound, "s"))
    head = [
        "database",
        "due",
        "taken",
        "p50 after its time",
        "p99",
        "the last",
        "posts to Slack meanwhile",
        "CPU of it all",
    ]
    return Part((table(head, rows),), tuple(targets))


def _ran(url: str, run: Run) -> Late:
    db = Database(url)
    try:
        start = _waiting(db, run.due, run.within)
    finally:
        db.close()
    mine = cores()[0]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.climber", url, start.isoformat(), str(run.speed)],
        cwd=ROOT, capture_output=True, text=True, check=True, preexec_fn=lambda: os.sched_setaffinity(0, mine),
    )  # fmt: skip
    said = json.loads(done.stdout)
    return Late(said["due"], tuple(said["late"]), said["posts"], said["cpu"])


def _waiting(db: Database, count: int, within: timedelta) -> datetime:
    """`count` requests about whom the ILD must be told, spread evenly over a stretch of time; returns its start."""
    fill(db, KINDS, machine_time())
    district = Service(db, FakeClock(machine_time()), HANDLERS, WAKERS).present.district()
    due = [d.at for r in db.read(queries.open_all) for d in ladder.dues(r, district) if d.rung == Rung.ILD]
    start = max(due) + timedelta(seconds=5)

    def more(conn: Connection) -> None:
        if not db.sqlite:
            conn.execute(text("SET LOCAL statement_timeout = 0"))
        conn.execute(text("DELETE FROM wake"))
        filed = conn.execute(text("SELECT max(id) FROM request")).scalar_one()
        conn.execute(text(COPIES.format(times=count // 50 + 1, kinds=KINDS)))
        copies = conn.execute(text(f"SELECT id FROM request WHERE id > {filed} ORDER BY id LIMIT {count}"))
        ids = [row.id for row in copies]
        for place, ident in enumerate(ids):
            wakes.put(conn, "request", str(ident), start + timedelta(seconds=5) + within * place / len(ids))

    with db.engine.begin() as conn:
        more(conn)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("ANALYZE"))
    return start


def main(due: int, seconds: float, speed: int, only: str = "") -> None:
    stand_aside()
    for shown_table in _measured((Run(due, timedelta(seconds=seconds), speed),), only).tables:
        say(shown_table)


if __name__ == "__main__":
    os.environ[VARIABLE] = OFF
    main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:5])
