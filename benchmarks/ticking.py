"""The tick: what it costs to look when nothing is due, and to take a hundred due requests up their ladder."""

from __future__ import annotations

import tempfile
import time
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, text

from benchmarks.figures import Figure, Part, Target, figure, say, table
from benchmarks.intake import postgres_server
from benchmarks.seeded import fill, service
from broker_bot.clock import FakeClock, machine_time
from broker_bot.service import Service
from broker_bot.store import wakes
from broker_bot.store.db import Database

SIZES = (1_000, 100_000)
LOOKS, TURNS = 200, 7
DUE = 100

MORE = """
INSERT INTO request (school, unit, route, status, requester, served_by, answered, urgent, opened_at, closed_at,
                     version, body)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
SELECT school, unit, route, status, requester, served_by, answered, urgent, opened_at, closed_at, version, body
FROM n CROSS JOIN (SELECT * FROM request ORDER BY id LIMIT 1) AS one
"""
"""Copies of the first request."""

WAKES = """
INSERT INTO wake (kind, id, due_at, tries, parked)
SELECT 'request', CAST(request.id AS VARCHAR(20)), one.due_at, 0, {no}
FROM request CROSS JOIN (SELECT due_at FROM wake WHERE kind = 'request' ORDER BY due_at LIMIT 1) AS one
WHERE CAST(request.id AS VARCHAR(20)) NOT IN (SELECT id FROM wake WHERE kind = 'request')
"""


def measure(small: bool) -> Part:
    sizes = (1000, 2000) if small else SIZES
    rows: list[list[object]] = []
    targets: list[Target] = []
    with tempfile.TemporaryDirectory(prefix="broker-bench-") as name, ExitStack() as stack:
        addresses = {"SQLite": [f"sqlite:///{Path(name) / f'{size}.sqlite3'}" for size in sizes]}
        running = stack.enter_context(postgres_server())
        if running is not None:
            addresses["PostgreSQL"] = [running.create() for _ in sizes]
        for where, urls in addresses.items():
            found = [_measured(where, url, size) for url, size in zip(urls, sizes, strict=True)]
            rows += [[where, f"{size:,}", idle, due, raw] for size, (idle, due, raw) in zip(sizes, found, strict=True)]
            targets += _targets(where, found)
    head = [
        "database",
        "open requests",
        "nothing due",
        f"{DUE} due, each decided and written",
        f"{DUE} rows claimed raw",
    ]
    return Part((table(head, rows),), tuple(targets))


def _targets(where: str, found: list[tuple[Figure, Figure, Figure]]) -> list[Target]:
    (idle, due, _), (many_idle, many_due, raw) = found
    return [
        Target(f"{where}: nothing due, 100,000 open", many_idle.median / 1000, 1.0, "ms"),
        Target(f"{where}: nothing due, 100,000 : 1,000 open", many_idle.median / idle.median, 2.0),
        Target(f"{where}: {DUE} due, 100,000 : 1,000 open", many_due.median / due.median, 2.0),
        Target(f"{where}: {DUE} due : raw claim of their rows", many_due.median / (raw.median / 1000), 3.0),
    ]


def _measured(where: str, url: str, size: int) -> tuple[Figure, Figure, Figure]:
    """(nothing due in us, DUE due in ms, DUE rows claimed raw in us)."""
    db = Database(url)
    try:
        made = _filled(db, size)
        looks = [_timed(made.wake_due) * 1e6 for _ in range(LOOKS)]
        raw = [_raw(db, turn) * 1e6 for turn in range(TURNS)]
        due = [_due(made, turn) * 1e3 for turn in range(TURNS)]
        say(f"  {where}, {size:,} open: {figure(looks)} us nothing due; {figure(due)} ms for {DUE}")
        return figure(looks, "us"), figure(due, "ms"), figure(raw, "us")
    finally:
        db.close()


def _filled(db: Database, size: int) -> Service:
    """`size` requests opened now; business time stands at the moment when the first of their wakes would be due."""
    fill(db, 20, machine_time())

    def more(conn: Connection) -> datetime:
        conn.execute(text("DELETE FROM wake WHERE kind <> 'request'"))
        conn.execute(text(MORE.format(count=size - 20)))
        conn.execute(text(WAKES.format(no="FALSE" if not db.sqlite else "0")))
        first = wakes.next_due(conn)
        assert first is not None
        return first

    with db.engine.begin() as conn:
        at = more(conn)
        _put_off(conn, at)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("ANALYZE"))
    return service(db, FakeClock(at))[0]


def _put_off(conn: Connection, at: datetime) -> None:
    from sqlmodel import update

    from broker_bot.store.tables import WakeRow

    conn.execute(update(WakeRow).values(due_at=at + timedelta(days=3650)))


def _raw(db: Database, turn: int) -> float:
    """Seconds to take DUE rows in one statement and one commit: the floor of any sweep."""
    ids = ", ".join(f"'{i}'" for i in range(1000 + turn * DUE, 1000 + (turn + 1) * DUE))
    return _timed(lambda: db.run(lambda conn: conn.execute(text(f"UPDATE wake SET tries = 0 WHERE id IN ({ids})"))))


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
