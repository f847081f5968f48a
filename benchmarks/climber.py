"""One worker whose business clock may run faster than the machine's: `python -m benchmarks.climber URL START SPEED`.

It ticks each machine second and delivers meanwhile, to a Slack that says yes. When all wakes that fell due from START
on are taken it prints how late each was committed, in machine seconds, as one line of JSON.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from benchmarks.year_engine import TakesAll
from broker_bot.clock import machine_time
from broker_bot.delivery.courier import Courier, Pace
from broker_bot.delivery.homes import home
from broker_bot.delivery.outside import Outside
from broker_bot.delivery.registry import DRAWINGS
from broker_bot.delivery.webhook import DeskDoor
from broker_bot.service import Service, acts, protecting
from broker_bot.service.landing import Due
from broker_bot.service.registry import HANDLERS, WAKERS
from broker_bot.store.db import Database
from broker_bot.store.tables import WakeRow
from broker_bot.worker import Worker

PATIENCE = 420
"""Machine seconds after the last fell due until it gives up."""


class FastClock:
    """Business time that went through `speed` seconds in each of the machine's, from `start` on."""

    def __init__(self, start: datetime, speed: float) -> None:
        self.start, self.speed, self.began = start, speed, machine_time()

    def now(self) -> datetime:
        return self.start + (machine_time() - self.began) * self.speed


class Timed(Service):
    """Notes when each request's wake was committed, in business time."""

    taken: dict[str, datetime]

    def _wake(self, rows: Sequence[Due], now: datetime) -> list[Due]:
        missed = super()._wake(rows, now)
        for kind, ident in rows:
            if kind == "request" and (kind, ident) not in missed:
                self.taken.setdefault(ident, self.clock.now())
        return missed


def main(url: str, start: datetime, speed: float) -> None:
    logging.basicConfig(level=logging.ERROR)
    db = Database(url)
    wake = WakeRow.__table__  # type: ignore[attr-defined]
    due = {
        row.id: row.due_at
        for row in db.read(
            lambda conn: conn.execute(
                select(wake.c.id, wake.c.due_at).where(
                    wake.c.kind == "request", wake.c.due_at < start + timedelta(hours=2)
                )
            ).all()
        )
    }
    made = Timed(db, FastClock(start, speed), HANDLERS, WAKERS)
    made.taken = {}
    made.present.desk()
    after = {"packet": partial(acts.packet_delivered, made), "handover": partial(protecting.handed_over, made)}
    door, pace = TakesAll(), Pace(between=1 / speed)
    outside = Outside(None, DeskDoor({}, pace.timeout, pace.settle), DRAWINGS)
    worker = Worker(made, Courier(db, door, made.present, made.clock, DRAWINGS, home, after, outside, pace))
    made.clock = FastClock(start, speed)
    worker.start()
    until = time.monotonic() + (max(due.values()) - start).total_seconds() / speed + PATIENCE
    cpu = time.process_time()
    while len(made.taken) < len(due) and time.monotonic() < until:
        time.sleep(0.05)
    posts, cpu = door.count, time.process_time() - cpu
    worker.stop()
    late = [(made.taken[i] - at).total_seconds() / speed for i, at in due.items() if i in made.taken]
    sys.stdout.write(
        json.dumps({"due": len(due), "late": [round(one, 3) for one in late], "posts": posts, "cpu": cpu}) + "\n"
    )
    db.close()


if __name__ == "__main__":
    main(sys.argv[1], datetime.fromisoformat(sys.argv[2]), float(sys.argv[3]))
