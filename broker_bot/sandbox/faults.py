"""Faults on request: which call is hit, and by what."""

import random
import threading
from dataclasses import replace

from broker_bot.sandbox.model import Fault

_MATCHES_ALL = "*"


class Faults:
    """The faults that wait for their calls. Thread-safe; the earliest fitting one is taken."""

    def __init__(self, seed: int = 0) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []
        self._draw = random.Random(seed)

    def add(self, fault: Fault) -> None:
        """Add a fault behind those that wait already."""
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        """Forget every fault that still waits."""
        with self._lock:
            self._waiting.clear()

    def waiting(self) -> list[Fault]:
        """Return the faults that still wait, with the times they have left."""
        with self._lock:
            return list(self._waiting)

    def take(self, method: str, channel: str | None) -> Fault | None:
        """Return the fault that hits this call, counting it, or None."""
        with self._lock:
            for index, fault in enumerate(self._waiting):
                fits = fault.method in (method, _MATCHES_ALL) and fault.channel in (None, channel)
                if fits and (fault.share >= 1 or self._draw.random() < fault.share):
                    self._count(index, fault)
                    return fault
        return None

    def _count(self, index: int, fault: Fault) -> None:
        if fault.times is None:
            return
        if fault.times <= 1:
            del self._waiting[index]
        else:
            self._waiting[index] = replace(fault, times=fault.times - 1)
