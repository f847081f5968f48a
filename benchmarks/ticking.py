"""The tick: what it costs to look when nothing is due, and to take a hundred due requests up their ladder."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, text

from benchmarks.figures import Figure, Part, Target, figure, say, table
from benchmarks.intake import postgres_server
from benchmarks.process import ROOT, cores
from benchmarks.seeded import fill
from broker_bot.clock import FakeClock, machine_time
from broker_bot.service import Service
from broker_bot.service.registry import HANDLERS, WAKERS
from broker_bot.store import wakes
from broker_bot.store.db import Database

SIZES = (1_000, 1_000_000)
LOOKS, TURNS = 30, 7
DUE = 100
TOGETHER, WORKERS = 600, 4
"""Due at once for one worker and for four, on PostgreSQL."""

READ = 3_000
"""So many requests have a body; the rest never falls due here and is never read."""

MORE = """
INSERT INTO request (school, unit, route, status, requester, served_by, answered, urgent, opened_at, closed_at,
                     version, body)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
SELECT school, unit, route, status, requester, served_by, answered, urgent, opened_at, closed_at, version,
       CASE WHEN i <= {read} THEN body ELSE '' END
FROM n CROSS JOIN (SELECT * FROM request ORDER BY id LIMIT 1) AS one
"""
"""Copies of the first request."""

WAKES = """
INSERT INTO wake (kind, id, due_at, tries, parked)
SELECT 'request', CAST(request.id AS VARCHAR(20)), one.due_at, 0, {no}
FROM request CROSS JOIN (SELECT due_at FROM wake WHERE kind = 'request' ORDER BY due_at LIMIT 1) AS one
WHERE CAST(request.id AS VARCHAR(20)) NOT IN (SELECT id FROM wake WHERE kind = 'request')
"""


@dataclass(frozen=True, slots=True)
class Swept:
    """One database: nothing due in us, DUE due in ms, DUE rows claimed raw in us; `at` is when its wakes fall due."""

    size: int
    idle: Figure
    due: Figure
    raw: Figure
    at: datetime


def measure(small: bool) -> Part:
    sizes = (1000, 5000) if small else SIZES
    found: dict[str, list[Swept]] = {}
    tables: list[str] = []
    targets: list[Target] = []
    with tempfile.TemporaryDirectory(prefix="broker-bench-") as name, ExitStack() as stack:
        urls = [f"sqlite:///{Path(name) / f'{size}.sqlite3'}" for size in sizes]
        found["SQLite"] = _measured("SQLite", urls, sizes)
        running = stack.enter_context(postgres_server())
        if running is not None:
            urls = [running.create() for _ in sizes]
            found["PostgreSQL"] = _measured("PostgreSQL", urls, sizes)
            tables, targets = _together(urls[-1], found["PostgreSQL"][-1].at, 100 if small else TOGETHER)
    head = [
        "database",
        "open requests",
        "nothing due",
        f"{DUE} due, each decided and written",
        f"{DUE} rows claimed raw",
    ]
    rows = [[where, f"{one.size:,}", one.idle, one.due, one.raw] for where, pair in found.items() for one in pair]
    targets = [target for where, pair in found.items() for target in _targets(where, *pair)] + targets
    return Part((table(head, rows), *tables), tuple(targets))


def _targets(where: str, few: Swept, many: Swept) -> list[Target]:
    sizes = f"{many.size:,} : {few.size:,} open"
    return [
        Target(f"{where}: nothing due, {many.size:,} open", many.idle.median / 1000, 1.0, "ms"),
        Target(f"{where}: nothing due, {sizes}", many.idle.median / few.idle.median, 2.0),
        Target(f"{where}: {DUE} due, {sizes}", many.due.median / few.due.median, 2.0),
        Target(f"{where}: {DUE} due : raw claim of their rows", many.due.median / (many.raw.median / 1000), 3.0),
    ]


def _measured(where: str, urls: list[str], sizes: tuple[int, ...]) -> list[Swept]:
    """All sizes of one database, turn by turn."""
    with ExitStack() as stack:
        opened = []
        for url, size in zip(urls, sizes, strict=True):
            say(f"  {where}: filling in {size:,} open requests")
            db = Database(url)
            stack.callback(db.close)
            opened.append(_filled(db, size))
        looks: list[list[float]] = [[] for _ in sizes]
        raw: list[list[float]] = [[] for _ in sizes]
        due: list[list[float]] = [[] for _ in sizes]
        for turn in range(TURNS):
            for place, made in enumerate(opened):
                looks[place] += [_timed(made.wake_due) * 1e6 for _ in range(LOOKS)]
                raw[place].append(_raw(made.db, turn) * 1e6)
                due[place].append(_due(made, turn) * 1e3)
        found = [
            Swept(size, figure(looks[n], "us"), figure(due[n], "ms"), figure(raw[n], "us"), opened[n].clock.now())
            for n, size in enumerate(sizes)
        ]
    for one in found:
        say(f"  {where}, {one.size:,} open: {one.idle} nothing due; {one.due} for {DUE}")
    return found


def _filled(db: Database, size: int) -> Service:
    """`size` requests opened now; business time stands at the moment when the first of their wakes would be due."""
    fill(db, 20, machine_time())

    def more(conn: Connection) -> datetime:
        if not db.sqlite:
            conn.execute(text("SET LOCAL statement_timeout = 0"))
        conn.execute(text("DELETE FROM wake WHERE kind <> 'request'"))
        conn.execute(text(MORE.format(count=size - 20, read=READ)))
        conn.execute(text(WAKES.format(no="FALSE" if not db.sqlite else "0")))
        first = wakes.next_due(conn)
        assert first is not None
        return first

    with db.engine.begin() as conn:
        at = more(conn)
        _put_off(conn, at)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("ANALYZE"))
    return Service(db, FakeClock(at), HANDLERS, WAKERS)


def _together(url: str, at: datetime, due: int) -> tuple[list[str], list[Target]]:
    """One worker, then four, over as many due requests each, in processes of their own on all cores."""
    took: dict[int, tuple[int, float]] = {}
    db = Database(url)
    try:
        for turn, workers in enumerate((1, WORKERS)):
            ids = [str(1_000 + turn * due + n) for n in range(due)]

            def land(conn: Connection, ids: list[str] = ids) -> None:
                for ident in ids:
                    wakes.put(conn, "request", ident, at)

            db.run(land)
            took[workers] = _sweep(url, workers)
            say(f"  {workers} at once: {took[workers][0]} of {due} taken in {took[workers][1]:.2f} s")
    finally:
        db.close()
    rate = {workers: total / seconds for workers, (total, seconds) in took.items()}
    rows = [[workers, due, took[workers][0], f"{rate[workers]:,.0f}"] for workers in took]
    targets = [
        Target(f"PostgreSQL: {WORKERS} workers took {due} due, each once", took[WORKERS][0], due),
        Target(f"PostgreSQL: rows a second, {WORKERS} workers : one", rate[WORKERS] / rate[1], 1.5, at_least=True),
    ]
    return [table(["workers on PostgreSQL, all cores", "due", "taken", "rows a second"], rows)], targets


def _sweep(url: str, workers: int) -> tuple[int, float]:
    """(rows taken by all together, seconds until the last had nothing left)."""
    every = cores()[0] | cores()[1]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.sweeper", url], cwd=ROOT, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, preexec_fn=lambda: os.sched_setaffinity(0, every),
        )
        for _ in range(workers)
    ]  # fmt: skip
    for worker in running:
        assert worker.stdout is not None and worker.stdout.readline() == "ready\n"
    for worker in running:
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    said = [worker.communicate(timeout=120)[0].split() for worker in running]
    return sum(int(total) for total, _ in said), max(float(seconds) for _, seconds in said)


def _put_off(conn: Connection, at: datetime) -> None:
    from sqlmodel import update

    from broker_bot.store.tables import WakeRow

    conn.execute(update(WakeRow).values(due_at=at + timedelta(days=3650)))


def _raw(db: Database, turn: int) -> float:
    """Seconds to take DUE rows in one statement and one commit: the floor of any sweep."""
    ids = ", ".join(f"'{i}'" for i in range(1000 + turn * DUE, 1000 + (turn + 1) * DUE))
    return _timed(
        lambda: db.run(
            lambda conn: conn.execute(text(f"UPDATE wake SET tries = 0 WHERE kind = 'request' AND id IN ({ids})"))
        )
    )


def _due(made: Service, turn: int) -> float:
    now = made.clock.now()
    ids = [str(21 + turn * DUE + n) for n in range(DUE)]

    def land(conn: Connection) -> None:
        for ident in ids:
            wakes.put(conn, "request", ident, now)

    made.db.run(land)
    seconds = _timed(made.wake_due)
    while made.wake_due():
        pass
    return seconds


def _timed(fn: object) -> float:
    started = time.perf_counter()
    fn()  # type: ignore[operator]
    return time.perf_counter() - started
