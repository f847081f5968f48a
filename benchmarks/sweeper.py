"""One worker that takes due wakes until there are none: `python -m benchmarks.sweeper URL`; prints how many it took."""

from __future__ import annotations

import logging
import sys
import time

from broker_bot.clock import FakeClock
from broker_bot.service import Service
from broker_bot.service.registry import HANDLERS, WAKERS
from broker_bot.store import wakes
from broker_bot.store.db import Database


def main(url: str) -> None:
    logging.basicConfig(level=logging.ERROR)
    db = Database(url)
    first = db.read(wakes.next_due)
    assert first is not None
    made = Service(db, FakeClock(first), HANDLERS, WAKERS)
    made.present.desk()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    started = done = time.monotonic()
    total = idle = 0
    while idle < 3:
        taken = made.wake_due()
        total += taken
        idle = 0 if taken else idle + 1
        done = time.monotonic() if taken else done
    sys.stdout.write(f"{total} {done - started:.4f}\n")
    db.close()


if __name__ == "__main__":
    main(sys.argv[1])
