"""A storm: many requests at once, faults on a quarter of all posts, and processes killed at random the whole time.

On PostgreSQL one web process and four workers, on SQLite one process for both. Nothing lost, doubled or out of order.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from math import ceil, inf
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from broker_bot.clock import JumpingClock
from broker_bot.demo import town
from broker_bot.domain.district import District
from broker_bot.sandbox.server import Fault, Sandbox
from broker_bot.store import config, trail
from broker_bot.store.db import Database
from tests.crash.test_kill import _free_port, _up
from tests.crash.victim import STEPS, WEB, WORK, live

pytestmark = pytest.mark.crash

KILLS = int(os.environ.get("BROKER_STORM_KILLS", str(len(STEPS))))
"""Processes killed at a named step in one run, as many at each; docs/reliability.md has a run with 400."""

EACH = ceil(KILLS / len(STEPS))

WORKERS = 4
PATIENCE = (3.0, 9.0)
"""Seconds at work after which a process that has not come to its step is shot wherever it is."""

AT_RANDOM = "anywhere else"
ROLES = {"both": tuple(STEPS), "web": WEB, "work": WORK}
FAULTS: tuple[tuple[Literal["reset_after", "reset_before", "status", "ratelimited"], float], ...] = (
    ("reset_after", 0.1),
    ("reset_before", 0.05 / 0.9),
    ("status", 0.05 / 0.85),
    ("ratelimited", 0.05 / 0.8),
)
"""How a quarter of all posts go wrong: each share is of what the ones before it have spared."""

TEXTS = ("AC out in {n}", "no heat in room {n}", "toilet overflowing by room {n}", "projector bulb dead in {n}")

FORK = get_context("forkserver")
FORK.set_forkserver_preload(["tests.crash.victim"])


@dataclass
class Life:
    """One process: whether it is at work yet, the step at which it dies, when it is shot if it never comes there."""

    process: ForkServerProcess
    up: Event
    step: str
    patience: float
    until: float = inf

    def overdue(self) -> bool:
        """Whether it has worked long enough without coming to its step."""
        if self.until == inf and self.up.is_set():
            self.until = time.monotonic() + self.patience
        return bool(self.step) and time.monotonic() > self.until


class Storm:
    """The processes of a district's bot, kept at their number while they are shot down."""

    def __init__(self, district: District, database: Database, folder: Path) -> None:
        self.district, self.database, self.folder = district, database, folder
        self.dice = random.Random(7)
        self.clock = JumpingClock(folder / "clock_offset")
        start = datetime(2027, 1, 12, 8, 0, tzinfo=ZoneInfo(district.zone)).astimezone(UTC)
        self.clock.start_at(start)
        database.run(lambda conn: config.apply(conn, district, self.clock.now()))
        self.box = Sandbox(
            people=town.people(district),
            channels=town.channels(district),
            clock=lambda: self.clock.now().timestamp(),
            retry_delays=(0.2, 0.4, 0.8, 1.5, 3.0, *[5.0] * 100),
            seed=11,
        )
        self.box.start()
        self.port = _free_port()
        self.box.connect(f"http://127.0.0.1:{self.port}/slack/events")
        self.roles = ["both"] if database.sqlite else ["web", *["work"] * WORKERS]
        self.lives: list[Life | None] = [None] * len(self.roles)
        self.killed: Counter[str] = Counter()

    @property
    def done(self) -> bool:
        """Whether each step has killed as often as it should."""
        return all(self.killed[step] >= EACH for step in STEPS)

    def keep_up(self) -> bool:
        """Start whatever is not running, armed for one of the steps that has killed least, until there are enough."""
        for place, role in enumerate(self.roles):
            life = self.lives[place]
            if life is not None and life.process.is_alive():
                if life.overdue():
                    life.step = AT_RANDOM
                    life.process.kill()
                    life.process.join(5)
                continue
            if life is not None:
                code = life.process.exitcode
                assert code == -signal.SIGKILL and life.step, f"{role} died by itself: {code}"
                self.killed[life.step] += 1
            self.lives[place] = self._started(role)
        return True

    def _started(self, role: str) -> Life:
        step, nth = "", 0
        if missing := [s for s in ROLES[role] if self.killed[s] < EACH]:
            taken = Counter(life.step for life in self.lives if life)
            step = min(missing, key=lambda s: (taken[s], self.killed[s], self.dice.random()))
            nth = self.dice.randint(1, 2 if step == "mid_tick" else 10)
        url = self.database.url.render_as_string(hide_password=False)
        facts = (self.port, step, nth, url, self.box.api_url, self.box.bot_token, self.box.signing_secret)
        up = FORK.Event()
        process = FORK.Process(target=live, args=(*facts, str(self.folder), role, up), daemon=True)
        process.start()
        return Life(process, up, step, self.dice.uniform(*PATIENCE))

    def until(self, what: str, seen: Callable[[], Any], timeout: float = 600.0) -> None:
        """Wait for `seen()`, keeping the processes up."""
        self.box.wait_until(lambda: self.keep_up() and seen(), timeout, what)

    def stop(self) -> None:
        self.box.disconnect()
        for life in filter(None, self.lives):
            life.process.kill()
            life.process.join(10)
        self.box.stop()

    def count(self, query: str) -> int:
        return int(self.database.read(lambda conn: conn.execute(text(query)).scalar_one()))

    def numbers(self, query: str) -> list[int]:
        """The first column of every row."""
        return [row[0] for row in self.database.read(lambda conn: conn.execute(text(query)).all())]

    def idle(self) -> bool:
        waiting = "SELECT count(*) FROM outbox WHERE state IN ('ready', 'sending')"
        return self.box.pending == 0 and self.count(waiting) == 0


