"""Routing: how long a message takes to be placed, and a desk to be built, with and without the optional model."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

from benchmarks.figures import Part, figure, percentile, say, table
from benchmarks.process import ROOT, cores, has_model
from benchmarks.seeded import texts
from broker_bot import district as files
from broker_bot.clock import SystemClock
from broker_bot.domain.district import District
from broker_bot.domain.model import Lesson
from broker_bot.matching import Desk, desk, encoder
from broker_bot.service.present import Present
from broker_bot.store import config
from broker_bot.store.db import Database
from broker_bot.store.migrate import migrate

ROUNDS = 5
LESSONS = 100
SENTENCE = "AC out in room 204"


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
    head = [
        "matcher",
        f"place(), p50 of {len(said)} messages",
        "place(), p95",
        "building a desk",
        "a correction in force",
    ]
    alone = [_alone(name, model, 1 if small else ROUNDS) for name, model in _tiers()]
    cold = ["`broker-bot route TEXT`", "from start to answer", "CPU", "peak memory"]
    return Part((table(head, rows), table(cold, alone)))


def _tiers() -> list[tuple[str, bool]]:
    return [("built-in", False), *([("with MiniLM", True)] if has_model() else [])]


def _alone(name: str, model: bool, rounds: int) -> list[object]:
    """A process that is started for one answer, on the core where what is measured runs."""
    walls, cpus, peaks = [], [], []
    code = (
        f"import os, sys; os.sched_setaffinity(0, {cores()[0]}); sys.argv = ['broker-bot', 'route', {SENTENCE!r}]\n"
        "from broker_bot.cli import cli\ntry: cli()\nfinally:\n"
        "  found = open('/proc/self/status').read().split('VmHWM:')[1].split()[0]; sys.stderr.write(found)"
    )
    for _ in range(rounds):
        started, before = time.monotonic(), os.times()
        env = {**os.environ, encoder.VARIABLE: "" if model else encoder.OFF, "DATABASE_URL": ""}
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True
        )
        after = os.times()
        walls.append(time.monotonic() - started)
        used = after.children_user + after.children_system - before.children_user - before.children_system
        cpus.append(used)
        peaks.append(int(done.stderr.split()[-1]) / 1024)
    say(f"  {name}: {walls[-1]:.2f} s from start to answer")
    return [name, figure(walls, "s"), figure(cpus, "s"), figure(peaks, "MB")]


def _rows(name: str, district: District, said: tuple[str, ...], rounds: int) -> list[list[object]]:
    built, middle, tail, told = [], [], [], []
    for _ in range(rounds):
        desk._scorer.cache_clear()
        started = time.process_time()
        made = Desk(district)
        built.append((time.process_time() - started) * 1000)
        times = [_cpu(made, message) for message in said]
        middle.append(percentile(times, 0.5))
        tail.append(percentile(times, 0.95))
        told.append(_corrected(district, said[0]))
        say(f"  {name}: {middle[-1]:.2f} ms a message, built in {built[-1]:.0f} ms")
    return [[name, figure(middle, "ms"), figure(tail, "ms"), figure(built, "ms"), figure(told, "ms")]]


def _cpu(made: Desk, message: str) -> float:
    """Milliseconds of CPU."""
    at = time.thread_time()
    made.place(message)
    return (time.thread_time() - at) * 1000


def _corrected(district: District, message: str) -> float:
    """Milliseconds from a committed lesson, the hundred-and-first, to the first answer of another reader."""
    with tempfile.TemporaryDirectory(prefix="broker-bench-") as folder:
        db = Database(f"sqlite:///{folder}/broker.sqlite3")
        migrate(db)
        clock = SystemClock()
        db.run(lambda conn: config.apply(conn, district, clock.now()))
        texts_of = [(it, route.id) for route in district.routes.values() for it in route.examples[:4]][:LESSONS]
        for text, route in texts_of:
            _taught(db, text, route, clock)
        reader = Present(db, clock)
        reader.desk().place(message)
        _taught(db, message, "it.network", clock)
        at = time.perf_counter()
        assert reader.desk().place(message).route == "it.network"
        took = (time.perf_counter() - at) * 1000
        db.close()
        return took


def _taught(db: Database, text: str, route: str, clock: SystemClock) -> None:
    db.run(lambda conn: config.learn(conn, Lesson(text, route), 1, "principal@cedargrove.example", clock.now()))
