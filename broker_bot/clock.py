"""Business time and machine time. Business time may jump (the demo, the tests); machine time never does."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """`now()` is business time in aware UTC: it decides wakes, due times and texts."""

    def now(self) -> datetime: ...


class SystemClock:
    """Business time is the machine's."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FakeClock:
    """A clock that stands still until told otherwise."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._lock = threading.Lock()

    def now(self) -> datetime:
        with self._lock:
            return self._now

    def jump_to(self, at: datetime) -> None:
        """Go to `at`; going back is refused with ValueError, for business time never does."""
        with self._lock:
            if at < self._now:
                raise ValueError(f"the clock is at {self._now.isoformat()}, {at.isoformat()} is behind it")
            self._now = at

    def advance(self, **parts: float) -> datetime:
        """Go forward by a timedelta's parts, as in `advance(minutes=5)`."""
        self.jump_to(self.now() + timedelta(**parts))
        return self.now()


class JumpingClock:
    """The machine's clock plus an offset that every process reads from one small file at each `now()`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def offset(self) -> timedelta:
        """The offset in the file; none yet is zero."""
        try:
            return timedelta(seconds=float(self._path.read_text("utf-8")))
        except FileNotFoundError:
            return timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset()

    def jump_to(self, at: datetime) -> None:
        """Go to `at` (aware UTC), or stay when it is behind."""
        self._write(max(self.offset(), at - datetime.now(UTC)))

    def start_at(self, at: datetime) -> None:
        """Set the clock to `at`, back or forth; for a demo's first start only, before anything is stored."""
        self._write(at - datetime.now(UTC))

    def _write(self, offset: timedelta) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.write_text(str(offset.total_seconds()), "utf-8")
        os.replace(fresh, self._path)


def machine_time() -> datetime:
    """Real time in aware UTC, for leases, back-off, pacing and look-up windows."""
    return datetime.now(UTC)


def epoch() -> float:
    """Real time in seconds since 1970, for signatures."""
    return time.time()
