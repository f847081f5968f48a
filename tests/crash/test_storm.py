"""A storm: many requests at once, faults on a quarter of all posts, and processes killed at random the whole time.

On PostgreSQL one web process and four workers, on SQLite one process for both. Nothing lost, doubled or out of order.
"""

from __future__ import annotations

import os
import random
import signal
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any
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
from tests.crash.victim import STEPS, live

pytestmark = pytest.mark.crash

KILLS = int(os.environ.get("BROKER_STORM_KILLS", "12"))
"""Processes killed in one run; 400 is the figure in docs/reliability.md."""

WORKERS = 4
TEXTS = ("AC out in {n}", "no heat in room {n}", "toilet overflowing by room {n}", "projector bulb dead in {n}")

FORK = get_context("forkserver")
FORK.set_forkserver_preload(["tests.crash.victim"])


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
            retry_delays=(0.2, 0.4, 0.8, 1.5, 3.0, 6.0),
            seed=11,
        )
        self.box.start()
        self.port = _free_port()
        self.box.connect(f"http://127.0.0.1:{self.port}/slack/events")
        roles = ["both"] if database.sqlite else ["web", *["work"] * WORKERS]
        self.processes: list[tuple[str, ForkServerProcess | None]] = [(role, None) for role in roles]
        self.kills = 0

    def keep_up(self) -> bool:
        """Start whatever is not running; a quarter of the new ones carry a step at which they shoot themselves."""
        for place, (role, process) in enumerate(self.processes):
            if process is not None and process.is_alive():
                continue
            if process is not None:
                assert process.exitcode == -signal.SIGKILL, f"{role} died by itself: {process.exitcode}"
                self.kills += 1
            armed = self.kills < KILLS and self.dice.random() < 0.5
            step, nth = (self.dice.choice(STEPS), self.dice.randint(1, 25)) if armed else ("", 0)
            self.processes[place] = (role, self._started(role, step, nth))
        return True

    def _started(self, role: str, step: str, nth: int) -> ForkServerProcess:
        url = self.database.url.render_as_string(hide_password=False)
        facts = (self.port, step, nth, url, self.box.api_url, self.box.bot_token, self.box.signing_secret)
        process = FORK.Process(target=live, args=(*facts, str(self.folder), role), daemon=True)
        process.start()
        return process

    def shoot(self) -> None:
        """Kill one at random."""
        _, process = self.dice.choice(self.processes)
        if self.kills < KILLS and process is not None and process.is_alive():
            process.kill()
            process.join(5)

    def until(self, what: str, seen: Any, timeout: float = 120.0) -> None:
        """Wait for `seen()`, keeping the processes up and shooting at them now and then."""
        turn = 0

        def looked() -> bool:
            nonlocal turn
            turn += 1
            if turn % 7 == 0:
                self.shoot()
            return self.keep_up() and bool(seen())

        self.box.wait_until(looked, timeout, what)

    def stop(self) -> None:
        self.box.disconnect()
        for _, process in self.processes:
            if process is not None:
                process.kill()
                process.join(10)
        self.box.stop()

    def count(self, query: str) -> int:
        return int(self.database.read(lambda conn: conn.execute(text(query)).scalar_one()))

    def idle(self) -> bool:
        waiting = "SELECT count(*) FROM outbox WHERE state IN ('ready', 'sending')"
        return self.box.pending == 0 and self.count(waiting) == 0


def test_nothing_is_lost_doubled_or_out_of_order(district: District, database: Database, tmp_path: Path) -> None:
    storm = Storm(district, database, tmp_path)
    try:
        asked = _storm(storm)
        _nothing_lost(storm, asked)
        _nothing_doubled_or_out_of_order(storm)
    finally:
        storm.stop()


def _storm(storm: Storm) -> int:
    box, dice = storm.box, storm.dice
    box.fault(Fault(method="chat.postMessage", kind="reset_after", times=None, share=0.1))
    box.fault(Fault(method="chat.postMessage", kind="reset_before", times=None, share=0.05))
    box.fault(Fault(method="chat.postMessage", kind="status", status=503, times=None, share=0.05))
    box.fault(Fault(method="chat.postMessage", kind="ratelimited", retry_after=1, times=None, share=0.05))
    storm.until("the bot to be up", lambda: _up(storm.port))
    people = [p for p in town.people(storm.district) if p.group == "Principals"]
    asked = 0
    while storm.kills < KILLS or asked < len(people):
        for person in dice.sample(people, 6):
            box.say(person.id, "bot", dice.choice(TEXTS).format(n=100 + asked))
            asked += 1
        storm.until("the messages to be answered", lambda: box.pending == 0)
        if asked > 40 * max(KILLS, 10):
            raise AssertionError(f"{asked} messages and only {storm.kills} kills")
    storm.clock.jump_to(storm.clock.now() + timedelta(hours=9))
    storm.until("everything to be delivered", storm.idle, timeout=240)
    return asked


def _nothing_lost(storm: Storm, asked: int) -> None:
    requests = storm.count("SELECT count(*) FROM request")
    questions = storm.count("SELECT count(*) FROM draft WHERE request IS NULL")
    assert requests + questions == asked
    assert storm.count("SELECT count(*) FROM outbox WHERE state IN ('parked', 'uncertain')") == 0
    posted = {post["metadata"]["event_payload"]["id"] for post in storm.box.posts()}
    said = "SELECT id FROM outbox WHERE state = 'sent' AND ts <> '' AND sent_at IS NOT NULL"
    sent = {row[0] for row in storm.database.read(lambda conn: conn.execute(text(said)).all())}
    assert sent <= posted, f"settled as sent, but Slack has no such message: {sorted(sent - posted)[:5]}"
    for number in range(1, requests + 1):
        assert storm.database.read(partial(trail.broken_at, kind="request", aggregate=number)) is None, number


def _nothing_doubled_or_out_of_order(storm: Storm) -> None:
    posts = storm.box.posts()
    ids = Counter(post["metadata"]["event_payload"]["id"] for post in posts)
    assert max(ids.values()) == 1, [i for i, n in ids.items() if n > 1]
    rows = storm.database.read(lambda conn: conn.execute(text("SELECT id, lane FROM outbox")).all())
    lanes: dict[int, str] = {row.id: row.lane for row in rows}
    shown: dict[str, list[int]] = defaultdict(list)
    for post in sorted(posts, key=lambda p: float(p["ts"])):
        number = post["metadata"]["event_payload"]["id"]
        shown[lanes[number]].append(number)
    for lane, numbers in shown.items():
        assert numbers == sorted(numbers), lane
    twice = "SELECT aggregate FROM event WHERE what LIKE 'ladder.%' GROUP BY aggregate, what HAVING count(*) > 1"
    assert storm.count(f"SELECT count(*) FROM ({twice}) AS doubled") == 0
