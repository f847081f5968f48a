"""Runs the same thing on several threads at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def together(count: int, do: Callable[[int], T]) -> list[T]:
    """What `do(0)` ... `do(count - 1)` gave, started at the same moment; the first error is raised here."""
    start = threading.Barrier(count)

    def one(number: int) -> T:
        start.wait(10)
        return do(number)

    with ThreadPoolExecutor(count) as pool:
        return [future.result(60) for future in [pool.submit(one, n) for n in range(count)]]
