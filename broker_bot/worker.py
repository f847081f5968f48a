"""The worker: a tick that wakes due rows, and threads that deliver. APScheduler only ticks; time lives in rows."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from broker_bot.clock import machine_time
from broker_bot.delivery.courier import Courier
from broker_bot.service import Service
from broker_bot.service.landing import WAKES_A_TICK
from broker_bot.store import outbox, wakes

log = logging.getLogger(__name__)

TICK_SECONDS = 1.0
POLL_SECONDS = 0.25
"""One thread looks this often for what no commit announces: the end of a lease, of a pause, of a recipient's turn."""

REST_SECONDS = 1.0
"""The same while nothing is open at all: then only a commit brings work, and is announced."""

BREATH_SECONDS = 0.05
"""While a hundred rows and more are due at once, one thread delivers, this long between two; escalations come first."""

THREADS = 4


class Worker:
    """Wakes and delivers until stopped. `settle` does both in the caller's thread until nothing is left to do now."""

    def __init__(self, service: Service, courier: Courier, threads: int = THREADS) -> None:
        self.service, self.courier = service, courier
        self.last_tick: datetime | None = None
        self._stopping = threading.Event()
        self._committed = service.db.committed
        self._calm = threading.Event()
        self._calm.set()
        self._threads = [
            threading.Thread(target=self._deliver, args=(n == 0,), name=f"deliver-{n}", daemon=True)
            for n in range(threads)
        ]
        self._ticking = threading.Lock()
        self._scheduler = BackgroundScheduler(timezone=UTC)

    def start(self) -> None:
        """Begin ticking and delivering."""
        self._scheduler.add_job(
            self.tick, "interval", seconds=TICK_SECONDS, coalesce=True, max_instances=1, misfire_grace_time=None
        )
        self._scheduler.start()
        for thread in self._threads:
            thread.start()

    def every(self, seconds: float, job: Callable[[], object]) -> None:
        """Run `job` every so many seconds beside the tick; an error is logged and the next run tries again."""
        self._scheduler.add_job(
            job, "interval", seconds=seconds, coalesce=True, max_instances=1, misfire_grace_time=None
        )

    def stop(self, timeout: float = 10.0) -> None:
        """Stop claiming and finish what is in hand, for at most `timeout` seconds."""
        self._stopping.set()
        self._calm.set()
        self._committed.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout)

    def tick(self) -> int:
        """Wake everything that is due; returns how many rows were woken."""
        total = 0
        with self._ticking:
            try:
                while not self._stopping.is_set() and (woken := self.service.wake_due()):
                    total += woken
                    if woken >= WAKES_A_TICK:
                        self._calm.clear()
                self.last_tick = machine_time()
            except Exception:  # the tick must not die; the next one tries again
                log.exception("a tick failed")
            finally:
                self._calm.set()
        return total

    def _deliver(self, looks: bool) -> None:
        """Deliver after each commit; the thread that `looks` also goes by the time, and calls the others if need be."""
        called = True
        while not self._stopping.is_set():
            self._calm.wait(BREATH_SECONDS if looks else None)
            # Cleared before the look: a commit that comes during the look is not slept over.
            self._committed.clear()
            patience = POLL_SECONDS if looks else None
            try:
                if self.courier.deliver_one():
                    if not called:
                        self._committed.set()
                        called = True
                    continue
                if looks and not self.service.db.read(outbox.any_open):
                    patience = REST_SECONDS
            except Exception:  # the loop must not die; the row's lease ends by itself
                log.exception("delivery failed")
            if self._stopping.is_set():
                break
            called = self._committed.wait(patience)
        self._committed.set()  # a thread that cleared the call to stop passes it on

    def settle(self, timeout: float = 30.0) -> None:
        """Wake and deliver until nothing is due and nothing open may be tried now. Raises TimeoutError."""
        until = machine_time() + timedelta(seconds=timeout)
        while True:
            busy = self.tick() > 0
            while machine_time() <= until and self.courier.deliver_one():
                busy = True
            if not busy and not self._in_hand():
                return
            if machine_time() > until:
                raise TimeoutError("there is still something to deliver")
            if not busy:
                self._stopping.wait(0.01)

    def _in_hand(self) -> bool:
        """Whether a row is open that could go out soon: another thread has it, or it waits for its pace."""
        soon = machine_time() + timedelta(seconds=2)
        at = self.service.db.read(lambda conn: outbox.next_try(conn, soon))
        return at is not None and at <= soon

    def jump(self, target: datetime, move: Callable[[datetime], None]) -> int:
        """Go to `target` (business time) wake by wake, draining each; `move` sets the clock. Returns the stops made."""
        stops = 0
        self.settle()
        while True:
            at = self.service.db.read(wakes.next_due)
            if at is None or at > target:
                move(target)
                self.settle()
                return stops
            move(max(at, self.service.clock.now()))
            self.settle()
            stops += 1
