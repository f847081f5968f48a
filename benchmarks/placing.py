"""Routing: how long a message takes to be placed, and a desk to be built, with and without the optional model."""

from __future__ import annotations

import os
import time

from benchmarks.figures import Part, figure, percentile, say, table
from benchmarks.process import ROOT, has_model
from benchmarks.seeded import texts
from broker_bot import district as files
from broker_bot.domain.district import District
from broker_bot.matching import Desk, desk, encoder

ROUNDS = 5


def measure(small: bool) -> Part:
    district = files.load(ROOT)
    said = texts(district)[: 50 if small else None]
    rows = _rows("built-in", district, said, ROUNDS)
    if has_model():
        os.environ[encoder.VARIABLE] = ""
        encoder.forget()
        try:
            rows += _rows("with MiniLM", district, said, 1 if small else 3)
        finally:
            os.environ[encoder.VARIABLE] = encoder.OFF
            encoder.forget()
    head = ["matcher", f"place(), p50 of {len(said)} messages", "place(), p95", "building a desk"]
    return Part((table(head, rows),))


def _rows(name: str, district: District, said: tuple[str, ...], rounds: int) -> list[list[object]]:
    built, middle, tail = [], [], []
    for _ in range(rounds):
        desk._scorer.cache_clear()
        started = time.process_time()
        made = Desk(district)
        built.append((time.process_time() - started) * 1000)
        times = [_cpu(made, message) for message in said]
        middle.append(percentile(times, 0.5))
        tail.append(percentile(times, 0.95))
        say(f"  {name}: {middle[-1]:.2f} ms a message, built in {built[-1]:.0f} ms")
    return [[name, figure(middle, "ms"), figure(tail, "ms"), figure(built, "ms")]]


def _cpu(made: Desk, message: str) -> float:
    """Milliseconds of CPU."""
    at = time.thread_time()
    made.place(message)
    return (time.thread_time() - at) * 1000
