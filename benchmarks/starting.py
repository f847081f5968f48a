"""A process on its own: how soon it is ready, and what it holds and does while nobody asks for anything."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.figures import Part, Target, figure, say, table
from benchmarks.load import SECRET
from benchmarks.process import ROOT, Server, cores, free_port, has_model
from broker_bot.matching import encoder

ROUNDS = 5
IDLE_SECONDS = 20.0
LIBRARIES = (
    "slack_bolt, sqlmodel, apscheduler.schedulers.background, httpx, alembic.command, jinja2, starlette.applications, "
    "uvicorn, psycopg, pydantic_settings, yaml, typer"
)
"""What any bot of this kind imports; the floor of a cold start."""


def measure(small: bool) -> Part:
    rounds, seconds = (1, 3.0) if small else (ROUNDS, IDLE_SECONDS)
    slack = free_port()
    with (
        Server(["-m", "benchmarks.slack", str(slack)], slack, {}, ready="/", measured=False),
        tempfile.TemporaryDirectory(prefix="broker-bench-") as name,
    ):
        starts = _starts(Path(name), slack, rounds)
        idle = {label: _idle(Path(name), slack, seconds, model) for label, model in _tiers()}
    head = ["from start to ready", "seconds"]
    shown = table(head, [[label, figure(values, "s")] for label, values in starts.items()])
    again = figure(starts[AGAIN]).median
    targets = [
        Target("cold start : importing the libraries", again / figure(starts[IMPORTS]).median, 1.5),
        Target("idle memory (PSS)", idle[OFF][0], 100, "MB"),
        Target("idle CPU", idle[OFF][1], 0.2, "%"),
    ]
    if MINILM in idle:
        targets.append(Target("idle memory (PSS) with MiniLM", idle[MINILM][0], 300, "MB"))
    rows = [[label, f"{memory:.1f} MB", f"{busy:.2f} %"] for label, (memory, busy) in idle.items()]
    resting = table(["`broker-bot run`, idle, once", "PSS", f"CPU of one core over {seconds:.0f} s"], rows)
    return Part((shown, resting), tuple(targets))


def _tiers() -> list[tuple[str, bool]]:
    return [(OFF, False), *([(MINILM, True)] if has_model() else [])]


OFF, MINILM = "the built-in matcher", "with MiniLM"


IMPORTS, OURS, FIRST, AGAIN = (
    "Python and the libraries alone, imported",
    "Python and `broker_bot`, imported",
    "`broker-bot run`, first start: tables and files, /readyz 200",
    "`broker-bot run`, later start, /readyz 200",
)


def _starts(folder: Path, slack: int, rounds: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {IMPORTS: [], OURS: [], FIRST: [], AGAIN: []}
    for turn in range(rounds):
        found[IMPORTS].append(_imported(f"import {LIBRARIES}"))
        found[OURS].append(_imported("import broker_bot.cli.running, uvicorn"))
        data = folder / str(turn)
        data.mkdir()
        for label in (FIRST, AGAIN):
            with _bot(data, slack, model=False) as server:
                found[label].append(server.ready_after)
        say(f"  round {turn + 1}: " + ", ".join(f"{values[-1]:.2f} s" for values in found.values()))
    return found


def _imported(code: str) -> float:
    """Seconds of a whole process, on the core where what is measured runs."""
    mine = ",".join(map(str, cores()[0]))
    started = time.monotonic()
    subprocess.run(
        [sys.executable, "-c", f"import os; os.sched_setaffinity(0, {{{mine}}}); {code}"], check=True, cwd=ROOT
    )
    return time.monotonic() - started


def _bot(data: Path, slack: int, model: bool) -> Server:
    port = free_port()
    env = {
        "SLACK_SIGNING_SECRET": SECRET, "SLACK_BOT_TOKEN": "xoxb-sandbox", "DATABASE_URL": "", "PORT": str(port),
        "SLACK_API_URL": f"http://127.0.0.1:{slack}/api/", "BROKER_DATA": str(data),
        encoder.VARIABLE: "" if model else encoder.OFF,
    }  # fmt: skip
    return Server(["-m", "broker_bot", "run"], port, env, ready="/readyz")


def _idle(folder: Path, slack: int, seconds: float, model: bool) -> tuple[float, float]:
    """PSS in MB and per cent of a core, some seconds after the start."""
    data = folder / f"idle_{model}"
    data.mkdir()
    with _bot(data, slack, model) as server:
        time.sleep(3)
        before, at = server.cpu(), time.monotonic()
        time.sleep(seconds)
        busy = 100 * (server.cpu() - before) / (time.monotonic() - at)
        say(f"  idle: {busy:.2f} % of a core")
        return server.memory(), busy
