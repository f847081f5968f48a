"""Real time, read in this one place of the sandbox (signatures, triggers and deadlines use it, whatever clock the
messages follow)."""

import time


def now() -> float:
    """Return the system's seconds since 1970."""
    return time.time()


def monotonic() -> float:
    """Return seconds on a clock that never steps back, for deadlines."""
    return time.monotonic()