def test_nothing_is_lost_doubled_or_out_of_order(
    district: District, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    storm = Storm(district, database, tmp_path)
    try:
        asked = _storm(storm)
        lost = _lost(storm, asked)
        doubled, mixed = _doubled_and_out_of_order(storm)
        with capsys.disabled():
            sys.stdout.write(_table(storm, asked, lost, doubled, mixed))
        assert (lost, doubled, mixed) == ([], [], [])
    finally:
        storm.stop()


def _storm(storm: Storm) -> int:
    box, dice = storm.box, storm.dice
    for kind, share in FAULTS:
        box.fault(Fault(method="chat.postMessage", kind=kind, status=503, retry_after=1, times=None, share=share))
    storm.until("the bot to be up", lambda: _up(storm.port))
    people = [p for p in town.people(storm.district) if p.group == "Principals"]
    asked = 0
    while not storm.done:
        for person in dice.sample(people, 3):
            box.say(person.id, "bot", dice.choice(TEXTS).format(n=100 + asked))
            asked += 1
        storm.until("the messages to be answered", lambda: box.pending == 0)
        storm.clock.jump_to(storm.clock.now() + timedelta(minutes=25))
        if asked > 40 * KILLS + 400:
            raise AssertionError(f"{asked} messages and only {dict(storm.killed)}")
    storm.clock.jump_to(storm.clock.now() + timedelta(hours=9))
    storm.until("everything to be delivered", storm.idle, timeout=600 + 2 * KILLS)
    return asked


def _lost(storm: Storm, asked: int) -> list[str]:
    """Messages without a request or a question, intents that ended nowhere or not in Slack, trails that are broken."""
    requests = storm.count("SELECT count(*) FROM request")
    questions = storm.count("SELECT count(*) FROM draft WHERE request IS NULL")
    lost = [] if requests + questions == asked else [f"{asked} messages, {requests} requests, {questions} questions"]
    stuck = text("SELECT id, kind, state, error FROM outbox WHERE state NOT IN ('sent', 'dropped') ORDER BY id")
    left = storm.database.read(lambda conn: conn.execute(stuck).all())
    lost += [f"intent {row.id} ({row.kind}) is {row.state}: {row.error}" for row in left]
    posted = {post["metadata"]["event_payload"]["id"] for post in storm.box.posts()}
    said = storm.numbers("SELECT id FROM outbox WHERE state = 'sent' AND ts <> '' AND sent_at IS NOT NULL")
    lost += [f"intent {ident} is sent, but Slack has no such message" for ident in said if ident not in posted]
    for number in storm.numbers("SELECT id FROM request"):
        if storm.database.read(partial(trail.broken_at, kind="request", aggregate=number)) is not None:
            lost.append(f"the trail of request {number} is broken")
    return lost


def _doubled_and_out_of_order(storm: Storm) -> tuple[list[str], list[str]]:
    posts = storm.box.posts()
    ids = Counter(post["metadata"]["event_payload"]["id"] for post in posts)
    doubled = [f"intent {ident} was posted {n} times" for ident, n in ids.items() if n > 1]
    twice = "SELECT aggregate FROM event WHERE what LIKE 'ladder.%' GROUP BY aggregate, what HAVING count(*) > 1"
    doubled += [f"request {number} climbed a step twice" for number in storm.numbers(twice)]
    rows = storm.database.read(lambda conn: conn.execute(text("SELECT id, lane FROM outbox")).all())
    lanes: dict[int, str] = {row.id: row.lane for row in rows}
    shown: dict[str, list[int]] = defaultdict(list)
    for post in sorted(posts, key=lambda p: float(p["ts"])):
        number = post["metadata"]["event_payload"]["id"]
        shown[lanes[number]].append(number)
    return doubled, [lane for lane, numbers in shown.items() if numbers != sorted(numbers)]


def _table(storm: Storm, asked: int, lost: list[str], doubled: list[str], mixed: list[str]) -> str:
    """The run in figures, as docs/reliability.md shows it."""
    log = [line for line in storm.box.log if line.direction == "bot->slack" and line.method == "chat.postMessage"]
    faults = sum(line.fault is not None for line in log)
    where = "one process on SQLite" if storm.database.sqlite else f"1 web and {WORKERS} workers on PostgreSQL"
    rows = [(name, storm.killed[step]) for step, name in STEPS.items()]
    rows += [
        ("at the named steps", storm.killed.total() - storm.killed[AT_RANDOM]),
        (AT_RANDOM, storm.killed[AT_RANDOM]),
    ]
    rows += [("messages", asked), ("calls of chat.postMessage", len(log)), ("with a fault", faults)]
    rows += [("posts in the log", len(storm.box.posts()))]
    rows += [("lost", len(lost)), ("doubled", len(doubled)), ("out of order", len(mixed))]
    return f"\n{where}\n" + "".join(f"  {name:42}{count:7,}\n" for name, count in rows)
