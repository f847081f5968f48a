"""Runs the same thing on several threads at once, and tests on one database only."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest

T = TypeVar("T")

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ON_POSTGRES = pytest.mark.parametrize(
    "database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
"""For what only one of the two can do: the fixtures `database` and `database_url` then give that one."""


def together(count: int, do: Callable[[int], T]) -> list[T]:
    """What `do(0)` ... `do(count - 1)` gave, started at the same moment; the first error is raised here."""
    start = threading.Barrier(count)

    def one(number: int) -> T:
        start.wait(10)
        return do(number)

    with ThreadPoolExecutor(count) as pool:
        return [future.result(60) for future in [pool.submit(one, n) for n in range(count)]]
